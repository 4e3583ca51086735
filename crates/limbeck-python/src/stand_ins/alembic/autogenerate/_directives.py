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
    operations = _seen if hook else _operations.unseen
    _add_operations(_directives[-1], context.opts, found, operations)
    if hook:
        hook(context, tuple(heads), _directives)
    for script in _directives:
        script._needs_render = True


def _seen(held):
    return _operations.objects(call("directives.entries", {"operations": held}))


def _add_operations(script, opts, found, operations):
    if script._needs_render:
        script._upgrade_ops.append(UpgradeOps([]))
        script._downgrade_ops.append(DowngradeOps([]))
    upgrade, downgrade = script._upgrade_ops[-1], script._downgrade_ops[-1]
    upgrade.upgrade_token = opts["upgrade_token"]
    downgrade.downgrade_token = opts["downgrade_token"]
    if found is not None:
        upgrade.ops += operations(found["upgrade"])
        downgrade.ops += operations(found["downgrade"])


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
            {
                "upgrade_token": upgrade.upgrade_token,
                "downgrade_token": downgrade.downgrade_token,
                "upgrade": _operations.described(upgrade),
                "downgrade": _operations.described(downgrade),
            }
            for upgrade, downgrade in zip(script._upgrade_ops, script._downgrade_ops)
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
