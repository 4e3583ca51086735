"""`URLType`."""

from sqlalchemy.types import TypeDecorator, UnicodeText


class URLType(TypeDecorator):
    """A URL."""

    impl = UnicodeText
    cache_ok = True
