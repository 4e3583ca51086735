"""`CountryType`."""

from sqlalchemy.types import String, TypeDecorator


class CountryType(TypeDecorator):
    """The code of a country."""

    impl = String(2)
    cache_ok = True
