"""`BitType`."""

from sqlalchemy.types import BINARY, String, TypeDecorator


class BitType(TypeDecorator):
    """Bits."""

    impl = BINARY
    cache_ok = True

    def __init__(self, length=1, **keywords):
        super().__init__(**keywords)
        self.length = length

    def load_dialect_impl(self, dialect):
        if dialect.name == "postgresql":
            from sqlalchemy.dialects.postgresql import BIT

            return BIT(self.length)
        return String(self.length) if dialect.name == "sqlite" else BINARY(self.length)
