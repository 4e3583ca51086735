"""`sqlalchemy.sql.compiler`: what scripts take from it, the quoting of names."""

from ..engine.default import IdentifierPreparer as _Preparer


class IdentifierPreparer(_Preparer):
    """Quotes names as the given dialect does."""


def __getattr__(name):
    raise AttributeError("limbeck's stand-in for sqlalchemy.sql.compiler has no %r" % name)
