"""`Inspector`: what a database says about its schema.

Rust asks the catalogs; here the answers get the shape that SQLAlchemy gives them. Answers are kept for as long as the
inspector lives.
"""

from _limbeck import call

from ..exc import NoSuchTableError
from .base import Connection


class ObjectKind:
    TABLE, VIEW, MATERIALIZED_VIEW = ("table", "view", "materialized view")
    ANY_VIEW = (VIEW, MATERIALIZED_VIEW)
    ANY = (TABLE, VIEW, MATERIALIZED_VIEW)


class ObjectScope:
    DEFAULT, TEMPORARY, ANY = ("default", "temporary", "any")


class ReflectionDefaults:
    """Empty answers."""


def cache(function):
    return function


class Inspector:
    """Answers questions about the schema of a database."""

    def __init__(self, bind):
        self.bind = bind
        self._own = not isinstance(bind, Connection)
        self._connection = bind.connect() if self._own else bind
        self._answers = {}

    @classmethod
    def from_engine(cls, bind):
        return cls(bind)

    @property
    def engine(self):
        return self.bind.engine

    @property
    def dialect(self):
        return self.bind.dialect

    def clear_cache(self):
        self._answers.clear()

    def _ask(self, question, schema=None, table=None):
        key = question, schema, table
        if key not in self._answers:
            self._answers[key] = call(
                "connection.inspect",
                {
                    "connection": self._connection.number,
                    "question": question,
                    "schema": None if schema is None else str(schema),
                    "table": None if table is None else str(table),
                },
            )
        return self._answers[key]

    # Schemas and what is in them.

    @property
    def default_schema_name(self):
        return self._ask("default_schema")[0][0]

    def get_schema_names(self, **options):
        return [name for name, in self._ask("schemas")]

    def has_schema(self, schema_name, **options):
        return schema_name in self.get_schema_names()

    def _relations(self, schema, kinds):
        return [row for row in self._ask("relations", schema) if row[1] in kinds]

    def get_table_names(self, schema=None, **options):
        return [row[0] for row in self._relations(schema, ("table",))]

    def get_temp_table_names(self, **options):
        return [row[0] for row in self._relations(None, ("temporary table",))]

    def get_view_names(self, schema=None, **options):
        return [row[0] for row in self._relations(schema, ("view",))]

    def get_temp_view_names(self, **options):
        return [row[0] for row in self._relations(None, ("temporary view",))]

    def get_materialized_view_names(self, schema=None, **options):
        return [row[0] for row in self._relations(schema, ("materialized view",))]

    def _relation(self, name, schema):
        rows = self._ask("relations", schema, name)
        return rows[0] if rows else None

    def has_table(self, table_name, schema=None, **options):
        return self._relation(table_name, schema) is not None

    def _existing(self, name, schema):
        relation = self._relation(name, schema)
        if relation is None:
            raise NoSuchTableError(name if schema is None else "%s.%s" % (schema, name))
        return relation

    def get_view_definition(self, view_name, schema=None, **options):
        return self._existing(view_name, schema)[3]

    def get_table_comment(self, table_name, schema=None, **options):
        return {"text": self._existing(table_name, schema)[2]}

    def get_table_options(self, table_name, schema=None, **options):
        self._existing(table_name, schema)
        return {}

    def get_sequence_names(self, schema=None, **options):
        return [name for name, in self._ask("sequences", schema)]

    def has_sequence(self, sequence_name, schema=None, **options):
        return sequence_name in self.get_sequence_names(schema)

    def get_enums(self, schema=None, **options):
        return [
            {"name": name, "schema": owner, "visible": visible, "labels": _list(labels)}
            for name, owner, visible, labels in self._ask("enums", schema)
        ]

    def has_type(self, type_name, schema=None, **options):
        return any(enum["name"] == type_name for enum in self.get_enums(schema))

    def get_sorted_table_and_fkc_names(self, schema=None, **options):
        waiting = {
            name: {key["referred_table"] for key in self.get_foreign_keys(name, schema)} - {name}
            for name in self.get_table_names(schema)
        }
        ordered = []
        while waiting:
            ready = [name for name in sorted(waiting) if not waiting[name] & set(waiting)]
            if not ready:
                break
            ordered += [(name, []) for name in ready]
            for name in ready:
                del waiting[name]
        ordered += [(name, []) for name in sorted(waiting)]
        ordered.append((None, []))
        return ordered

    # Tables.

    def _rows(self, question, table_name, schema):
        self._existing(table_name, schema)
        return [row[1:] for row in self._ask(question, schema, table_name)]

    def get_columns(self, table_name, schema=None, **options):
        return [_column(row) for row in self._rows("columns", table_name, schema)]

    def _constraints(self, kind, table_name, schema):
        rows = self._rows("constraints", table_name, schema)
        return [row for row in rows if row[1] == kind]

    def _written(self, table_name, schema):
        """What the text of the table says, where the catalog does not."""
        definition = self._existing(table_name, schema)[3]
        if self.dialect.name == "sqlite" and definition:
            from .reflection_text import constraints

            return constraints(definition)
        return []

    def get_pk_constraint(self, table_name, schema=None, **options):
        for name, _, columns, *_, comment in self._constraints("primary key", table_name, schema):
            return {
                "constrained_columns": _list(columns), "name": name, **self._commented(comment),
                **_dialect_options(self, {}),
            }
        places = sorted((row[-1], row[0]) for row in self._rows("columns", table_name, schema) if row[-1])
        columns = [name for _, name in places]
        return {"constrained_columns": columns, "name": self._name_of("PRIMARY KEY", columns, table_name, schema)}

    get_primary_keys = get_pk_constraint

    def _commented(self, comment):
        return {"comment": comment} if self.dialect.name == "postgresql" else {}

    def _name_of(self, kind, columns, table_name, schema):
        """The name of a constraint that only the text of the table knows."""
        for written in self._written(table_name, schema):
            if written["kind"] == kind and written["columns"] == columns:
                return written["name"]
        return None

    def get_unique_constraints(self, table_name, schema=None, **options):
        found = []
        for name, _, columns, *_, comment in self._constraints("unique", table_name, schema):
            columns = _list(columns)
            if name is None:
                name = self._name_of("UNIQUE", columns, table_name, schema)
            found.append({"name": name, "column_names": columns, **self._commented(comment)})
            if _has_one_key(self.dialect.name):
                found[-1]["duplicates_index"] = name
        for written in self._written(table_name, schema):
            # One over the columns of the primary key has no index of its own.
            columns = written["columns"]
            if written["kind"] == "UNIQUE" and all(columns != other["column_names"] for other in found):
                if columns == self.get_pk_constraint(table_name, schema)["constrained_columns"]:
                    found.append({"name": written["name"], "column_names": columns, **self._commented(None)})
        return found

    def get_foreign_keys(self, table_name, schema=None, **options):
        found = []
        for name, _, columns, referred_schema, table, referred, options_, _, comment in self._constraints(
            "foreign key", table_name, schema
        ):
            columns, referred = _list(columns), _list(referred)
            if name is None:
                name = self._name_of("FOREIGN KEY", columns, table_name, schema)
            if referred == [None] * len(columns):
                # Without columns it refers to the primary key.
                referred = self.get_pk_constraint(table, schema)["constrained_columns"]
            found.append(
                {
                    "name": name,
                    "constrained_columns": columns,
                    "referred_schema": referred_schema,
                    "referred_table": table,
                    "referred_columns": referred,
                    "options": {key: value for key, value in _json(options_).items() if value is not None},
                    **self._commented(comment),
                }
            )
        return found

    def get_check_constraints(self, table_name, schema=None, **options):
        found = []
        for name, _, *_, text, comment in self._constraints("check", table_name, schema):
            found.append({"name": name, "sqltext": _without_parentheses(text), **self._commented(comment)})
        for written in self._written(table_name, schema):
            if written["kind"] == "CHECK":
                found.append({"name": written["name"], "sqltext": written["text"]})
        return found

    def get_indexes(self, table_name, schema=None, **options):
        return [_index(row, self.dialect.name) for row in self._rows("indexes", table_name, schema)]

    def has_index(self, table_name, index_name, schema=None, **options):
        if not self.has_table(table_name, schema):
            return False
        return any(index["name"] == index_name for index in self.get_indexes(table_name, schema))

    # Several tables.

    def _multi(self, method, schema, filter_names, kind):
        kinds = (kind,) if isinstance(kind, str) else kind
        names = [row[0] for row in self._relations(schema, kinds)]
        return {
            (schema, name): method(name, schema) for name in names if filter_names is None or name in filter_names
        }

    def get_multi_columns(self, schema=None, filter_names=None, kind=ObjectKind.TABLE, **options):
        return self._multi(self.get_columns, schema, filter_names, kind)

    def get_multi_indexes(self, schema=None, filter_names=None, kind=ObjectKind.TABLE, **options):
        return self._multi(self.get_indexes, schema, filter_names, kind)

    def get_multi_foreign_keys(self, schema=None, filter_names=None, kind=ObjectKind.TABLE, **options):
        return self._multi(self.get_foreign_keys, schema, filter_names, kind)

    def get_multi_pk_constraint(self, schema=None, filter_names=None, kind=ObjectKind.TABLE, **options):
        return self._multi(self.get_pk_constraint, schema, filter_names, kind)

    def get_multi_unique_constraints(self, schema=None, filter_names=None, kind=ObjectKind.TABLE, **options):
        return self._multi(self.get_unique_constraints, schema, filter_names, kind)

    def get_multi_check_constraints(self, schema=None, filter_names=None, kind=ObjectKind.TABLE, **options):
        return self._multi(self.get_check_constraints, schema, filter_names, kind)

    def get_multi_table_comment(self, schema=None, filter_names=None, kind=ObjectKind.TABLE, **options):
        return self._multi(self.get_table_comment, schema, filter_names, kind)

    def reflect_table(self, table, include_columns=None, exclude_columns=(), **options):
        from .reflection_table import fill

        fill(self, table, include_columns, exclude_columns)


def reflect_table(bind, table, include_columns, given):
    """Fills a table in for `Table(..., autoload_with=bind)`; what the script gives is left to it."""
    from ..sql.schema import Column
    from .reflection_table import fill

    inspector = bind if isinstance(bind, Inspector) else Inspector(bind)
    fill(inspector, table, include_columns, [item.name for item in given if isinstance(item, Column)])


def reflect_all(metadata, bind, schema, views, only):
    """Makes the tables of a schema that a collection does not have yet."""
    from ..sql.schema import Table

    inspector = bind if isinstance(bind, Inspector) else Inspector(bind)
    names = inspector.get_table_names(schema)
    if views:
        names += inspector.get_view_names(schema) + inspector.get_materialized_view_names(schema)
    if callable(only):
        names = [name for name in names if only(name, metadata)]
    elif only is not None:
        missing = [name for name in only if name not in names]
        if missing:
            from ..exc import InvalidRequestError

            raise InvalidRequestError(
                "Could not reflect: requested table(s) not available in %r: (%s)" % (bind.engine, ", ".join(missing))
            )
        names = [name for name in names if name in only]
    for name in names:
        if (name if schema is None else "%s.%s" % (schema, name)) not in metadata.tables:
            Table(name, metadata, schema=schema, autoload_with=inspector)


# Rows as SQLAlchemy shows them.


def _list(value):
    if isinstance(value, str):
        value = _json(value)
    return list(value or ())


def _json(text):
    import json

    return json.loads(text) if isinstance(text, str) else text or {}


def _without_parentheses(text):
    """A condition without the parentheses around all of it."""
    if not (text.startswith("(") and text.endswith(")")):
        return text
    depth = 0
    for place, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0 and place < len(text) - 1:
            return text
    return text[1:-1]


def _type(described, labels, name, schema):
    """A type object from its description."""
    from .. import types

    inner = described["type"]
    if labels:
        from ..dialects.postgresql import ARRAY, ENUM

        enum = ENUM(*labels, name=name, schema=schema, create_type=False)
        return ARRAY(enum) if described["text"].endswith("[]") else enum
    if inner is None:
        return types.NullType()
    return _made(inner)


def _made(described):
    from .. import dialects, types

    if described is None:
        from ..types import NullType

        return NullType()
    home = types if described["dialect"] is None else getattr(dialects, described["dialect"])
    arguments = dict(described["arguments"])
    if "item_type" in arguments:
        arguments["item_type"] = _made(arguments["item_type"])
    values = arguments.pop("values", ())
    if "" in values and described["class"] == "SET":
        arguments["retrieve_as_bitwise"] = True
    return getattr(home, described["class"], types.NullType)(*values, **arguments)


def _column(row):
    (
        name, type_, labels, type_name, type_schema, nullable, default, autoincrement, comment, computed, persisted,
        identity, primary_key,
    ) = row
    column = {
        "name": name,
        "type": _type(type_, labels, type_name, type_schema),
        "nullable": bool(nullable),
        "default": default,
        "comment": comment,
    }
    if primary_key is not None:
        column["primary_key"] = primary_key
        del column["comment"]
    elif autoincrement is not None:
        column["autoincrement"] = bool(autoincrement)
    if computed is not None:
        column["computed"] = {"sqltext": computed, "persisted": bool(persisted)}
    if identity is not None:
        column["identity"] = _json(identity)
    return column


def _dialect_options(inspector, options):
    return {"dialect_options": {"postgresql_include": []}} if inspector.dialect.name == "postgresql" else options


def _has_one_key(dialect):
    """Whether a unique constraint is nothing but an index."""
    return dialect in ("mysql", "mariadb")


def _index(row, dialect):
    name, unique, columns, expressions, included, sorting, constraint, options = row
    columns = _list(columns)
    index = {"name": name, "unique": bool(unique), "column_names": columns}
    if None in columns:
        expressions = _list(expressions)
        index["expressions"] = [
            expression if column is None else column for column, expression in zip(columns, expressions)
        ]
    if constraint is not None and not _has_one_key(dialect):
        index["duplicates_constraint"] = constraint
    directions = {
        column: tuple(words.split()) for column, words in zip(columns, _list(sorting)) if words.strip()
    }
    if directions:
        index["column_sorting"] = directions
    found = {"%s_%s" % (dialect, key): value for key, value in _json(options).items() if value is not None}
    if included is not None or dialect == "postgresql":
        index["include_columns"] = found[dialect + "_include"] = _list(included)
    if found or not _has_one_key(dialect):
        index["dialect_options"] = found
    return index
