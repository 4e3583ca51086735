"""`UUIDType`."""

from sqlalchemy.types import BINARY, CHAR, TypeDecorator


class UUIDType(TypeDecorator):
    """A UUID, or its bytes or hexadecimal text."""

    impl = BINARY(16)
    cache_ok = True

    def __init__(self, binary=True, native=True):
        super().__init__()
        self.binary = binary
        self.native = native

    def load_dialect_impl(self, dialect):
        if self.native and dialect.name in ("postgresql", "cockroachdb"):
            from sqlalchemy.dialects.postgresql import UUID

            return UUID()
        return BINARY(16) if self.binary else CHAR(32)

    def process_bind_param(self, value, dialect):
        if value is None:
            return None
        import uuid

        if not isinstance(value, uuid.UUID):
            value = uuid.UUID(bytes=value) if isinstance(value, bytes) else uuid.UUID(value)
        if self.native and dialect.name in ("postgresql", "cockroachdb"):
            return str(value)
        return value.bytes if self.binary else value.hex
