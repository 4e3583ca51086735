"""DDL statements as objects."""

from _limbeck import call

from .base import Executable
from .schema_base import quoted
from .tree import Node


class DDLIf:
    """The condition under which something is made or executed."""

    def __init__(self, dialect, callable_, state):
        self.dialect, self.callable_, self.state = dialect, callable_, state

    def holds(self, ddl, target, bind, **options):
        dialect = _dialect() if bind is None else bind.dialect
        if self.dialect is not None:
            wanted = (self.dialect,) if isinstance(self.dialect, str) else self.dialect
            if dialect.name not in wanted:
                return False
        if self.callable_ is None:
            return True
        options = {"compiler": None, **options, "state": self.state, "dialect": dialect}
        return bool(self.callable_(ddl, target, bind, **options))


def _dialect():
    """The dialect of the migration."""
    from alembic import context

    return context.get_context().dialect


class BaseDDLElement(Executable):
    """A statement that changes the schema."""

    _action = None

    def _tree_(self):
        return "ddl", {"action": self._action, **self._fields()}

    def _fields(self):
        return {}

    _ddl_if = None
    target = None

    def execute_if(self, dialect=None, callable_=None, state=None):
        """Lets it be executed as a listener only where a condition holds."""
        other = self._generate()
        other._ddl_if = DDLIf(dialect, callable_, state)
        return other

    def against(self, target):
        other = self._generate()
        other.target = target
        return other

    def __call__(self, target, bind, **options):
        """Is executed as the listener of a table or collection."""
        if self._ddl_if is None or self._ddl_if.holds(self, target, bind, **options):
            bind.execute(self.against(target))

    def _generate(self):
        other = type(self).__new__(type(self))
        other.__dict__.update(self.__dict__)
        return other

    def compile(self, bind=None, dialect=None, **options):
        dialect = dialect if dialect is not None else getattr(bind, "dialect", None)
        return _Text(call("schema.compile", {"ddl": self, "dialect": getattr(dialect, "name", dialect)}))

    def __str__(self):
        return str(self.compile())


class _Text:
    def __init__(self, text):
        self.string = text

    def __str__(self):
        return self.string


ExecutableDDLElement = DDLElement = InvokeDDLBase = BaseDDLElement


class DDL(BaseDDLElement):
    """SQL as it is, apart from `%` and its parameters."""

    _action = "text"

    def __init__(self, statement, context=None):
        if not isinstance(statement, str):
            from ..exc import ArgumentError

            raise ArgumentError("Expected a string or unicode SQL statement, got '%r'" % (statement,))
        self.statement = statement
        self.context = context or {}

    def _fields(self):
        return {"text": self.statement % {**self._names(), **self.context}}

    def _names(self):
        """The names of the table that it is a listener of."""
        table = self.target
        if not getattr(table, "_is_table", False):
            return {}
        quote = _dialect().identifier_preparer.quote
        names = {"table": quote(table.name), "schema": "" if table.schema is None else quote(table.schema)}
        names["fullname"] = ".".join([names[part] for part in ("schema", "table") if names[part]])
        return names

    def __repr__(self):
        return "<DDL %r>" % self.statement


class CreateSchema(BaseDDLElement):
    _action = "create_schema"

    def __init__(self, name, if_not_exists=False, quote=None):
        self.element = quoted(name, quote)
        self.if_not_exists = if_not_exists

    def _fields(self):
        return {"name": self.element, "if_not_exists": bool(self.if_not_exists)}


class DropSchema(BaseDDLElement):
    _action = "drop_schema"

    def __init__(self, name, cascade=False, if_exists=False, quote=None):
        self.element = quoted(name, quote)
        self.cascade = cascade
        self.if_exists = if_exists

    def _fields(self):
        return {"name": self.element, "cascade": bool(self.cascade), "if_exists": bool(self.if_exists)}


def _naming_convention(element):
    """That of the collection that a table, or the table of an index or constraint, is part of."""
    table = element if getattr(element, "_is_table", False) else getattr(element, "table", None)
    metadata = getattr(table, "metadata", None)
    return None if metadata is None else metadata._naming_templates()


class _Create(BaseDDLElement):
    def __init__(self, element, if_not_exists=False, include_foreign_key_constraints=None):
        self.element = element
        self._ddl_if = getattr(element, "_ddl_if", None)
        self.if_not_exists = if_not_exists
        if include_foreign_key_constraints is not None:
            raise NotImplementedError("limbeck does not have include_foreign_key_constraints")

    def _fields(self):
        return {
            "element": self.element._definition(), "if_not_exists": bool(self.if_not_exists),
            "naming_convention": _naming_convention(self.element),
        }


class _Drop(BaseDDLElement):
    def __init__(self, element, if_exists=False):
        self.element = element
        self.if_exists = if_exists

    def _fields(self):
        return {
            "element": self.element._definition(), "if_exists": bool(self.if_exists),
            "naming_convention": _naming_convention(self.element),
        }


class CreateTable(_Create):
    _action = "create_table"

    def _fields(self):
        return {**super()._fields(), "element": self.element._definition(conditional=True)}


class DropTable(_Drop):
    _action = "drop_table"


class CreateIndex(_Create):
    _action = "create_index"


class DropIndex(_Drop):
    _action = "drop_index"


class CreateColumn(BaseDDLElement):
    """A column in CREATE TABLE: a name to extend the compiler with, or to compile inside such an extension."""

    def __init__(self, element):
        self.element = element

    def _fields(self):
        raise NotImplementedError(
            "limbeck does not compile a column by itself; write its definition as text, or run this with Alembic itself"
        )


class CreateSequence(_Create):
    _action = "create_sequence"


class DropSequence(_Drop):
    _action = "drop_sequence"


class AddConstraint(BaseDDLElement):
    _action = "add_constraint"

    def __init__(self, element, isolate_from_table=True):
        self.element = element

    def _fields(self):
        table = self.element.table
        return {
            "element": self.element._definition(), "table": table.name, "schema": table.schema,
            "naming_convention": _naming_convention(self.element),
        }


class DropConstraint(AddConstraint):
    _action = "drop_constraint"

    def __init__(self, element, cascade=False, if_exists=False, isolate_from_table=True):
        self.element = element
        self.cascade = cascade
        self.if_exists = if_exists

    def _fields(self):
        return {**super()._fields(), "cascade": bool(self.cascade), "if_exists": bool(self.if_exists)}


class _TableComment(BaseDDLElement):
    def __init__(self, element):
        self.element = element

    def _fields(self):
        table = self.element
        return {"table": table.name, "schema": table.schema, "comment": table.comment}


class SetTableComment(_TableComment):
    _action = "set_table_comment"


class DropTableComment(_TableComment):
    _action = "drop_table_comment"


class _ColumnComment(BaseDDLElement):
    def __init__(self, element):
        self.element = element

    def _fields(self):
        column = self.element
        return {
            "table": column.table.name,
            "schema": column.table.schema,
            "column": column._definition(),
            "comment": column.comment,
        }


class SetColumnComment(_ColumnComment):
    _action = "set_column_comment"


class DropColumnComment(_ColumnComment):
    _action = "drop_column_comment"


class Presence:
    """What is there already, for `checkfirst`: the tables of a schema are asked for once, however many are looked up."""

    def __init__(self, bind):
        from ..engine.reflection import Inspector
        from ..exc import NoInspectionAvailable

        try:
            self.inspector = Inspector(bind)
        except NoInspectionAvailable:
            # A script for later (`--sql`): there is nothing to look at.
            self.inspector = None
        self._relations = {}
        self.bind = bind

    def has_table(self, element):
        schema = _schema(self.bind, element)
        if schema not in self._relations:
            self._relations[schema] = {row[0] for row in self.inspector._ask("relations", schema)}
        return element.name in self._relations[schema]


def _schema(bind, element):
    """The schema that something is in on this connection."""
    found = getattr(bind, "schema_for_object", None)
    return element.schema if found is None else found(element)


def _exists(presence, ddl):
    """Whether a table, index or sequence exists; `None` where that cannot be known."""
    from ..exc import NoInspectionAvailable

    element, inspector = ddl.element, presence.inspector
    if inspector is None:
        return None
    try:
        if isinstance(ddl, (CreateSequence, DropSequence)):
            return inspector.has_sequence(element.name, schema=_schema(presence.bind, element))
        if isinstance(ddl, (CreateIndex, DropIndex)):
            table = element.table
            return inspector.has_index(table.name, element.name, schema=_schema(presence.bind, table))
        return presence.has_table(element)
    except NoInspectionAvailable:
        return None


def send_table(bind, ddl, checkfirst, presence=None):
    """Creates or drops a table with everything that belongs to it, and tells its listeners."""
    from ..event import dispatch_ddl

    creates = isinstance(ddl, _Create)
    if checkfirst and _exists(presence or Presence(bind), ddl) is creates:
        return
    word = "create" if creates else "drop"
    dispatch_ddl(ddl.element, "before_" + word, bind, checkfirst=checkfirst)
    send(bind, ddl, False, whole=True)
    dispatch_ddl(ddl.element, "after_" + word, bind, checkfirst=checkfirst)


def send(bind, ddl, checkfirst, whole=False, presence=None):
    """Executes a statement for `create()`, `drop()` and the like.

    `whole` asks for everything that belongs to a table: its indexes, comments and types. With `checkfirst` nothing is
    created that exists, and nothing dropped that does not; in a script for later (`--sql`) there is nothing to look at.
    `presence` is what the caller has looked up for several statements.
    """
    if checkfirst and _exists(presence or Presence(bind), ddl) is isinstance(ddl, _Create):
        return
    if ddl._ddl_if is not None and not ddl._ddl_if.holds(ddl, ddl.element, bind):
        return
    call(
        "schema.execute",
        {
            "ddl": ddl,
            "connection": bind,
            "whole": whole,
        },
    )


def sort_tables(*arguments, **keywords):
    from .schema import sort_tables

    return sort_tables(*arguments, **keywords)


def sort_tables_and_constraints(tables, *arguments, **keywords):
    from .schema import sort_tables

    return [(table, set()) for table in sort_tables(tables)] + [(None, [])]


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    raise AttributeError("limbeck's stand-in for sqlalchemy.sql.ddl has no %r; use op.execute() with the SQL" % name)
