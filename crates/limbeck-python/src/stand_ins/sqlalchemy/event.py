"""Events: those of engines that change a session are called, those that only watch are not.

`connect`, `first_connect` and `checkout` listeners set the session up (`PRAGMA foreign_keys=ON`,
`SET ROLE`, ...). What a listener that only watches would see changes nothing in a migration.
Those of tables and collections of tables are called when these are created or dropped, those of mapped classes when
a session writes. Listeners on objects that only the application has are kept, and never come to their turn.
"""

_listeners = []

# Engine events whose listeners could change what is sent: their absence would matter.
_CHANGING = ("do_connect", "do_execute", "do_executemany", "do_execute_no_params", "handle_error")

_CALLED = ("connect", "first_connect", "checkout")


def listen(target, identifier, fn, *arguments, **options):
    """Registers a listener."""
    _listeners.append((target, identifier, fn, options))


def listens_for(target, identifier, *arguments, **options):
    """A decorator that registers a listener."""

    def decorate(fn):
        listen(target, identifier, fn, *arguments, **options)
        return fn

    return decorate


def listens_for_many(targets, identifier):
    def decorate(fn):
        for target in targets:
            listen(target, identifier, fn)
        return fn

    return decorate


def remove(target, identifier, fn):
    _listeners[:] = [entry for entry in _listeners if entry[:3] != (target, identifier, fn)]


def contains(target, identifier, fn):
    return any(entry[:3] == (target, identifier, fn) for entry in _listeners)


def _concerns(target, engine):
    from .engine.create import Engine
    from .pool import Pool

    return target is engine or target is getattr(engine, "_listening_as", None) or target is Engine or target is Pool


def dispatch(engine, identifier, *arguments):
    """Calls the listeners of an engine."""
    for target, name, fn, options in list(_listeners):
        if not _concerns(target, engine):
            continue
        if name in _CHANGING or (options.get("retval") and name not in _CALLED):
            raise NotImplementedError(
                "limbeck does not call listeners of the engine event %r, and this one could change "
                "what the migration does: %s" % (name, getattr(fn, "__qualname__", fn))
            )
        if name == identifier:
            fn(*arguments)


def dispatch_ddl(target, identifier, bind, **options):
    """Calls the listeners of a table or collection of tables that is created or dropped."""
    for listened, name, fn, _ in list(_listeners):
        if name == identifier and (listened is target or isinstance(listened, type) and isinstance(target, listened)):
            fn(target, bind, **options)
