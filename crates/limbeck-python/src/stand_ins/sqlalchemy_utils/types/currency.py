"""`CurrencyType`."""

from sqlalchemy.types import String, TypeDecorator


class CurrencyType(TypeDecorator):
    """The code of a currency."""

    impl = String(3)
    cache_ok = True
