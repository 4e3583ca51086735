"""Operations that autogenerate found, as the objects that `process_revision_directives` sees; and back again.

Rust writes them as it writes them into a script; here this text is run with a collector in the place of `op`.
"""

import sys

import sqlalchemy
from sqlalchemy.sql.elements import conv
from sqlalchemy.types import TypeEngine

from ..operations import ops
from ..operations.base import Operations

# What `collect` has told Rust of, by the number under which it asks for it.
_told = []


class Unseen(ops.MigrateOperation):
    """Operations that nobody looks at."""

    def __init__(self, held):
        self.held = held


class _ApplicationType(TypeEngine):
    """A type whose class is the application's: what is known of it."""

    def __init__(self, module, representation, implementation):
        self._module = module
        self._representation = representation
        self.impl = implementation

    def _tree_(self):
        fields = {
            "module": self._module, "representation": self._representation, "implementation": self.impl,
        }
        return "type.custom", fields

    def copy(self, **options):
        return _application_type(self._module, self._representation, self.impl)

    def __repr__(self):
        return self._representation


def _application_type(module, representation, implementation):
    name = representation.split("(")[0]
    return type(name, (_ApplicationType,), {"__module__": module})(module, representation, implementation)


def _alter_column(table_name, column_name, *, nullable=None, comment=False, server_default=False, new_column_name=None,
                  type_=None, **kw):
    return ops.AlterColumnOp(
        table_name, column_name, modify_nullable=nullable, modify_comment=comment,
        modify_server_default=server_default, modify_name=new_column_name, modify_type=type_, **kw
    )


def _drop_table(table_name, *, schema=None, if_exists=None):
    return ops.DropTableOp(table_name, schema=schema, if_exists=if_exists)


_MAKERS = {
    "create_table": lambda name, *items, **kw: ops.CreateTableOp(name, list(items), **kw),
    "drop_table": _drop_table,
    "rename_table": ops.RenameTableOp,
    "create_table_comment": ops.CreateTableCommentOp,
    "drop_table_comment": ops.DropTableCommentOp,
    "add_column": ops.AddColumnOp,
    "drop_column": ops.DropColumnOp,
    "alter_column": _alter_column,
    "create_index": ops.CreateIndexOp,
    "drop_index": ops.DropIndexOp,
    "create_primary_key": ops.CreatePrimaryKeyOp,
    "create_unique_constraint": ops.CreateUniqueConstraintOp,
    "create_foreign_key": ops.CreateForeignKeyOp,
    "create_check_constraint": ops.CreateCheckConstraintOp,
    "create_exclude_constraint": lambda name, table, *elements, **kw: ops.CreateExcludeConstraintOp(
        name, table, elements, **kw
    ),
    "drop_constraint": ops.DropConstraintOp,
    "bulk_insert": ops.BulkInsertOp,
    "execute": ops.ExecuteSQLOp,
}


class _Collector:
    """In the place of `op`: its calls become objects."""

    def __init__(self):
        self.made = []

    def f(self, name):
        return conv(name)

    def __getattr__(self, name):
        make = _MAKERS[name]

        def directive(*arguments, **keywords):
            self.made.append(make(*arguments, **keywords))

        return directive


def unseen(held):
    """The operations of a direction as one, where nobody looks at them."""
    return [Unseen(held)]


def objects(entries):
    """The objects for what Rust has written."""
    made = []
    for entry in entries:
        if "operations" in entry:
            within = objects(entry["operations"])
            made.append(ops.ModifyTableOps(entry["table"], within, schema=entry["schema"]))
        else:
            made += _made(entry)
    return made


def _made(entry):
    found = _run(entry["imports"], entry["text"])
    if len(found) == 1:
        [operation] = found
        operation._origin = {"text": entry["text"], "held": entry["held"]}
        if entry["reverse"] is not None and hasattr(operation, "_reverse"):
            [operation._reverse] = _run(entry["imports"], entry["reverse"])
    return found


def _run(imports, text):
    collector = _Collector()
    exec(text, _names(imports, collector))
    return collector.made


def _names(imports, collector):
    names = {"sa": sqlalchemy, "op": collector, "_application_type": _application_type}
    for line in imports:
        exec(line, names)
    return names


def _own_type(module, representation, implementation):
    """An instance of the class itself, if `env.py` has it here; else what is known of it."""
    own = getattr(sys.modules.get(module), representation.split("(")[0], None)
    if isinstance(own, type) and issubclass(own, TypeEngine):
        try:
            return eval(representation, {**vars(sqlalchemy), **vars(sys.modules[module])})
        except Exception:
            # Its `repr()` is not the call that makes it.
            pass
    return _application_type(module, representation, implementation)


def item(imports, text):
    """A part of an operation, as `render_item` sees it: only looked at, so that types are the application's own."""
    return eval(text, {**_names(imports, _Collector()), "_application_type": _own_type})


def described(container):
    """What has become of the operations of a container, for Rust."""
    found = []
    for operation in container.ops:
        if isinstance(operation, Unseen):
            found.append({"unseen": operation.held})
        elif isinstance(operation, ops.ModifyTableOps):
            found.append(
                {
                    "table": operation.table_name, "schema": operation.schema,
                    "operations": described(operation),
                }
            )
        elif isinstance(operation, ops.OpContainer):
            found += described(operation)
        else:
            _told.append(operation)
            found.append({"number": len(_told) - 1, **getattr(operation, "_origin", {})})
    return found


def carry_out(number):
    """Does an operation; called from Rust, which takes down what it does."""
    Operations().invoke(_told[number])
