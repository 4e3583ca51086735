"""MySQL's and MariaDB's types and constructs."""

import sys

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
        if self._both_or_none and (precision is None) != (scale is None):
            from ...exc import ArgumentError

            raise ArgumentError("You must specify both precision and scale or omit both altogether.")
        self.precision = precision
        self.scale = scale
        self.asdecimal = asdecimal
        self.decimal_return_scale = kw.pop("decimal_return_scale", None)
        self.unsigned = kw.pop("unsigned", None)
        self.zerofill = kw.pop("zerofill", None)
        _no_more(self, kw)

    _both_or_none = False


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
    _both_or_none = True


class REAL(_NumericType, _types.REAL):
    _both_or_none = True


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

    @staticmethod
    def _result_value_(value):
        return int.from_bytes(value, "big") if isinstance(value, bytes) else value


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


def _shown(type_, values, attributes):
    shown = [repr(value) for value in values]
    shown += ["%s=%r" % (name, getattr(type_, name)) for name in attributes if getattr(type_, name)]
    return "%s(%s)" % (type(type_).__name__, ", ".join(shown))


class ENUM(_Enum):
    _name = "ENUM"
    _dialect = "mysql"
    _attributes = ("charset", "ascii", "unicode", "binary", "national")
    _arguments = _Enum._arguments + _attributes

    def __init__(self, *enums, **kw):
        kw.pop("strict", None)
        for name in self._attributes:
            setattr(self, name, kw.pop(name, None) or None)
        if "collate" in kw:
            kw.setdefault("collation", kw.pop("collate"))
        self._take(enums, kw)
        _no_more(self, kw)

    def __repr__(self):
        return _shown(self, self.enums, self._attributes + ("collation",))


class SET(_StringType):
    _arguments = ("values",) + _StringType._arguments

    def __init__(self, *values, **kw):
        self.retrieve_as_bitwise = kw.pop("retrieve_as_bitwise", False)
        self.values = list(values)
        if "" in values and not self.retrieve_as_bitwise:
            from ...exc import ArgumentError

            raise ArgumentError("Can't use the blank value '' in a SET without setting retrieve_as_bitwise=True")
        kw.setdefault("length", max([len(value) for value in values], default=0))
        _StringType.__init__(self, **kw)

    def __repr__(self):
        return _shown(self, self.values, ("charset", "collation"))

    def _bound_value_(self, value):
        if value is None or isinstance(value, (str, int)) or hasattr(value, "_node"):
            return value
        if self.retrieve_as_bitwise:
            return sum(1 << self.values.index(member) for member in set(value))
        return ",".join(sorted(value, key=self.values.index))

    def _result_value_(self, value):
        if isinstance(value, int):
            return {member for place, member in enumerate(self.values) if value >> place & 1}
        return {member for member in value.split(",") if member} if isinstance(value, str) else value


_ELSEWHERE = {
    "Insert": ("...sql.dml", "MysqlInsert"),
    "insert": ("...sql.dml", "MysqlInsert"),
    "limit": ("...sql.mysql", "limit"),
    "match": ("...sql.mysql", "match"),
    "MySQLDialect": ("...engine.default", "MySQLDialect"),
    "MariaDBDialect": ("...engine.default", "MariaDBDialect"),
    "dialect": ("...engine.default", "MySQLDialect"),
}

# Older spellings.
_OLD = {
    "MSTime": "TIME", "MSSet": "SET", "MSEnum": "ENUM", "MSLongBlob": "LONGBLOB", "MSMediumBlob": "MEDIUMBLOB",
    "MSTinyBlob": "TINYBLOB", "MSBlob": "BLOB", "MSBinary": "BINARY", "MSVarBinary": "VARBINARY", "MSNChar": "NCHAR",
    "MSNVarChar": "NVARCHAR", "MSChar": "CHAR", "MSString": "VARCHAR", "MSLongText": "LONGTEXT",
    "MSMediumText": "MEDIUMTEXT", "MSTinyText": "TINYTEXT", "MSText": "TEXT", "MSYear": "YEAR",
    "MSTimeStamp": "TIMESTAMP", "MSBit": "BIT", "MSSmallInteger": "SMALLINT", "MSTinyInteger": "TINYINT",
    "MSMediumInteger": "MEDIUMINT", "MSBigInteger": "BIGINT", "MSNumeric": "NUMERIC", "MSDecimal": "DECIMAL",
    "MSDouble": "DOUBLE", "MSReal": "REAL", "MSFloat": "FLOAT", "MSInteger": "INTEGER",
}

# The modules that SQLAlchemy splits this package into; whatever they hold is found here. They are entered beforehand,
# because the import system looks for files otherwise.
for _module in (
    "aiomysql", "asyncmy", "base", "dml", "enumerated", "expression", "json", "mariadb", "mysqldb", "pymysql", "types",
):
    sys.modules[__name__ + "." + _module] = sys.modules[__name__]
del _module


def __getattr__(name):
    if name not in _ELSEWHERE and __name__ + "." + name in sys.modules:
        return sys.modules[__name__]
    if name in _OLD:
        return globals()[_OLD[name]]
    if name in _ELSEWHERE:
        from ... import _from_elsewhere

        value = globals()[name] = _from_elsewhere(*_ELSEWHERE[name])
        return value
    raise AttributeError("limbeck's stand-in for sqlalchemy.dialects.mysql has no %r" % name)
