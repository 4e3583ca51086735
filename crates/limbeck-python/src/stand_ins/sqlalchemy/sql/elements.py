"""Columns, text, binds and the other elements of expressions."""

from itertools import chain

from _limbeck import note_dependence

from .base import ClauseElement, Executable, Generative
from .column_element import (
    BooleanClauseList, ColumnElement, ColumnOperators, Negation, Operation, and_, bound, condition,
    custom_op, is_table_column, not_, or_, type_instance,
)
from .tree import Node, node, nodes

_NO_VALUE = object()


class ColumnClause(ColumnElement):
    """A column by name: `sa.column`, and what tables are made of."""

    _is_column_clause = True
    default = None
    onupdate = None
    server_default = None
    server_onupdate = None
    foreign_keys = frozenset()
    nullable = True
    key = name = table = _type = None
    is_literal = False

    def __init__(self, text, type_=None, is_literal=False, _selectable=None):
        self.key = self.name = text
        self.table = _selectable
        self._type = type_
        self.is_literal = is_literal

    @property
    def type(self):
        return type_instance(self._type)

    @type.setter
    def type(self, type_):
        self._type = type_

    @property
    def description(self):
        return self.name

    def _node(self, scope):
        fields = {"id": id(self), "name": self.name, "type": _type_or_none(self)}
        if self.is_literal:
            fields["literal"] = True
        if self.table is not None:
            fields["table"] = scope.refer(self.table)
        return Node("sql.column", fields)

    def __repr__(self):
        return "%s(%r)" % (type(self).__name__, self.name)


def _type_or_none(column):
    type_ = column.type
    return None if getattr(type_, "_isnull", False) else type_


class ProxyColumn(ColumnElement):
    """A column of an alias or subquery, known by its place there."""

    _is_column_clause = True
    default = onupdate = server_default = server_onupdate = None
    foreign_keys = frozenset()
    nullable = True

    @property
    def _is_table_column(self):
        return is_table_column(self.element)

    def __init__(self, key, element, selectable, index):
        self.key = key
        self.name = key
        self.element = element
        self.table = selectable
        self.index = index

    @property
    def type(self):
        return self.element.type

    @property
    def description(self):
        return self.name

    def _node(self, scope):
        # The column of an aliased table is that table's, under the name of the alias.
        if self.table._is_of_from:
            node = self.element._node(scope)
            node.fields["id"] = id(self)
            if node.kind == "sql.proxy_column":
                node.fields.setdefault("source", node.fields["table"])
            node.fields["table"] = scope.refer(self.table)
            return node
        return Node(
            "sql.proxy_column",
            {"id": id(self), "table": scope.refer(self.table), "index": self.index},
        )


class Label(ColumnElement):
    """An expression under a name."""

    def __init__(self, name, element, type_=None):
        while isinstance(element, Label):
            element = element.element
        self.name = self.key = name
        self.element = element
        self._type = type_

    @property
    def type(self):
        return self.element.type if self._type is None else type_instance(self._type)

    def _node(self, scope):
        fields = {
            "id": id(self),
            "name": self.name,
            "element": node(self.element, scope),
        }
        if self._type is not None:
            fields["type"] = type_instance(self._type)
        return Node("sql.label", fields)


def label(name, element, type_=None):
    return Label(name, element, type_)


class BindParameter(ColumnElement):
    """A value on its way to the database."""

    _values_in = ("value",)

    def __init__(
        self, key, value=_NO_VALUE, type_=None, unique=False, required=_NO_VALUE, quote=None,
        callable_=None, expanding=False, isoutparam=False, literal_execute=False,
    ):
        self.key = key
        self.required = value is _NO_VALUE and callable_ is None
        self.value = None if value is _NO_VALUE else value
        self.callable = callable_
        self.unique = unique
        self.expanding = expanding
        self._type = type_
        if isoutparam:
            raise NotImplementedError("limbeck has no out parameters (isoutparam=True)")

    @property
    def type(self):
        return type_instance(self._type)

    @property
    def effective_value(self):
        if self.callable is None:
            return self.value
        note_dependence()
        return self.callable()

    def _node(self, scope):
        type_ = None if self._type is None else self.type
        return Node(
            "sql.bind",
            {
                "id": id(self),
                "name": self.key,
                "value": bound(self.effective_value, type_),
                "type": type_,
                "unique": self.unique,
                "expanding": self.expanding,
                "required": self.required,
            },
        )


bindparam = BindParameter


def outparam(key, type_=None):
    return BindParameter(key, None, type_=type_, isoutparam=True)


def literal(value, type_=None, literal_execute=False):
    if hasattr(value, "_node"):
        from ..exc import ArgumentError

        raise ArgumentError("Literal Python value expected, got %r." % (value,))
    return BindParameter(None, value, type_=type_, unique=True)


def literal_column(text, type_=None):
    return ColumnClause(text, type_=type_, is_literal=True)


def column(text, type_=None, is_literal=False, _selectable=None):
    return ColumnClause(text, type_, is_literal, _selectable)


class _Literal(ColumnElement):
    """`op.inline_literal`: a value that is always written out."""

    def __init__(self, value, type_=None):
        self.value = value
        self._type = type_

    @property
    def type(self):
        return type_instance(self._type)

    def _node(self, scope):
        type_ = None if self._type is None else self.type
        return Node("sql.inline_literal", {"value": bound(self.value, type_), "type": type_})


class TextClause(Executable, Generative, ClauseElement):
    """SQL written out, with `:name` binds."""

    key = None
    name = None
    # Those given later are in a dict of their own.
    _bindparams = {}

    def __init__(self, text):
        if not isinstance(text, str):
            raise TypeError("text() needs a string, not %r" % (text,))
        self.text = str(text)

    def bindparams(self, *binds, **values):
        other = self._generate()
        other._bindparams = dict(self._bindparams)
        known = bind_names(self.text)
        for bind in binds:
            _check_bind(bind.key, known)
            other._bindparams[bind.key] = bind
        for name, value in values.items():
            _check_bind(name, known)
            existing = other._bindparams.get(name)
            other._bindparams[name] = BindParameter(
                name,
                value,
                None if existing is None else existing._type,
                expanding=existing is not None and existing.expanding,
            )
        return other

    params = bindparams

    def columns(self, *columns, **types):
        from .query import TextualSelect

        named = [ColumnClause(name, type_) for name, type_ in types.items()]
        return TextualSelect(self, list(columns) + named)

    def __and__(self, other):
        return and_(self, other)

    def __invert__(self):
        return not_(self)

    @property
    def type(self):
        return type_instance(None)

    def label(self, name):
        raise AttributeError("'TextClause' object has no attribute 'label'")

    def _selected(self):
        return (self,)

    def __str__(self):
        return self.text

    def _from_node(self, scope):
        return Node("sql.text_from", {"id": id(self), "text": self._node(scope)})

    def _bound_parameters(self, parameters):
        """The parameters of an execution; a tuple is a list for IN, as drivers have it."""
        if isinstance(parameters, list):
            values = chain.from_iterable(map(dict.values, parameters))
            if not self._bindparams and tuple not in map(type, values):
                return parameters
            return [self._bound_parameters(row) for row in parameters]
        if not self._bindparams and tuple not in map(type, parameters.values()):
            return parameters
        return {
            name: self._bound(name, _row_value(value)) for name, value in parameters.items()
        }

    def _bound(self, name, value):
        bind = self._bindparams.get(name)
        return value if bind is None or bind._type is None else bound(value, bind.type)

    def _node(self, scope):
        binds = []
        for bind in self._bindparams.values():
            fields = bind._node(scope)
            if not bind.expanding:
                fields.fields["value"] = _row_value(fields.fields["value"])
            binds.append(fields)
        return Node("sql.text", {"text": self.text, "binds": binds})


def _row_value(value):
    if isinstance(value, tuple):
        return Node("sql.row_value", {"items": list(value)})
    return value


def _is_word(character):
    return character == "_" or character.isalnum()


def bind_names(text):
    """The names of the `:name` binds of a text."""
    names = set()
    start = text.find(":")
    while start >= 0:
        before = text[start - 1] if start else ""
        end = start + 1
        while end < len(text) and _is_word(text[end]):
            end += 1
        follows = text[end] if end < len(text) else ""
        if end > start + 1 and before not in (":", "\\") and not _is_word(before or " "):
            if follows != ":":
                names.add(text[start + 1 : end])
        start = text.find(":", max(end, start + 1))
    return names


def _check_bind(name, known):
    if name not in known:
        from ..exc import ArgumentError

        raise ArgumentError(
            "This text() construct doesn't define a bound parameter named %r" % name
        )


def text(text):
    return TextClause(text)


class _Constant(ColumnElement):
    """`null()`, `true()` or `false()`."""

    _known_by_identity = True

    def __init__(self, kind):
        self.kind = kind

    def _node(self, scope):
        return Node("sql." + self.kind, {"id": id(self)})

    def __repr__(self):
        return "<sqlalchemy.sql.elements.%s>" % self.kind


_NULL = _Constant("null")
_TRUE = _Constant("true")
_FALSE = _Constant("false")


def null():
    return _NULL


def true():
    return _TRUE


def false():
    return _FALSE


class Case(ColumnElement):
    """CASE."""

    def __init__(self, *whens, value=None, else_=None):
        if whens and isinstance(whens[0], (list, set)):
            from .legacy import case_arguments

            whens, value, else_ = case_arguments(whens, value, else_)
        elif len(whens) == 1 and isinstance(whens[0], dict):
            whens = tuple(whens[0].items())
        self.whens = [(when, then) for when, then in whens]
        self.value = value
        self.else_ = else_

    @property
    def type(self):
        for _, then in reversed(self.whens):
            type_ = getattr(then, "type", None)
            if type_ is not None and not getattr(type_, "_isnull", False):
                return type_
        return type_instance(getattr(self.else_, "type", None))

    def _node(self, scope):
        return Node(
            "sql.case",
            {
                "id": id(self),
                "value": node(self.value, scope),
                "whens": [[node(when, scope), node(then, scope)] for when, then in self.whens],
                "else": node(self.else_, scope),
            },
        )


case = Case


class Cast(ColumnElement):
    """CAST."""

    _kind = "sql.cast"

    def __init__(self, expression, type_):
        self.clause = expression
        self.type = type_instance(type_)

    type = None

    @property
    def _proxy_key(self):
        return getattr(self.clause, "_proxy_key", None)

    def _node(self, scope):
        value = self.clause
        if not hasattr(value, "_node"):
            value = bound(value, self.type)
        return Node(
            self._kind,
            {"id": id(self), "element": node(value, scope), "type": self.type},
        )


class TryCast(Cast):
    """TRY_CAST."""

    _kind = "sql.try_cast"


class TypeCoerce(Cast):
    """Another type for an expression, on the Python side only."""

    _kind = "sql.type_coerce"


cast = Cast
try_cast = TryCast
type_coerce = TypeCoerce


class Extract(ColumnElement):
    """EXTRACT."""

    def __init__(self, field, expr):
        self.field = field
        self.expr = expr

    def _node(self, scope):
        return Node(
            "sql.extract",
            {"id": id(self), "field": self.field, "element": node(self.expr, scope)},
        )


extract = Extract


class Tuple(ColumnElement):
    """`(a, b)`."""

    def __init__(self, *clauses, types=None):
        self.clauses = clauses
        self.types = types

    def _node(self, scope):
        types = None if self.types is None else [type_instance(type_) for type_ in self.types]
        return Node(
            "sql.tuple",
            {"id": id(self), "clauses": nodes(self.clauses, scope), "types": types},
        )


tuple_ = Tuple


def _function_of(name):
    def operate(expr, *arguments, **options):
        method = getattr(expr, name, None)
        if method is None or not hasattr(expr, "_node"):
            if isinstance(expr, str) and name in ("asc", "desc", "nulls_first", "nulls_last"):
                expr = TextReference(expr)
            else:
                expr = literal(expr)
            method = getattr(expr, name)
        return method(*arguments, **options)

    operate.__name__ = name
    return operate


class TextReference(ColumnElement):
    """A string in ORDER BY or GROUP BY: the name of a label or column."""

    def __init__(self, text):
        self.text = text

    def _node(self, scope):
        if scope.selecting is None:
            return Node("sql.label_reference", {"text": self.text})
        found = scope.selecting._named(self.text)
        if found is None:
            from ..exc import CompileError

            raise CompileError(
                "Can't resolve label reference for ORDER BY / GROUP BY / DISTINCT etc. Textual SQL "
                "expression %r should be explicitly declared as text(%r)" % (self.text, self.text)
            )
        return Node("sql.label_reference", {"element": node(found, scope)})


def reference(value):
    """An element of ORDER BY or GROUP BY."""
    return TextReference(value) if isinstance(value, str) else value


asc = _function_of("asc")
desc = _function_of("desc")
nulls_first = nullsfirst = _function_of("nulls_first")
nulls_last = nullslast = _function_of("nulls_last")
distinct = _function_of("distinct")
between = _function_of("between")
collate = _function_of("collate")
bitwise_not = _function_of("bitwise_not")


def any_(expr):
    return Operation("any_op", (_scalar(expr),))


def all_(expr):
    return Operation("all_op", (_scalar(expr),))


def _scalar(expr):
    subquery = getattr(expr, "scalar_subquery", None)
    return expr if subquery is None else subquery()


class quoted_name(str):
    """A name with its `quote` mark."""

    def __new__(cls, value, quote):
        if value is None:
            return None
        self = super().__new__(cls, value)
        self.quote = quote
        return self

    def _tree_(self):
        return "quoted_name", {"value": str(self), "quote": self.quote}


class conv(str):
    """A constraint name that no naming convention changes: `op.f()`."""

    quote = None

    def _tree_(self):
        return "conv", {"value": str(self)}
