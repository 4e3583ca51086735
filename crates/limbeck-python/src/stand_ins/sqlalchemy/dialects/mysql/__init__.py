"""MySQL's and MariaDB's types and constructs."""

from ...types import BLOB, BOOLEAN, DATE, BINARY, VARBINARY, TypeEngine, _Binary
from ...types import Enum as _Enum
from ... import types as _types


class _IntegerType(TypeEngine):
    _dialect = "mysql"
    _arguments = ("display_width", "unsigned", "zerofill")
    python_type = int

    def __init__(self, display_width=None, **kw):
        self.display_width = display_width
        self.unsigned = kw.pop("unsigned", None)
        self.zerofill = kw.pop("zerofill", None)
        _no_more(self, kw)


class _NumericType(TypeEngine):
    _dialect = "mysql"
    _arguments = ("precision", "scale", "unsigned", "zerofill")

    def __init__(self, precision=None, scale=None, asdecimal=True, **kw):
        self.precision = precision
        self.scale = scale
        self.asdecimal = asdecimal
        self.unsigned = kw.pop("unsigned", None)
        self.zerofill = kw.pop("zerofill", None)
        _no_more(self, kw)


class _StringType(TypeEngine):
    _dialect = "mysql"
    _arguments = ("length", "charset", "collation", "ascii", "unicode", "binary", "national")
    python_type = str

    def __init__(self, length=None, **kw):
        self.length = length
        self.charset = kw.pop("charset", None)
        self.collation = kw.pop("collation", kw.pop("collate", None))
        for name in ("ascii", "unicode", "binary", "national"):
            setattr(self, name, kw.pop(name, None) or None)
        _no_more(self, kw)


def _no_more(type_, keywords):
    if keywords:
        raise TypeError("%s() got an unexpected keyword argument %r" % (type(type_).__name__, next(iter(keywords))))


class INTEGER(_IntegerType, _types.INTEGER):
    pass


class SMALLINT(_IntegerType, _types.SMALLINT):
    pass


class BIGINT(_IntegerType, _types.BIGINT):
    pass


class TINYINT(_IntegerType):
    pass


class MEDIUMINT(_IntegerType):
    pass


class NUMERIC(_NumericType, _types.NUMERIC):
    pass


class DECIMAL(_NumericType, _types.DECIMAL):
    pass


class DOUBLE(_NumericType, _types.DOUBLE):
    pass


class REAL(_NumericType, _types.REAL):
    pass


class FLOAT(_NumericType, _types.FLOAT):
    def __init__(self, precision=None, scale=None, asdecimal=False, **kw):
        _NumericType.__init__(self, precision, scale, asdecimal, **kw)


class VARCHAR(_StringType, _types.VARCHAR):
    pass


class CHAR(_StringType, _types.CHAR):
    pass


class NVARCHAR(_StringType, _types.NVARCHAR):
    pass


class NCHAR(_StringType, _types.NCHAR):
    pass


class TEXT(_StringType, _types.TEXT):
    pass


class _LongText(_StringType):
    def __init__(self, **kwargs):
        _StringType.__init__(self, **kwargs)


class TINYTEXT(_LongText):
    pass


class MEDIUMTEXT(_LongText):
    pass


class LONGTEXT(_LongText):
    pass


class TINYBLOB(_Binary):
    _dialect = "mysql"


class MEDIUMBLOB(_Binary):
    _dialect = "mysql"


class LONGBLOB(_Binary):
    _dialect = "mysql"


class BIT(TypeEngine):
    _dialect = "mysql"
    _arguments = ("length",)

    def __init__(self, length=None):
        self.length = length


class YEAR(TypeEngine):
    _dialect = "mysql"
    _arguments = ("display_width",)

    def __init__(self, display_width=None):
        self.display_width = display_width


class TIME(_types.TIME):
    _dialect = "mysql"
    _arguments = ("fsp",)

    def __init__(self, timezone=False, fsp=None):
        self.timezone = timezone
        self.fsp = fsp


class TIMESTAMP(_types.TIMESTAMP):
    _dialect = "mysql"
    _arguments = ("timezone", "fsp")

    def __init__(self, timezone=False, fsp=None):
        self.timezone = timezone
        self.fsp = fsp


class DATETIME(_types.DATETIME):
    _dialect = "mysql"
    _arguments = ("timezone", "fsp")

    def __init__(self, timezone=False, fsp=None):
        self.timezone = timezone
        self.fsp = fsp


class JSON(_types.JSON):
    _dialect = "mysql"


class INET4(TypeEngine):
    _dialect = "mysql"


class INET6(TypeEngine):
    _dialect = "mysql"


class ENUM(_Enum):
    _name = "ENUM"
    _dialect = "mysql"
    _arguments = _Enum._arguments + ("charset",)

    def __init__(self, *enums, **kw):
        self.charset = kw.pop("charset", None)
        kw.pop("strict", None)
        self._take(enums, kw)
        _no_more(self, kw)


class SET(_StringType):
    _arguments = ("values",) + _StringType._arguments

    def __init__(self, *values, **kw):
        self.retrieve_as_bitwise = kw.pop("retrieve_as_bitwise", False)
        self.values = list(values)
        length = max([len(value) for value in values], default=0)
        kw.setdefault("length", length)
        _StringType.__init__(self, **kw)


_ELSEWHERE = {
    "Insert": ("...sql.dml", "MysqlInsert"),
    "insert": ("...sql.dml", "MysqlInsert"),
    "match": ("...sql.mysql", "match"),
    "dialect": ("...engine.default", "MySQLDialect"),
}


def __getattr__(name):
    if name == "base":
        import sys

        return sys.modules[__name__]
    if name in _ELSEWHERE:
        from ... import _from_elsewhere

        value = globals()[name] = _from_elsewhere(*_ELSEWHERE[name])
        return value
    raise AttributeError("limbeck's stand-in for sqlalchemy.dialects.mysql has no %r" % name)
