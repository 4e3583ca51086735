"""Column types. What they look like in SQL is decided in Rust, by name and arguments."""

from _limbeck import call

from .sql.tree import Node


def current_dialect():
    """The dialect that the migration runs on; the default one outside of a migration."""
    from alembic import context

    migration = context._migration_context
    if migration is None:
        from .engine.default import DefaultDialect

        return DefaultDialect()
    return migration.dialect


def to_instance(type_):
    """A type given as class or object, as an object."""
    if type_ is None:
        return NULLTYPE
    return type_() if isinstance(type_, type) else type_


_NEEDED = object()


def _defaults(function):
    """The defaults of a function's parameters; `_NEEDED` for those without."""
    code = getattr(function, "__code__", None)
    if code is None:
        return {}
    names = code.co_varnames[1 : code.co_argcount]
    values = function.__defaults__ or ()
    needed = len(names) - len(values)
    return {
        **{name: _NEEDED for name in names[:needed]},
        **dict(zip(names[needed:], values)),
        **(function.__kwdefaults__ or {}),
    }


class TypeEngine:
    """A type: its name, and the constructor arguments in `_arguments` that are not None."""

    _sqla_type = True
    _name = None
    _dialect = None
    _arguments = ()
    _isnull = False
    _variants = None
    # Called with the table and the column once a whole table was made.
    _table_made_ = None

    hashable = True
    should_evaluate_none = False
    sort_key_function = None

    def __class_getitem__(cls, item):
        # `TypeDecorator[dict]` is for type checkers.
        return cls

    def __init_subclass__(cls, **options):
        # Stand-ins are known by their own name, classes of the user by that of their base.
        if cls.__module__.startswith("sqlalchemy.") and "_name" not in cls.__dict__:
            cls._name = cls.__name__

    def _fields(self):
        fields = {"class": self._name, "dialect": self._dialect}
        for argument in self._arguments:
            value = getattr(self, argument, None)
            if value is not None:
                fields[argument] = value
        return fields

    def _tree_(self):
        if self._variants:
            return "type.variant", {"base": Node("type", self._fields()), "variants": self._variants}
        return "type", self._fields()

    def _set_table(self, table):
        """A column of this type joins a table."""
        if self._variants:
            for variant in self._variants.values():
                variant._set_table(table)

    def with_variant(self, type_, *dialect_names):
        from .exc import ArgumentError

        if not dialect_names:
            raise ArgumentError("At least one dialect name is required")
        variants = dict(self._variants or {})
        type_ = to_instance(type_)
        if type_._variants:
            raise ArgumentError("can't pass a type that already has variants as a dialect-level type to with_variant()")
        for name in dialect_names:
            if name in variants:
                raise ArgumentError(
                    "Dialect %r is already present in the mapping for this %r" % (name, self)
                )
            variants[name] = type_
        other = self.copy()
        other._variants = variants
        return other

    def copy(self, **options):
        other = self.__class__.__new__(self.__class__)
        other.__dict__.update(self.__dict__)
        return other

    def adapt(self, cls, **options):
        return cls(**{name: getattr(self, name, None) for name in cls._arguments if hasattr(self, name)})

    def dialect_impl(self, dialect):
        variant = (self._variants or {}).get(dialect.name)
        return self if variant is None else variant.dialect_impl(dialect)

    def load_dialect_impl(self, dialect):
        return self.dialect_impl(dialect)

    def evaluates_none(self):
        other = self.copy()
        other.should_evaluate_none = True
        return other

    def as_generic(self, allow_nulltype=False):
        for base in type(self).__mro__:
            if base.__module__ == __name__ and not base.__name__.isupper():
                return self.adapt(base)
        return self

    def compile(self, dialect=None):
        return call("type.compile", {"type": self, "dialect": getattr(dialect, "name", dialect)})

    def __str__(self):
        """Its words where no database is meant: the standard's, or else only its name."""
        module, name = type(self).__module__, type(self).__name__
        if self._isnull:
            return "NULL"
        if module != __name__ and not module.startswith("sqlalchemy.dialects."):
            return self.compile()
        if name == "ARRAY" or module != __name__ and not isinstance(self, (String, NumericCommon)):
            return name
        plain = self.copy()
        plain._variants = None
        # SQLite takes the words of the standard as they are.
        return call("type.compile", {"type": plain, "dialect": "sqlite"})

    def __repr__(self):
        known = _defaults(type(self).__init__)
        arguments = []
        for name in self._arguments:
            value = getattr(self, name, None)
            default = known.get(name, None)
            if value is None or value is default or name not in known and value is False:
                continue
            arguments.append(repr(value) if default is _NEEDED else "%s=%r" % (name, value))
        return "%s(%s)" % (type(self).__name__, ", ".join(arguments))

    @property
    def python_type(self):
        raise NotImplementedError()

    def bind_processor(self, dialect):
        return None

    def result_processor(self, dialect, coltype):
        return None

    def literal_processor(self, dialect):
        return None

    def compare_values(self, x, y):
        return x == y

    class Comparator:
        """The base class that types of the user may extend; limbeck has the operators of columns."""

    comparator_factory = Comparator


class NullType(TypeEngine):
    _isnull = True


NULLTYPE = NullType()


# Numbers.


class Integer(TypeEngine):
    python_type = int


class SmallInteger(Integer):
    pass


class BigInteger(Integer):
    pass


class INTEGER(Integer):
    pass


class SMALLINT(SmallInteger):
    pass


class BIGINT(BigInteger):
    pass


INT = INTEGER


class NumericCommon(TypeEngine):
    _arguments = ("precision", "scale")


class Numeric(NumericCommon):
    def __init__(self, precision=None, scale=None, decimal_return_scale=None, asdecimal=True):
        self.precision = precision
        self.scale = scale
        self.decimal_return_scale = decimal_return_scale
        self.asdecimal = asdecimal

    @property
    def python_type(self):
        if not self.asdecimal:
            return float
        from decimal import Decimal

        return Decimal

    @property
    def _result_value_(self):
        if self.asdecimal:
            return None
        return lambda value: None if value is None else float(value)


class NUMERIC(Numeric):
    pass


class DECIMAL(Numeric):
    pass


class Float(NumericCommon):
    _arguments = ("precision",)
    scale = None

    def __init__(self, precision=None, asdecimal=False, decimal_return_scale=None):
        self.precision = precision
        self.asdecimal = asdecimal
        self.decimal_return_scale = decimal_return_scale

    python_type = Numeric.python_type

    @property
    def _result_value_(self):
        if not self.asdecimal:
            return None
        from decimal import Decimal

        digits = self.decimal_return_scale
        if digits is None:
            digits = 10 if self.scale is None else self.scale
        return lambda value: None if value is None else Decimal("%.*f" % (digits, value))


class Double(Float):
    pass


class FLOAT(Float):
    pass


class REAL(Float):
    pass


class DOUBLE(Double):
    pass


class DOUBLE_PRECISION(Double):
    pass


# Text and bytes.


class Concatenable:
    """Mixed into types whose values can be joined."""


class String(Concatenable, TypeEngine):
    _arguments = ("length", "collation", "collation_schema")
    python_type = str
    length = collation = collation_schema = None

    def __init__(self, length=None, collation=None, collation_schema=None):
        if collation_schema is not None and collation is None:
            from .exc import ArgumentError

            raise ArgumentError(
                "the 'collation_schema' parameter of String requires the 'collation' parameter to also be present"
            )
        self.length = length
        self.collation = collation
        self.collation_schema = collation_schema


class Text(String):
    pass


class Unicode(String):
    pass


class UnicodeText(Text):
    pass


class VARCHAR(String):
    pass


class CHAR(String):
    pass


class NCHAR(Unicode):
    pass


class NVARCHAR(Unicode):
    pass


class TEXT(Text):
    pass


class CLOB(Text):
    pass


class _Binary(TypeEngine):
    _arguments = ("length",)
    python_type = bytes

    def __init__(self, length=None):
        self.length = length


class LargeBinary(_Binary):
    pass


# The name in SQLAlchemy up to 1.3.
Binary = LargeBinary


class BINARY(_Binary):
    pass


class VARBINARY(_Binary):
    pass


class BLOB(LargeBinary):
    pass


# Schema types: they may come with a constraint or a type of their own.


class SchemaType:
    """A type that is created on its own, or with a CHECK."""

    name = schema = metadata = None

    def create(self, bind, checkfirst=False):
        self._send("type.create", bind, checkfirst)

    def drop(self, bind, checkfirst=False):
        self._send("type.drop", bind, checkfirst)

    def _send(self, word, bind, checkfirst):
        call(word, {"type": self, "connection": bind, "check_first": bool(checkfirst)})


class Boolean(SchemaType, TypeEngine):
    _arguments = ("create_constraint", "name")
    python_type = bool

    def __init__(self, create_constraint=False, name=None, _create_events=True, _adapted_from=None):
        self.create_constraint = create_constraint
        self.name = name


class BOOLEAN(Boolean):
    pass


class MatchType(Boolean):
    _name = "Boolean"


_GIVEN = object()


class Enum(String, SchemaType, TypeEngine):
    """Labels. An `enum.Enum` class lends its names as labels, or what `values_callable` says."""

    _arguments = (
        "enums", "name", "schema", "native_enum", "create_constraint", "create_type", "length",
        "collation", "inherit_schema",
    )
    create_type = True

    def __init__(self, *enums, **kw):
        # What else is given has no effect, as in SQLAlchemy.
        self._take(enums, kw)

    def _take(self, enums, kw):
        self.native_enum = kw.pop("native_enum", True)
        self.create_constraint = kw.pop("create_constraint", False)
        self.create_type = kw.pop("create_type", self.create_type)
        self.values_callable = kw.pop("values_callable", None)
        self._sort_key_function = kw.pop("sort_key_function", None)
        self._omit_aliases = kw.pop("omit_aliases", True)
        self.validate_strings = kw.pop("validate_strings", False)
        length = kw.pop("length", _GIVEN)
        self.collation = kw.pop("collation", None)
        kw.pop("_disable_warnings", None)
        kw.pop("_create_events", None)
        quote = kw.pop("quote", None)
        kw.pop("convert_unicode", None)
        self.enum_class = None
        self._labels_of = None
        if len(enums) == 1 and isinstance(enums[0], type) and hasattr(enums[0], "__members__"):
            self._take_class(enums[0])
        elif len(enums) == 1 and isinstance(enums[0], (list, tuple)):
            self.enums = list(enums[0])
        else:
            self.enums = list(enums)
        self.name = kw.pop("name", None)
        if self.name is None and self.enum_class is not None:
            self.name = self.enum_class.__name__.lower()
        self.metadata = kw.pop("metadata", None)
        self.schema = kw.pop("schema", None)
        self.inherit_schema = kw.pop("inherit_schema", None)
        if self.metadata is not None and self.schema is None:
            self.schema = self.metadata.schema
        if quote is not None and self.name is not None:
            from .schema import quoted_name

            self.name = quoted_name(self.name, quote)
        for label in self.enums:
            # A placeholder is not text; it says so itself when it is used.
            if not isinstance(label, str) and not hasattr(label, "_tree_"):
                raise TypeError("Enum labels must be strings, not %r" % (label,))
        longest = max([len(label) for label in self.enums], default=0)
        if length is _GIVEN:
            self.length = longest
        else:
            if length is not None and length < longest and not self.native_enum:
                raise ValueError(
                    "When provided, length must be larger or equal than the length of the longest "
                    "enum value. %s < %s" % (length, longest)
                )
            self.length = length

    def _take_class(self, enum_class):
        self.enum_class = enum_class
        members = dict(enum_class.__members__)
        if self._omit_aliases:
            members = {name: member for name, member in members.items() if member.name == name}
        if self.values_callable is not None:
            self.enums = list(self.values_callable(enum_class))
        else:
            self.enums = list(members)
        self._labels_of = dict(zip(members.values(), self.enums))

    def _set_table(self, table):
        super()._set_table(table)
        if self.inherit_schema:
            self.schema = table.schema
            self.inherit_schema = None

    @property
    def native(self):
        return self.native_enum

    @property
    def python_type(self):
        return str if self.enum_class is None else self.enum_class

    def _bound_value_(self, value):
        if isinstance(value, (list, tuple)):
            return [self._bound_value_(item) for item in value]
        if value is None or hasattr(value, "_node"):
            return value
        labels = self._labels_of
        if labels is not None:
            try:
                return labels[value]
            except (KeyError, TypeError):
                pass
        if isinstance(value, str) and (not self.validate_strings or value in self.enums):
            return str(value)
        raise LookupError(
            "'%s' is not among the defined enum values. Enum name: %s. Possible values: %s"
            % (value, self.name, ", ".join([str(label) for label in self.enums]))
        )

    @property
    def _result_value_(self):
        if self._labels_of is None:
            return None
        members = {label: member for member, label in self._labels_of.items()}
        return lambda value: members.get(value, value) if isinstance(value, str) else value

    def __repr__(self):
        return "Enum(%s, name=%r)" % (", ".join(map(repr, self.enums)), self.name)


# Dates and times.


class Date(TypeEngine):
    @property
    def python_type(self):
        import datetime

        return datetime.date


class DATE(Date):
    pass


class DateTime(TypeEngine):
    _arguments = ("timezone",)

    def __init__(self, timezone=False):
        self.timezone = timezone

    @property
    def python_type(self):
        import datetime

        return datetime.datetime


class DATETIME(DateTime):
    pass


class TIMESTAMP(DateTime):
    pass


class Time(TypeEngine):
    _arguments = ("timezone",)

    def __init__(self, timezone=False):
        self.timezone = timezone

    @property
    def python_type(self):
        import datetime

        return datetime.time


class TIME(Time):
    pass


class _AbstractInterval(TypeEngine):
    pass


class Interval(_AbstractInterval):
    _arguments = ("native", "second_precision", "day_precision")

    def __init__(self, native=True, second_precision=None, day_precision=None):
        self.native = native
        self.second_precision = second_precision
        self.day_precision = day_precision

    @property
    def python_type(self):
        import datetime

        return datetime.timedelta


# Further types.


class Indexable:
    """Mixed into types whose values have elements."""


class JSON(Indexable, TypeEngine):
    _arguments = ("none_as_null",)

    def __init__(self, none_as_null=False):
        self.none_as_null = none_as_null

    @property
    def python_type(self):
        return dict

    @property
    def _bound_value_(self):
        if not self.none_as_null:
            return None
        from .sql.elements import null

        return lambda value: null() if value is None else value

    NULL = Node("sql.json_null", {})


class Uuid(TypeEngine):
    _arguments = ("native_uuid", "as_uuid")

    def __init__(self, as_uuid=True, native_uuid=True):
        self.as_uuid = as_uuid
        self.native_uuid = native_uuid

    @property
    def python_type(self):
        if not self.as_uuid:
            return str
        import uuid

        return uuid.UUID

    @property
    def _result_value_(self):
        return None if self.as_uuid else lambda value: None if value is None else str(value)


class UUID(Uuid):
    def __init__(self, as_uuid=True):
        self.as_uuid = as_uuid
        self.native_uuid = True


class ARRAY(Indexable, Concatenable, TypeEngine):
    _arguments = ("item_type", "dimensions")
    python_type = list

    def __init__(self, item_type, as_tuple=False, dimensions=None, zero_indexes=False):
        if isinstance(item_type, ARRAY) or isinstance(item_type, type) and issubclass(item_type, ARRAY):
            raise ValueError(
                "Do not nest ARRAY types; ARRAY(basetype) handles multi-dimensional arrays of basetype"
            )
        self.item_type = to_instance(item_type)
        self.as_tuple = as_tuple
        self.dimensions = dimensions
        self.zero_indexes = zero_indexes

    def _set_table(self, table):
        super()._set_table(table)
        self.item_type._set_table(table)

    def _bound_value_(self, value):
        convert = getattr(self.item_type, "_bound_value_", None)
        if convert is None or not isinstance(value, (list, tuple)):
            return value
        return [self._bound_value_(item) if isinstance(item, (list, tuple)) else convert(item) for item in value]

    @property
    def _result_value_(self):
        convert = getattr(self.item_type, "_result_value_", None)
        if convert is None:
            return None

        def process(value):
            return [process(item) for item in value] if isinstance(value, list) else convert(value)

        return lambda value: None if value is None else process(value)


class TupleType(TypeEngine):
    _arguments = ("types",)

    def __init__(self, *types):
        self.types = [to_instance(type_) for type_ in types]


STRINGTYPE = String()
BOOLEANTYPE = Boolean()
INTEGERTYPE = Integer()


# The types that users extend are loaded when they are first asked for.
_EXTENDED = ("ExternalType", "PickleType", "TypeDecorator", "UserDefinedType", "Variant")


def __getattr__(name):
    if name in _EXTENDED:
        from . import _user_types

        value = globals()[name] = getattr(_user_types, name)
        return value
    raise AttributeError(
        "limbeck's stand-in for sqlalchemy.types has no %r; give the type as text with a "
        "sqlalchemy.types.UserDefinedType" % name
    )
