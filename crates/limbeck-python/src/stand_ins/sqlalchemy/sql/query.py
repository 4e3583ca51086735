"""SELECT, and what is made of SELECTs."""

from .base import ClauseElement, ColumnCollection, Executable, Generative
from .column_element import ColumnElement, condition
from .elements import ColumnClause, Label, TextClause, literal_column, reference
from .selectable import (
    CTE, ForUpdateArg, FromClause, Join, Lateral, Subquery, _keyed, from_clause,
)
from .tree import Node, node, nodes

LABEL_STYLE_NONE = "none"
LABEL_STYLE_TABLENAME_PLUS_COL = "tablename_plus_col"
LABEL_STYLE_DISAMBIGUATE_ONLY = LABEL_STYLE_DEFAULT = "disambiguate_only"


class SelectBase(Executable, Generative, ClauseElement):
    """A statement that returns rows."""

    __hash__ = object.__hash__
    _select_body = True
    _ctes = ()
    _label_style = LABEL_STYLE_DEFAULT

    def _selected(self):
        raise NotImplementedError("%s has no columns" % type(self).__name__)

    @property
    def selected_columns(self):
        return ColumnCollection((key, column) for key, column in _keyed(self))

    exported_columns = selected_columns

    @property
    def inner_columns(self):
        return iter(self._selected())

    def add_cte(self, *ctes, nest_here=False):
        other = self._generate()
        other._ctes = self._ctes + ctes
        return other

    def cte(self, name=None, recursive=False, nesting=False):
        return CTE(self, name, recursive, nesting)

    def subquery(self, name=None):
        return Subquery(self, name)

    def alias(self, name=None, flat=False):
        return Subquery(self, name)

    def lateral(self, name=None):
        return Lateral(self, name)

    def scalar_subquery(self):
        return ScalarSelect(self)

    as_scalar = scalar_subquery

    def label(self, name):
        return ScalarSelect(self).label(name)

    def exists(self):
        return Exists(self)

    def set_label_style(self, style):
        other = self._generate()
        other._label_style = style
        return other

    def get_label_style(self):
        return self._label_style

    def _scalar_type(self):
        return self._selected()[0].type


_NOTHING = object()


class GenerativeSelect(SelectBase):
    """A SELECT with ORDER BY, LIMIT and the like."""

    _order_by_clauses = ()
    _group_by_clauses = ()
    _limit_clause = None
    _offset_clause = None
    _fetch = None
    _for_update_arg = None

    def order_by(self, first=_NOTHING, *clauses):
        other = self._generate()
        if first is None and not clauses:
            other._order_by_clauses = ()
        elif first is not _NOTHING:
            other._order_by_clauses = self._order_by_clauses + _written_out((first, *clauses))
        return other

    def group_by(self, first=_NOTHING, *clauses):
        other = self._generate()
        if first is None and not clauses:
            other._group_by_clauses = ()
        elif first is not _NOTHING:
            other._group_by_clauses = self._group_by_clauses + _written_out((first, *clauses))
        return other

    def limit(self, limit):
        other = self._generate()
        other._limit_clause = _count(limit)
        other._fetch = None
        return other

    def offset(self, offset):
        other = self._generate()
        other._offset_clause = _count(offset)
        return other

    def fetch(self, count, with_ties=False, percent=False):
        other = self._generate()
        other._limit_clause = None
        other._fetch = None if count is None else (_count(count), with_ties, percent)
        return other

    def slice(self, start, stop):
        other = self.limit(stop - (start or 0)) if stop is not None else self._generate()
        return other.offset(start) if start else other

    def with_for_update(
        self, *, nowait=False, read=False, of=None, skip_locked=False, key_share=False,
    ):
        other = self._generate()
        other._for_update_arg = ForUpdateArg(nowait, read, of, skip_locked, key_share)
        return other

    def _references(self, clauses, scope):
        """Elements of ORDER BY and the like; strings are names of this SELECT."""
        outer, scope.selecting = scope.selecting, self
        found = [node(reference(clause), scope) for clause in clauses]
        scope.selecting = outer
        return found

    def _named(self, name):
        """The label or column that a string in ORDER BY stands for."""
        raise NotImplementedError()

    def _row_fields(self, scope):
        fields = {
            "id": id(self),
            "label_style": self._label_style,
            "order_by": self._references(self._order_by_clauses, scope),
            "group_by": self._references(self._group_by_clauses, scope),
            "limit": node(self._limit_clause, scope),
            "offset": node(self._offset_clause, scope),
            "ctes": [scope.refer(cte) for cte in self._ctes],
        }
        if self._fetch is not None:
            count, with_ties, percent = self._fetch
            fields["fetch"] = {
                "count": node(count, scope),
                "with_ties": bool(with_ties),
                "percent": bool(percent),
            }
        if self._for_update_arg is not None:
            fields["for_update"] = self._for_update_arg._fields(scope)
        return fields


def _written_out(clauses):
    """Clauses with the columns of the mapped classes among them."""
    if not any([_is_entity(clause) for clause in clauses]):
        return clauses
    return tuple([
        part
        for clause in clauses
        for part in (clause.__table__.c if _is_entity(clause) else (clause,))
    ])


def _count(value):
    if value is None or hasattr(value, "_node"):
        return value
    return int(value)


def _entity(value):
    """An element of a columns clause."""
    if isinstance(value, str):
        if value == "*":
            return literal_column("*")
        from ..exc import ArgumentError

        raise ArgumentError(
            "Textual column expression %r should be explicitly declared with text(%r), or use "
            "literal_column(%r) for more specificity" % (value, value, value)
        )
    if isinstance(value, (list, tuple)):
        from ..exc import ArgumentError

        raise ArgumentError(
            "Column expression, FROM clause, or other columns clause element expected, got %r. "
            "Did you mean to say select(%s)?" % (value, ", ".join(repr(v) for v in value))
        )
    # A mapped class stands for its table, and an alias of one for that of its table.
    return getattr(value, "__table__", value) if _is_entity(value) else value


def _is_entity(value):
    """Whether it is a class, mapped or not, or an alias of a mapped one."""
    return isinstance(value, type) or hasattr(value, "__mapper__")


def entities(values):
    """The elements of a columns clause, tables written out."""
    columns = []
    for value in values:
        selected = getattr(value, "_selected", None)
        if selected is None:
            columns.append(value)
        else:
            columns.extend(selected())
    return columns


class Select(GenerativeSelect):
    """SELECT."""

    _from_obj = ()
    _joins = ()
    _where_criteria = ()
    _having_criteria = ()
    _distinct = False
    _distinct_on = ()
    _correlate = None
    _correlate_except = None
    _prefixes = ()
    _suffixes = ()
    _hints = ()

    # What was selected, where mapped classes are among it.
    _mapped = ()

    def __init__(self, *columns):
        self._raw_columns = [_entity(column) for column in columns]
        if any([_is_entity(column) for column in columns]):
            self._mapped = columns

    def _selected(self):
        return entities(self._raw_columns)

    def add_columns(self, *columns):
        other = self._generate()
        other._raw_columns = self._raw_columns + [_entity(column) for column in columns]
        if self._mapped or any([_is_entity(column) for column in columns]):
            other._mapped = (self._mapped or tuple(self._raw_columns)) + columns
        return other

    def with_only_columns(self, *columns, maintain_column_froms=False):
        if len(columns) == 1 and isinstance(columns[0], (list, tuple)):
            # As in SQLAlchemy 1.x.
            columns = tuple(columns[0])
        other = self._generate()
        if maintain_column_froms:
            other._from_obj = self._from_obj + tuple(_froms(self._raw_columns))
        other._raw_columns = [_entity(column) for column in columns]
        other._mapped = columns if any([_is_entity(column) for column in columns]) else ()
        return other

    # In place, as in SQLAlchemy 1.x.

    def _become(self, other):
        self.__dict__.update(other.__dict__)

    def append_column(self, column):
        self._become(self.add_columns(column))

    def append_from(self, fromclause):
        self._become(self.select_from(fromclause))

    def append_whereclause(self, whereclause):
        self._become(self.where(whereclause))

    def append_order_by(self, *clauses):
        self._become(self.order_by(*clauses))

    def append_group_by(self, *clauses):
        self._become(self.group_by(*clauses))

    def column(self, column):
        return self.add_columns(column)

    def apply_labels(self):
        return self.set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL)

    def where(self, *clauses):
        other = self._generate()
        other._where_criteria = self._where_criteria + tuple(condition(c) for c in clauses)
        return other

    filter = where

    def filter_by(self, **values):
        return self.where(*[self._filtered(key) == value for key, value in values.items()])

    def _filtered(self, key):
        """What a keyword of `filter_by()` means: it is about what was joined last, or else selected."""
        if self._joins:
            target = self._joins[-1][1]
            mapper = getattr(getattr(target, "element", target), "_mapper", None)
            name = key if mapper is None else mapper.names.get(key, key)
            if name in target.c:
                return target.c[name]
            if mapper is not None and hasattr(mapper.class_, key):
                return getattr(mapper.class_, key)
        for entity in self._mapped:
            if _is_entity(entity) and hasattr(entity, key):
                return getattr(entity, key)
        return self._named(key)

    def _named(self, key):
        """The column of that name in what is selected from."""
        for clause in [*_froms(self._raw_columns), *self._from_obj]:
            if key in clause.c:
                return clause.c[key]
        from ..exc import InvalidRequestError

        raise InvalidRequestError("Entity namespace has no property %r" % key)

    @property
    def whereclause(self):
        from .column_element import and_

        if not self._where_criteria:
            return None
        if len(self._where_criteria) == 1:
            return self._where_criteria[0]
        return and_(*self._where_criteria)

    def having(self, *clauses):
        other = self._generate()
        other._having_criteria = self._having_criteria + tuple(condition(c) for c in clauses)
        return other

    def distinct(self, *expressions):
        other = self._generate()
        other._distinct = True
        other._distinct_on = self._distinct_on + expressions
        return other

    def ext(self, extension):
        other = self._generate()
        other._distinct = True
        other._distinct_on = self._distinct_on + extension.columns
        return other

    def select_from(self, *froms):
        other = self._generate()
        other._from_obj = self._from_obj + tuple(from_clause(clause) for clause in froms)
        return other

    def join(self, target, onclause=None, *, isouter=False, full=False):
        return self.join_from(None, target, onclause, isouter=isouter, full=full)

    def outerjoin(self, target, onclause=None, *, full=False):
        return self.join_from(None, target, onclause, isouter=True, full=full)

    def join_from(self, from_, target, onclause=None, *, isouter=False, full=False):
        if hasattr(target, "_join_steps") or hasattr(onclause, "_join_steps"):
            return self._join_along(from_, target, onclause, isouter, full)
        other = self._generate()
        other._joins = self._joins + (
            (from_, from_clause(target), onclause, isouter, full, _Marker()),
        )
        return other

    def _join_along(self, from_, target, onclause, isouter, full):
        """Joins along a relationship: its tables, with its conditions."""
        if onclause is None:
            steps = target._join_steps(None)
        else:
            steps = onclause._join_steps(from_clause(target))
        other = self
        for clause, condition in steps:
            other = other.join_from(from_, clause, condition, isouter=isouter, full=full)
            from_ = None
        return other

    def outerjoin_from(self, from_, target, onclause=None, *, full=False):
        return self.join_from(from_, target, onclause, isouter=True, full=full)

    def correlate(self, *froms):
        other = self._generate()
        if froms and froms[0] in (None, False):
            froms = ()
        other._correlate = (self._correlate or ()) + froms
        return other

    def correlate_except(self, *froms):
        other = self._generate()
        if froms and froms[0] in (None, False):
            froms = ()
        other._correlate_except = (self._correlate_except or ()) + froms
        return other

    def prefix_with(self, *prefixes, dialect="*"):
        other = self._generate()
        other._prefixes = self._prefixes + tuple((_text(p), dialect) for p in prefixes)
        return other

    def suffix_with(self, *suffixes, dialect="*"):
        other = self._generate()
        other._suffixes = self._suffixes + tuple((_text(s), dialect) for s in suffixes)
        return other

    def with_hint(self, selectable, text, dialect_name="*"):
        other = self._generate()
        other._hints = self._hints + ((selectable, text, dialect_name),)
        return other

    def union(self, *others):
        return CompoundSelect("UNION", self, *others)

    def union_all(self, *others):
        return CompoundSelect("UNION ALL", self, *others)

    def except_(self, *others):
        return CompoundSelect("EXCEPT", self, *others)

    def except_all(self, *others):
        return CompoundSelect("EXCEPT ALL", self, *others)

    def intersect(self, *others):
        return CompoundSelect("INTERSECT", self, *others)

    def intersect_all(self, *others):
        return CompoundSelect("INTERSECT ALL", self, *others)

    @property
    def columns_clause_froms(self):
        return _froms(self._raw_columns)

    def get_final_froms(self):
        return list(self._from_obj) or _froms(self._raw_columns)

    def _named(self, name):
        found = {}
        for column in self._selected():
            found[_qualified_key(column)] = column
        if name in found:
            return found[name]
        for clause in reversed(self._final_froms()):
            if name in clause.c:
                return clause.c[name]
        return None

    def _final_froms(self):
        """The FROM clauses in their order, joins taken apart."""
        others = [*_froms(self._raw_columns), *_froms(self._where_criteria)]
        joined = [part for clause in self._from_obj for part in _parts(clause)]
        for left, target, onclause, *_ in self._joins:
            if left is None and not joined:
                sides = [part for part in _froms([onclause]) if part is not target]
                left = next((clause for clause in others if _within(clause, sides)), None)
            if left is not None:
                joined += [part for part in _parts(left) if not _within(part, joined)]
            joined += _parts(target)
        return joined + [clause for clause in others if not _within(clause, joined)]

    def _node(self, scope):
        fields = self._row_fields(scope)
        fields["columns"] = _column_nodes(self._raw_columns, scope)
        fields["froms"] = [scope.refer(clause) for clause in self._from_obj]
        fields["joins"] = [
            {
                "id": id(marker),
                "from": None if from_ is None else scope.refer(from_),
                "target": scope.refer(target),
                "onclause": None if onclause is None else node(onclause, scope),
                "isouter": bool(isouter),
                "full": bool(full),
            }
            for from_, target, onclause, isouter, full, marker in self._joins
        ]
        fields["where"] = nodes(self._where_criteria, scope)
        fields["having"] = nodes(self._having_criteria, scope)
        fields["distinct"] = self._distinct
        fields["distinct_on"] = self._references(self._distinct_on, scope)
        fields["prefixes"] = [[node(p, scope), dialect] for p, dialect in self._prefixes]
        fields["suffixes"] = [[node(s, scope), dialect] for s, dialect in self._suffixes]
        fields["hints"] = [
            {"from": scope.refer(clause), "text": text, "dialect": dialect}
            for clause, text, dialect in self._hints
        ]
        for name, froms in (
            ("correlate", self._correlate), ("correlate_except", self._correlate_except),
        ):
            if froms is not None:
                fields[name] = [scope.refer(clause) for clause in froms]
        return Node("sql.select", fields)


def _column_nodes(columns, scope):
    """The nodes of a columns clause; a table stands for its columns."""
    result = []
    for column in columns:
        if isinstance(column, FromClause) and not isinstance(column, ColumnElement):
            selected = nodes(column._selected(), scope)
            result.append(Node("sql.from", {"from": scope.refer(column), "columns": selected}))
        else:
            result.append(node(column, scope))
    return result


class _Marker:
    """The identity of a join that `Select.join()` makes."""

    _known_by_identity = True


def _text(value):
    return TextClause(value) if isinstance(value, str) else value


def _froms(elements):
    """The FROM clauses that elements belong to, each once."""
    froms = []
    for element in elements:
        for clause in _froms_of(element):
            if not _within(clause, froms):
                froms.append(clause)
    return froms


def _froms_of(element):
    if isinstance(element, FromClause):
        return [element]
    table = getattr(element, "table", None)
    if table is not None:
        return [table]
    parts = getattr(element, "operands", None) or getattr(element, "clauses", None)
    if parts is None:
        inner = getattr(element, "element", None)
        parts = () if inner is None or hasattr(inner, "_final_froms") else (inner,)
    return [clause for part in parts for clause in _froms_of(part)]


def _parts(clause):
    """What a join is made of."""
    if isinstance(clause, Join):
        return _parts(clause.left) + _parts(clause.right)
    return [clause]


def _within(clause, clauses):
    return any(clause is other for other in clauses)


def _qualified_key(column):
    """`schema_table_column`."""
    table = getattr(column, "table", None)
    names = [getattr(table, "schema", None), getattr(table, "name", None)]
    if names[1] is None:
        return getattr(column, "key", None)
    return "_".join([name for name in names if name] + [column.name])


def select(*columns, **keywords):
    if keywords or columns and isinstance(columns[0], (list, tuple)):
        from . import legacy

        return legacy.select(*columns, **keywords)
    return Select(*columns)


class CompoundSelect(GenerativeSelect):
    """UNION, EXCEPT, INTERSECT."""

    def __init__(self, keyword, *selects):
        self.keyword = keyword
        self.selects = list(selects)

    def _selected(self):
        return self.selects[0]._selected()

    def _named(self, name):
        for key, column in _keyed(self):
            if key == name:
                return column if isinstance(column, Label) else ColumnClause(name)
        return None

    def _node(self, scope):
        fields = self._row_fields(scope)
        fields["keyword"] = self.keyword
        fields["selects"] = nodes(self.selects, scope)
        return Node("sql.compound_select", fields)


def _compound(keyword):
    def combine(*selects):
        return CompoundSelect(keyword, *selects)

    return combine


union = _compound("UNION")
union_all = _compound("UNION ALL")
except_ = _compound("EXCEPT")
except_all = _compound("EXCEPT ALL")
intersect = _compound("INTERSECT")
intersect_all = _compound("INTERSECT ALL")


class ScalarSelect(ColumnElement):
    """A SELECT as one value."""

    def __init__(self, element):
        self.element = element

    @property
    def type(self):
        return self.element._scalar_type()

    def _changed(self, method, arguments):
        return ScalarSelect(getattr(self.element, method)(*arguments))

    def where(self, *clauses):
        return self._changed("where", clauses)

    def correlate(self, *froms):
        return self._changed("correlate", froms)

    def correlate_except(self, *froms):
        return self._changed("correlate_except", froms)

    def _node(self, scope):
        return Node(
            "sql.scalar_select", {"id": id(self), "element": self.element._node(scope)}
        )


class Exists(ColumnElement):
    """EXISTS."""

    def __init__(self, argument=None):
        if argument is None:
            argument = Select(literal_column("*"))
        elif isinstance(argument, ScalarSelect):
            argument = argument.element
        elif not isinstance(argument, SelectBase):
            argument = Select(argument)
        self.element = argument

    def _changed(self, method, arguments):
        return Exists(getattr(self.element, method)(*arguments))

    def where(self, *clauses):
        return self._changed("where", clauses)

    def select_from(self, *froms):
        return self._changed("select_from", froms)

    def correlate(self, *froms):
        return self._changed("correlate", froms)

    def correlate_except(self, *froms):
        return self._changed("correlate_except", froms)

    def select(self):
        return Select(self)

    def _node(self, scope):
        return Node("sql.exists", {"id": id(self), "element": self.element._node(scope)})


exists = Exists


class TextualSelect(SelectBase):
    """`text(...).columns(...)`."""

    _label_style = LABEL_STYLE_NONE

    def __init__(self, text, columns):
        self.element = text
        self.column_args = [
            column if hasattr(column, "_node") else ColumnClause(column) for column in columns
        ]

    def _selected(self):
        return self.column_args

    def bindparams(self, *binds, **values):
        other = self._generate()
        other.element = self.element.bindparams(*binds, **values)
        return other

    def _node(self, scope):
        return Node(
            "sql.textual_select",
            {
                "id": id(self),
                "element": self.element._node(scope),
                "columns": nodes(self.column_args, scope),
                "ctes": [scope.refer(cte) for cte in self._ctes],
            },
        )
