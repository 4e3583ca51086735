"""The stand-in for SQLAlchemy: it describes schemas and SQL; Rust knows what they mean.

Its names are looked up where they live when they are first used, because a script uses few.
"""

__version__ = "2.1.9"

_SCHEMA = (
    "Column Table MetaData ForeignKey ForeignKeyConstraint PrimaryKeyConstraint UniqueConstraint CheckConstraint "
    "Constraint Index Sequence Identity Computed FetchedValue DefaultClause ColumnDefault BLANK_SCHEMA "
    "insert_sentinel"
)
_DDL = "DDL DDLElement BaseDDLElement ExecutableDDLElement CreateTable DropTable"
_TYPES = (
    "ARRAY BIGINT BINARY BLOB Binary BOOLEAN BigInteger Boolean CHAR CLOB DATE DATETIME DECIMAL DOUBLE DOUBLE_PRECISION "
    "Date DateTime Double Enum FLOAT Float INT INTEGER Integer Interval JSON LargeBinary NCHAR NUMERIC NVARCHAR "
    "Numeric NumericCommon PickleType REAL SMALLINT SmallInteger String TEXT TIME TIMESTAMP Text Time TupleType "
    "TypeDecorator UUID Unicode UnicodeText Uuid VARBINARY VARCHAR"
)
_ENGINE = (
    "create_engine create_mock_engine engine_from_config make_url URL Connection Engine Transaction "
    "NestedTransaction RootTransaction Result CursorResult ChunkedIteratorResult IteratorResult MappingResult "
    "ScalarResult Row RowMapping Dialect"
)
_POOL = "NullPool Pool QueuePool StaticPool SingletonThreadPool AssertionPool AsyncAdaptedQueuePool"

_PLACES = {}
for _module, _names in (
    ("sql.schema", _SCHEMA), ("sql.ddl", _DDL), ("types", _TYPES), ("engine", _ENGINE), ("pool", _POOL),
):
    for _name in _names.split():
        _PLACES[_name] = _module
_PLACES["inspect"] = "inspection"
_PLACES["Inspector"] = "engine.reflection"

from .sql import _PLACES as _EXPRESSIONS  # noqa: E402

__all__ = [*_PLACES, *_EXPRESSIONS]
_MODULES = ("dialects", "engine", "event", "exc", "inspection", "orm", "pool", "schema", "sql", "types", "util", "ext")


def _load(module):
    import sys

    full = __name__ + "." + module
    __import__(full)
    return sys.modules[full]


def _from_elsewhere(module, name):
    return getattr(_load(module.lstrip(".")), name)


def __getattr__(name):
    module = _PLACES.get(name)
    if module is not None:
        value = getattr(_load(module), name)
    elif name in _MODULES:
        value = _load(name)
    elif name.startswith("__"):
        raise AttributeError(name)
    else:
        if name not in _EXPRESSIONS:
            raise AttributeError(
                "limbeck's stand-in for SQLAlchemy has no %r; write the SQL as text with op.execute(), or run "
                "this step with Alembic itself" % name
            )
        value = getattr(_load("sql"), name)
    globals()[name] = value
    return value
