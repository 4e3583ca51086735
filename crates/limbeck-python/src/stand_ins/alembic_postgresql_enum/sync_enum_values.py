"""`op.sync_enum_values`: a new type takes the place of the old one, column by column.

The comparisons between the two types exist because a column may stand in an index or constraint whose condition
compares it with a value while its type changes.
"""

from alembic.operations import Operations
from alembic.operations.ops import MigrateOperation
from sqlalchemy import text

from .columns import ColumnType, TableReference, Unspecified

_COMPARISONS = (("!=", "new_old_not_equals"), ("=", "new_old_equals"))


@Operations.register_operation("sync_enum_values")
class SyncEnumValuesOp(MigrateOperation):
    """The directive."""

    def __init__(self, schema, name, old_values, new_values, affected_columns, affected_indexes=None):
        self.schema = schema
        self.name = name
        self.old_values = old_values
        self.new_values = new_values
        self.affected_columns = affected_columns
        self.indexes_to_recreate = affected_indexes or []

    @classmethod
    def sync_enum_values(
        cls, operations, enum_schema, enum_name, new_values, affected_columns, enum_values_to_rename=(),
        indexes_to_recreate=None,
    ):
        if operations.migration_context.dialect.name != "postgresql":
            import logging

            logging.getLogger("alembic." + __name__).warning(
                "This library only supports postgresql, but you are using %s, skipping",
                operations.migration_context.dialect.name,
            )
            return
        renamed = list(enum_values_to_rename)
        connection = operations.get_bind()

        def run(statement):
            connection.execute(text(statement.replace(":", "\\:")))

        columns = [_reference(column, connection, enum_schema) for column in affected_columns]
        enum = '"%s"."%s"' % (enum_schema, enum_name)
        old = '"%s"."%s_old"' % (enum_schema, enum_name)
        run('ALTER TYPE %s RENAME TO "%s_old"' % (enum, enum_name))
        run("CREATE TYPE %s AS ENUM(%s)" % (enum, ", ".join(["'%s'" % value for value in new_values])))
        old_text = _renaming("old_enum_val::text", renamed)
        for operator, function in _COMPARISONS:
            run(
                'CREATE FUNCTION "%s".%s(new_enum_val %s, old_enum_val %s) RETURNS boolean AS $$ '
                "SELECT new_enum_val::text %s %s; $$ LANGUAGE SQL IMMUTABLE"
                % (enum_schema, function, enum, old, operator, old_text)
            )
            run(
                'CREATE OPERATOR "%s".%s (leftarg = %s, rightarg = %s, procedure = "%s".%s)'
                % (enum_schema, operator, enum, old, enum_schema, function)
            )
        indexes = indexes_to_recreate or []
        for index in indexes:
            schema, _, name = index.name.rpartition(".")
            qualified = '"%s"' % name.strip('"')
            if schema:
                qualified = '"%s".%s' % (schema.strip('"'), qualified)
            run("DROP INDEX IF EXISTS " + qualified)
        for column in columns:
            _change(run, column, enum_schema, enum_name, enum, renamed)
        for operator, function in _COMPARISONS:
            run('DROP OPERATOR IF EXISTS "%s".%s (%s, %s)' % (enum_schema, operator, enum, old))
            run('DROP FUNCTION "%s".%s(new_enum_val %s, old_enum_val %s)' % (enum_schema, function, enum, old))
        run("DROP TYPE " + old)
        for index in indexes:
            definition = index.definition
            for before, after in renamed:
                for name in (enum_name, "%s.%s" % (enum_schema, enum_name)):
                    definition = definition.replace("'%s'::%s" % (before, name), "'%s'::%s" % (after, name))
            run(definition)


def _reference(column, connection, schema):
    if isinstance(column, TableReference):
        if column.table_schema is Unspecified:
            return TableReference(
                column.table_name, column.column_name, schema, column.column_type, column.existing_server_default
            )
        return column
    if not isinstance(column, tuple):
        raise ValueError("Affected columns must contain tuples or TableReferences")
    table, name, *kind = column
    result = connection.execute(
        text(
            "SELECT column_default FROM information_schema.columns "
            "WHERE table_schema = :schema AND table_name = :table AND column_name = :name"
        ),
        {"schema": schema, "table": table, "name": name},
    )
    # A run that only writes SQL cannot ask.
    default = None if result is None else result.scalar()
    return TableReference(table, name, schema, kind[0] if kind else ColumnType.COMMON, default)


def _renaming(value, renamed):
    """An expression over the text of an old value that gives the text of the new one."""
    if not renamed:
        return value
    cases = " ".join(["WHEN %s = '%s' THEN '%s'" % (value, before, after) for before, after in renamed])
    return "CASE %s ELSE %s END" % (cases, value)


def _change(run, column, enum_schema, enum_name, enum, renamed):
    table = column.table_name_with_schema
    name = column.escaped_column_name
    default = column.existing_server_default
    if default is not None:
        run("ALTER TABLE %s ALTER COLUMN %s DROP DEFAULT" % (table, name))
    if column.column_type is ColumnType.ARRAY:
        value = "%s::text[]" % name
        for before, after in renamed:
            value = "array_replace(%s, '%s', '%s')" % (value, before, after)
        enum += "[]"
    else:
        value = "(%s)" % _renaming("%s::text" % name, renamed)
    run("ALTER TABLE %s ALTER COLUMN %s TYPE %s USING %s::%s" % (table, name, enum, value, enum))
    if default is not None:
        default = _default(default, "%s.%s" % (enum_schema, enum_name) if enum_schema else enum_name, renamed)
        run("ALTER TABLE %s ALTER COLUMN %s SET DEFAULT %s" % (table, name, default))


def _default(default, enum, renamed):
    """The default with the new values, cast to the new type."""
    if default.startswith("ARRAY["):
        import re

        return re.sub(r"::[.\w]+", "::" + enum, _rename_quoted(default, renamed))
    array = "[]" if default.endswith("[]") else ""
    return "%s::%s%s" % (_rename_quoted(default.partition("::")[0], renamed), enum, array)


def _rename_quoted(text, renamed):
    for before, after in renamed:
        for quote in "'\"":
            text = text.replace(quote + before + quote, quote + after + quote)
    return text
