"""Statements of SQLModel: those of SQLAlchemy."""

import _third_party
from sqlalchemy.sql.query import Select

SelectOfScalar = Select
_unknown = _third_party.lazy(__name__)


def col(column_expression):
    return column_expression


def __getattr__(name):
    import sqlalchemy

    if not name.startswith("_") and hasattr(sqlalchemy, name):
        return getattr(sqlalchemy, name)
    return _unknown(name)
