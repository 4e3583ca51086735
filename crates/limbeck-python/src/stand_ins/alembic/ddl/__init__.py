"""Alembic's dialect implementations; in limbeck they are Rust."""


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    from .impl import DefaultImpl

    if name == "DefaultImpl":
        return DefaultImpl
    raise AttributeError("limbeck's stand-in for alembic.ddl has no %r" % name)
