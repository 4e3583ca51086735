"""PostgreSQL's types and constructs."""

import sys

from ...schema import ColumnCollectionConstraint
from ...sql.tree import Node, expression
from ...types import (
    BIGINT, BOOLEAN, CHAR, DATE, DOUBLE_PRECISION, FLOAT, INTEGER, NUMERIC, REAL, SMALLINT, TEXT, UUID, VARCHAR,
    Concatenable, Indexable, LargeBinary, SchemaType, TypeEngine, _AbstractInterval, to_instance,
)
from ...types import ARRAY as _ARRAY
from ...types import JSON as _JSON
from ...types import TIME as _TIME
from ...types import TIMESTAMP as _TIMESTAMP
from ...types import Enum as _Enum

# Pairs of name and keyword argument of the types without a class body of their own.
_PLAIN = (
    "INET", "CIDR", "MACADDR", "MACADDR8", "MONEY", "OID", "REGCLASS", "REGCONFIG", "TSQUERY", "TSVECTOR", "JSONPATH",
)


class _PostgresqlType(TypeEngine):
    _dialect = "postgresql"


def _plain(name, base):
    return type(name, (base,), {"__module__": __name__})


for _name in _PLAIN:
    globals()[_name] = _plain(_name, _PostgresqlType)


class AbstractRange(_PostgresqlType):
    pass


class AbstractSingleRange(AbstractRange):
    pass


class AbstractMultiRange(AbstractRange):
    pass


for _name in ("INT4", "INT8", "NUM", "DATE", "TS", "TSTZ"):
    globals()[_name + "RANGE"] = _plain(_name + "RANGE", AbstractSingleRange)
    globals()[_name + "MULTIRANGE"] = _plain(_name + "MULTIRANGE", AbstractMultiRange)
del _name


class CITEXT(TEXT):
    _dialect = "postgresql"


class BYTEA(LargeBinary):
    _dialect = "postgresql"


class BIT(_PostgresqlType):
    _arguments = ("length", "varying")

    def __init__(self, length=None, varying=False):
        self.varying = varying
        # `BIT` alone is `BIT(1)`, `BIT VARYING` alone has no limit.
        self.length = length if varying else length or 1


class TIMESTAMP(_TIMESTAMP):
    _dialect = "postgresql"
    _arguments = ("timezone", "precision")

    def __init__(self, timezone=False, precision=None):
        super().__init__(timezone=timezone)
        self.precision = precision


class TIME(_TIME):
    _dialect = "postgresql"
    _arguments = ("timezone", "precision")

    def __init__(self, timezone=False, precision=None):
        super().__init__(timezone=timezone)
        self.precision = precision


class INTERVAL(_AbstractInterval):
    _dialect = "postgresql"
    _arguments = ("precision", "fields")
    native = True

    def __init__(self, precision=None, fields=None):
        self.precision = precision
        self.fields = fields


class HSTORE(Indexable, Concatenable, TypeEngine):
    _dialect = "postgresql"
    _arguments = ("text_type",)

    def __init__(self, text_type=None):
        self.text_type = None if text_type is None else to_instance(text_type)


class JSON(_JSON):
    _dialect = "postgresql"
    _arguments = ("none_as_null", "astext_type")

    def __init__(self, none_as_null=False, astext_type=None):
        super().__init__(none_as_null=none_as_null)
        self.astext_type = None if astext_type is None else to_instance(astext_type)


class JSONB(JSON):
    pass


class ARRAY(_ARRAY):
    _dialect = "postgresql"


class NamedType(TypeEngine):
    """A type that the schema has under a name."""

    _send = SchemaType._send

    def create(self, bind, checkfirst=True, **kw):
        self._send("type.create", bind, checkfirst)

    def drop(self, bind, checkfirst=True, **kw):
        self._send("type.drop", bind, checkfirst)


class ENUM(NamedType, _Enum):
    _name = "ENUM"
    _dialect = "postgresql"

    def __init__(self, *enums, name=None, create_type=True, **kw):
        from ...exc import ArgumentError

        if kw.get("native_enum") is False:
            raise ArgumentError(
                "PostgreSQL ENUM type requires native_enum=True; use sqlalchemy.Enum for non-native enums"
            )
        kw.pop("native_enum", None)
        if name is not None:
            kw["name"] = name
        self.create_type = create_type
        # What else is given has no effect, as in SQLAlchemy.
        self._take(enums, kw)


class DOMAIN(NamedType):
    _dialect = "postgresql"
    _arguments = (
        "name", "data_type", "schema", "collation", "collation_schema", "default", "constraint_name", "not_null", "check", "create_type",
    )

    def __init__(
        self, name, data_type, *, collation=None, collation_schema=None, default=None, constraint_name=None,
        not_null=None, check=None, create_type=True, **kw,
    ):
        from ...exc import ArgumentError
        from ...sql.elements import TextClause

        if collation_schema is not None and collation is None:
            raise ArgumentError(
                "the 'collation_schema' parameter of DOMAIN requires the 'collation' parameter to also be present"
            )

        self.name = name
        self.data_type = to_instance(data_type)
        self.collation = collation
        self.collation_schema = collation_schema
        self.default = default
        self.constraint_name = constraint_name
        self.not_null = bool(not_null)
        self.check = TextClause(check) if isinstance(check, str) else check
        self.create_type = create_type
        self.schema = kw.pop("schema", None)
        self.metadata = kw.pop("metadata", None)
        if kw:
            raise TypeError("DOMAIN() got an unexpected keyword argument %r" % next(iter(kw)))


class _NamedTypeDDL:
    """A statement of its own for a named type."""

    _word = None

    def __init__(self, type_, **kw):
        self.element = type_

    def _tree_(self):
        return "ddl", {"action": self._word, "type": self.element}


class CreateEnumType(_NamedTypeDDL):
    _word = "create_type"


class DropEnumType(_NamedTypeDDL):
    _word = "drop_type"


class CreateDomainType(_NamedTypeDDL):
    _word = "create_type"


class DropDomainType(_NamedTypeDDL):
    _word = "drop_type"


class ExcludeConstraint(ColumnCollectionConstraint):
    """EXCLUDE: pairs of column or expression, and operator."""

    _kind = "ExcludeConstraint"
    create_drop_stringify_dialect = "postgresql"

    def __init__(self, *elements, **kw):
        self.using = kw.pop("using", "gist")
        self.where = kw.pop("where", None)
        self.ops = kw.pop("ops", {})
        name = kw.pop("name", None)
        deferrable = kw.pop("deferrable", None)
        initially = kw.pop("initially", None)
        self._elements = [(element, operator) for element, operator in elements]
        super().__init__(name=name, deferrable=deferrable, initially=initially, **kw)

    def _definition_fields(self):
        from ...sql.elements import TextClause

        where = TextClause(self.where) if isinstance(self.where, str) else self.where
        return {
            "elements": [
                {
                    "element": element if isinstance(element, str) else expression(element),
                    "operator": operator,
                }
                for element, operator in self._elements
            ],
            "using": self.using,
            "where": None if where is None else expression(where),
            "ops": self.ops,
        }

    def _copy(self, target_table=None):
        return ExcludeConstraint(
            *self._elements, name=self.name, using=self.using, where=self.where, ops=self.ops,
            deferrable=self.deferrable, initially=self.initially,
        )


class Range:
    """A value of a range type."""

    def __init__(self, lower=None, upper=None, *, bounds="[)", empty=False):
        self.lower = lower
        self.upper = upper
        self.bounds = bounds
        self.empty = empty

    def _tree_(self):
        return "Range", {"lower": self.lower, "upper": self.upper, "bounds": self.bounds, "empty": self.empty}

    def __repr__(self):
        return "Range(%r, %r, bounds=%r)" % (self.lower, self.upper, self.bounds)


# Names that are rarely used, and where they come from.
_ELSEWHERE = {
    "Any": ("...sql.postgresql", "Any"),
    "All": ("...sql.postgresql", "All"),
    "Insert": ("...sql.dml", "PostgresqlInsert"),
    "insert": ("...sql.dml", "PostgresqlInsert"),
    "aggregate_order_by": ("...sql.postgresql", "aggregate_order_by"),
    "array": ("...sql.postgresql", "array"),
    "array_agg": ("...sql.postgresql", "array_agg"),
    "hstore": ("...sql.postgresql", "hstore"),
    "BitString": ("...sql.postgresql", "BitString"),
    "distinct_on": ("...sql.postgresql", "distinct_on"),
    "to_tsvector": ("...sql.postgresql", "to_tsvector"),
    "to_tsquery": ("...sql.postgresql", "to_tsquery"),
    "plainto_tsquery": ("...sql.postgresql", "plainto_tsquery"),
    "phraseto_tsquery": ("...sql.postgresql", "phraseto_tsquery"),
    "websearch_to_tsquery": ("...sql.postgresql", "websearch_to_tsquery"),
    "ts_headline": ("...sql.postgresql", "ts_headline"),
    "PGDialect": ("...engine.default", "PGDialect"),
    "dialect": ("...engine.default", "PGDialect"),
}

# Older spellings.
PGUuid = PG_UUID = UUID


# The modules that SQLAlchemy splits this package into; whatever they hold is found here. They are entered beforehand,
# because the import system would otherwise put a module in the place of the function `array`.
for _module in (
    "array", "asyncpg", "base", "dml", "ext", "hstore", "json", "named_types", "psycopg", "psycopg2", "ranges", "types",
):
    sys.modules[__name__ + "." + _module] = sys.modules[__name__]
del _module


def __getattr__(name):
    if name not in _ELSEWHERE and __name__ + "." + name in sys.modules:
        return sys.modules[__name__]
    if name in _ELSEWHERE:
        from ... import _from_elsewhere

        value = globals()[name] = _from_elsewhere(*_ELSEWHERE[name])
        return value
    raise AttributeError("limbeck's stand-in for sqlalchemy.dialects.postgresql has no %r" % name)
