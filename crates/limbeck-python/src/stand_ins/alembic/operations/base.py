"""`Operations` and `BatchOperations`: the directives, with Alembic's signatures."""

from _limbeck import call, execute
from sqlalchemy.sql.elements import _Literal, conv
from sqlalchemy.sql.schema import (
    CheckConstraint, Column, Constraint, ForeignKeyConstraint, Index, MetaData, PrimaryKeyConstraint, Table,
    UniqueConstraint,
)
from sqlalchemy.sql.schema_base import options_tree
from sqlalchemy.sql.tree import Node, expression
from sqlalchemy.types import NULLTYPE, to_instance

_DIALECT_PREFIXES = ("postgresql_", "sqlite_", "mysql_", "mariadb_", "mssql_", "oracle_")
_CONSTRAINT_TYPES = ("check", "foreignkey", "primary", "unique", None)

# Operations that the user registered: their functions, by class.
_implementations = {}


class _TargetMetaData(MetaData):
    """The collection of what `op` describes, whose names `target_metadata` makes."""

    def _naming_templates(self):
        return None


def _table_of(name, items, keywords):
    """The table that `op.create_table` describes."""
    keywords.pop("_constraints_included", None)
    columns = [item._copy() if item.table is not None else item for item in items if isinstance(item, Column)]
    table = Table(name, _TargetMetaData(), *columns, **keywords)
    for item in items:
        if isinstance(item, (Constraint, Index)):
            parent = item.parent
            if parent is table:
                continue
            if parent is not None:
                item = item._copy(target_table=table)
                if item.parent is table:
                    continue
            table.append_constraint(item)
    for column in table.c:
        made = getattr(column._type, "_table_made_", None)
        if made is not None:
            made(table, column)
    return table


def _server_default(value):
    """`False` keeps a default, `None` removes it."""
    if value is None or value is False:
        return value
    return Column("x", NULLTYPE, server_default=value).server_default._default_tree()


def _column_name(column):
    """A column is named; a column object will do."""
    return column.name if isinstance(column, Column) else column


def _type(value):
    return None if value is None else to_instance(value)


class AbstractOperations:
    """What both kinds of operations share."""

    def __init__(self, migration_context=None, impl=None):
        self._given_context = migration_context
        self._impl = impl

    @classmethod
    def register_operation(cls, name, sourcename=None):
        def register(op_cls):
            function = getattr(op_cls, name if sourcename is None else sourcename)

            def directive(self, *arguments, **keywords):
                return function(self, *arguments, **keywords)

            if hasattr(cls, name):
                call("environment.interpret_scripts", {})
            directive.__name__ = name
            directive.__doc__ = function.__doc__
            setattr(cls, name, directive)
            return op_cls

        return register

    @classmethod
    def implementation_for(cls, op_cls, replace=False):
        def decorate(function):
            from .ops import MigrateOperation

            if op_cls.__module__ == MigrateOperation.__module__:
                raise NotImplementedError(
                    "limbeck cannot replace what a built-in operation does (%s)" % op_cls.__name__
                )
            if op_cls in _implementations and not replace:
                raise ValueError("Can not set dispatch function for object %r: key already exists." % op_cls)
            _implementations[op_cls] = function
            return function

        return decorate

    @classmethod
    def context(cls, migration_context):
        return _Given(Operations(migration_context))

    @property
    def migration_context(self):
        if self._given_context is not None:
            return self._given_context
        from .. import context

        return context.get_context()

    @property
    def impl(self):
        return self._impl if self._impl is not None else self.migration_context.impl

    def get_context(self):
        return self.migration_context

    def get_bind(self):
        return self.migration_context.bind

    def invoke(self, operation):
        for kind in type(operation).__mro__:
            function = _implementations.get(kind)
            if function is not None:
                return function(self, operation)
        carry_out = getattr(operation, "_carry_out", None)
        if carry_out is None:
            raise ValueError("no dispatch function for object: %r" % (operation,))
        return carry_out(self)

    def f(self, name):
        return conv(name)

    def inline_literal(self, value, type_=None):
        return _Literal(value, type_=type_)

    def run_async(self, async_function, *args, **kw_args):
        bind = self.get_bind()
        if not bind.dialect.is_async:
            raise ValueError("Cannot call run_async with a sync engine")
        from asyncio import run

        from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

        return run(async_function(AsyncConnection(AsyncEngine(bind.engine), bind), *args, **kw_args))

    def batch_alter_table(
        self, table_name, schema=None, recreate="auto", partial_reordering=None, copy_from=None, table_args=(),
        table_kwargs={}, reflect_args=(), reflect_kwargs={}, naming_convention=None,
    ):
        if recreate not in ("auto", "always", "never"):
            raise ValueError("recreate may be one of 'auto', 'always', or 'never'.")
        unknown = sorted(set(reflect_kwargs) - {"listeners", "include_columns", "resolve_fks"})
        if unknown:
            raise NotImplementedError(
                "limbeck does not have reflect_kwargs %s of batch_alter_table(); it has listeners, include_columns "
                "and resolve_fks" % ", ".join(repr(name) for name in unknown)
            )
        include_columns = reflect_kwargs.get("include_columns")
        return _Batch(
            self._given_context,
            table_name,
            schema,
            [] if copy_from is not None else reflect_kwargs.get("listeners", ()),
            {
                "table_name": table_name,
                "schema": schema,
                "recreate": recreate,
                "partial_reordering": [list(names) for names in partial_reordering or ()],
                "copy_from": None if copy_from is None else copy_from._definition(),
                "table_args": [item._definition() for item in table_args],
                "table_kwargs": options_tree(dict(table_kwargs)),
                "reflect_args": [item._definition() for item in reflect_args],
                "include_columns": None if include_columns is None else list(include_columns),
                "naming_convention": naming_convention,
            },
        )


class _Given:
    """A `with` block over a value that is there already."""

    def __init__(self, value):
        self.value = value

    def __enter__(self):
        return self.value

    def __exit__(self, kind, error, traceback):
        return None


class _Batch:
    """`with op.batch_alter_table(...)`: collects operations and sends them when the block ends well."""

    def __init__(self, migration_context, table_name, schema, listeners, fields):
        self.table_name = table_name
        self.schema = schema
        self.operations = []
        self._context = migration_context
        self._listeners = listeners
        self._fields = fields

    def __enter__(self):
        return BatchOperations(self._context, self)

    def __exit__(self, kind, error, traceback):
        if kind is None:
            call(
                "op.batch_alter_table",
                {**self._fields, "operations": self.operations, "reflected_columns": self._reflected_columns()},
            )

    def _reflected_columns(self):
        """The columns that a `column_reflect` listener changes, as it leaves them."""
        listeners = []
        for event, function in self._listeners:
            if event != "column_reflect":
                raise NotImplementedError(
                    "limbeck does not have listeners of %r in reflect_kwargs of batch_alter_table()" % (event,)
                )
            listeners.append(function)
        if not listeners or not self.operations and self._fields["recreate"] != "always":
            return []
        from sqlalchemy.engine.reflection import Inspector
        from sqlalchemy.engine.reflection_table import _column

        operations = BatchOperations(self._context, self)
        if operations.migration_context.as_sql:
            return []
        inspector = Inspector(operations.get_bind())
        table = Table(self.table_name, _TargetMetaData(), schema=self.schema)
        changed = []
        for described in inspector.get_columns(self.table_name, self.schema):
            before = dict(described)
            for listener in listeners:
                listener(inspector, table, described)
            if any(described.get(key) is not value for key, value in before.items()) or len(described) > len(before):
                changed.append(_column(described)._definition())
        return changed


class Operations(AbstractOperations):
    """The directives of `op`."""

    def _send(self, name, fields):
        return call("op." + name, fields)

    def _execute(self, arguments):
        execute("op.execute", arguments, "sqltext")

    # Tables.

    def create_table(self, table_name, *columns, if_not_exists=None, **kw):
        table = _table_of(table_name, columns, kw)
        self._send("create_table", {"table": table._definition(), "if_not_exists": bool(if_not_exists)})
        return table

    def drop_table(self, table_name, *, schema=None, if_exists=None, **kw):
        table = _table_of(table_name, (), {"schema": schema, **kw})
        self._send(
            "drop_table", {"table_name": table.name, "schema": table.schema, "if_exists": bool(if_exists)}
        )

    def rename_table(self, old_table_name, new_table_name, *, schema=None):
        self._send(
            "rename_table",
            {"old_table_name": old_table_name, "new_table_name": new_table_name, "schema": schema},
        )

    def create_table_comment(self, table_name, comment, *, existing_comment=None, schema=None):
        self._send(
            "create_table_comment",
            {
                "table_name": table_name, "comment": comment, "existing_comment": existing_comment,
                "schema": schema,
            },
        )

    def drop_table_comment(self, table_name, *, existing_comment=None, schema=None):
        self._send(
            "drop_table_comment",
            {"table_name": table_name, "existing_comment": existing_comment, "schema": schema},
        )

    # Columns.

    def add_column(
        self, table_name, column, *, schema=None, if_not_exists=None, inline_references=None,
        inline_primary_key=None,
    ):
        self._add_column(
            table_name, column, schema, if_not_exists, inline_references, inline_primary_key, None, None
        )

    def _add_column(
        self, table_name, column, schema, if_not_exists, inline_references, inline_primary_key,
        insert_before, insert_after,
    ):
        if not isinstance(column, Column) and not hasattr(column, "_tree_"):
            raise TypeError("add_column() needs a Column, not %r" % (column,))
        if column.table is not None:
            column = column._copy()
        Table(table_name, _TargetMetaData(), column, schema=schema)
        self._send(
            "add_column",
            {
                "table_name": table_name, "schema": schema, "column": column._definition(),
                "if_not_exists": bool(if_not_exists), "inline_references": bool(inline_references),
                "inline_primary_key": bool(inline_primary_key), "insert_before": insert_before,
                "insert_after": insert_after,
            },
        )

    def drop_column(self, table_name, column_name, *, schema=None, **kw):
        self._drop_column(table_name, column_name, schema, kw)

    def _drop_column(self, table_name, column_name, schema, kw):
        if_exists = kw.pop("if_exists", None)
        existing_type = kw.pop("existing_type", None)
        self._send(
            "drop_column",
            {
                "table_name": table_name, "column_name": _column_name(column_name), "schema": schema,
                "if_exists": bool(if_exists), "existing_type": _type(existing_type), "options": options_tree(kw),
            },
        )

    def alter_column(
        self, table_name, column_name, *, nullable=None, comment=False, server_default=False,
        new_column_name=None, type_=None, existing_type=None, existing_server_default=False,
        existing_nullable=None, existing_comment=None, schema=None, **kw
    ):
        autoincrement = kw.pop("autoincrement", None)
        existing_autoincrement = kw.pop("existing_autoincrement", None)
        insert_before = kw.pop("insert_before", None)
        insert_after = kw.pop("insert_after", None)
        # Alembic hands on what it does not know, and nobody looks at it.
        options = {name: value for name, value in kw.items() if name.startswith(_DIALECT_PREFIXES)}
        self._send(
            "alter_column",
            {
                "table_name": table_name, "column_name": _column_name(column_name), "schema": schema,
                "nullable": nullable, "comment": comment, "server_default": _server_default(server_default),
                "new_column_name": new_column_name, "type_": _type(type_), "existing_type": _type(existing_type),
                "existing_server_default": _server_default(existing_server_default),
                "existing_nullable": existing_nullable, "existing_comment": existing_comment,
                "autoincrement": autoincrement, "existing_autoincrement": existing_autoincrement,
                "insert_before": insert_before, "insert_after": insert_after, "options": options_tree(options),
            },
        )

    # Indexes.

    def create_index(
        self, index_name, table_name, columns, *, schema=None, unique=False, if_not_exists=None, **kw
    ):
        self._create_index(index_name, table_name, columns, schema, unique, if_not_exists, kw)

    def _create_index(self, index_name, table_name, columns, schema, unique, if_not_exists, kw):
        index = _index(index_name, table_name, columns, schema, unique, kw)
        self._send("create_index", {"index": index, "if_not_exists": bool(if_not_exists)})

    def drop_index(self, index_name, table_name=None, *, schema=None, if_exists=None, **kw):
        self._drop_index(index_name, table_name, schema, if_exists, kw)

    def _drop_index(self, index_name, table_name, schema, if_exists, kw):
        unique = kw.pop("unique", False)
        index = _index(index_name, table_name, (), schema, unique, kw)
        self._send(
            "drop_index",
            {
                "index_name": index.fields["name"], "table_name": table_name, "schema": schema,
                "if_exists": bool(if_exists), "options": index.fields["options"],
            },
        )

    # Constraints.

    def _add_constraint(self, constraint, table_name, schema):
        self._send(
            "add_constraint",
            {"table_name": table_name, "schema": schema, "constraint": constraint._definition()},
        )

    def create_primary_key(self, constraint_name, table_name, columns, *, schema=None):
        constraint = PrimaryKeyConstraint(*columns, name=constraint_name)
        self._add_constraint(constraint, table_name, schema)

    def create_unique_constraint(self, constraint_name, table_name, columns, *, schema=None, **kw):
        constraint = UniqueConstraint(*columns, name=constraint_name, **kw)
        self._add_constraint(constraint, table_name, schema)

    def create_foreign_key(
        self, constraint_name, source_table, referent_table, local_cols, remote_cols, *, onupdate=None,
        ondelete=None, deferrable=None, initially=None, match=None, source_schema=None, referent_schema=None,
        **dialect_kw
    ):
        constraint = ForeignKeyConstraint(
            local_cols, ["t.c"] * len(remote_cols), name=constraint_name, onupdate=onupdate, ondelete=ondelete,
            deferrable=deferrable, initially=initially, match=match, **dialect_kw
        )
        node = constraint._definition()
        # Names with dots are names here, not paths.
        node.fields.update(table=referent_table, schema=referent_schema, referred_columns=list(remote_cols))
        self._send(
            "add_constraint", {"table_name": source_table, "schema": source_schema, "constraint": node}
        )

    def create_check_constraint(self, constraint_name, table_name, condition, *, schema=None, **kw):
        constraint = CheckConstraint(condition, name=constraint_name, **kw)
        self._add_constraint(constraint, table_name, schema)

    def create_exclude_constraint(self, constraint_name, table_name, *elements, **kw):
        self._create_exclude_constraint(constraint_name, table_name, elements, kw.pop("schema", None), kw)

    def _create_exclude_constraint(self, constraint_name, table_name, elements, schema, kw):
        from sqlalchemy.dialects.postgresql import ExcludeConstraint

        constraint = ExcludeConstraint(*elements, name=constraint_name, **kw)
        for element, _ in elements:
            # Alembic makes a column of the element's name.
            Column(element if isinstance(element, str) else getattr(element, "name", None), NULLTYPE)._set_parent(
                Table("t", _TargetMetaData())
            )
        self._add_constraint(constraint, table_name, schema)

    def drop_constraint(self, constraint_name, table_name, type_=None, *, schema=None, if_exists=None):
        self._drop_constraint(constraint_name, table_name, type_, schema, if_exists)

    def _drop_constraint(self, constraint_name, table_name, type_, schema, if_exists):
        if type_ not in _CONSTRAINT_TYPES:
            raise TypeError(
                "'type' can be one of %s" % ", ".join(sorted([repr(name) for name in _CONSTRAINT_TYPES]))
            )
        self._send(
            "drop_constraint",
            {
                "constraint_name": constraint_name, "table_name": table_name, "schema": schema, "type_": type_,
                "if_exists": bool(if_exists),
            },
        )

    # Statements and rows.

    def bulk_insert(self, table, rows, *, multiinsert=True):
        from sqlalchemy.sql.dml import bulk_insert

        self._send("bulk_insert", {"insert": bulk_insert(table, rows, multiinsert)})

    def execute(self, sqltext, *, execution_options=None):
        arguments = {"sqltext": sqltext, "execution_options": execution_options}
        if isinstance(sqltext, str):
            self._send("execute", arguments)
        else:
            self._execute(arguments)


def _index(name, table_name, columns, schema, unique, keywords):
    quote = keywords.pop("quote", None)
    keywords.pop("info", None)
    if isinstance(columns, str):
        raise ValueError("columns argument must be a list, not a string: %r" % columns)
    index = Index(name, unique=unique, quote=quote, **keywords)
    elements = []
    for column in columns:
        if isinstance(column, str):
            elements.append(column)
        elif isinstance(column, Column):
            elements.append(column.name)
        elif hasattr(column, "_node") or hasattr(column, "_tree_"):
            elements.append(expression(column))
        else:
            raise ValueError("String or text() construct expected")
    node = index._definition()
    node.fields.update(table=table_name, schema=schema, elements=elements)
    return node


class BatchOperations(Operations):
    """The directives inside `with op.batch_alter_table(...)`: table and schema are known."""

    def _send(self, name, fields):
        self._impl.operations.append(Node("op." + name, fields))

    def _execute(self, arguments):
        self._send("execute", arguments)

    @property
    def _table(self):
        return self._impl.table_name

    @property
    def _schema(self):
        return self._impl.schema

    @property
    def impl(self):
        return self._impl

    def _noop(self, operation):
        raise NotImplementedError("The %s method does not apply to a batch table alter operation." % operation)

    def add_column(
        self, column, *, insert_before=None, insert_after=None, if_not_exists=None, inline_references=None,
        inline_primary_key=None,
    ):
        self._add_column(
            self._table, column, self._schema, if_not_exists, inline_references, inline_primary_key,
            insert_before, insert_after,
        )

    def drop_column(self, column_name, **kw):
        self._drop_column(self._table, column_name, self._schema, kw)

    def alter_column(
        self, column_name, *, nullable=None, comment=False, server_default=False, new_column_name=None,
        type_=None, existing_type=None, existing_server_default=False, existing_nullable=None,
        existing_comment=None, insert_before=None, insert_after=None, **kw
    ):
        Operations.alter_column(
            self, self._table, column_name, nullable=nullable, comment=comment, server_default=server_default,
            new_column_name=new_column_name, type_=type_, existing_type=existing_type,
            existing_server_default=existing_server_default, existing_nullable=existing_nullable,
            existing_comment=existing_comment, schema=self._schema, insert_before=insert_before,
            insert_after=insert_after, **kw
        )

    def create_index(self, index_name, columns, **kw):
        unique = kw.pop("unique", False)
        if_not_exists = kw.pop("if_not_exists", None)
        self._create_index(index_name, self._table, columns, self._schema, unique, if_not_exists, kw)

    def drop_index(self, index_name, **kw):
        if_exists = kw.pop("if_exists", None)
        self._drop_index(index_name, self._table, self._schema, if_exists, kw)

    def create_primary_key(self, constraint_name, columns):
        Operations.create_primary_key(self, constraint_name, self._table, columns, schema=self._schema)

    def create_unique_constraint(self, constraint_name, columns, **kw):
        Operations.create_unique_constraint(
            self, constraint_name, self._table, columns, schema=self._schema, **kw
        )

    def create_foreign_key(
        self, constraint_name, referent_table, local_cols, remote_cols, *, referent_schema=None, onupdate=None,
        ondelete=None, deferrable=None, initially=None, match=None, **dialect_kw
    ):
        Operations.create_foreign_key(
            self, constraint_name, self._table, referent_table, local_cols, remote_cols, onupdate=onupdate,
            ondelete=ondelete, deferrable=deferrable, initially=initially, match=match,
            source_schema=self._schema, referent_schema=referent_schema, **dialect_kw
        )

    def create_check_constraint(self, constraint_name, condition, **kw):
        Operations.create_check_constraint(
            self, constraint_name, self._table, condition, schema=self._schema, **kw
        )

    def create_exclude_constraint(self, constraint_name, *elements, **kw):
        kw.pop("schema", None)
        self._create_exclude_constraint(constraint_name, self._table, elements, self._schema, kw)

    def drop_constraint(self, constraint_name, type_=None):
        self._drop_constraint(constraint_name, self._table, type_, self._schema, None)

    def create_table_comment(self, comment, *, existing_comment=None):
        Operations.create_table_comment(
            self, self._table, comment, existing_comment=existing_comment, schema=self._schema
        )

    def drop_table_comment(self, *, existing_comment=None):
        Operations.drop_table_comment(
            self, self._table, existing_comment=existing_comment, schema=self._schema
        )

    def execute(self, sqltext, *, execution_options=None):
        # Alembic does not collect it: it is carried out before the batch.
        Operations._send(self, "execute", {"sqltext": sqltext, "execution_options": execution_options})

    def create_table(self, *arguments, **keywords):
        raise AttributeError("'BatchOperations' object has no attribute 'create_table'")

    def drop_table(self, *arguments, **keywords):
        raise AttributeError("'BatchOperations' object has no attribute 'drop_table'")

    def rename_table(self, *arguments, **keywords):
        raise AttributeError("'BatchOperations' object has no attribute 'rename_table'")

    def bulk_insert(self, *arguments, **keywords):
        raise AttributeError("'BatchOperations' object has no attribute 'bulk_insert'")
