"""What scripts import from SQLAlchemy's own test suite, as an editor's completion has them do."""

from . import config, schema

__all__ = ["config", "schema"]
