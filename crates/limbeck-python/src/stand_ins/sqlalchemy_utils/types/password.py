"""`PasswordType`."""

from sqlalchemy.types import TypeDecorator, VARBINARY


class PasswordType(TypeDecorator):
    """The hash of a password."""

    impl = VARBINARY(1024)
    cache_ok = True

    def __init__(self, max_length=None, **keywords):
        super().__init__()
        self.length = 1024 if max_length is None else max_length

    def load_dialect_impl(self, dialect):
        if dialect.name == "postgresql":
            from sqlalchemy.dialects.postgresql import BYTEA

            return BYTEA(self.length)
        return VARBINARY(self.length)
