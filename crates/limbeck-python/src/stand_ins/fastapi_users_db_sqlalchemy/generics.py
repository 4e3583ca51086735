"""Its types."""

from sqlalchemy.types import CHAR, TIMESTAMP, TypeDecorator


class GUID(TypeDecorator):
    """A UUID, or its text where the database has none."""

    impl = CHAR
    cache_ok = True

    def load_dialect_impl(self, dialect):
        if dialect.name == "postgresql":
            from sqlalchemy.dialects.postgresql import UUID

            return UUID()
        return CHAR(36)

    def process_bind_param(self, value, dialect):
        if value is None:
            return None
        if dialect.name == "postgresql":
            return str(value)
        import uuid

        return str(value if isinstance(value, uuid.UUID) else uuid.UUID(value))


class TIMESTAMPAware(TypeDecorator):
    """A timestamp that is UTC whatever the database says."""

    impl = TIMESTAMP
    cache_ok = True


def now_utc():
    from datetime import datetime, timezone

    return datetime.now(timezone.utc)
