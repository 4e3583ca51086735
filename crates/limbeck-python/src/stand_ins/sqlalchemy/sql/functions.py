"""`func.anything(...)`."""

from _limbeck import call

from .base import Executable, Generative
from .column_element import ColumnElement, type_instance
from .elements import Cast, ColumnClause, Extract, literal_column, reference
from .selectable import FromClause, TableValuedAlias
from .tree import Node, node, nodes


def _listed(value):
    if value is None:
        return None
    return list(value) if isinstance(value, (list, tuple)) else [value]


class _Windowed(ColumnElement):
    """What can stand before OVER."""

    def over(
        self, partition_by=None, order_by=None, range_=None, rows=None, groups=None, exclude=None,
    ):
        return Over(self, partition_by, order_by, range_, rows, groups, exclude)

    def filter(self, *criterion):
        return FunctionFilter(self, *criterion) if criterion else self

    def within_group(self, *order_by):
        return WithinGroup(self, *order_by)


class FunctionElement(_Windowed, Executable, Generative, FromClause):
    """A function with its arguments; also something to select from."""

    __hash__ = object.__hash__
    packagenames = ()
    name = None
    _type = None

    def __init__(self, *clauses):
        self._arguments = clauses

    @property
    def type(self):
        return type_instance(self._type)

    @type.setter
    def type(self, type_):
        self._type = type_

    @property
    def clauses(self):
        return list(self._arguments)

    def _make_columns(self):
        return [(self.name, self.label(None))]

    def _selected(self):
        return (self,)

    def _refers_to(self):
        return []

    def aggregate_order_by(self, *order_by):
        return AggregateOrderBy(self, *order_by)

    def alias(self, name=None, joins_implicitly=False):
        return TableValuedAlias(self, name, joins_implicitly=joins_implicitly)

    def table_valued(self, *columns, **options):
        with_ordinality = options.pop("with_ordinality", None)
        columns = [
            ColumnClause(column) if isinstance(column, str) else column for column in columns
        ]
        function = self._generate()
        if with_ordinality:
            columns.append(
                ColumnClause(with_ordinality)
                if isinstance(with_ordinality, str)
                else with_ordinality
            )
            function._with_ordinality = True
        return TableValuedAlias(
            function,
            options.get("name"),
            columns,
            joins_implicitly=bool(options.get("joins_implicitly")),
        )

    def column_valued(self, name=None, joins_implicitly=False):
        return self.alias(name, joins_implicitly).column

    def scalar_table_valued(self, name, type_=None):
        return ScalarFunctionColumn(self, name, type_)

    def select(self):
        from .query import Select

        return Select(self)

    _with_ordinality = False

    def _from_node(self, scope):
        return Node("sql.function_from", {"id": id(self), "function": self._node(scope)})

    def _node(self, scope):
        return Node(
            "sql.function",
            {
                "id": id(self),
                "packages": list(self.packagenames),
                "name": self.name,
                "arguments": nodes(self._arguments, scope),
                "type": None if self._type is None else self.type,
                "with_ordinality": self._with_ordinality,
            },
        )


class Function(FunctionElement):
    """A function by name."""

    def __init__(self, name, *clauses, type_=None, packagenames=None, monotonic=False):
        super().__init__(*clauses)
        self.name = name
        self.packagenames = tuple(packagenames or ())
        self._type = type_


_registry = {}


class GenericFunction(Function):
    """A function that a script declares as a class."""

    package = "_default"

    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        if "name" not in cls.__dict__:
            cls.name = cls.__name__
        declared = cls.__dict__.get("type")
        if declared is not None and not isinstance(declared, property):
            cls._type = declared
            cls.type = FunctionElement.type
        package = cls.__dict__.get("package", cls.package)
        identifier = str(cls.__dict__.get("identifier", cls.name)).lower()
        _registry[package, identifier] = cls
        call("environment.interpret_scripts", {})

    def __init__(self, *clauses, type_=None, **options):
        FunctionElement.__init__(self, *clauses)
        if type_ is not None:
            self._type = type_


class _Known(Function):
    """A function that SQLAlchemy has a class for: Python compares it before plain ones."""

    @property
    def type(self):
        if self._type is None and self.name in _OF_ITS_ARGUMENTS:
            for clause in self._arguments:
                found = getattr(clause, "type", None)
                if found is not None and not getattr(found, "_isnull", False):
                    return found
        return type_instance(self._type)

    @type.setter
    def type(self, type_):
        self._type = type_


_OF_ITS_ARGUMENTS = frozenset(("coalesce", "max", "min", "sum"))


ReturnTypeFromArgs = AnsiFunction = GenericFunction


class next_value(FunctionElement):
    """The next value of a sequence."""

    name = "next_value"

    def __init__(self, sequence, **options):
        super().__init__()
        self.sequence = sequence

    def _node(self, scope):
        return Node(
            "sql.next_value",
            {
                "id": id(self),
                "name": self.sequence.name,
                "schema": getattr(self.sequence, "schema", None),
            },
        )


def _count(expression=None, **options):
    if expression is None:
        expression = literal_column("*")
    return _Known("count", expression, **options)


def _char_length(argument, **options):
    return _Known("char_length", argument, **options)


def _aggregate_strings(clause, separator, **options):
    return _Known("aggregate_strings", clause, separator, **options)


_KNOWN = frozenset(
    (
        "coalesce max min sum now pow concat random current_date current_time current_timestamp "
        "current_user localtime localtimestamp session_user sysdate user array_agg any all some "
        "mode percentile_cont percentile_disc rank dense_rank percent_rank cume_dist cube rollup "
        "grouping_sets to_tsvector to_tsquery plainto_tsquery phraseto_tsquery "
        "websearch_to_tsquery ts_headline hstore"
    ).split()
)


_SPECIAL = {
    "cast": Cast,
    "extract": Extract,
    "next_value": next_value,
    "count": _count,
    "char_length": _char_length,
    "aggregate_strings": _aggregate_strings,
}


class _FunctionGenerator:
    """`func` and the packages below it."""

    def __init__(self, names=(), options=None):
        self._names = names
        self._options = options or {}

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        if name.endswith("_"):
            name = name[:-1]
        return _FunctionGenerator(self._names + (name,), self._options)

    def __call__(self, *arguments, **options):
        options = {**self._options, **options}
        names = self._names
        if not names:
            raise TypeError("func() itself is no function: name one, such as func.now()")
        name = names[-1]
        if len(names) <= 2:
            package = names[0] if len(names) == 2 else "_default"
            declared = _registry.get((package, name.lower()))
            if declared is not None:
                return declared(*arguments, **options)
        if len(names) == 1:
            special = _SPECIAL.get(name.lower())
            if special is not None:
                return special(*arguments, **options)
            if name.lower() in _KNOWN:
                return _Known(name, *arguments, **options)
        return Function(name, *arguments, packagenames=names[:-1], **options)


func = _FunctionGenerator()
modifier = _FunctionGenerator(options={"group": False})


class Over(ColumnElement):
    """OVER."""

    def __init__(
        self, element, partition_by=None, order_by=None, range_=None, rows=None, groups=None,
        exclude=None,
    ):
        frames = [frame for frame in (range_, rows, groups) if frame is not None]
        if len(frames) > 1:
            from ..exc import ArgumentError

            raise ArgumentError("only one of 'rows', 'range_', or 'groups' may be provided")
        self.element = element
        self.partition_by = _listed(partition_by)
        self.order_by = _listed(order_by)
        self._frame = None
        for kind, frame in (("RANGE", range_), ("ROWS", rows), ("GROUPS", groups)):
            if frame is not None:
                start, end = frame
                self._frame = {"kind": kind, "start": start, "end": end, "exclude": exclude}

    @property
    def type(self):
        return self.element.type

    def _node(self, scope):
        return Node(
            "sql.over",
            {
                "id": id(self),
                "element": node(self.element, scope),
                "partition_by": _references(self.partition_by, scope),
                "order_by": _references(self.order_by, scope),
                "frame": self._frame,
            },
        )


def _references(clauses, scope):
    return None if clauses is None else [node(reference(clause), scope) for clause in clauses]


over = Over


class FunctionFilter(_Windowed):
    """FILTER."""

    def __init__(self, func, *criterion):
        self.func = func
        self.criterion = criterion

    @property
    def type(self):
        return self.func.type

    def filter(self, *criterion):
        return FunctionFilter(self.func, *(self.criterion + criterion))

    def _node(self, scope):
        return Node(
            "sql.function_filter",
            {
                "id": id(self),
                "element": node(self.func, scope),
                "criterion": nodes(self.criterion, scope),
            },
        )


def funcfilter(func, *criterion):
    return FunctionFilter(func, *criterion)


class WithinGroup(_Windowed):
    """WITHIN GROUP."""

    _kind = "sql.within_group"

    def __init__(self, element, *order_by):
        self.element = element
        self.order_by = order_by

    @property
    def type(self):
        return self.element.type

    def _node(self, scope):
        return Node(
            self._kind,
            {
                "id": id(self),
                "element": node(self.element, scope),
                "order_by": _references(self.order_by, scope),
            },
        )


class AggregateOrderBy(WithinGroup):
    """ORDER BY inside an aggregate function."""

    _kind = "sql.aggregate_order_by"


def within_group(element, *order_by):
    return WithinGroup(element, *order_by)


class AggregateArgument(WithinGroup):
    """ORDER BY after the last argument of an aggregate function (`aggregate_order_by`)."""

    _kind = "sql.aggregate_argument"


def aggregate_order_by(element, *order_by):
    return AggregateOrderBy(element, *order_by)


class ScalarFunctionColumn(ColumnElement):
    """A column of the row that a function returns."""

    def __init__(self, function, name, type_=None):
        self.function = function
        self.name = self.key = name
        self._type = type_

    @property
    def type(self):
        return type_instance(self._type)

    def _node(self, scope):
        return Node(
            "sql.scalar_function_column",
            {
                "id": id(self),
                "function": self.function._node(scope),
                "name": self.name,
                "type": None if self._type is None else self.type,
            },
        )


class DistinctOn:
    """`postgresql.distinct_on(...)`."""

    def __init__(self, columns):
        self.columns = columns


def __getattr__(name):
    # The classes of known functions, such as `count` and `now`, are called like functions.
    if name.startswith("_"):
        raise AttributeError(name)
    return getattr(func, name)
