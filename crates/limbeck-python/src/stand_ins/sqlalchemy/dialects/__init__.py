"""The dialects' own types and constructs."""

_DIALECTS = ("mysql", "postgresql", "sqlite")


def __getattr__(name):
    # `sqlalchemy.dialects.postgresql` is there without being imported.
    if name in _DIALECTS:
        import sys

        full = __name__ + "." + name
        __import__(full)
        return sys.modules[full]
    raise AttributeError("limbeck's stand-in for sqlalchemy.dialects has no %r" % name)
