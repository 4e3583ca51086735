"""Attributes of mapped objects, which are not tracked."""

from . import _Inert

InstrumentedAttribute = _Inert("InstrumentedAttribute")
QueryableAttribute = _Inert("QueryableAttribute")


def flag_modified(instance, key):
    """Objects are not tracked."""


flag_dirty = flag_modified


def get_history(instance, key):
    raise NotImplementedError("limbeck does not track the attributes of objects")
