"""The scripts that `revision` is about to write, as `process_revision_directives` may change them.

Mirrors `RevisionContext`.
"""

import _placeholder
from _limbeck import call

from ..operations.ops import DowngradeOps, MigrationScript, UpgradeOps
from . import _operations

# The scripts; None before the first `run_migrations()`.
_directives = None


def process(context, heads, wanted, found):
    """`run_migrations()` of `env.py`: the script that is `wanted`, for one more database.

    `found` are the operations for it, which Rust has: those of `upgrade` and `downgrade`, and how they are written.
    """
    global _directives
    if _directives is None:
        _directives = [MigrationScript(upgrade_ops=UpgradeOps([]), downgrade_ops=DowngradeOps([]), **wanted)]
    if not _directives:
        raise IndexError("process_revision_directives has left no script for the next run_migrations()")
    hook = context.opts["process_revision_directives"]
    if _placeholder.is_opaque(hook):
        raise NotImplementedError(
            "process_revision_directives is a function of the application, which limbeck cannot call; "
            "write it into env.py, or run this with Alembic itself"
        )
    _add_operations(_directives[-1], context, found, _seen if hook else _unseen)
    if hook:
        hook(context, tuple(heads), _directives)
    for script in _directives:
        script._needs_render = True


# How the operations of a context are written, by the token of its upgrade.
_renderings = {}

_SETTINGS = ("sqlalchemy_module_prefix", "alembic_module_prefix", "user_module_prefix", "render_as_batch")


def _seen(found, direction):
    arguments = {"operations": found[direction], "rendering": found["rendering"]}
    return _operations.objects(call("directives.entries", arguments))


def _unseen(found, direction):
    return _operations.unseen(found[direction])


def _add_operations(script, context, found, operations):
    opts = context.opts
    if script._needs_render:
        script._upgrade_ops.append(UpgradeOps([]))
        script._downgrade_ops.append(DowngradeOps([]))
    upgrade, downgrade = script._upgrade_ops[-1], script._downgrade_ops[-1]
    upgrade.upgrade_token = opts["upgrade_token"]
    downgrade.downgrade_token = opts["downgrade_token"]
    upgrade.ops += operations(found, "upgrade")
    downgrade.ops += operations(found, "downgrade")
    _renderings[upgrade.upgrade_token] = context, found["rendering"]


def collect():
    """What has become of the scripts, or None if `env.py` has run no migrations; called from Rust."""
    if _directives is None:
        return None
    return [_described(script) for script in _directives]


def _described(script):
    path = script.version_path
    containers = []
    if script._needs_render:
        containers = [
            _container(upgrade, downgrade) for upgrade, downgrade in zip(script._upgrade_ops, script._downgrade_ops)
        ]
    return {
        "rev_id": script.rev_id,
        "message": script.message,
        "head": script.head,
        "splice": script.splice,
        "branch_label": script.branch_label,
        "version_path": path.as_posix() if hasattr(path, "as_posix") else path,
        "depends_on": script.depends_on,
        "containers": containers,
        "imports": sorted(script.imports),
    }


def _container(upgrade, downgrade):
    # A script that `env.py` has made is written as the last one that it was given.
    last = next(reversed(list(_renderings.values())))
    context, rendering = _renderings.get(upgrade.upgrade_token, last)
    settings = {name: context.opts.get(name) for name in _SETTINGS}
    settings["render_item"] = bool(_render_item_of(context))
    return {
        "upgrade_token": upgrade.upgrade_token,
        "downgrade_token": downgrade.downgrade_token,
        "upgrade": _operations.described(upgrade),
        "downgrade": _operations.described(downgrade),
        "settings": settings,
        "rendering": rendering,
    }


def _render_item_of(context):
    hook = context.opts.get("render_item")
    if _placeholder.is_opaque(hook):
        raise NotImplementedError(
            "render_item is a function of the application, which limbeck cannot call; "
            "write it into env.py, or run this with Alembic itself"
        )
    return hook


class AutogenContext:
    """What `render_item` is given beside the object."""

    def __init__(self, context, imports):
        self.migration_context = context
        self.imports = imports
        self.opts = context.opts
        self.dialect = context.dialect
        self.connection = None
        self.metadata = context.opts.get("target_metadata")
        self._has_batch = False


def render_item(token, kind, text, imports, collected):
    """What `render_item` of a context says of an item; called from Rust, which has written it as `text`."""
    last = next(reversed(list(_renderings.values())))
    context, _ = _renderings.get(token, last)
    item = _operations.item(imports, text)
    autogen_context = AutogenContext(context, set(collected))
    answer = _render_item_of(context)(kind, item, autogen_context)
    if answer is False:
        answer = None
    return {"text": answer, "imports": sorted(autogen_context.imports)}
