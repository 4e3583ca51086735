"""What the application's own Python is asked for its models by: `target_metadata`, as `env.py` has it."""

import sys

import _application
import _limbeck_boot
import _placeholder


def question():
    """Called from Rust, where models are needed.

    The modules that `env.py` has imported are imported there first, all of them: many a module is only imported for the
    tables that it adds to a `MetaData`.
    """
    from alembic import context

    target = context.get_context().opts.get("target_metadata")
    if target is None:
        return {"is_missing": True}
    expression = "target_metadata"
    if isinstance(target, _placeholder.Placeholder):
        expression, _ = _application.written(target)
    elif isinstance(target, (set, frozenset)):
        target = list(target)
    operations = _application._Operations()
    try:
        imports = operations.modules(_imported())
        operations.effects()
        answer = operations.value(target)
    except _application.NoAnswer as error:
        return {"expression": expression, "reason": str(error)}
    finally:
        operations.record()
    return {"expression": expression, "answer": answer, "needed": [*imports, *operations.needed]}


def _imported():
    """The modules of the application, in the order in which they were imported."""
    return [
        name
        for name, module in list(sys.modules.items())
        if type(getattr(module, "__loader__", None)) is _limbeck_boot.ProjectLoader
        or "_limbeck_origin_" in getattr(module, "__dict__", ())
    ]
