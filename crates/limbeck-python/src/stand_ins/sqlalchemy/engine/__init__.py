"""Engines, connections and results."""

from .base import Connection, NestedTransaction, RootTransaction, Transaction
from .create import Engine, create_engine, create_mock_engine, engine_from_config
from .default import DefaultDialect
from .default import DefaultDialect as Dialect
from .url import URL, make_url

_RESULTS = frozenset(
    (
        "ChunkedIteratorResult", "CursorResult", "FilterResult", "IteratorResult", "MappingResult",
        "Result", "Row", "RowMapping", "ScalarResult", "TupleResult",
    )
)


def __getattr__(name):
    if name == "reflection":
        import sys

        # `from . import` would ask this function again.
        full = __name__ + ".reflection"
        __import__(full)
        return sys.modules[full]
    if name == "Inspector":
        from .reflection import Inspector

        return Inspector
    if name in _RESULTS:
        from . import result

        return getattr(result, name)
    raise AttributeError("limbeck's stand-in for sqlalchemy.engine has no %r" % name)
