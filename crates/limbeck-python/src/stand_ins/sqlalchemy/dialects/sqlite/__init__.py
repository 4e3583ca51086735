"""SQLite's types and constructs."""

from ...types import (
    BLOB, BOOLEAN, CHAR, DECIMAL, FLOAT, INTEGER, NUMERIC, REAL, SMALLINT, TEXT, TIMESTAMP, VARCHAR,
)
from ... import types as _types


_PARTS = ("year", "month", "day", "hour", "minute", "second", "microsecond")


class _Stored:
    """Keeps dates and times as text, in a format of the user's choice."""

    def __init__(self, storage_format=None, regexp=None, **kw):
        self.storage_format = storage_format
        self.regexp = regexp
        if storage_format is not None:
            # How the type is called depends on the format.
            self._name = type(self).__name__
            self._dialect = "sqlite"
            self._arguments = ("storage_format",)
        super().__init__(**kw)

    def _bound_value_(self, value):
        if self.storage_format is None or value is None or isinstance(value, str):
            return value
        return self.storage_format % {part: getattr(value, part, 0) for part in _PARTS}


class DATE(_Stored, _types.DATE):
    _name = "Date"


class DATETIME(_Stored, _types.DATETIME):
    _name = "DateTime"

    def __init__(self, *args, truncate_microseconds=False, **kw):
        super().__init__(**kw)


class TIME(_Stored, _types.TIME):
    _name = "Time"

    def __init__(self, *args, truncate_microseconds=False, **kw):
        super().__init__(**kw)


class JSON(_types.JSON):
    _dialect = "sqlite"


class JSONB(JSON):
    pass


_ELSEWHERE = {
    "Insert": ("...sql.dml", "SqliteInsert"),
    "insert": ("...sql.dml", "SqliteInsert"),
    "dialect": ("...engine.default", "SQLiteDialect"),
}


def __getattr__(name):
    if name == "base":
        import sys

        return sys.modules[__name__]
    if name in _ELSEWHERE:
        from ... import _from_elsewhere

        value = globals()[name] = _from_elsewhere(*_ELSEWHERE[name])
        return value
    raise AttributeError("limbeck's stand-in for sqlalchemy.dialects.sqlite has no %r" % name)
