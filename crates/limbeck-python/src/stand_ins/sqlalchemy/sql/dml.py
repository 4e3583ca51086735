"""INSERT, UPDATE, DELETE."""

from _limbeck import copied, note_dependence

from .base import ClauseElement, ColumnCollection, Executable, Generative
from .column_element import bound, condition
from .elements import TextClause
from .query import _column_nodes, _entity, _is_entity, _keyed, entities
from .selectable import CTE, Alias, TableClause
from .tree import Node, node, nodes


class UpdateBase(Executable, Generative, ClauseElement):
    """A statement that changes rows."""

    __hash__ = object.__hash__
    _select_body = True
    is_dml = True
    is_select = is_insert = is_update = is_delete = False
    _ctes = ()
    _prefixes = ()
    _returning = ()
    # What is returned, where mapped classes are among it.
    _mapped = ()
    _hints = ()
    _values = None
    _client_default = None
    # Whether the rows that are given have the values of defaults that are functions.
    _filled = False

    def params(self, *arguments, **values):
        raise NotImplementedError(
            "params() is not supported for INSERT/UPDATE/DELETE statements. To set the values for an INSERT or "
            "UPDATE statement, use stmt.values(**parameters)."
        )

    def returning(self, *columns, sort_by_parameter_order=False):
        other = self._generate()
        other._returning = self._returning + tuple(_entity(column) for column in columns)
        if self._mapped or any([_is_entity(column) for column in columns]):
            other._mapped = (self._mapped or self._returning) + columns
        return other

    def return_defaults(self, *columns, **options):
        return self

    def prefix_with(self, *prefixes, dialect="*"):
        other = self._generate()
        other._prefixes = self._prefixes + tuple(
            (TextClause(prefix) if isinstance(prefix, str) else prefix, dialect)
            for prefix in prefixes
        )
        return other

    def with_hint(self, text, selectable=None, dialect_name="*"):
        other = self._generate()
        other._hints = self._hints + ((selectable or self.table, text, dialect_name),)
        return other

    def add_cte(self, *ctes, nest_here=False):
        other = self._generate()
        other._ctes = self._ctes + ctes
        return other

    def cte(self, name=None, recursive=False, nesting=False):
        return CTE(self, name, recursive, nesting)

    def _selected(self):
        return entities(self._returning)

    @property
    def exported_columns(self):
        return ColumnCollection((key, column) for key, column in _keyed(self))

    def _common(self, scope):
        return {
            "id": id(self),
            "table": scope.refer(self.table),
            "columns": table_columns(self, scope),
            "returning": _column_nodes(self._returning, scope),
            "prefixes": [[node(prefix, scope), dialect] for prefix, dialect in self._prefixes],
            "ctes": [scope.refer(cte) for cte in self._ctes],
            "hints": [
                {"from": scope.refer(clause), "text": text, "dialect": dialect}
                for clause, text, dialect in self._hints
            ],
        }


class DefaultContext:
    """What a default that is a function may ask: the values of its row."""

    def __init__(self, parameters):
        self.current_parameters = parameters

    def get_current_parameters(self, isolate_multiinsert_groups=True):
        return dict(self.current_parameters)


def table_columns(statement, scope):
    """The columns of the table that a statement changes, with what fills them in."""
    columns = []
    table = getattr(statement.table, "element", statement.table)
    filling = statement._client_default
    given = {_column_key(key): value for key, value in (statement._values or {}).items()}
    # An UPDATE with values says of these columns what they get; rows that come later may name every one.
    every = not given or not statement.is_update or statement._filled
    counting = getattr(table, "_autoincrement_column", None)
    if statement.is_delete:
        return columns
    for column in table.c:
        if not every and column.key not in given and getattr(column, "onupdate", None) is None:
            continue
        fields = {"key": column.key, "name": column.name, "type": column.type}
        if column.primary_key:
            fields["primary_key"] = True
        if column is counting:
            fields["autoincrement"] = True
        for name in ("default", "onupdate"):
            default = getattr(column, name, None)
            if default is None:
                continue
            if _is_function(default) and (
                name != filling or statement._filled or column.key in given or not _sends()
            ):
                # Not asked for a value that is not needed.
                fields[name] = Node("sql.default_callable", {})
            else:
                fields[name] = _default(default, column, scope, given)
        if column.server_default is not None or getattr(column, "identity", None) is not None:
            fields["server_default"] = True
        columns.append(fields)
    return columns


def _default(default, column, scope, given):
    """A client-side default: a value, an expression, or something only a run can tell."""
    argument = getattr(default, "arg", default)
    if getattr(default, "is_sequence", False):
        return Node(
            "sql.default_sequence",
            {
                "name": default.name,
                "schema": getattr(default, "schema", None),
                "optional": bool(getattr(default, "optional", False)),
            },
        )
    if hasattr(argument, "_node"):
        return Node("sql.default_expression", {"element": node(argument, scope)})
    if callable(argument):
        argument = _called(argument, given)
    return Node("sql.default_value", {"value": bound(argument, column.type)})


def _sends():
    """Whether statements go to a database, so that defaults of Python have to be known."""
    from alembic import context

    migration = context._migration_context
    return migration is None or not migration.as_sql


def _called(function, row):
    """The value of a default that is a function; it may take an execution context."""
    note_dependence()
    code = getattr(function, "__code__", None)
    if code is None:
        return function()
    taken = code.co_argcount - len(function.__defaults__ or ())
    if getattr(function, "__self__", None) is not None:
        taken -= 1
    return function(DefaultContext(row)) if taken > 0 else function()


def _is_function(default):
    """Whether a default is a function that a run calls for each row."""
    argument = getattr(default, "arg", default)
    return not getattr(default, "is_sequence", False) and not hasattr(argument, "_node") and callable(argument)


def _called_default(column, name):
    """The function that fills a column in, or `None`."""
    default = getattr(column, name, None)
    return getattr(default, "arg", default) if _is_function(default) else None


def _filled_rows(table, rows, name):
    """Rows with the values of defaults that are functions: each row has its own."""
    functions = {}
    for column in getattr(table, "element", table).c:
        function = _called_default(column, name)
        if function is not None:
            functions[column.key] = function
    if not functions or not _sends():
        return rows
    return [_filled(row, functions) for row in rows]


def _filled(row, functions):
    filled = dict(row)
    for key, function in functions.items():
        if key not in row:
            filled[key] = _called(function, filled)
    return filled


def _column_key(key):
    """The key by which `values()` names a column."""
    return key if isinstance(key, str) else getattr(key, "key", key)


class ValuesBase(UpdateBase):
    """A statement with values."""

    _values = None
    _multi_values = ()
    _ordered = False
    _values_in = ("_values",)

    def values(self, *arguments, **values):
        other = copied(self)
        if arguments:
            if values:
                from ..exc import ArgumentError

                raise ArgumentError("Can't pass positional and kwargs to values() simultaneously")
            if len(arguments) > 1:
                from ..exc import ArgumentError

                raise ArgumentError(
                    "Only a single dictionary/tuple or list of dictionaries/tuples is accepted "
                    "positionally."
                )
            argument = arguments[0]
            if isinstance(argument, (list, tuple)):
                if argument and isinstance(argument[0], dict):
                    other._multi_values = self._multi_values + tuple(argument)
                    return other
                if argument and isinstance(argument[0], (list, tuple)):
                    other._multi_values = self._multi_values + tuple(
                        dict(zip(self.table.c.keys(), row)) for row in argument
                    )
                    return other
                argument = dict(zip(self.table.c.keys(), argument))
            values = dict(argument)
        other._values = {**self._values, **values} if self._values else values
        return other

    def inline(self):
        other = self._generate()
        other._inline = True
        return other

    _inline = False

    def _pair(self, key, value, scope):
        column = key
        if isinstance(key, str):
            column = self.table.c.get(key)
        if not hasattr(value, "_node"):
            value = bound(value, getattr(column, "type", None))
        name = key if isinstance(key, str) else node(key, scope)
        return [_column_key(key), name, node(value, scope)]

    def _pairs(self, values, scope):
        return [self._pair(key, value, scope) for key, value in values.items()]

    _client_default = None

    def _bound_parameters(self, parameters):
        """The parameters of an execution as the types of their columns bind them."""
        sets = parameters if isinstance(parameters, list) else [parameters]
        # The first set says by what names all of them go.
        if not all([isinstance(key, str) for key in sets[0]]):
            sets = [{_column_key(key): value for key, value in row.items()} for row in sets]
        known = set(map(_column_key, self._values or ()))
        table = getattr(self.table, "element", self.table)
        functions, converting = {}, _converting(table)
        for column in table.c:
            function = _called_default(column, self._client_default)
            if function is not None and column.key not in known and _sends():
                functions[column.key] = function
        self._filled = True
        if functions:
            sets = [_filled(row, functions) for row in sets]
        if converting:
            sets = [_plain_row(row, converting) for row in sets]
        return sets if isinstance(parameters, list) else sets[0]


class Insert(ValuesBase):
    """INSERT."""

    is_insert = True

    _client_default = "default"
    _dialect = None
    _select_names = None
    select = None
    _post_values = ()
    _include_defaults = True

    def __init__(self, table):
        self.table = table if isinstance(table, TableClause) else _target(table)

    def from_select(self, names, select, include_defaults=True):
        if self._values:
            from ..exc import InvalidRequestError

            raise InvalidRequestError("This construct already inserts value expressions")
        other = self._generate()
        other._select_names = [_column_key(name) for name in names]
        other.select = select
        other._include_defaults = include_defaults
        other._inline = True
        return other

    def _node(self, scope):
        self._filled = self._filled or bool(self._multi_values)
        fields = self._common(scope)
        fields["values"] = None if self._values is None else self._pairs(self._values, scope)
        rows = _filled_rows(self.table, self._multi_values, "default")
        fields["multi_values"] = [self._pairs(row, scope) for row in rows]
        fields["select_names"] = self._select_names
        fields["select"] = None if self.select is None else node(self.select, scope)
        fields["include_defaults"] = self._include_defaults
        fields["inline"] = self._inline
        fields["post_values"] = [clause._clause(self, scope) for clause in self._post_values]
        return Node("sql.insert", fields)


def _target(table):
    if isinstance(table, str):
        condition(table)
    if not hasattr(table, "c"):
        # A mapped class stands for its table.
        table = getattr(table, "__table__", table)
    return table


class _Where(UpdateBase):
    """A statement with WHERE."""

    _where_criteria = ()

    def where(self, *clauses):
        for clause in clauses:
            if isinstance(clause, str):
                condition(clause)
        other = copied(self)
        other._where_criteria = self._where_criteria + clauses
        return other

    filter = where

    def filter_by(self, **values):
        return self.where(*(self.table.c[key] == value for key, value in values.items()))

    _suffixes = ()

    def _with_suffix(self, text, dialect):
        other = self._generate()
        other._suffixes = self._suffixes + ((text, dialect),)
        return other

    def ext(self, extension):
        return extension._extend(self)

    def with_dialect_options(self, **options):
        from .schema_base import check_keywords

        check_keywords(type(self), options)
        other = self
        for keyword, value in options.items():
            dialect, _, argument = keyword.partition("_")
            if argument == "limit" and value is not None:
                other = other._with_suffix(TextClause("LIMIT %d" % int(value)), dialect)
        return other

    def _criteria(self, scope):
        return {
            "where": nodes(self._where_criteria, scope),
            "suffixes": [[node(text, scope), dialect] for text, dialect in self._suffixes],
        }

    @property
    def whereclause(self):
        from .column_element import and_

        if not self._where_criteria:
            return None
        if len(self._where_criteria) == 1:
            return self._where_criteria[0]
        return and_(*self._where_criteria)


class Update(_Where, ValuesBase):
    """UPDATE."""

    is_update = True

    _client_default = "onupdate"

    def __init__(self, table):
        self.table = table if isinstance(table, TableClause) else _target(table)

    def ordered_values(self, *pairs):
        other = self.values(dict(pairs))
        other._ordered = True
        return other

    def _node(self, scope):
        if self._multi_values:
            from ..exc import InvalidRequestError

            raise InvalidRequestError("UPDATE construct does not support multiple parameter sets.")
        fields = self._common(scope)
        fields["values"] = None if self._values is None else self._pairs(self._values, scope)
        fields["ordered"] = self._ordered
        fields.update(self._criteria(scope))
        return Node("sql.update", fields)


class Delete(_Where):
    """DELETE."""

    is_delete = True

    _extra_froms = ()

    def __init__(self, table):
        self.table = table if isinstance(table, TableClause) else _target(table)

    def using(self, *froms):
        other = self._generate()
        other._extra_froms = self._extra_froms + froms
        return other

    def _node(self, scope):
        fields = self._common(scope)
        fields.update(self._criteria(scope))
        fields["using"] = [scope.refer(clause) for clause in self._extra_froms]
        return Node("sql.delete", fields)


# What follows the table is that of SQLAlchemy 1.x.


def insert(table, values=None):
    return Insert(table) if values is None else _with_arguments(Insert(table), values=values)


def update(table, whereclause=None, values=None):
    if whereclause is None and values is None:
        return Update(table)
    return _with_arguments(Update(table), whereclause, values)


def delete(table, whereclause=None):
    return Delete(table) if whereclause is None else _with_arguments(Delete(table), whereclause)


def _with_arguments(statement, whereclause=None, values=None):
    if whereclause is not None:
        statement = statement.where(whereclause)
    return statement if values is None else statement.values(values)


# From now on tables need not look for them.
TableClause.insert = insert
TableClause.update = update
TableClause.delete = delete


class OnConflictClause:
    """ON CONFLICT of PostgreSQL and SQLite."""

    def __init__(self, dialect, action, constraint, index_elements, index_where, set_, where):
        if action == "update":
            if not isinstance(set_, (dict, ColumnCollection)) or not set_:
                raise ValueError(
                    "set parameter must be a non-empty dictionary or a ColumnCollection such as "
                    "the `.c.` collection of a Table object"
                )
            set_ = dict(set_.items())
        self.dialect = dialect
        self.action = action
        self.constraint = constraint
        self.index_elements = index_elements
        self.index_where = index_where
        self.set_ = set_
        self.where = where

    def _clause(self, insert, scope):
        elements = self.index_elements
        return {
            "dialect": self.dialect,
            "action": self.action,
            "constraint": self.constraint,
            "index_elements": None if elements is None else nodes(elements, scope),
            "index_where": node(self.index_where, scope),
            "set": None if self.set_ is None else insert._pairs(self.set_, scope),
            "where": node(self.where, scope),
        }


class OnDuplicateClause:
    """ON DUPLICATE KEY UPDATE of MySQL."""

    def __init__(self, pairs, ordered):
        self.pairs = pairs
        self.ordered = ordered

    def _clause(self, insert, scope):
        return {
            "dialect": "mysql",
            "action": "duplicate",
            "ordered": self.ordered,
            "set": insert._pairs(self.pairs, scope),
        }


class _UpsertInsert(Insert):
    """`insert()` of a dialect's own module."""

    def _with_post_values(self, clause):
        other = self._generate()
        other._post_values = self._post_values + (clause,)
        return other


class ConflictInsert(_UpsertInsert):
    """`postgresql.insert` and `sqlite.insert`."""

    _constraints = False

    @property
    def excluded(self):
        columns = self.__dict__.get("_excluded")
        if columns is None:
            columns = self.__dict__["_excluded"] = Alias(self.table, "excluded").c
        return columns

    def _on_conflict(self, action, constraint, index_elements, index_where, set_, where):
        if self._post_values and self._constraints:
            from ..exc import InvalidRequestError

            raise InvalidRequestError(
                "This Insert construct already has an ON CONFLICT clause established"
            )
        return self._with_post_values(
            OnConflictClause(
                self._dialect, action, constraint, index_elements, index_where, set_, where
            )
        )


class PostgresqlInsert(ConflictInsert):
    """`postgresql.insert`."""

    _dialect = "postgresql"
    _constraints = True

    def on_conflict_do_update(
        self, constraint=None, index_elements=None, index_where=None, set_=None, where=None,
    ):
        target = _conflict_target(constraint, index_elements, index_where)
        if target[0] is None and target[1] is None:
            raise ValueError(
                "Either constraint or index_elements, but not both, must be specified unless DO "
                "NOTHING"
            )
        return self._on_conflict("update", *target, set_, where)

    def on_conflict_do_nothing(self, constraint=None, index_elements=None, index_where=None):
        target = _conflict_target(constraint, index_elements, index_where)
        return self._on_conflict("nothing", *target, None, None)


def _conflict_target(constraint, index_elements, index_where):
    if constraint is None:
        return None, index_elements, index_where
    if index_elements is not None:
        raise ValueError("'constraint' and 'index_elements' are mutually exclusive")
    if isinstance(constraint, str):
        return constraint, None, None
    if getattr(constraint, "name", None) is not None and not hasattr(constraint, "expressions"):
        return constraint.name, None, None
    elements = getattr(constraint, "expressions", None)
    if elements is None:
        elements = constraint.columns
    options = getattr(constraint, "dialect_options", {}).get("postgresql", {})
    return None, list(elements), options.get("where")


class SqliteInsert(ConflictInsert):
    """`sqlite.insert`."""

    _dialect = "sqlite"

    def on_conflict_do_update(self, index_elements=None, index_where=None, set_=None, where=None):
        return self._on_conflict("update", None, index_elements, index_where, set_, where)

    def on_conflict_do_nothing(self, index_elements=None, index_where=None):
        return self._on_conflict("nothing", None, index_elements, index_where, None, None)


class MysqlInsert(_UpsertInsert):
    """`mysql.insert`."""

    _dialect = "mysql"

    @property
    def inserted_alias(self):
        alias = self.__dict__.get("_inserted")
        if alias is None:
            alias = self.__dict__["_inserted"] = Alias(self.table, "inserted")
        return alias

    @property
    def inserted(self):
        return self.inserted_alias.c

    def on_duplicate_key_update(self, *arguments, **values):
        from ..exc import ArgumentError, InvalidRequestError

        if self._post_values:
            raise InvalidRequestError("This Insert construct already has an ON DUPLICATE KEY clause present")
        if arguments and values:
            raise ArgumentError("Can't pass kwargs and positional arguments simultaneously")
        if len(arguments) > 1:
            raise ArgumentError("Only a single dictionary or list of tuples is accepted positionally.")
        given = arguments[0] if arguments else values
        ordered = isinstance(given, list) and bool(given) and isinstance(given[0], tuple)
        if ordered or isinstance(given, ColumnCollection):
            given = dict(given if ordered else given.items())
        elif not isinstance(given, dict):
            raise ValueError(
                "update parameter must be a non-empty dictionary or a ColumnCollection such as the `.c.` collection "
                "of a Table object"
            )
        if not given:
            raise ValueError("update parameter dictionary must not be empty")
        return self._with_post_values(OnDuplicateClause(given, ordered))


_PLAIN = frozenset((str, int, float, bool, bytes, type(None)))


def _is_plain(row):
    """Whether a row has nothing but names and values of Python's own types."""
    for key, value in row.items():
        if type(key) is not str or type(value) not in _PLAIN and hasattr(value, "_node"):
            return False
    return True


def _plain_row(row, converting):
    """A row with the values that the types of its columns bind."""
    if not converting:
        return row
    return {key: converting[key](value) if key in converting else value for key, value in row.items()}


def _converting(table):
    """The functions of types that have a say in what is bound, by the keys of their columns."""
    found = {}
    for column in getattr(table, "element", table).c:
        convert = getattr(column.type, "_bound_value_", None)
        if convert is not None:
            found[column.key] = convert
    return found


def bulk_insert(table, rows, multiinsert):
    """The node of `op.bulk_insert`."""
    if not isinstance(rows, list):
        raise TypeError("List expected")
    if rows and not isinstance(rows[0], dict):
        raise TypeError("List of dictionaries expected")
    return BulkInsert(table, rows, multiinsert)


class BulkInsert:
    """`op.bulk_insert`."""

    def __init__(self, table, rows, multiinsert):
        self.insert = Insert(table)
        self.rows = rows
        self.multiinsert = multiinsert

    def _tree_(self):
        from .tree import Scope

        scope = Scope()
        insert = self.insert
        rows = _filled_rows(insert.table, self.rows, "default")
        converting = _converting(insert.table)
        rows = [
            _plain_row(row, converting) if _is_plain(row) else insert._pairs(row, scope) for row in rows
        ]
        insert._filled = True
        statement = insert._node(scope)
        return "sql.bulk_insert", {
            "insert": statement,
            "rows": rows,
            "multiinsert": bool(self.multiinsert),
            "definitions": list(scope.froms.values()),
        }
