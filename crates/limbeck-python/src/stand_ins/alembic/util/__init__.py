"""Alembic's small tools, as far as programs use them."""

from . import exc, sqla_compat  # noqa: F401
from .exc import CommandError  # noqa: F401


def to_list(value, default=None):
    if value is None:
        return default
    if isinstance(value, str) or not hasattr(value, "__iter__"):
        return [value]
    return list(value)


def to_tuple(value, default=None):
    return default if value is None else tuple(to_list(value))


def asbool(value):
    if isinstance(value, str):
        text = value.strip().lower()
        if text in ("true", "yes", "on", "y", "t", "1"):
            return True
        if text in ("false", "no", "off", "n", "f", "0"):
            return False
        raise ValueError("String is not true/false: %r" % text)
    return bool(value)


def rev_id():
    import uuid

    return uuid.uuid4().hex[-12:]


def warn(message, stacklevel=2):
    import warnings

    warnings.warn(message, UserWarning, stacklevel=stacklevel + 1)


def msg(message, newline=True, flush=False, quiet=False):
    if not quiet:
        print(message)


def err(message, quiet=False):
    import logging
    import sys

    logging.getLogger("alembic.util.messaging").error(message)
    msg("FAILED: %s" % message, quiet=quiet)
    sys.exit(-1)


class Dispatcher:
    """Functions by the class of their first argument."""

    def __init__(self, uselist=False):
        self._registry = {}
        self.uselist = uselist

    def dispatch_for(self, target, qualifier="default", replace=False):
        def decorate(function):
            if self.uselist:
                self._registry.setdefault((target, qualifier), []).append(function)
            else:
                self._registry[(target, qualifier)] = function
            return function

        return decorate

    def dispatch(self, obj, qualifier="default"):
        targets = [obj] if isinstance(obj, str) else (obj if isinstance(obj, type) else type(obj)).__mro__
        for target in targets:
            for key in ((target, qualifier), (target, "default")):
                if key in self._registry:
                    return self._registry[key]
        raise ValueError("no dispatch function for object: %s" % obj)


class PriorityDispatcher(Dispatcher):
    pass


def __getattr__(name):
    if name in ("messaging", "langhelpers", "compat", "pyfiles", "editor"):
        raise AttributeError("limbeck's stand-in for Alembic has no alembic.util.%s" % name)
    if name == "immutabledict":
        from sqlalchemy.util import immutabledict

        return immutabledict
    raise AttributeError("limbeck's stand-in for alembic.util has no %r" % name)
