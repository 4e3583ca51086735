"""What `env.py` says about a comparison: the options of `configure()`, and its functions.

Objects that the functions are given are made of text that Rust has written, a table as a whole; all that belongs to it
is looked up there.
"""

import _placeholder

from . import _operations

_FUNCTIONS = ("include_name", "include_object", "compare_type", "compare_server_default")

# The tables that have been made, by what Rust calls them.
_tables = {}


def _options():
    from .. import context

    return context.get_context().opts


def _function(name):
    return _options()[name]


def settings():
    """The options, for Rust. A function is its name."""
    opts = _options()
    found = {}
    for name in _FUNCTIONS:
        value = opts.get(name)
        if _placeholder.is_opaque(value):
            raise NotImplementedError(
                "%s is a function of the application, which limbeck cannot call; "
                "write it into env.py, or run this with Alembic itself" % name
            )
        found[name] = "function" if callable(value) else value is not False
    # Alembic compares types unless it is told not to, and defaults if it is told to.
    found["compare_server_default"] = (
        found["compare_server_default"] if opts.get("compare_server_default") is not None else False
    )
    found["include_schemas"] = bool(opts.get("include_schemas"))
    plugins = opts.get("autogenerate_plugins")
    found["autogenerate_plugins"] = None if plugins is None else [str(name) for name in plugins]
    _tables.clear()
    return found


def include_name(name, kind, parents):
    return bool(_function("include_name")(name, kind, parents))


def include_object(item, reflected, compare_to):
    found = _object(item)
    name = getattr(found, "name", None)
    other = None if compare_to is None else _object(compare_to)
    return bool(_function("include_object")(found, name, item["kind"], reflected, other))


def compare_type(existing, wanted):
    existing, wanted = _object(existing), _object(wanted)
    answer = _function("compare_type")(_context(), existing, wanted, existing.type, wanted.type)
    return None if answer is None else bool(answer)


def compare_server_default(existing, wanted, existing_text, wanted_text):
    existing, wanted = _object(existing), _object(wanted)
    answer = _function("compare_server_default")(
        _context(), existing, wanted, existing_text, wanted.server_default, wanted_text
    )
    return None if answer is None else bool(answer)


def _context():
    from .. import context

    return context.get_context()


def _object(item):
    """The object that Rust speaks of; the first time it speaks of a table, it says what is in it."""
    key = item["table"]
    if item["made_of"] is not None:
        _tables[key] = _table(item["made_of"])
    table = _tables[key]
    kind = item["kind"]
    if kind == "table":
        return table
    if kind == "column":
        return table.c[item["name"]]
    if kind == "index":
        return table._limbeck_indexes[item["place"]]
    return _constraint(table, kind, item)


_KINDS = {
    "unique_constraint": "UniqueConstraint",
    "foreign_key_constraint": "ForeignKeyConstraint",
    "check_constraint": "CheckConstraint",
}


def _constraint(table, kind, item):
    found = [
        constraint
        for constraint in sorted(table.constraints, key=lambda constraint: constraint._order)
        if type(constraint).__name__ == _KINDS[kind] and not getattr(constraint, "_implicit", False)
    ]
    return found[item["place"]]


def _table(made_of):
    import sqlalchemy

    create, *indexes = made_of["texts"]
    [operation] = _operations._run(made_of["imports"], create)
    table = operation.to_table()
    table.info.update(made_of["info"])
    for name, info in made_of["column_info"].items():
        table.c[name].info.update(info)
    table._limbeck_indexes = []
    for text in indexes:
        [operation] = _operations._run(made_of["imports"], text)
        elements = [table.c[name] if isinstance(name, str) else name for name in operation.columns]
        index = sqlalchemy.Index(operation.index_name, *elements, unique=operation.unique, **operation.kw)
        if getattr(index, "table", None) is None:
            index.table = table
        table._limbeck_indexes.append(index)
    return table
