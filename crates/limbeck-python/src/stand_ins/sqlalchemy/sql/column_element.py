"""Expressions with a value, and the operators on them."""

from _limbeck import note_dependence

from .base import ClauseElement
from .tree import Node, node, nodes


def type_instance(type_):
    """A type given as a class or an object, as an object; `None` is the null type."""
    if type_ is None:
        from ..types import NULLTYPE

        return NULLTYPE
    return type_() if isinstance(type_, type) else type_


def bound(value, type_):
    """A Python value as its type binds it: decorated types and enum classes have their say."""
    convert = getattr(type_, "_bound_value_", None)
    if convert is None:
        return value
    note_dependence()
    return convert(value)


def _operator(name):
    def operate(self, other):
        return Operation(name, (self, other))

    return operate


def is_table_column(element):
    """Whether it is the column of a table, or of an alias or subquery of one."""
    return hasattr(element, "_is_schema_column") or getattr(element, "_is_table_column", False)


def _comparison(name, mirrored):
    def compare(self, other):
        # Python asks the right side first if its class derives from that of the left side, as that
        # of a table's column derives from that of a column by name.
        if (
            isinstance(other, ColumnElement)
            and self._is_column_clause
            and is_table_column(other)
            and not is_table_column(self)
        ):
            return Operation(mirrored, (other, self))
        return Operation(name, (self, other))

    return compare


def _reverse(name):
    def operate(self, other):
        return Operation(name, (self, other), reverse=True)

    return operate


def _like(name):
    def operate(self, other, escape=None):
        return Operation(name, (self, other), escape=escape)

    return operate


def _escaped(name):
    def operate(self, other, escape=None, autoescape=False):
        if autoescape:
            if escape is None:
                escape = "/"
            if not isinstance(other, str):
                raise TypeError("String value expected when autoescape=True")
            if escape not in ("%", "_"):
                other = other.replace(escape, escape + escape)
            other = other.replace("%", escape + "%").replace("_", escape + "_")
        return Operation(name, (self, other), escape=escape)

    return operate


def _no_arguments(name):
    def operate(self):
        return Operation(name, (self,))

    return operate


class ColumnOperators:
    """The operators of column expressions."""

    _is_column_clause = False

    __hash__ = object.__hash__
    __iter__ = None

    __lt__ = _comparison("lt", "gt")
    __le__ = _comparison("le", "ge")
    __eq__ = _comparison("eq", "eq")
    __ne__ = _comparison("ne", "ne")
    __gt__ = _comparison("gt", "lt")
    __ge__ = _comparison("ge", "le")
    __add__ = _operator("add")
    __radd__ = _reverse("add")
    __sub__ = _operator("sub")
    __rsub__ = _reverse("sub")
    __mul__ = _operator("mul")
    __rmul__ = _reverse("mul")
    __truediv__ = _operator("truediv")
    __rtruediv__ = _reverse("truediv")
    __floordiv__ = _operator("floordiv")
    __rfloordiv__ = _reverse("floordiv")
    __mod__ = _operator("mod")
    __rmod__ = _reverse("mod")
    __pow__ = _operator("pow")
    __rpow__ = _reverse("pow")
    __lshift__ = _operator("lshift")
    __rshift__ = _operator("rshift")
    __getitem__ = _operator("getitem")
    __neg__ = _no_arguments("neg")

    is_distinct_from = _operator("is_distinct_from")
    is_not_distinct_from = isnot_distinct_from = _operator("is_not_distinct_from")
    is_ = _operator("is_")
    is_not = isnot = _operator("is_not")
    concat = _operator("concat_op")
    like = _like("like_op")
    ilike = _like("ilike_op")
    not_like = notlike = _like("not_like_op")
    not_ilike = notilike = _like("not_ilike_op")
    startswith = _escaped("startswith_op")
    istartswith = _escaped("istartswith_op")
    endswith = _escaped("endswith_op")
    iendswith = _escaped("iendswith_op")
    icontains = _escaped("icontains_op")
    bitwise_xor = _operator("bitwise_xor_op")
    bitwise_or = _operator("bitwise_or_op")
    bitwise_and = _operator("bitwise_and_op")
    bitwise_not = _no_arguments("bitwise_not_op")
    bitwise_lshift = _operator("bitwise_lshift_op")
    bitwise_rshift = _operator("bitwise_rshift_op")
    distinct = _no_arguments("distinct_op")
    any_ = _no_arguments("any_op")
    all_ = _no_arguments("all_op")
    desc = _no_arguments("desc_op")
    asc = _no_arguments("asc_op")
    nulls_first = nullsfirst = _no_arguments("nulls_first_op")
    nulls_last = nullslast = _no_arguments("nulls_last_op")

    # JSON, JSONB, HSTORE, ARRAY and ranges: whether the type has them is checked with the type.
    has_key = _operator("has_key")
    has_all = _operator("has_all")
    has_any = _operator("has_any")
    contained_by = _operator("contained_by")
    overlap = overlaps = _operator("overlap")
    path_exists = _operator("path_exists")
    path_match = _operator("path_match")
    delete_path = _operator("delete_path")
    strictly_left_of = _operator("strictly_left_of")
    strictly_right_of = _operator("strictly_right_of")
    not_extend_right_of = _operator("not_extend_right_of")
    not_extend_left_of = _operator("not_extend_left_of")
    adjacent_to = _operator("adjacent_to")
    as_boolean = _no_arguments("as_boolean")
    as_string = _no_arguments("as_string")
    as_integer = _no_arguments("as_integer")
    as_float = _no_arguments("as_float")
    as_json = _no_arguments("as_json")
    astext = property(_no_arguments("astext"))

    def as_numeric(self, precision, scale, asdecimal=True):
        return Operation("as_numeric", (self,), precision=precision, scale=scale)

    def contains(self, other, escape=None, autoescape=False, **options):
        if autoescape and not isinstance(other, str):
            raise TypeError("String value expected when autoescape=True")
        return _escaped("contains_op")(self, other, escape, autoescape)

    def any(self, other, operator=None):
        return Operation("array_any", (self, other), comparison=_symbol(operator, "eq"))

    def all(self, other, operator=None):
        return Operation("array_all", (self, other), comparison=_symbol(operator, "eq"))

    def __and__(self, other):
        return and_(self, other)

    def __rand__(self, other):
        return and_(other, self)

    def __or__(self, other):
        return or_(self, other)

    def __ror__(self, other):
        return or_(other, self)

    def __invert__(self):
        return not_(self)

    def __contains__(self, other):
        raise NotImplementedError("Operator 'contains' is not supported on this expression")

    def in_(self, other):
        return Operation("in_op", (self, _sequence(other)))

    def not_in(self, other):
        return Operation("not_in_op", (self, _sequence(other)))

    notin_ = not_in

    def between(self, cleft, cright, symmetric=False):
        return Operation("between_op", (self, cleft, cright), symmetric=symmetric)

    def collate(self, collation, collation_schema=None):
        return Operation(
            "collate", (self,), collation=collation, collation_schema=collation_schema
        )

    def match(self, other, **options):
        return Operation("match_op", (self, other), options=options)

    def regexp_match(self, pattern, flags=None):
        return Operation("regexp_match_op", (self, pattern), flags=flags)

    def regexp_replace(self, pattern, replacement, flags=None):
        return Operation("regexp_replace_op", (self, pattern, replacement), flags=flags)

    def op(self, opstring, precedence=0, is_comparison=False, return_type=None, **options):
        custom = custom_op(opstring, precedence, is_comparison, return_type)

        def operate(other):
            return Operation("custom_op", (self, other), custom=custom)

        return operate

    def bool_op(self, opstring, precedence=0, **options):
        return self.op(opstring, precedence=precedence, is_comparison=True)

    def operate(self, op, *other, **options):
        return op(self, *other, **options)


def _symbol(operator, default):
    """The name of an operator function such as `operators.ge` or `operator.ge`."""
    return default if operator is None else getattr(operator, "__name__", str(operator))


def _sequence(other):
    if isinstance(other, (list, tuple)) or hasattr(other, "_node"):
        return other
    if isinstance(other, (str, bytes)) or not hasattr(other, "__iter__"):
        from ..exc import ArgumentError

        raise ArgumentError(
            "IN expression list, SELECT construct, or bound parameter object expected, got %r."
            % (other,)
        )
    return list(other)


class custom_op:
    """An operator written out."""

    def __init__(self, opstring, precedence=0, is_comparison=False, return_type=None, **options):
        self.opstring = opstring
        self.precedence = precedence
        self.is_comparison = is_comparison
        self.return_type = return_type

    def __call__(self, left, right):
        return Operation("custom_op", (left, right), custom=self)

    def _tree_(self):
        type_ = self.return_type
        return "sql.custom_op", {
            "opstring": self.opstring,
            "precedence": self.precedence,
            "is_comparison": bool(self.is_comparison),
            "return_type": None if type_ is None else type_instance(type_),
        }


class ColumnElement(ColumnOperators, ClauseElement):
    """An expression that has a value."""

    key = None
    table = None
    primary_key = False
    is_literal = False

    def label(self, name):
        from .elements import Label

        return Label(name, self)

    def cast(self, type_):
        from .elements import Cast

        return Cast(self, type_)

    @property
    def type(self):
        return type_instance(None)

    @property
    def _proxy_key(self):
        """The key of this expression among the columns of a subquery."""
        return self.key or getattr(self, "name", None)

    def _selected(self):
        """What it stands for in the columns of a SELECT."""
        return (self,)

    @property
    def base_columns(self):
        return {self}


class Operation(ColumnElement):
    """An operator with its operands; what becomes of it depends on their types."""

    name = None
    _values_in = ("operands",)

    def __init__(self, operator, operands, reverse=False, **modifiers):
        self.operator = operator
        self.operands = operands
        self.reverse = reverse
        self.modifiers = modifiers

    @property
    def type(self):
        # Other types are found where the expression is compiled; these process what comes back.
        if self.operator in _KEEPING_OPERATORS:
            for operand in self.operands:
                type_ = getattr(operand, "type", None)
                if getattr(type_, "_result_value_", None) is not None:
                    return type_
        return type_instance(None)

    @property
    def left(self):
        return self.operands[0]

    @property
    def right(self):
        return self.operands[1]

    def __bool__(self):
        if self.operator == "eq":
            return self.operands[0] is self.operands[1]
        if self.operator == "ne":
            return self.operands[0] is not self.operands[1]
        raise TypeError("Boolean value of this clause is not defined")

    def _node(self, scope):
        first = self.operands[0]
        type_ = getattr(first, "type", None)
        if getattr(type_, "_bound_value_", None) is None or self.operator in _KEYED_OPERATORS:
            operands = [_operand(value, scope) for value in self.operands]
        else:
            operands = [_operand(_bound_operand(value, type_), scope) for value in self.operands]
        return Node(
            "sql.operation",
            {
                "id": id(self),
                "operator": self.operator,
                "operands": operands,
                "reverse": self.reverse,
                "modifiers": self.modifiers,
            },
        )


# Their result is of the type of an operand.
_KEEPING_OPERATORS = frozenset(("add", "sub", "mul", "truediv", "concat", "concat_op", "neg"))

# Their right side is a key or path into a value, not another value of the type.
_KEYED_OPERATORS = frozenset(
    ("getitem", "has_key", "has_all", "has_any", "path_exists", "path_match", "delete_path")
)


def _bound_operand(value, type_):
    if hasattr(value, "_node"):
        return value
    if isinstance(value, (list, tuple)):
        return [_bound_operand(item, type_) for item in value]
    return bound(value, type_)


def _operand(value, scope):
    if isinstance(value, (list, tuple)):
        return [_operand(item, scope) for item in value]
    if isinstance(value, slice):
        return Node(
            "sql.slice",
            {
                "start": node(value.start, scope),
                "stop": node(value.stop, scope),
                "step": node(value.step, scope),
            },
        )
    return node(value, scope)


class BooleanClauseList(ColumnElement):
    """`and_` and `or_`."""

    def __init__(self, operator, clauses):
        self.operator = operator
        self.clauses = clauses

    def __iter__(self):
        return iter(self.clauses)

    def _node(self, scope):
        return Node(
            "sql.boolean",
            {
                "id": id(self),
                "operator": self.operator,
                "clauses": nodes(self.clauses, scope),
            },
        )


def _conditions(clauses):
    if len(clauses) == 1 and hasattr(clauses[0], "__next__"):
        clauses = tuple(clauses[0])
    for clause in clauses:
        condition(clause)
    return list(clauses)


def condition(clause):
    """A condition; plain text must be declared with `text()`."""
    if isinstance(clause, str):
        from ..exc import ArgumentError

        raise ArgumentError(
            "Textual SQL expression %r should be explicitly declared as text(%r)"
            % (clause, clause)
        )
    return clause


def and_(*clauses):
    return BooleanClauseList("and_", _conditions(clauses))


def or_(*clauses):
    return BooleanClauseList("or_", _conditions(clauses))


class Negation(ColumnElement):
    """`not_`."""

    def __init__(self, element):
        self.element = element

    def _node(self, scope):
        return Node("sql.not", {"id": id(self), "element": node(self.element, scope)})


def not_(clause):
    if isinstance(clause, (str, int, float)) and not isinstance(clause, bool):
        condition(clause)
    return Negation(clause)
