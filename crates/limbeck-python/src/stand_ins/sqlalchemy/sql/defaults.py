"""Defaults of columns: values, what the server fills in, sequences."""

from _limbeck import call

from ..exc import ArgumentError
from .column_element import type_instance
from .schema_base import SchemaItem, check_keywords, quoted
from .tree import Node, expression

_SEQUENCE_OPTIONS = (
    "start", "increment", "minvalue", "maxvalue", "nominvalue", "nomaxvalue", "cycle", "cache", "order",
)


class FetchedValue(SchemaItem):
    """A default that the server has and nobody says."""

    is_server_default = True
    reflected = False
    has_argument = False
    is_identity = False
    column = None
    for_update = False

    def __init__(self, for_update=False):
        if for_update:
            self.for_update = for_update

    def _set_parent(self, column):
        self.column = column
        if self.for_update:
            column.server_onupdate = self
        else:
            column.server_default = self

    def _clone(self, for_update):
        other = type(self).__new__(type(self))
        other.__dict__.update(self.__dict__)
        other.for_update = for_update
        return other

    def _as_for_update(self, for_update):
        return self if for_update == self.for_update else self._clone(for_update)

    def _copy(self):
        return self._clone(self.for_update)

    def _default_tree(self):
        return Node("FetchedValue", {})


class DefaultClause(FetchedValue):
    """DEFAULT: a string is a literal, everything else an expression."""

    has_argument = True
    arg = None

    def __init__(self, arg, for_update=False, _reflected=False):
        if not isinstance(arg, str) and not hasattr(arg, "_node") and not hasattr(arg, "_tree_"):
            raise ArgumentError(
                "Argument 'arg' is expected to be one of type '%s' or '%s' or '%s', got '%s'"
                % (str, "ClauseElement", "TextClause", type(arg))
            )
        if for_update:
            self.for_update = for_update
        self.arg = arg
        if _reflected:
            self.reflected = _reflected

    def _default_tree(self):
        return self.arg if isinstance(self.arg, str) else expression(self.arg)


PassiveDefault = DefaultClause


class Computed(FetchedValue):
    """GENERATED ALWAYS AS (...)."""

    def __init__(self, sqltext, persisted=None):
        from .elements import TextClause

        super().__init__()
        self.sqltext = TextClause(sqltext) if isinstance(sqltext, str) else sqltext
        self.persisted = persisted

    def _set_parent(self, column):
        if column.server_default is not None or column.server_onupdate is not None:
            raise ArgumentError(
                "A generated column cannot specify a server_default or a server_onupdate argument"
            )
        self.column = column
        column.server_default = self
        column.computed = self

    def _default_tree(self):
        return Node("Computed", {"sqltext": expression(self.sqltext), "persisted": self.persisted})


class IdentityOptions:
    """The options of a sequence."""

    def __init__(
        self, start=None, increment=None, minvalue=None, maxvalue=None, nominvalue=None, nomaxvalue=None,
        cycle=None, cache=None, order=None,
    ):
        self.start = start
        self.increment = increment
        self.minvalue = minvalue
        self.maxvalue = maxvalue
        self.nominvalue = nominvalue
        self.nomaxvalue = nomaxvalue
        self.cycle = cycle
        self.cache = cache
        self.order = order

    def _options(self):
        return {
            name: getattr(self, name) for name in _SEQUENCE_OPTIONS if getattr(self, name) is not None
        }


class Identity(IdentityOptions, FetchedValue):
    """GENERATED ... AS IDENTITY."""

    is_identity = True

    def __init__(
        self, always=False, on_null=None, start=None, increment=None, minvalue=None, maxvalue=None,
        nominvalue=None, nomaxvalue=None, cycle=None, cache=None, order=None, **dialect_kw
    ):
        if dialect_kw.pop("oracle_order", None) is not None or dialect_kw.pop("oracle_on_null", None) is not None:
            raise NotImplementedError("limbeck does not have Oracle's identity options")
        check_keywords(type(self), dialect_kw)
        IdentityOptions.__init__(
            self, start, increment, minvalue, maxvalue, nominvalue, nomaxvalue, cycle, cache, order
        )
        FetchedValue.__init__(self)
        self.always = always
        self.on_null = on_null

    def _set_parent(self, column):
        if column.server_default is not None or column.server_onupdate is not None:
            raise ArgumentError("A column with an Identity object cannot specify a server_default or a "
                                "server_onupdate argument")
        if column.autoincrement is False:
            raise ArgumentError("A column with an Identity object cannot specify autoincrement=False")
        self.column = column
        column.server_default = self
        column.identity = self
        if not column._user_defined_nullable:
            column.nullable = False

    def _default_tree(self):
        return Node("Identity", {"always": self.always, "on_null": self.on_null, **self._options()})


class DefaultGenerator(SchemaItem):
    """A default on the client's side."""

    is_sequence = is_identity = is_server_default = is_clause_element = is_callable = is_scalar = False
    is_sentinel = False
    has_arg = False
    column = None

    def __init__(self, for_update=False):
        self.for_update = for_update

    def _set_parent(self, column):
        self.column = column
        if self.for_update:
            column.onupdate = self
        else:
            column.default = self


class ColumnDefault(DefaultGenerator):
    """A value, an expression or a function of Python."""

    has_arg = True

    def __init__(self, arg=None, for_update=False, **kwargs):
        super().__init__(for_update)
        if isinstance(arg, FetchedValue):
            raise ArgumentError("ColumnDefault may not be a server-side default type.")
        self.arg = arg
        self.is_clause_element = hasattr(arg, "_node")
        self.is_callable = not self.is_clause_element and callable(arg)
        self.is_scalar = not self.is_clause_element and not self.is_callable

    def _copy(self):
        return ColumnDefault(self.arg, self.for_update)


ScalarElementColumnDefault = CallableColumnDefault = ColumnElementColumnDefault = ColumnDefault


class Sequence(IdentityOptions, DefaultGenerator):
    """A sequence, on its own or as a column's default."""

    is_sequence = True

    def __init__(
        self, name, start=None, increment=None, minvalue=None, maxvalue=None, nominvalue=None,
        nomaxvalue=None, cycle=None, schema=None, cache=None, order=None, data_type=None, optional=False,
        quote=None, metadata=None, quote_schema=None, for_update=False, **dialect_kw
    ):
        check_keywords(type(self), dialect_kw)
        DefaultGenerator.__init__(self, for_update)
        IdentityOptions.__init__(
            self, start, increment, minvalue, maxvalue, nominvalue, nomaxvalue, cycle, cache, order
        )
        self.name = quoted(name, quote)
        if schema is None and metadata is not None:
            schema = metadata.schema
        self.schema = quoted(schema, quote_schema)
        self.optional = optional
        self.metadata = metadata
        self.data_type = None if data_type is None else type_instance(data_type)
        if metadata is not None:
            metadata._sequences[self.name if schema is None else "%s.%s" % (schema, self.name)] = self

    def _definition(self):
        return Node(
            "Sequence",
            {
                "name": self.name,
                "schema": self.schema,
                "data_type": self.data_type,
                "optional": bool(self.optional),
                **self._options(),
            },
        )

    def next_value(self):
        from .functions import next_value

        return next_value(self)

    def _copy(self):
        other = Sequence.__new__(Sequence)
        other.__dict__.update(self.__dict__)
        return other

    def create(self, bind, checkfirst=True):
        from .ddl import CreateSequence, send

        send(bind, CreateSequence(self), checkfirst)

    def drop(self, bind, checkfirst=True):
        from .ddl import DropSequence, send

        send(bind, DropSequence(self), checkfirst)


HasSchemaAttr = SchemaItem
