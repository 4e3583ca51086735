"""The base class of models, and the names that their tables get from those of the classes."""

import re

from sqlalchemy import Column
from sqlalchemy.orm import DeclarativeMeta, declared_attr
from sqlalchemy.orm.decl_api import MappedColumn

_WORD_STARTS = re.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=.)(?=[A-Z][a-z])")


class Model:
    """What every model has beyond its columns."""


class DefaultMeta(DeclarativeMeta):
    """Names the tables of models, and puts those of another bind into its collection."""

    def __init__(cls, name, bases, namespace, **keywords):
        if _needs_name(cls):
            cls.__tablename__ = camel_to_snake_case(cls.__name__)
        bind_key = getattr(cls, "__bind_key__", None)
        extension = getattr(cls, "__fsa__", None)
        if bind_key is not None and extension is not None and "metadata" not in namespace:
            cls.metadata = extension._make_metadata(bind_key)
        super().__init__(name, bases, namespace, **keywords)


def _needs_name(cls):
    if cls.__dict__.get("__abstract__") or "__table__" in cls.__dict__:
        return False
    if not any(isinstance(base, DeclarativeMeta) for base in cls.__mro__[1:]):
        return False
    for base in cls.__mro__:
        if "__tablename__" in base.__dict__:
            if isinstance(base.__dict__["__tablename__"], declared_attr) or base is cls:
                return False
            if base.__dict__.get("__abstract__") or not isinstance(base, DeclarativeMeta):
                return False
            break
    # Without a key of its own a subclass is kept in the table of its parent.
    return getattr(cls, "__table__", None) is None or _has_own_key(cls)


def _has_own_key(cls):
    for base in cls.__mro__:
        if "__table__" in base.__dict__:
            return False
        for value in base.__dict__.values():
            column = value.column if isinstance(value, MappedColumn) else value
            if isinstance(column, Column) and column.primary_key:
                return True
    return False


def camel_to_snake_case(name):
    """`HTTPRequest` as `http_request`."""
    return _WORD_STARTS.sub("_", name).lower().lstrip("_")
