"""SQLAlchemy's small tools, as far as programs use them."""

OrderedDict = dict


class immutabledict(dict):
    """A dict that refuses to change."""

    def _refuse(self, *arguments, **keywords):
        raise TypeError("%s object is immutable" % type(self).__name__)

    __setitem__ = __delitem__ = clear = pop = popitem = setdefault = update = _refuse

    def union(self, other=(), **keywords):
        return immutabledict({**self, **dict(other), **keywords})

    merge_with = union

    def __hash__(self):
        return hash(tuple(self.items()))


EMPTY_DICT = immutabledict()


def to_list(value, default=None):
    if value is None:
        return default
    if isinstance(value, str) or not hasattr(value, "__iter__"):
        return [value]
    return list(value)


def await_only(awaitable):
    """Runs a coroutine that does not wait."""
    try:
        awaitable.send(None)
    except StopIteration as stop:
        return stop.value
    raise RuntimeError("limbeck runs no event loop: the coroutine waits for something")


await_fallback = await_only


def __getattr__(name):
    raise AttributeError("limbeck's stand-in for sqlalchemy.util has no %r" % name)
