"""Hooks that projects register for autogenerate; they matter only when a script is generated."""

from ..util import Dispatcher as _Dispatcher

comparators = _Dispatcher(uselist=True)
renderers = _Dispatcher()


def __getattr__(name):
    if name == "Rewriter":
        from .rewriter import Rewriter

        return Rewriter
    raise AttributeError(
        "limbeck's stand-in for Alembic has no autogenerate.%s; run this with Alembic itself" % name
    )
