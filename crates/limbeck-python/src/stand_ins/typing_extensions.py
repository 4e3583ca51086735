"""The backports of `typing`, all of which are there."""

import typing as _typing


def __getattr__(name):
    return getattr(_typing, name)


def deprecated(message, /, *, category=DeprecationWarning, stacklevel=1):
    """Declares that something should not be used any more."""
    return lambda function: function
