"""`from alembic import op`: the directives of the migration under way."""

from .operations.base import Operations as _Operations

_proxy = _Operations()


def __getattr__(name):
    if name.startswith("_"):
        raise AttributeError("module 'alembic.op' has no attribute %r" % name)
    if not hasattr(_proxy, name):
        from _third_party import DIRECTIVES

        if name not in DIRECTIVES:
            raise AttributeError("module 'alembic.op' has no attribute %r" % name)
        __import__(DIRECTIVES[name])
    return getattr(_proxy, name)
