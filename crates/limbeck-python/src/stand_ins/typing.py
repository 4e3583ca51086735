"""`typing`, of which scripts import names that they rarely use.

The names in `_LAZY` load the standard library's module when something is done with them; all
others load it when they are imported.
"""

from _typing import Generic, ParamSpec, TypeVar, TypeVarTuple  # noqa: F401

TYPE_CHECKING = False

_LAZY = (
    "Any", "Callable", "Dict", "FrozenSet", "Generator", "Iterable", "Iterator", "List", "Mapping",
    "MutableMapping", "Optional", "Sequence", "Set", "Tuple", "Type", "Union",
)


def cast(typ, val):
    """Cast a value to a type, which changes nothing."""
    return val


def overload(func):
    """Declares another signature of the function that follows."""
    return func


def final(f):
    """Declares that something is not to be overridden."""
    return f


def no_type_check(arg):
    """Declares that annotations are not type hints."""
    return arg


def _full():
    import _limbeck_full_typing

    return _limbeck_full_typing


class _LazyName:
    """A name of `typing` that stands for itself until it is used."""

    def __init__(self, name):
        self.__name__ = self.__qualname__ = name

    def _value(self):
        return getattr(_full(), self.__name__)

    def __getitem__(self, item):
        return self._value()[item]

    def __getattr__(self, name):
        return getattr(self._value(), name)

    def __call__(self, *arguments, **keywords):
        return self._value()(*arguments, **keywords)

    def __mro_entries__(self, bases):
        value = self._value()
        entries = getattr(value, "__mro_entries__", None)
        return (value,) if entries is None else entries(bases)

    def __instancecheck__(self, instance):
        return isinstance(instance, self._value())

    def __subclasscheck__(self, subclass):
        return issubclass(subclass, self._value())

    def __or__(self, other):
        return self._value() | other

    def __ror__(self, other):
        return other | self._value()

    def __eq__(self, other):
        if isinstance(other, _LazyName):
            return self is other
        return self._value() == other

    def __hash__(self):
        return hash(self._value())

    def __repr__(self):
        return "typing." + self.__name__


for _name in _LAZY:
    globals()[_name] = _LazyName(_name)
del _name


def __getattr__(name):
    value = getattr(_full(), name)
    if not name.startswith("__"):
        globals()[name] = value
    return value
