"""Columns, tables and their collection."""

from ..exc import ArgumentError, CircularDependencyError, DuplicateColumnError, InvalidRequestError
from ..types import NULLTYPE, to_instance
from .base import ColumnCollection
from .constraints import (
    CheckConstraint, ColumnCollectionConstraint, ColumnCollectionMixin, Constraint, ForeignKey,
    ForeignKeyConstraint, HasConditionalDDL, Index, PrimaryKeyConstraint, UniqueConstraint,
    split_reference,
)
from .defaults import (
    ColumnDefault, Computed, DefaultClause, DefaultGenerator, FetchedValue, Identity, IdentityOptions,
    Sequence,
)
from .elements import ColumnClause, conv, quoted_name
from .schema_base import SchemaItem, SchemaVisitable, check_keywords, options_tree, quoted
from .selectable import TableClause
from .tree import Node

_UNSET = object()


class SchemaConst:
    """Marks for arguments that were not given."""

    RETAIN_SCHEMA = "retain_schema"
    BLANK_SCHEMA = ""
    NULL_UNSPECIFIED = _UNSET


RETAIN_SCHEMA = SchemaConst.RETAIN_SCHEMA
BLANK_SCHEMA = SchemaConst.BLANK_SCHEMA
NULL_UNSPECIFIED = SchemaConst.NULL_UNSPECIFIED


class Column(SchemaItem, ColumnClause):
    """A column with everything that its table wants to know."""

    _is_schema_column = True
    # What most columns have, so that only the rest is set on the object.
    computed = identity = index = unique = doc = comment = None
    primary_key = _given_primary_key = _user_defined_nullable = system = False
    autoincrement = "auto"
    constraints = frozenset()
    _attached = ()

    def __get__(self, instance, owner):
        if instance is None or getattr(owner, "__table__", None) is None:
            return self
        # An attribute of a mapped class that an object of it has not set, or has to read again.
        state = instance.__dict__.get("_sa_instance_state")
        return None if state is None else state.load_column(self)

    def __init__(
        self, name_pos=None, type_pos=None, /, *args, name=None, type_=None, autoincrement="auto",
        default=_UNSET, insert_default=_UNSET, doc=None, key=None, index=None, unique=None, info=None,
        nullable=_UNSET, onupdate=None, primary_key=False, server_default=None, server_onupdate=None,
        quote=None, system=False, comment=None, insert_sentinel=False, _omit_from_statements=False,
        _proxies=None, **dialect_kwargs
    ):
        arguments = [name_pos, type_pos, *args]
        if isinstance(arguments[0], str):
            if name is not None:
                raise ArgumentError("May not pass name positionally and as a keyword.")
            name = arguments.pop(0)
        elif arguments[0] is None:
            arguments.pop(0)
        if arguments:
            if hasattr(arguments[0], "_sqla_type"):
                if type_ is not None:
                    raise ArgumentError("May not pass type_ positionally and as a keyword.")
                type_ = arguments.pop(0)
            elif arguments[0] is None:
                arguments.pop(0)
        self.name = name if quote is None else quoted(name, quote)
        self._type = to_instance(type_)
        self.key = name if key is None else key
        if primary_key:
            self.primary_key = self._given_primary_key = True
        if nullable is not _UNSET:
            self._user_defined_nullable = True
            self.nullable = nullable
        elif primary_key:
            self.nullable = False
        if index is not None:
            self.index = index
        if unique is not None:
            self.unique = unique
        if system:
            self.system = system
        if doc is not None:
            self.doc = doc
        if comment is not None:
            self.comment = comment
        if autoincrement != "auto":
            self.autoincrement = autoincrement
        self.constraints = set()
        self.foreign_keys = set()
        if info is not None:
            self._take_info(info)
        if dialect_kwargs:
            self._keywords = check_keywords(type(self), dialect_kwargs)
        if isinstance(index, str):
            raise ArgumentError("The 'index' keyword argument on Column is boolean only. To create indexes "
                                "with a specific name, create an explicit Index object external to the Table.")
        if isinstance(unique, str):
            raise ArgumentError("The 'unique' keyword argument on Column is boolean only. To create unique "
                                "constraints or indexes with a specific name, append an explicit "
                                "UniqueConstraint to the Table's list of elements, or create an explicit "
                                "Index object external to the Table.")
        if default is _UNSET:
            default = insert_default
        if default is not _UNSET and default is not None:
            arguments.append(default if isinstance(default, (ColumnDefault, Sequence)) else ColumnDefault(default))
        if onupdate is not None:
            arguments.append(
                onupdate if isinstance(onupdate, (ColumnDefault, Sequence)) else ColumnDefault(onupdate, True)
            )
        if server_default is not None:
            arguments.append(
                server_default if isinstance(server_default, FetchedValue) else DefaultClause(server_default)
            )
        if server_onupdate is not None:
            arguments.append(
                server_onupdate._as_for_update(True)
                if isinstance(server_onupdate, FetchedValue)
                else DefaultClause(server_onupdate, True)
            )
        for argument in arguments:
            if argument is None:
                continue
            if not hasattr(argument, "_sqla_schema_item"):
                raise ArgumentError(
                    "'SchemaItem' object, such as a 'Column' or a 'Constraint' expected, got %r" % (argument,)
                )
            argument._set_parent(self)

    def _when_attached(self, function):
        if self.table is not None:
            function(self.table)
        else:
            self._attached = [*self._attached, function]

    def _set_parent(self, table):
        if not self.name:
            raise ArgumentError(
                "Column must be constructed with a non-blank name or assign a non-blank .name before adding "
                "to a Table."
            )
        if self.key is None:
            self.key = self.name
        if self.table is not None and self.table is not table:
            raise ArgumentError(
                "Column object '%s' already assigned to Table '%s'" % (self.key, self.table.description)
            )
        columns = table._columns
        existing = columns.get(self.key)
        if existing is not None and existing is not self and not table._replaces:
            raise DuplicateColumnError(
                "A column with name '%s' is already present in table '%s'." % (self.key, table.name)
            )
        self.parent = self.table = table
        columns.add(self)
        self._type._set_table(table)
        if self.primary_key:
            table.primary_key._add(self)
        elif self in table.primary_key._pending:
            raise ArgumentError(
                "Trying to redefine primary-key column '%s' as a non-primary-key column on table '%s'"
                % (self.key, table.fullname)
            )
        if self.index:
            Index(None, self.key, unique=bool(self.unique), _table=table, _column_flag=True)
        elif self.unique:
            table.append_constraint(UniqueConstraint(self.key, _autoattach=False, _column_flag=True))
        for constraint in self.constraints:
            if constraint.table is None:
                constraint.table = table
        if self._attached:
            attached, self._attached = self._attached, ()
            for function in attached:
                function(table)

    def references(self, column):
        return any(key.column is column for key in self.foreign_keys)

    def append_foreign_key(self, fk):
        fk._set_parent(self)

    @property
    def fullname(self):
        return "%s.%s" % (self.table.fullname, self.name) if self.table is not None else self.name

    def __str__(self):
        if self.name is None:
            return "(no name)"
        return "%s.%s" % (self.table.description, self.name) if self.table is not None else str(self.name)

    def __repr__(self):
        return "Column(%r, %r)" % (self.name, self._type)

    def _resolved_type(self):
        """Its type, or that of the column it refers to if none was given."""
        type_ = to_instance(self._type)
        if not type_._isnull:
            return type_
        for key in self.foreign_keys:
            try:
                return key.column.type
            except InvalidRequestError:
                pass
        return type_

    def _definition(self):
        fields = {"name": self.name, "type": self._resolved_type(), "nullable": bool(self.nullable)}
        if self._given_primary_key:
            fields["primary_key"] = True
        if self.autoincrement != "auto":
            fields["autoincrement"] = self.autoincrement
        if self.server_default is not None:
            fields["server_default"] = self.server_default._default_tree()
        if self.default is not None:
            self._default_fields(fields)
        if self.unique:
            fields["unique"] = True
        if self.index:
            fields["index"] = True
        if self.system:
            fields["system"] = True
        if self.comment is not None:
            fields["comment"] = self.comment
        if self.foreign_keys:
            fields["foreign_keys"] = [key._definition() for key in self.foreign_keys]
        if self.constraints:
            ordered = sorted(self.constraints, key=lambda constraint: constraint._order)
            fields["checks"] = [constraint._definition() for constraint in ordered if constraint._applies(self.table)]
        if self._keywords:
            fields["options"] = options_tree(self._keywords)
        return Node("Column", fields)

    def _default_fields(self, fields):
        default = self.default
        if default.is_sequence:
            fields["sequence"] = default._definition()
        elif isinstance(default.arg, (bool, int, float, str)):
            fields["default"] = default.arg
        elif default.arg is not None:
            fields["has_callable_default"] = True

    def _copy(self, _of_table=False, **options):
        # The foreign keys of a column that is in a table belong to the table, and are copied with it.
        arguments = [key._copy() for key in self.foreign_keys if _of_table or self.table is None]
        arguments += [c._copy() for c in sorted(self.constraints, key=lambda c: c._order)]
        if isinstance(self.server_default, (Computed, Identity)):
            arguments.append(self.server_default._copy())
            server_default = None
        else:
            server_default = self.server_default
            if server_default is not None:
                server_default = server_default._copy()
        other = type(self)(
            self.name, self._type, *arguments, key=self.key, primary_key=self.primary_key,
            unique=self.unique, system=self.system, index=self.index, autoincrement=self.autoincrement,
            default=None if self.default is None else self.default._copy(),
            server_default=server_default,
            onupdate=None if self.onupdate is None else self.onupdate._copy(),
            comment=self.comment, doc=self.doc, info=self.__dict__.get("_info"), **self._keywords,
        )
        other.nullable = self.nullable
        other._user_defined_nullable = self._user_defined_nullable
        return other

    copy = _copy


class Table(SchemaItem, TableClause):
    """A table of a collection; the second one of a name is the first one."""

    _is_table = True
    _replaces = False
    # The table that this one is a plain copy of.
    _copied_from = None
    _prefixes = ()
    implicit_returning = True
    comment = None

    def __new__(cls, *args, **kw):
        if not args and not kw:
            return object.__new__(cls)
        try:
            name, metadata, arguments = args[0], args[1], args[2:]
        except IndexError:
            raise TypeError("Table() takes at least two positional-only arguments 'name' and 'metadata'") from None
        if not isinstance(metadata, MetaData):
            raise ArgumentError("Table() needs a MetaData as its second argument, got %r" % (metadata,))
        schema = kw.get("schema")
        if schema is None:
            schema = metadata.schema
        elif schema is BLANK_SCHEMA:
            schema = None
        keep_existing = kw.get("keep_existing", False)
        extend_existing = kw.get("extend_existing", False)
        if keep_existing and extend_existing:
            raise ArgumentError("keep_existing and extend_existing are mutually exclusive.")
        must_exist = kw.get("must_exist", False)
        key = _get_table_key(name, schema)
        existing = metadata.tables.get(key)
        if existing is not None:
            if not keep_existing and not extend_existing and arguments:
                raise InvalidRequestError(
                    "Table '%s' is already defined for this MetaData instance.  Specify "
                    "'extend_existing=True' to redefine options and columns on an existing Table object." % key
                )
            if extend_existing:
                existing._extend(arguments, kw)
            return existing
        if must_exist:
            raise InvalidRequestError("Table '%s' not defined" % key)
        table = object.__new__(cls)
        metadata._add_table(key, table)
        try:
            table._make(name, metadata, schema, arguments, dict(kw))
        except BaseException:
            metadata._remove_table(key)
            raise
        return table

    def __init__(self, *args, **kw):
        # `__new__` has made it, or found the one that is there already.
        pass

    def _make(self, name, metadata, schema, arguments, kw):
        self.metadata = metadata
        self.name = name
        self.schema = schema
        self._columns = self.c = ColumnCollection()
        self.constraints = set()
        self.indexes = set()
        PrimaryKeyConstraint._of_new_table(self)
        autoload_with = include_columns = None
        if kw:
            autoload_with, include_columns = self._take_keywords(kw)
        if autoload_with is not None:
            from ..engine.reflection import reflect_table

            reflect_table(autoload_with, self, include_columns, arguments)
        self._take_items(arguments, replaces=autoload_with is not None)

    def _take_keywords(self, kw):
        """Sets what keywords say; returns what and which columns are to be reflected."""
        for ignored in ("schema", "keep_existing", "extend_existing", "must_exist", "resolve_fks", "listeners"):
            kw.pop(ignored, None)
        self.name = quoted(self.name, kw.pop("quote", None))
        self.schema = quoted(self.schema, kw.pop("quote_schema", None))
        autoload_with = kw.pop("autoload_with", None)
        if kw.pop("autoload", False) and autoload_with is None:
            # As in SQLAlchemy 1.x.
            from .legacy import required_bind

            autoload_with = required_bind(self.metadata)
        kw.pop("autoload_replace", None)
        include_columns = kw.pop("include_columns", None)
        self.implicit_returning = kw.pop("implicit_returning", True)
        self.comment = kw.pop("comment", None)
        self._prefixes = list(kw.pop("prefixes", None) or ())
        self._take_info(kw.pop("info", None))
        self._keywords = check_keywords(type(self), kw)
        return autoload_with, include_columns

    def _extend(self, arguments, kw):
        if "comment" in kw:
            self.comment = kw["comment"]
        self._take_items(arguments, replaces=True)

    def _take_items(self, items, replaces=False):
        outer, self._replaces = self._replaces, replaces
        try:
            for item in items:
                if item is None:
                    continue
                if isinstance(item, (tuple, list)):
                    self._take_items(item, replaces)
                    continue
                if not hasattr(item, "_sqla_schema_item"):
                    raise ArgumentError(
                        "'SchemaItem' object, such as a 'Column' or a 'Constraint' expected, got %r" % (item,)
                    )
                # A constraint over columns given as objects may have joined by itself.
                if getattr(item, "parent", None) is not self:
                    item._set_parent(self)
        finally:
            self._replaces = outer

    @property
    def key(self):
        return _get_table_key(self.name, self.schema)

    @property
    def foreign_keys(self):
        keys = set()
        for column in self.c:
            keys |= column.foreign_keys
        for constraint in self.constraints:
            if isinstance(constraint, ForeignKeyConstraint):
                keys.update(constraint.elements)
        return keys

    @property
    def foreign_key_constraints(self):
        constraints = {c for c in self.constraints if isinstance(c, ForeignKeyConstraint)}
        for column in self.c:
            for key in column.foreign_keys:
                constraint = ForeignKeyConstraint(
                    [column.key], [key._colspec], name=key.name, ondelete=key.ondelete, onupdate=key.onupdate,
                    use_alter=key.use_alter,
                )
                constraint.parent = constraint.table = self
                constraints.add(constraint)
        return constraints

    @property
    def _autoincrement_column(self):
        return self.primary_key._autoincrement_column

    autoincrement_column = _autoincrement_column

    def _refers_to(self):
        keys = []
        for column in self.c:
            for key in column.foreign_keys:
                keys.append([column.name, key._get_colspec()])
        for constraint in self.constraints:
            if isinstance(constraint, ForeignKeyConstraint):
                for key in constraint.elements:
                    keys.append([key.parent.name, key._get_colspec()])
        return keys

    def append_column(self, column, replace_existing=False):
        self._take_items([column], replaces=replace_existing)

    def append_constraint(self, constraint):
        constraint._set_parent(self)

    def add_is_dependent_on(self, table):
        self.__dict__.setdefault("_extra_dependencies", set()).add(table)

    def _depends_on(self):
        """The tables that its foreign keys name, as keys of the collection."""
        keys = set()
        for constraint in self.foreign_key_constraints:
            if constraint.use_alter:
                continue
            for target in constraint._targets():
                keys.add(_get_table_key(target["table"], target["schema"]))
        return keys

    def _definition(self, conditional=False):
        """With `conditional` the indexes are left out that are not to be made here: `op` makes them all."""
        constraints = sorted(
            [c for c in self.constraints if not c._column_flag and not c._implicit and c._applies(self)],
            key=lambda constraint: constraint._order,
        )
        indexes = sorted([i for i in self.indexes if not i._column_flag], key=lambda index: index._order)
        if conditional:
            indexes = [index for index in indexes if index._applies(self)]
        fields = {
            "name": self.name,
            "schema": self.schema,
            "columns": [column._definition() for _, column in self._columns._columns],
            "constraints": [constraint._definition() for constraint in constraints],
            "indexes": [index._definition() for index in indexes],
        }
        if self.comment is not None:
            fields["comment"] = self.comment
        if self._prefixes:
            fields["prefixes"] = self._prefixes
        if self._keywords:
            fields["options"] = options_tree(self._keywords)
        return Node("Table", fields)

    def create(self, bind=None, checkfirst=False):
        from .ddl import CreateTable, send_table
        from .legacy import required_bind

        send_table(required_bind(self, bind), CreateTable(self), checkfirst)

    def drop(self, bind=None, checkfirst=False):
        from .ddl import DropTable, send_table
        from .legacy import required_bind

        send_table(required_bind(self, bind), DropTable(self), checkfirst)

    def to_metadata(self, metadata, schema=RETAIN_SCHEMA, referred_schema_fn=None, name=None):
        if schema == RETAIN_SCHEMA:
            schema = self.schema
        elif schema is None:
            schema = metadata.schema
        items = [column._copy(_of_table=True) for column in self.c]
        items += [
            constraint._copy()
            for constraint in sorted(self.constraints, key=lambda c: c._order)
            if not constraint._column_flag and not getattr(constraint, "_implicit", False)
        ]
        table = Table(self.name if name is None else name, metadata, *items, schema=schema, comment=self.comment, **self._keywords)
        for index in sorted(self.indexes, key=lambda i: i._order):
            if not index._column_flag:
                index._copy(table)
        if referred_schema_fn is None:
            table._copied_from = self
        return table

    tometadata = to_metadata

    def __repr__(self):
        return "Table(%r, MetaData(), %s)" % (self.name, ", ".join(map(repr, self.c)))


# Conventions may name classes instead of their abbreviations.
_CONVENTION_KINDS = {
    "Index": "ix", "UniqueConstraint": "uq", "CheckConstraint": "ck", "ForeignKeyConstraint": "fk",
    "PrimaryKeyConstraint": "pk",
}


class MetaData(SchemaItem):
    """A collection of tables."""

    # What SQLAlchemy 1.x executed on where no connection was named.
    bind = None

    def __init__(self, schema=None, quote_schema=None, naming_convention=None, info=None, *, bind=None):
        if hasattr(schema, "execute"):
            # In SQLAlchemy 1.x the connection came first.
            schema, bind = None, schema
        if bind is not None:
            self.bind = bind
        if schema is not None and not isinstance(schema, str):
            raise ArgumentError(
                "expected schema argument to be a string, got %s." % type(schema)
            )
        self.schema = quoted(schema, quote_schema)
        self.naming_convention = dict(naming_convention) if naming_convention else {"ix": "ix_%(column_0_label)s"}
        self.tables = {}
        self._sequences = {}
        self._take_info(info)

    def _tree_(self):
        return "MetaData", {"schema": self.schema, "naming_convention": self._naming_templates()}

    def _naming_templates(self):
        """The templates by kind; `None` stands for those of `target_metadata`."""
        templates, functions = {}, []
        for key, value in self.naming_convention.items():
            if isinstance(value, str):
                templates[key if isinstance(key, str) else _CONVENTION_KINDS.get(key.__name__, key.__name__)] = value
            elif value is not None:
                functions.append(key)
        for name in functions:
            if any(["%%(%s)s" % name in template for template in templates.values()]):
                raise NotImplementedError(
                    "limbeck does not call functions of naming conventions (%r): name what is made with op.f(...)" % name
                )
        return templates

    def _add_table(self, key, table):
        self.tables[key] = table

    def _remove_table(self, key):
        self.tables.pop(key, None)

    def remove(self, table):
        self._remove_table(table.key)

    def clear(self):
        self.tables.clear()

    def __contains__(self, name):
        return getattr(name, "key", name) in self.tables

    @property
    def sorted_tables(self):
        return sort_tables(self.tables.values())

    def create_all(self, bind=None, tables=None, checkfirst=True):
        from ..event import dispatch_ddl
        from .ddl import CreateSequence, CreateTable, Presence, send, send_table
        from .legacy import required_bind

        bind = required_bind(self, bind)
        presence = Presence(bind) if checkfirst else None
        wanted = sort_tables(self.tables.values() if tables is None else tables)
        dispatch_ddl(self, "before_create", bind, tables=wanted, checkfirst=checkfirst)
        for sequence in self._sequences.values():
            if tables is None:
                send(bind, CreateSequence(sequence), checkfirst, presence=presence)
        for table in wanted:
            send_table(bind, CreateTable(table), checkfirst, presence)
        dispatch_ddl(self, "after_create", bind, tables=wanted, checkfirst=checkfirst)

    def drop_all(self, bind=None, tables=None, checkfirst=True):
        from ..event import dispatch_ddl
        from .ddl import DropSequence, DropTable, Presence, send, send_table
        from .legacy import required_bind

        bind = required_bind(self, bind)
        presence = Presence(bind) if checkfirst else None
        wanted = list(reversed(sort_tables(self.tables.values() if tables is None else tables)))
        dispatch_ddl(self, "before_drop", bind, tables=wanted, checkfirst=checkfirst)
        for table in wanted:
            send_table(bind, DropTable(table), checkfirst, presence)
        for sequence in self._sequences.values():
            if tables is None:
                send(bind, DropSequence(sequence), checkfirst, presence=presence)
        dispatch_ddl(self, "after_drop", bind, tables=wanted, checkfirst=checkfirst)

    def reflect(self, bind=None, schema=None, views=False, only=None, extend_existing=False, autoload_replace=True,
                resolve_fks=True, **dialect_kwargs):
        from ..engine.reflection import reflect_all
        from .legacy import required_bind

        reflect_all(self, required_bind(self, bind), schema if schema is not None else self.schema, views, only)

    def __repr__(self):
        return "MetaData()"


def _get_table_key(name, schema):
    return str(name) if schema is None else "%s.%s" % (schema, name)


def sort_tables(tables, skip_fn=None, extra_dependencies=None):
    """Tables in such an order that each comes after those it refers to, else by name."""
    waiting = {table.key: table for table in sorted(tables, key=lambda table: table.key)}
    needs = {
        key: {other for other in table._depends_on() if other != key and other in waiting}
        for key, table in waiting.items()
    }
    for first, second in extra_dependencies or ():
        needs[second.key].add(first.key)
    ordered = []
    while waiting:
        ready = [key for key in waiting if not needs[key]]
        if not ready:
            raise CircularDependencyError(
                "Can't sort tables for CREATE; there are unresolvable foreign key dependencies between "
                "tables: %s.  Give use_alter=True to one of the foreign keys." % ", ".join(sorted(waiting))
            )
        for key in ready:
            ordered.append(waiting.pop(key))
        for others in needs.values():
            others.difference_update(ready)
    return ordered


def insert_sentinel(name=None, type_=None, *, default=None, omit_from_statements=True):
    raise NotImplementedError("limbeck does not have insert_sentinel()")


def __getattr__(name):
    from . import ddl

    if name in ddl.__dict__:
        return ddl.__dict__[name]
    raise AttributeError("limbeck's stand-in for sqlalchemy.sql.schema has no %r" % name)
