"""Operations as objects, for `op.invoke()`, custom operations and `process_revision_directives`."""

from ..util import to_list
from .base import BatchOperations, Operations  # noqa: F401

__all__ = (
    "AddColumnOp", "AddConstraintOp", "AlterColumnOp", "AlterTableOp", "BulkInsertOp", "CreateCheckConstraintOp",
    "CreateExcludeConstraintOp", "CreateForeignKeyOp", "CreateIndexOp", "CreatePrimaryKeyOp", "CreateTableCommentOp",
    "CreateTableOp", "CreateUniqueConstraintOp", "DowngradeOps", "DropColumnOp", "DropConstraintOp", "DropIndexOp",
    "DropTableCommentOp", "DropTableOp", "ExecuteSQLOp", "MigrateOperation", "MigrationScript", "ModifyTableOps",
    "OpContainer", "RenameTableOp", "UpgradeOps",
)


class MigrateOperation:
    """The base of all operations."""

    @property
    def info(self):
        info = self.__dict__.get("_info")
        if info is None:
            info = self.__dict__["_info"] = {}
        return info

    def to_diff_tuple(self):
        raise NotImplementedError("limbeck does not have to_diff_tuple()")

    def reverse(self):
        raise NotImplementedError

    _mutations = frozenset()




class CreateTableOp(MigrateOperation):
    def __init__(self, table_name, columns, *, schema=None, if_not_exists=None, _namespace_metadata=None,
                 _constraints_included=False, **kw):
        self.table_name = table_name
        self.columns = columns
        self.schema = schema
        self.if_not_exists = if_not_exists
        self.kw = kw

    @classmethod
    def create_table(cls, operations, table_name, *columns, if_not_exists=None, **kw):
        return operations.invoke(cls(table_name, columns, if_not_exists=if_not_exists, **kw))

    @classmethod
    def from_table(cls, table, *, _namespace_metadata=None):
        items = list(table.c) + sorted(
            [c for c in table.constraints if not c._column_flag and not getattr(c, "_implicit", False)],
            key=lambda c: c._order,
        )
        return cls(table.name, items, schema=table.schema, comment=table.comment, **table._keywords)

    def to_table(self, migration_context=None):
        from .base import _table_of

        return _table_of(self.table_name, self.columns, {"schema": self.schema, **self.kw})

    def reverse(self):
        return DropTableOp(self.table_name, schema=self.schema, _reverse=self)

    def _carry_out(self, operations):
        return operations.create_table(
            self.table_name, *self.columns, if_not_exists=self.if_not_exists, schema=self.schema, **self.kw
        )


class DropTableOp(MigrateOperation):
    def __init__(self, table_name, *, schema=None, if_exists=None, table_kw=None, _reverse=None):
        self.table_name = table_name
        self.schema = schema
        self.if_exists = if_exists
        self.table_kw = table_kw or {}
        self._reverse = _reverse

    @classmethod
    def drop_table(cls, operations, table_name, *, schema=None, if_exists=None, **kw):
        operations.invoke(cls(table_name, schema=schema, if_exists=if_exists, table_kw=kw))

    @classmethod
    def from_table(cls, table, *, _namespace_metadata=None):
        return cls(table.name, schema=table.schema, _reverse=CreateTableOp.from_table(table))

    def reverse(self):
        return _reversed(self, "table")

    def _carry_out(self, operations):
        operations.drop_table(self.table_name, schema=self.schema, if_exists=self.if_exists, **self.table_kw)


def _reversed(operation, what):
    if operation._reverse is None:
        raise ValueError("operation is not reversible; original %s is not present" % what)
    return operation._reverse


class AlterTableOp(MigrateOperation):
    def __init__(self, table_name, *, schema=None):
        self.table_name = table_name
        self.schema = schema


class RenameTableOp(AlterTableOp):
    def __init__(self, old_table_name, new_table_name, *, schema=None):
        super().__init__(old_table_name, schema=schema)
        self.new_table_name = new_table_name

    def reverse(self):
        return RenameTableOp(self.new_table_name, self.table_name, schema=self.schema)

    def _carry_out(self, operations):
        operations.rename_table(self.table_name, self.new_table_name, schema=self.schema)


class CreateTableCommentOp(AlterTableOp):
    def __init__(self, table_name, comment, *, schema=None, existing_comment=None):
        super().__init__(table_name, schema=schema)
        self.comment = comment
        self.existing_comment = existing_comment

    def reverse(self):
        if self.existing_comment is None:
            return DropTableCommentOp(self.table_name, existing_comment=self.comment, schema=self.schema)
        return CreateTableCommentOp(
            self.table_name, self.existing_comment, existing_comment=self.comment, schema=self.schema
        )

    def _carry_out(self, operations):
        operations.create_table_comment(
            self.table_name, self.comment, existing_comment=self.existing_comment, schema=self.schema
        )


class DropTableCommentOp(AlterTableOp):
    def __init__(self, table_name, *, schema=None, existing_comment=None):
        super().__init__(table_name, schema=schema)
        self.existing_comment = existing_comment

    def reverse(self):
        return CreateTableCommentOp(self.table_name, self.existing_comment, schema=self.schema)

    def _carry_out(self, operations):
        operations.drop_table_comment(
            self.table_name, existing_comment=self.existing_comment, schema=self.schema
        )


class AlterColumnOp(AlterTableOp):
    def __init__(
        self, table_name, column_name, *, schema=None, existing_type=None, existing_server_default=False,
        existing_nullable=None, existing_comment=None, modify_nullable=None, modify_comment=False,
        modify_server_default=False, modify_name=None, modify_type=None, **kw
    ):
        super().__init__(table_name, schema=schema)
        self.column_name = column_name
        self.existing_type = existing_type
        self.existing_server_default = existing_server_default
        self.existing_nullable = existing_nullable
        self.existing_comment = existing_comment
        self.modify_nullable = modify_nullable
        self.modify_comment = modify_comment
        self.modify_server_default = modify_server_default
        self.modify_name = modify_name
        self.modify_type = modify_type
        self.kw = kw

    def has_changes(self):
        return (
            self.modify_nullable is not None
            or self.modify_server_default is not False
            or self.modify_type is not None
            or self.modify_comment is not False
            or any(name.startswith("modify_") and value is not None for name, value in self.kw.items())
        )

    def reverse(self):
        changes = {
            "existing_type": self.existing_type, "existing_nullable": self.existing_nullable,
            "existing_server_default": self.existing_server_default, "existing_comment": self.existing_comment,
            "schema": self.schema,
        }
        name = self.column_name
        if self.modify_name is not None:
            name = self.modify_name
            changes["modify_name"] = self.column_name
        for part, unset in (("type", None), ("nullable", None), ("server_default", False), ("comment", False)):
            new = getattr(self, "modify_" + part)
            if new is not unset:
                changes["modify_" + part] = changes["existing_" + part]
                changes["existing_" + part] = new
        return AlterColumnOp(self.table_name, name, **changes, **self.kw)

    def _carry_out(self, operations):
        operations.alter_column(
            self.table_name, self.column_name, nullable=self.modify_nullable, comment=self.modify_comment,
            server_default=self.modify_server_default, new_column_name=self.modify_name, type_=self.modify_type,
            existing_type=self.existing_type, existing_server_default=self.existing_server_default,
            existing_nullable=self.existing_nullable, existing_comment=self.existing_comment,
            schema=self.schema, **self.kw
        )


class AddColumnOp(AlterTableOp):
    def __init__(self, table_name, column, *, schema=None, if_not_exists=None, inline_references=None,
                 inline_primary_key=None, **kw):
        super().__init__(table_name, schema=schema)
        self.column = column
        self.if_not_exists = if_not_exists
        self.inline_references = inline_references
        self.inline_primary_key = inline_primary_key
        self.kw = kw

    @classmethod
    def from_column(cls, col):
        return cls(col.table.name, col, schema=col.table.schema)

    @classmethod
    def from_column_and_tablename(cls, schema, tname, col):
        return cls(tname, col, schema=schema)

    def to_column(self):
        return self.column

    def reverse(self):
        return DropColumnOp(self.table_name, self.column.name, schema=self.schema, _reverse=self)

    def _carry_out(self, operations):
        operations.add_column(
            self.table_name, self.column, schema=self.schema, if_not_exists=self.if_not_exists,
            inline_references=self.inline_references, inline_primary_key=self.inline_primary_key,
        )


class DropColumnOp(AlterTableOp):
    def __init__(self, table_name, column_name, *, schema=None, if_exists=None, _reverse=None, **kw):
        super().__init__(table_name, schema=schema)
        self.column_name = column_name
        self.if_exists = if_exists
        self._reverse = _reverse
        self.kw = kw

    @classmethod
    def from_column_and_tablename(cls, schema, tname, col):
        return cls(
            tname, col.name, schema=schema, _reverse=AddColumnOp.from_column_and_tablename(schema, tname, col)
        )

    def reverse(self):
        return _reversed(self, "column")

    def _carry_out(self, operations):
        operations.drop_column(
            self.table_name, self.column_name, schema=self.schema, if_exists=self.if_exists, **self.kw
        )


class CreateIndexOp(MigrateOperation):
    def __init__(self, index_name, table_name, columns, *, schema=None, unique=False, if_not_exists=None, **kw):
        self.index_name = index_name
        self.table_name = table_name
        self.columns = columns
        self.schema = schema
        self.unique = unique
        self.if_not_exists = if_not_exists
        self.kw = kw

    @classmethod
    def from_index(cls, index):
        return cls(
            index.name, index.table.name, index.expressions, schema=index.table.schema, unique=index.unique,
            **index._keywords,
        )

    def reverse(self):
        return DropIndexOp(self.index_name, self.table_name, schema=self.schema, _reverse=self, **self.kw)

    def _carry_out(self, operations):
        operations.create_index(
            self.index_name, self.table_name, self.columns, schema=self.schema, unique=self.unique,
            if_not_exists=self.if_not_exists, **self.kw
        )


class DropIndexOp(MigrateOperation):
    def __init__(self, index_name, table_name=None, *, schema=None, if_exists=None, _reverse=None, **kw):
        self.index_name = index_name
        self.table_name = table_name
        self.schema = schema
        self.if_exists = if_exists
        self._reverse = _reverse
        self.kw = kw

    @classmethod
    def from_index(cls, index):
        return cls(
            index.name, index.table.name, schema=index.table.schema, _reverse=CreateIndexOp.from_index(index),
            **index._keywords,
        )

    def reverse(self):
        return _reversed(self, "index")

    def _carry_out(self, operations):
        operations.drop_index(
            self.index_name, self.table_name, schema=self.schema, if_exists=self.if_exists, **self.kw
        )


class AddConstraintOp(MigrateOperation):
    constraint_type = None

    def reverse(self):
        return DropConstraintOp(
            self.constraint_name, self._table_name, self.constraint_type, schema=self._table_schema, _reverse=self
        )

    @property
    def _table_name(self):
        return self.table_name

    @property
    def _table_schema(self):
        return self.schema


class CreatePrimaryKeyOp(AddConstraintOp):
    constraint_type = "primary"

    def __init__(self, constraint_name, table_name, columns, *, schema=None, **kw):
        self.constraint_name = constraint_name
        self.table_name = table_name
        self.columns = columns
        self.schema = schema
        self.kw = kw

    def _carry_out(self, operations):
        operations.create_primary_key(
            self.constraint_name, self.table_name, self.columns, schema=self.schema
        )


class CreateUniqueConstraintOp(CreatePrimaryKeyOp):
    constraint_type = "unique"

    def _carry_out(self, operations):
        operations.create_unique_constraint(
            self.constraint_name, self.table_name, self.columns, schema=self.schema, **self.kw
        )


class CreateForeignKeyOp(AddConstraintOp):
    constraint_type = "foreignkey"

    def __init__(self, constraint_name, source_table, referent_table, local_cols, remote_cols, **kw):
        self.constraint_name = constraint_name
        self.source_table = source_table
        self.referent_table = referent_table
        self.local_cols = local_cols
        self.remote_cols = remote_cols
        self.kw = kw

    @property
    def _table_name(self):
        return self.source_table

    @property
    def _table_schema(self):
        return self.kw.get("source_schema")

    def _carry_out(self, operations):
        operations.create_foreign_key(
            self.constraint_name, self.source_table, self.referent_table, self.local_cols, self.remote_cols,
            **self.kw
        )


class CreateCheckConstraintOp(AddConstraintOp):
    constraint_type = "check"

    def __init__(self, constraint_name, table_name, condition, *, schema=None, **kw):
        self.constraint_name = constraint_name
        self.table_name = table_name
        self.condition = condition
        self.schema = schema
        self.kw = kw

    def _carry_out(self, operations):
        operations.create_check_constraint(
            self.constraint_name, self.table_name, self.condition, schema=self.schema, **self.kw
        )


class CreateExcludeConstraintOp(AddConstraintOp):
    constraint_type = "exclude"

    def __init__(self, constraint_name, table_name, elements, where=None, schema=None, **kw):
        self.constraint_name = constraint_name
        self.table_name = table_name
        self.elements = elements
        self.where = where
        self.schema = schema
        self.kw = kw

    def _carry_out(self, operations):
        operations.create_exclude_constraint(
            self.constraint_name, self.table_name, *self.elements, where=self.where, schema=self.schema, **self.kw
        )


class DropConstraintOp(MigrateOperation):
    def __init__(self, constraint_name, table_name, type_=None, *, schema=None, if_exists=None, _reverse=None):
        self.constraint_name = constraint_name
        self.table_name = table_name
        self.constraint_type = type_
        self.schema = schema
        self.if_exists = if_exists
        self._reverse = _reverse

    def reverse(self):
        return _reversed(self, "constraint")

    def _carry_out(self, operations):
        operations.drop_constraint(
            self.constraint_name, self.table_name, self.constraint_type, schema=self.schema,
            if_exists=self.if_exists,
        )


class BulkInsertOp(MigrateOperation):
    def __init__(self, table, rows, *, multiinsert=True):
        self.table = table
        self.rows = rows
        self.multiinsert = multiinsert

    def _carry_out(self, operations):
        operations.bulk_insert(self.table, self.rows, multiinsert=self.multiinsert)


class ExecuteSQLOp(MigrateOperation):
    def __init__(self, sqltext, *, execution_options=None):
        self.sqltext = sqltext
        self.execution_options = execution_options

    def _carry_out(self, operations):
        operations.execute(self.sqltext, execution_options=self.execution_options)


class OpContainer(MigrateOperation):
    def __init__(self, ops=()):
        self.ops = list(ops)

    def is_empty(self):
        return not self.ops

    def as_diffs(self):
        raise NotImplementedError("limbeck does not have as_diffs()")

    def _carry_out(self, operations):
        for operation in self.ops:
            operations.invoke(operation)


class ModifyTableOps(OpContainer):
    def __init__(self, table_name, ops, *, schema=None):
        super().__init__(ops)
        self.table_name = table_name
        self.schema = schema

    def reverse(self):
        return ModifyTableOps(
            self.table_name, [operation.reverse() for operation in reversed(self.ops)], schema=self.schema
        )


class UpgradeOps(OpContainer):
    def __init__(self, ops=(), upgrade_token="upgrades"):
        super().__init__(ops)
        self.upgrade_token = upgrade_token

    def reverse(self):
        return DowngradeOps([operation.reverse() for operation in reversed(self.ops)])

    def reverse_into(self, downgrade_ops):
        downgrade_ops.ops[:] = [operation.reverse() for operation in reversed(self.ops)]
        return downgrade_ops


class DowngradeOps(OpContainer):
    def __init__(self, ops=(), downgrade_token="downgrades"):
        super().__init__(ops)
        self.downgrade_token = downgrade_token

    def reverse(self):
        return UpgradeOps([operation.reverse() for operation in reversed(self.ops)])


class MigrationScript(MigrateOperation):
    # Whether its operations are written into the script: once `run_migrations()` was called for it.
    _needs_render = False

    def __init__(self, rev_id, upgrade_ops, downgrade_ops, *, message=None, imports=(), head=None, splice=None,
                 branch_label=None, version_path=None, depends_on=None):
        self.rev_id = rev_id
        self.message = message
        self.imports = set(imports)
        self.head = head
        self.splice = splice
        self.branch_label = branch_label
        self.version_path = version_path
        self.depends_on = depends_on
        self.upgrade_ops = upgrade_ops
        self.downgrade_ops = downgrade_ops

    @property
    def upgrade_ops(self):
        return _only(self._upgrade_ops, "UpgradeOps", "upgrade_ops_list")

    @upgrade_ops.setter
    def upgrade_ops(self, value):
        self._upgrade_ops = to_list(value, [])
        assert all(isinstance(each, UpgradeOps) for each in self._upgrade_ops)

    @property
    def downgrade_ops(self):
        return _only(self._downgrade_ops, "DowngradeOps", "downgrade_ops_list")

    @downgrade_ops.setter
    def downgrade_ops(self, value):
        self._downgrade_ops = to_list(value, [])
        assert all(isinstance(each, DowngradeOps) for each in self._downgrade_ops)

    @property
    def upgrade_ops_list(self):
        return self._upgrade_ops

    @property
    def downgrade_ops_list(self):
        return self._downgrade_ops


def _only(containers, kind, attribute):
    if len(containers) > 1:
        raise ValueError(
            "This MigrationScript instance has a multiple-entry list for %s; please use the %s attribute."
            % (kind, attribute)
        )
    return containers[0] if containers else None
