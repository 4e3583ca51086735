"""`JSONType`."""

from sqlalchemy.types import TypeDecorator, UnicodeText


class JSONType(TypeDecorator):
    """JSON, or its text where the database has none."""

    impl = UnicodeText
    cache_ok = True

    def load_dialect_impl(self, dialect):
        if dialect.name == "postgresql":
            from sqlalchemy.dialects.postgresql import JSON

            return JSON()
        return self.impl_instance

    def process_bind_param(self, value, dialect):
        if value is None or dialect.name == "postgresql":
            return value
        import json

        return json.dumps(value)
