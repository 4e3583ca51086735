"""`EmailType`."""

from sqlalchemy.types import TypeDecorator, Unicode


class EmailType(TypeDecorator):
    """An address, in lower case."""

    impl = Unicode
    cache_ok = True

    def __init__(self, length=255, *arguments, **keywords):
        super().__init__(length=length, *arguments, **keywords)

    def process_bind_param(self, value, dialect):
        return value if value is None else value.lower()
