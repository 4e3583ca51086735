"""What stands after FROM: tables, aliases, joins, subqueries."""

from .base import ClauseElement, ColumnCollection, Generative
from .column_element import ColumnElement, condition
from .elements import ColumnClause, ProxyColumn
from .tree import Node, node, nodes


class FromClause(ClauseElement):
    """Something to select from."""

    __hash__ = object.__hash__
    named_with_column = False
    schema = None
    primary_key = ()
    foreign_keys = frozenset()
    _columns = None

    @property
    def c(self):
        columns = self._columns
        if columns is None:
            columns = self._columns = ColumnCollection(self._make_columns())
        return columns

    @property
    def columns(self):
        return self.c

    exported_columns = columns

    def _make_columns(self):
        raise NotImplementedError("%s has no columns" % type(self).__name__)

    def _selected(self):
        return tuple(self.c)

    def _node(self, scope):
        return Node("sql.from", {"from": scope.refer(self)})

    def select(self, whereclause=None):
        from .query import Select

        return Select(self) if whereclause is None else Select(self).where(whereclause)

    def join(self, right, onclause=None, isouter=False, full=False):
        return Join(self, right, onclause, isouter, full)

    def outerjoin(self, right, onclause=None, full=False):
        return Join(self, right, onclause, True, full)

    def alias(self, name=None, flat=False):
        return Alias(self, name)

    def lateral(self, name=None):
        return Lateral(self, name)

    def tablesample(self, sampling, name=None, seed=None):
        return TableSample(self, sampling, name, seed)

    @property
    def description(self):
        return getattr(self, "name", type(self).__name__ + " object")

    @property
    def entity_namespace(self):
        return self.c

    def _refers_to(self):
        """The foreign keys of its columns, as pairs of key and `table.column`."""
        return []


class TableClause(FromClause):
    """`sa.table(...)`: a name and some columns."""

    named_with_column = True
    implicit_returning = False
    _autoincrement_column = None
    # Whether it is part of a collection of tables.
    _is_table = False
    # Every table has its own, from the beginning.
    c = None

    def __init__(self, name, *columns, **options):
        self.name = name
        self.__dict__["_columns"] = self.__dict__["c"] = ColumnCollection()
        schema = options.pop("schema", None)
        if schema is not None:
            self.schema = schema
        if options:
            from ..exc import ArgumentError

            raise ArgumentError("Unsupported argument(s): %s" % list(options))
        for column in columns:
            self.append_column(column)

    @property
    def fullname(self):
        return self.name if self.schema is None else "%s.%s" % (self.schema, self.name)

    def append_column(self, column):
        if column.table is not None and column.table is not self:
            from ..exc import ArgumentError

            raise ArgumentError(
                "column object '%s' already assigned to table '%s'"
                % (column.key, column.table)
            )
        self.__dict__["_columns"].add(column)
        column.table = self

    def _from_node(self, scope):
        fields = {"id": id(self), "name": self.name, "schema": self.schema}
        if self._is_table:
            fields["in_metadata"] = True
        keys = self._refers_to()
        if keys:
            fields["foreign_keys"] = keys
        return Node("sql.table", fields)

    # Until these statements are loaded, which puts methods in place that need not look for them.

    def insert(self, values=None):
        from .dml import insert

        return insert(self, values)

    def update(self, whereclause=None, values=None):
        from .dml import update

        return update(self, whereclause, values)

    def delete(self, whereclause=None):
        from .dml import delete

        return delete(self, whereclause)

    def __str__(self):
        return self.fullname

    def __repr__(self):
        return "%s(%r)" % (type(self).__name__, self.fullname)


def table(name, *columns, **options):
    return TableClause(name, *columns, **options)


def from_clause(value):
    """Something to select from; plain text and bare SELECTs are not."""
    if isinstance(value, str):
        condition(value)
    if isinstance(value, type) or hasattr(value, "__mapper__"):
        # A mapped class stands for its table.
        value = getattr(value, "__table__", value)
    if hasattr(value, "_select_body") and not isinstance(value, FromClause):
        from ..exc import ArgumentError

        raise ArgumentError(
            "FROM expression, such as a Table or alias() object expected, got %r. To create a "
            "FROM clause from a %r object, use the .subquery() method." % (value, type(value))
        )
    return value


class Join(FromClause):
    """JOIN."""

    def __init__(self, left, right, onclause=None, isouter=False, full=False):
        self.left = from_clause(left)
        self.right = from_clause(right)
        self.onclause = onclause
        self.isouter = isouter
        self.full = full

    def _make_columns(self):
        for side in (self.left, self.right):
            for column in side.c:
                name = getattr(column.table, "name", None)
                key = column.key if name is None else "%s_%s" % (name, column.key)
                yield key, column

    def _from_node(self, scope):
        return Node(
            "sql.join",
            {
                "id": id(self),
                "left": scope.refer(self.left),
                "right": scope.refer(self.right),
                "onclause": None if self.onclause is None else node(self.onclause, scope),
                "isouter": bool(self.isouter),
                "full": bool(self.full),
            },
        )

    def select(self, whereclause=None):
        from .query import Select

        statement = Select(self.left, self.right).select_from(self)
        return statement if whereclause is None else statement.where(whereclause)

    def alias(self, name=None, flat=False):
        from .query import LABEL_STYLE_TABLENAME_PLUS_COL

        if flat:
            raise NotImplementedError("limbeck has no join().alias(flat=True)")
        return self.select().set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL).correlate(None).alias(name)


def join(left, right, onclause=None, isouter=False, full=False):
    return Join(left, right, onclause, isouter, full)


def outerjoin(left, right, onclause=None, full=False):
    return Join(left, right, onclause, True, full)


class AliasedReturnsRows(FromClause):
    """Something under another name."""

    named_with_column = True
    _kind = None

    def __init__(self, element, name=None):
        self.element = element
        self._name = name

    @property
    def name(self):
        """The name given, or that of what is aliased: an anonymous one is made later."""
        if self._name is not None:
            return self._name
        return getattr(self.element, "name", None) or "anon_1"

    @property
    def original(self):
        return self.element

    @property
    def _is_of_from(self):
        """Whether it is the alias of something that stands after FROM itself."""
        return isinstance(self.element, FromClause)

    def _make_columns(self):
        return [
            (key, ProxyColumn(key, column, self, index))
            for index, key, column in _numbered(self.element)
        ]

    def _fields(self, scope):
        element = self.element
        if isinstance(element, FromClause):
            inner = scope.refer(element)
        else:
            inner = element._node(scope)
        return {"id": id(self), "name": self._name, "element": inner}

    def _from_node(self, scope):
        return Node(self._kind, self._fields(scope))


def _numbered(element):
    """The columns of what is aliased: their places, and the keys they have in `.c`."""
    names = set()
    for index, column in enumerate(element._selected()):
        # Text has no name that could be referred to.
        if not hasattr(column, "_proxy_key"):
            continue
        key = column._proxy_key
        if key is None:
            key = "_no_label"
        counter = 1
        unique = key
        while unique in names:
            unique = "%s_%d" % (key, counter)
            counter += 1
        names.add(unique)
        yield index, unique, column


def _keyed(element):
    """The columns of a statement by the keys that they would have in `.c`."""
    for _, key, column in _numbered(element):
        yield key, column


class Alias(AliasedReturnsRows):
    """A table under another name."""

    _kind = "sql.alias"


class Subquery(AliasedReturnsRows):
    """A SELECT in parentheses under a name."""

    _kind = "sql.subquery"

    def as_scalar(self):
        return self.element.scalar_subquery()


class Lateral(AliasedReturnsRows):
    """LATERAL."""

    _kind = "sql.lateral"


class TableSample(AliasedReturnsRows):
    """TABLESAMPLE."""

    _kind = "sql.tablesample"

    def __init__(self, element, sampling, name=None, seed=None):
        super().__init__(element, name)
        from .functions import Function, func

        self.sampling = sampling if isinstance(sampling, Function) else func.system(sampling)
        self.seed = seed

    def _fields(self, scope):
        fields = super()._fields(scope)
        fields["sampling"] = node(self.sampling, scope)
        fields["seed"] = node(self.seed, scope)
        return fields


class CTE(AliasedReturnsRows):
    """WITH."""

    _kind = "sql.cte"

    def __init__(
        self, element, name=None, recursive=False, nesting=False, alias_of=None, restates=None,
    ):
        super().__init__(element, name)
        self.recursive = recursive
        self.nesting = nesting
        self._alias_of = alias_of
        self._restates = restates
        self._prefixes = ()
        self._suffixes = ()

    def _fields(self, scope):
        fields = super()._fields(scope)
        fields["recursive"] = bool(self.recursive)
        fields["nesting"] = bool(self.nesting)
        fields["alias_of"] = None if self._alias_of is None else scope.refer(self._alias_of)
        fields["restates"] = None if self._restates is None else scope.refer(self._restates)
        fields["prefixes"] = nodes(self._prefixes, scope)
        fields["suffixes"] = nodes(self._suffixes, scope)
        return fields

    def _copy(self, element, name, alias_of, restates):
        other = CTE(element, name, self.recursive, self.nesting, alias_of, restates)
        other._prefixes = self._prefixes
        other._suffixes = self._suffixes
        return other

    def alias(self, name=None, flat=False):
        return self._copy(self.element, name, self._alias_of or self, None)

    def union(self, *others):
        return self._copy(self.element.union(*others), self._name, None, self)

    def union_all(self, *others):
        return self._copy(self.element.union_all(*others), self._name, None, self)

    def prefix_with(self, *prefixes, dialect="*"):
        from .elements import TextClause

        other = self._copy(self.element, self._name, self._alias_of, self._restates)
        other._prefixes = self._prefixes + tuple(
            TextClause(prefix) if isinstance(prefix, str) else prefix for prefix in prefixes
        )
        return other


class TableValuedAlias(AliasedReturnsRows):
    """A function that returns rows, after FROM."""

    _kind = "sql.table_valued"

    def __init__(self, element, name=None, columns=None, joins_implicitly=False, lateral=False):
        super().__init__(element, name)
        self._table_columns = columns
        self._render_derived = False
        self._with_types = False
        self._lateral = lateral
        self.joins_implicitly = joins_implicitly

    def _make_columns(self):
        if self._table_columns is None:
            return [(self.element.name, ProxyColumn(self.element.name, self.element, self, 0))]
        return [
            (column.key, ColumnClause(column.name, column._type, _selectable=self))
            for column in self._table_columns
        ]

    @property
    def column(self):
        return TableValuedColumn(self)

    def _fields(self, scope):
        return {
            "id": id(self),
            "name": self._name,
            "function": self.element._node(scope),
            "columns": None
            if self._table_columns is None
            else [
                {"name": column.name, "type": None if column._type is None else column.type}
                for column in self._table_columns
            ],
            "render_derived": self._render_derived,
            "with_types": self._with_types,
            "lateral": self._lateral,
        }

    def _changed(self, name, **changes):
        other = TableValuedAlias(
            self.element, name, self._table_columns, self.joins_implicitly, self._lateral
        )
        other._render_derived = self._render_derived
        other._with_types = self._with_types
        other.__dict__.update(changes)
        return other

    def alias(self, name=None, flat=False):
        return self._changed(name)

    def lateral(self, name=None):
        return self._changed(name, _lateral=True)

    def render_derived(self, name=None, with_types=False):
        return self._changed(name, _render_derived=True, _with_types=with_types)


class TableValuedColumn(ColumnElement):
    """A function's row or value as one column."""

    def __init__(self, scalar_alias):
        self.scalar_alias = scalar_alias
        self.key = self.name = scalar_alias.name

    @property
    def type(self):
        return self.scalar_alias.element.type

    def _node(self, scope):
        return Node(
            "sql.table_valued_column",
            {"id": id(self), "table": scope.refer(self.scalar_alias)},
        )


class Values(Generative, FromClause):
    """VALUES."""

    named_with_column = True

    def __init__(self, *columns, name=None, literal_binds=False):
        self._column_args = columns
        self._name = name
        self._data = ()
        self._lateral = False
        self.literal_binds = literal_binds

    @property
    def name(self):
        return self._name or "anon_1"

    def _make_columns(self):
        return [
            (column.key, ColumnClause(column.name, column._type, _selectable=self))
            for column in self._column_args
        ]

    def _generate(self):
        other = super()._generate()
        other.__dict__.pop("_columns", None)
        return other

    def data(self, values):
        other = self._generate()
        other._data = self._data + tuple(values)
        return other

    def alias(self, name=None, flat=False):
        other = self._generate()
        other._name = name
        return other

    def lateral(self, name=None):
        other = self._generate()
        other._lateral = True
        other._name = name or self._name
        return other

    def cte(self, name=None, recursive=False, nesting=False):
        return CTE(self, name, recursive, nesting)

    def scalar_values(self):
        return ScalarValues(self)

    def _from_node(self, scope):
        return Node(
            "sql.values",
            {
                "id": id(self),
                "name": self._name,
                "columns": [
                    {"name": column.name, "type": None if column._type is None else column.type}
                    for column in self._column_args
                ],
                "rows": [nodes(row, scope) for row in self._data],
                "lateral": self._lateral,
            },
        )


class ScalarValues(ColumnElement):
    """VALUES as an expression."""

    def __init__(self, element):
        self.element = element

    def _node(self, scope):
        return Node("sql.scalar_values", {"id": id(self), "from": scope.refer(self.element)})


def values(*columns, name=None, literal_binds=False):
    return Values(*columns, name=name, literal_binds=literal_binds)


def alias(selectable, name=None, flat=False):
    return selectable.alias(name=name, flat=flat)


def lateral(selectable, name=None):
    return selectable.lateral(name)


def tablesample(selectable, sampling, name=None, seed=None):
    return selectable.tablesample(sampling, name, seed)


def subquery(name, *arguments):
    from .query import Select

    return Select(*arguments).subquery(name)


def cte(selectable, name=None, recursive=False):
    return selectable.cte(name, recursive)


class ForUpdateArg:
    """FOR UPDATE."""

    def __init__(self, nowait=False, read=False, of=None, skip_locked=False, key_share=False):
        self.nowait = nowait
        self.read = read
        self.of = of
        self.skip_locked = skip_locked
        self.key_share = key_share

    def _fields(self, scope):
        of = self.of
        if of is not None and not isinstance(of, (list, tuple)):
            of = [of]
        return {
            "nowait": bool(self.nowait),
            "read": bool(self.read),
            "of": None if of is None else nodes(of, scope),
            "skip_locked": bool(self.skip_locked),
            "key_share": bool(self.key_share),
        }
