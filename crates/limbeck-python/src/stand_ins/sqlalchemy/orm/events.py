"""Listeners of mapped classes that change what is written."""

from .. import event

def is_heard(identifier):
    """Whether anybody listens to an event."""
    return any([name == identifier for _, name, _, _ in event._listeners])


def fire(state, identifier, connection):
    """Calls the listeners of an object's class, and those of `Mapper` itself."""
    for fn in _listeners(type(state.instance), state.mapper, identifier):
        fn(state.mapper, connection, state.instance)


def _listeners(kind, mapper, identifier):
    if not event._listeners:
        return []
    from .mapper import Mapper

    found = []
    for target, name, fn, options in event._listeners:
        if name != identifier:
            continue
        if target is kind or target is mapper or target is Mapper or (
            options.get("propagate") and isinstance(target, type) and issubclass(kind, target)
        ):
            found.append(fn)
    return found


def fire_session(session, identifier, *arguments):
    """Calls the listeners of a session, of its factory, and those of `Session` itself."""
    for target, name, fn, _ in list(event._listeners):
        if name == identifier and (
            target is session or target is session._factory or isinstance(target, type) and isinstance(session, target)
        ):
            fn(session, *arguments)
