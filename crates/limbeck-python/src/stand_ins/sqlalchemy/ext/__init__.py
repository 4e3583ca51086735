"""Extensions of SQLAlchemy that migration scripts use."""

_MODULES = ("asyncio", "automap", "compiler", "declarative", "hybrid", "mutable")


def __getattr__(name):
    if name in _MODULES:
        import sys

        full = __name__ + "." + name
        __import__(full)
        return sys.modules[full]
    raise AttributeError("limbeck's stand-in for sqlalchemy.ext has no %r" % name)
