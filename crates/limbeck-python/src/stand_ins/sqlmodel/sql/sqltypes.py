"""SQLModel's own types."""

from sqlalchemy import types
from sqlalchemy.types import CHAR, String, TypeDecorator, Uuid


class AutoString(TypeDecorator):
    """A string; MySQL wants a length."""

    impl = String
    cache_ok = True
    mysql_default_length = 255

    def load_dialect_impl(self, dialect):
        if dialect.name in ("mysql", "mariadb") and self.impl_instance.length is None:
            return String(self.mysql_default_length)
        return self.impl_instance


class GUID(TypeDecorator):
    """The UUIDs of SQLModel before 0.0.19."""

    impl = CHAR
    cache_ok = True

    def load_dialect_impl(self, dialect):
        if dialect.name == "postgresql":
            from sqlalchemy.dialects.postgresql import UUID

            return UUID()
        return CHAR(32)

    def process_bind_param(self, value, dialect):
        if value is None or dialect.name == "postgresql":
            return None if value is None else str(value)
        import uuid

        return (value if isinstance(value, uuid.UUID) else uuid.UUID(value)).hex
