"""Contexts, loops and calls of templates."""

import builtins

from .exceptions import RuntimeException


class Undefined:
    """A name that nothing defines. It is false, and no text."""

    def __str__(self):
        raise NameError("Undefined")

    def __bool__(self):
        return False


UNDEFINED = Undefined()
STOP_RENDERING = ""


class _Buffer:
    def __init__(self):
        self._parts = []

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError("a template writes text, and this is of type %r" % type(text).__name__)
        self._parts.append(text)

    def getvalue(self):
        return "".join(self._parts)


class Context:
    """The values that a template is rendered with, and what it has written so far."""

    def __init__(self, data):
        self._kwargs = dict(data)
        self._data = dict(data)
        self._buffers = [_Buffer()]
        self.namespaces = {}
        self._data["capture"] = lambda function, *arguments, **keywords: capture(
            self, function, *arguments, **keywords
        )
        self.caller_stack = self._data["caller"] = CallerStack()

    @property
    def kwargs(self):
        return dict(self._kwargs)

    def keys(self):
        return list(self._data)

    def __getitem__(self, key):
        return self._data[key] if key in self._data else builtins.__dict__[key]

    def get(self, key, default=None):
        return self._data.get(key, builtins.__dict__.get(key, default))

    def write(self, text):
        self._buffers[-1].write(text)

    def writer(self):
        return self._buffers[-1].write

    def _push_buffer(self):
        self._buffers.append(_Buffer())

    def _pop_buffer(self):
        return self._buffers.pop()


class CallerStack(list):
    """Who called the functions that are running: `caller` in a template is the innermost."""

    nextcaller = None

    def __bool__(self):
        return len(self) > 0 and bool(self[-1])

    def __getattr__(self, name):
        return getattr(self[-1], name)

    def _push_frame(self):
        frame = self.nextcaller or None
        self.append(frame)
        self.nextcaller = None
        return frame

    def _pop_frame(self):
        self.nextcaller = self.pop()


class Namespace:
    """Functions of a template under a name."""

    def __init__(self, name, callables):
        self.name = name
        self._callables = {function.__name__: function for function in callables}

    def __getattr__(self, name):
        if name in self._callables:
            return self._callables[name]
        raise AttributeError("Namespace '%s' has no member '%s'" % (self.name, name))


class TemplateNamespace:
    """`self` and `local`: the template that is being rendered."""

    def __init__(self, name, scope, path):
        self.name = name
        self.uri = self.filename = path
        self.attr = _Attributes(name, scope)
        self._scope = scope

    def body(self, **keywords):
        return self._scope["__M_body"](**{**self._scope["context"]._kwargs, **keywords})

    def __getattr__(self, name):
        found = self._scope.get(name, UNDEFINED)
        if found is UNDEFINED:
            raise AttributeError("Namespace '%s' has no member '%s'" % (self.name, name))
        return found


class _Attributes:
    def __init__(self, name, scope):
        self._name = name
        self._scope = scope

    def __getattr__(self, name):
        found = self._scope.get(name, UNDEFINED)
        if found is UNDEFINED:
            raise AttributeError(name)
        return found


class LoopStack:
    """The loops that are running; `loop` outside of them."""

    def __init__(self):
        self.stack = []

    def _enter(self, items):
        loop = LoopContext(items)
        if self.stack:
            loop.parent = self.stack[-1]
        self.stack.append(loop)
        return loop

    def _exit(self):
        self.stack.pop()
        return self.stack[-1] if self.stack else self

    def __getattr__(self, name):
        raise RuntimeException("No loop context is established")


class LoopContext:
    """`loop` inside of a `% for`."""

    def __init__(self, items):
        self._items = items
        self.index = 0
        self.parent = None

    def __iter__(self):
        for item in self._items:
            yield item
            self.index += 1

    def __len__(self):
        return len(self._items)

    @property
    def reverse_index(self):
        return len(self) - self.index - 1

    @property
    def first(self):
        return self.index == 0

    @property
    def last(self):
        return self.index == len(self) - 1

    @property
    def even(self):
        return not self.odd

    @property
    def odd(self):
        return bool(self.index % 2)

    def cycle(self, *values):
        if not values:
            raise ValueError("You must provide values to cycle through")
        return values[self.index % len(values)]


def capture(context, function, *arguments, **keywords):
    """What a function of the template writes."""
    if not callable(function):
        raise RuntimeException(
            "capture() function expects a callable as its argument (i.e. capture(func, *args, **kwargs))"
        )
    context._push_buffer()
    try:
        function(*arguments, **keywords)
    finally:
        buffer = context._pop_buffer()
    return buffer.getvalue()
