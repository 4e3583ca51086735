"""`LocaleType`."""

from sqlalchemy.types import TypeDecorator, Unicode


class LocaleType(TypeDecorator):
    """The name of a locale."""

    impl = Unicode(10)
    cache_ok = True
