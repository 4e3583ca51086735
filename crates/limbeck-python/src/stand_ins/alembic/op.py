"""`from alembic import op`: the directives of the migration under way."""

from .operations.base import Operations as _Operations

_proxy = _Operations()


def __getattr__(name):
    if name.startswith("_"):
        raise AttributeError("module 'alembic.op' has no attribute %r" % name)
    try:
        value = getattr(_proxy, name)
    except AttributeError:
        raise AttributeError("module 'alembic.op' has no attribute %r" % name) from None
    return value
