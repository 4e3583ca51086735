"""Attributes of mapped objects: what changed of them."""

from . import _Inert
from .state import state_of

InstrumentedAttribute = _Inert("InstrumentedAttribute")
QueryableAttribute = _Inert("QueryableAttribute")


class History(tuple):
    """What came to an attribute, what stayed and what went."""

    added = property(lambda self: self[0])
    unchanged = property(lambda self: self[1])
    deleted = property(lambda self: self[2])

    def has_changes(self):
        return bool(self[0] or self[2])

    def sum(self):
        return [*self[0], *self[1], *self[2]]


def flag_modified(instance, key):
    """A value has changed in place: it is written with the next flush."""
    state = state_of(instance)
    state.modified.add(state.mapper.names.get(key, key))
    state.touch()


def flag_dirty(instance):
    state_of(instance).touch()


def get_attribute(instance, key):
    return getattr(instance, key)


def set_attribute(instance, key, value, initiator=None):
    setattr(instance, key, value)


def set_committed_value(instance, key, value):
    """Sets what the database has, so that it is no change."""
    state = state_of(instance)
    column = state.mapper.names.get(key)
    if column is not None:
        instance.__dict__[key] = value
        if state.loaded is not None:
            state.loaded[column] = value
        return
    from .loading import give

    relationship = state.mapper.relationships[key]
    give(relationship, state, list(value) if relationship.uselist else [] if value is None else [value])


def get_history(instance, key, passive=None):
    """How an attribute differs from what the database has."""
    state = state_of(instance)
    if key in state.mapper.relationships:
        from .unitofwork import _changes

        value = getattr(instance, key)
        added, removed = _changes(state, key)
        items = list(value) if isinstance(value, (list, set)) else [] if value is None else [value]
        return History((added, [item for item in items if not any([item is other for other in added])], removed))
    column = state.mapper.names[key]
    value = getattr(instance, key)
    if state.loaded is None or column not in state.loaded:
        return History(([value] if key in instance.__dict__ else [], [], []))
    before = state.loaded[column]
    if column in state.changed_values():
        return History(([value], [], [before]))
    return History(([], [value], []))
