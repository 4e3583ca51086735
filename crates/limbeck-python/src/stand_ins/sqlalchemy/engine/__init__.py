"""Engines, connections and results."""

from .base import Connection, NestedTransaction, RootTransaction, Transaction
from .create import Engine, create_engine, create_mock_engine, engine_from_config
from .default import DefaultDialect
from .default import DefaultDialect as Dialect
from .result import (
    ChunkedIteratorResult,
    CursorResult,
    FilterResult,
    IteratorResult,
    MappingResult,
    Result,
    Row,
    RowMapping,
    ScalarResult,
    TupleResult,
)
from .url import URL, make_url


def __getattr__(name):
    if name == "reflection":
        from . import reflection

        return reflection
    if name == "Inspector":
        from .reflection import Inspector

        return Inspector
    raise AttributeError("limbeck's stand-in for sqlalchemy.engine has no %r" % name)
