"""The stand-in for SQLModel: its types, models as far as migrations need them, and SQLAlchemy's names."""

import _third_party

from .main import Field, Relationship, SQLModel
from .sql.sqltypes import AutoString

_FROM_ORM = ("Session", "sessionmaker")
_SUBMODULES = ("ext", "main", "orm", "pool", "sql")
_unknown = _third_party.lazy(__name__, _SUBMODULES)


def col(column_expression):
    return column_expression


def __getattr__(name):
    if name in _FROM_ORM:
        from sqlalchemy import orm

        return getattr(orm, name)
    if name not in _SUBMODULES and not name.startswith("_"):
        import sqlalchemy

        if hasattr(sqlalchemy, name):
            return getattr(sqlalchemy, name)
    return _unknown(name)
