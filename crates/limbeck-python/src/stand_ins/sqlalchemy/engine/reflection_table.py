"""Tables made from what a database says (`autoload_with`, `MetaData.reflect()`)."""

from ..sql.elements import text
from ..sql.schema import (
    CheckConstraint, Column, Computed, ForeignKeyConstraint, Identity, Index, PrimaryKeyConstraint, Table,
    UniqueConstraint,
)


def fill(inspector, table, include_columns, exclude_columns):
    """Gives a table the columns and constraints that the database says it has."""
    name, schema = str(table.name), inspector._connection.schema_for_object(table)
    taken = set()
    for described in inspector.get_columns(name, schema):
        column = described["name"]
        if include_columns is not None and column not in include_columns or column in exclude_columns:
            taken.add(column)
            continue
        table.append_column(_column(described))
    table.comment = inspector.get_table_comment(name, schema)["text"]
    primary_key = inspector.get_pk_constraint(name, schema)
    columns = primary_key["constrained_columns"]
    if columns and all(column in table.c for column in columns):
        for column in columns:
            table.c[column].primary_key = True
            table.c[column].nullable = False
        PrimaryKeyConstraint(*columns, name=primary_key["name"])._set_parent(table)
    for key in inspector.get_foreign_keys(name, schema):
        if not all(column in table.c for column in key["constrained_columns"]):
            continue
        referred = key["referred_table"]
        target = referred if key["referred_schema"] is None else "%s.%s" % (key["referred_schema"], referred)
        if target not in table.metadata.tables:
            Table(referred, table.metadata, schema=key["referred_schema"], autoload_with=inspector)
        options = {
            keyword: key["options"][keyword]
            for keyword in ("onupdate", "ondelete", "deferrable", "initially", "match")
            if keyword in key["options"]
        }
        table.append_constraint(
            ForeignKeyConstraint(
                key["constrained_columns"],
                ["%s.%s" % (target, column) for column in key["referred_columns"]],
                name=key["name"],
                **options,
            )
        )
    for unique in inspector.get_unique_constraints(name, schema):
        if "duplicates_index" in unique:
            continue
        if all(column in table.c for column in unique["column_names"]):
            table.append_constraint(UniqueConstraint(*unique["column_names"], name=unique["name"]))
    for check in inspector.get_check_constraints(name, schema):
        table.append_constraint(CheckConstraint(check["sqltext"], name=check["name"]))
    for index in inspector.get_indexes(name, schema):
        if "duplicates_constraint" in index:
            continue
        if all(column is None or column in table.c for column in index["column_names"]):
            options = {key: text(value) if key.endswith("_where") else value
                       for key, value in index.get("dialect_options", {}).items() if value}
            Index(index["name"], *_index_elements(table, index), unique=index["unique"], _table=table, **options)


def _index_elements(table, index):
    """The columns of an index with their order, and its expressions as text."""
    elements = []
    for place, name in enumerate(index["column_names"]):
        if name is None:
            elements.append(text(index["expressions"][place]))
            continue
        element = table.c[name]
        for option in index.get("column_sorting", {}).get(name, ()):
            element = getattr(element, option)()
        elements.append(element)
    return elements


def _column(described):
    arguments = []
    computed, identity, default = described.get("computed"), described.get("identity"), described.get("default")
    if computed is not None:
        arguments.append(Computed(computed["sqltext"], persisted=computed["persisted"]))
    elif identity is not None:
        arguments.append(Identity(**identity))
    return Column(
        described["name"],
        described["type"],
        *arguments,
        nullable=described["nullable"],
        autoincrement=described.get("autoincrement", "auto"),
        server_default=text(default) if default is not None and not arguments else None,
        comment=described.get("comment"),
    )
