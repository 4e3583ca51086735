"""Prints as JSON what SQLAlchemy reflects of the database at a URL, as Alembic's autogenerate takes it."""

import json
import sys
import warnings

import sqlalchemy as sa
from alembic.autogenerate.compare.constraints import _make_index
from alembic.migration import MigrationContext
from sqlalchemy import types

ARGUMENTS = (
    "length precision scale timezone display_width unsigned zerofill fsp charset collation collation_schema varying "
    "fields schema data_type default not_null constraint_name check"
).split()


def described_type(type_):
    package = type(type_).__module__.split(".")
    dialect = package[2] if package[1] == "dialects" else None
    name = "Null" if isinstance(type_, types.NullType) else type(type_).__name__
    found = {"class": name, "dialect": dialect}
    if isinstance(type_, types.ARRAY):
        return {**found, "item_type": described_type(type_.item_type)}
    if isinstance(type_, types.Enum) or name == "SET":
        found["values"] = list(type_.enums if name != "SET" else type_.values)
    if name in ("ENUM", "DOMAIN") and dialect == "postgresql":
        found["name"] = type_.name
    for argument in ARGUMENTS:
        value = getattr(type_, argument, None)
        if argument == "length" and "values" in found:
            continue
        if isinstance(value, types.TypeEngine):
            value = described_type(value)
        elif value is not None and not isinstance(value, (bool, int, str)):
            value = str(value)
        if value is not None and value is not False:
            found[argument] = value
    return found


def options(item):
    found = {}
    for key, value in item.dialect_kwargs.items():
        if key == "dialect_options":
            # SQLAlchemy hands its own keyword on, and warns about it.
            continue
        if isinstance(value, (list, tuple)):
            value = list(value)
        elif isinstance(value, dict):
            value = {str(name): str(text) for name, text in value.items()}
        elif not isinstance(value, (bool, int, str, type(None))):
            value = str(value)
        if value not in (None, [], {}, False, "") or key == "sqlite_with_rowid" and value is False:
            found[key.replace(" ", "_")] = value
    return found


def described_default(column):
    default = column.server_default
    if default is None:
        return None
    if isinstance(default, sa.Identity):
        names = "always start increment minvalue maxvalue cache cycle".split()
        return {"identity": {name: getattr(default, name) for name in names if getattr(default, name) is not None}}
    if isinstance(default, sa.Computed):
        return {"computed": str(default.sqltext), "persisted": default.persisted}
    return str(default.arg)


def described_column(column):
    return {
        "name": column.name,
        "type": described_type(column.type),
        "nullable": column.nullable,
        "default": described_default(column),
        "autoincrement": column.autoincrement,
        "comment": column.comment,
        "options": options(column),
    }


def described_constraint(constraint):
    found = {
        "kind": type(constraint).__visit_name__.removeprefix("table_or_column_"),
        "name": constraint.name,
        "comment": constraint.comment,
        "options": options(constraint),
    }
    if isinstance(constraint, sa.CheckConstraint):
        return {**found, "sqltext": str(constraint.sqltext)}
    found["columns"] = [column.name for column in constraint.columns]
    if isinstance(constraint, sa.ForeignKeyConstraint):
        schema, table = constraint.elements[0]._column_tokens[:2]
        found["referred"] = [schema or None, table, *(key._column_tokens[2] for key in constraint.elements)]
        for name in "onupdate ondelete deferrable initially match".split():
            found[name] = getattr(constraint, name)
    return found


def described_index(index, dialect):
    compiler = dialect.ddl_compiler(dialect, None).sql_compiler
    elements = [
        {"column": element.name}
        if isinstance(element, sa.Column)
        else compiler.process(element, include_table=False, literal_binds=True)
        for element in index.expressions
    ]
    return {"name": index.name, "unique": bool(index.unique), "elements": elements, "options": options(index)}


def described_table(table, indexes, dialect):
    constraints = [
        described_constraint(constraint)
        for constraint in table.constraints
        if not isinstance(constraint, sa.PrimaryKeyConstraint) or len(constraint.columns)
    ]
    return {
        "schema": table.schema,
        "name": table.name,
        "comment": table.comment,
        "columns": [described_column(column) for column in table.columns],
        "constraints": constraints,
        "indexes": [described_index(index, dialect) for index in indexes],
        "options": options(table),
    }


def main(url, *schemas):
    engine = sa.create_engine(url)
    with engine.connect() as connection, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        impl = MigrationContext.configure(connection).impl
        tables = []
        for schema in (None, *schemas):
            inspector = sa.inspect(connection)
            for name in inspector.get_table_names(schema=schema):
                table = sa.Table(name, sa.MetaData(), schema=schema)
                sa.event.listen(table, "column_reflect", impl._compat_autogen_column_reflect(inspector))
                inspector.reflect_table(table, None, resolve_fks=False)
                indexes = [
                    _make_index(impl, found, table)
                    for found in inspector.get_indexes(name, schema=schema)
                    if not found.get("duplicates_constraint") and None not in found.get("expressions", ())
                ]
                tables.append(described_table(table, indexes, engine.dialect))
        messages = {str(warning.message) for warning in caught if "dialect_options" not in str(warning.message)}
    print(json.dumps({"tables": tables, "warnings": list(messages)}))


main(*sys.argv[1:])
