"""The stand-in for Alembic: scripts describe operations, Rust carries them out."""

import sys

__version__ = "1.20.1"


def __getattr__(name):
    # `import alembic` is enough for these two; other submodules have to be imported.
    if name not in ("context", "op"):
        raise AttributeError("module 'alembic' has no attribute %r" % name)
    # Without `importlib`, which takes longer to load than both.
    full = __name__ + "." + name
    __import__(full)
    return sys.modules[full]
