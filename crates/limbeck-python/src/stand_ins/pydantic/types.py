"""Values as their annotations want them."""

import datetime
import decimal
import enum
import pathlib
import uuid

import _third_party


class Unsupported(Exception):
    """Something that only pydantic itself can tell."""


class Invalid(ValueError):
    """A value that does not fit its annotation."""


class Marker:
    """Something in an annotation that says where a value comes from, and nothing of what it is."""


class SecretStr:
    """Text that is not shown."""

    def __init__(self, secret_value):
        self._secret_value = secret_value

    def get_secret_value(self):
        return self._secret_value

    def __len__(self):
        return len(self._secret_value)

    def __str__(self):
        return "**********" if self._secret_value else ""

    def __repr__(self):
        return "%s(%r)" % (type(self).__name__, str(self))

    def __eq__(self, other):
        return isinstance(other, type(self)) and self._secret_value == other._secret_value

    def __hash__(self):
        return hash(self._secret_value)


class SecretBytes(SecretStr):
    """Bytes that are not shown."""


_TRUE = ("1", "true", "t", "yes", "y", "on")
_FALSE = ("0", "false", "f", "no", "n", "off")


def is_complex(annotation):
    """Whether settings write a value of it as JSON."""
    from typing import Annotated, get_args, get_origin

    from .main import BaseModel

    origin = get_origin(annotation)
    if origin is Annotated:
        return is_complex(get_args(annotation)[0])
    if is_union(annotation):
        return any(is_complex(item) for item in get_args(annotation))
    kind = origin or annotation
    return isinstance(kind, type) and issubclass(kind, (list, tuple, set, frozenset, dict, BaseModel))


def is_union(annotation):
    """Whether it is one of several types."""
    import types
    from typing import Union, get_origin

    return get_origin(annotation) is Union or isinstance(annotation, types.UnionType)


def is_marker(other, kind):
    """Whether something in an annotation is a marker, given as its class or as an object of it."""
    return isinstance(other, kind) or isinstance(other, type) and issubclass(other, kind)


def convert(annotation, value):
    """A value as an annotation wants it."""
    from typing import Annotated, Any, Literal, get_args, get_origin

    from _placeholder import is_opaque

    if is_opaque(value):
        raise Unsupported("its value is not known")
    if annotation is Any or annotation is object:
        return value
    if annotation is None or annotation is type(None):
        return _checked(value, value is None, "None")
    origin = get_origin(annotation)
    if origin is Annotated:
        from .fields import FieldInfo

        inner, *others = get_args(annotation)
        if not all(isinstance(other, FieldInfo) or is_marker(other, Marker) for other in others):
            raise Unsupported("its annotation has more to it than a type")
        return convert(inner, value)
    if is_union(annotation):
        return _one_of(get_args(annotation), value)
    if origin is Literal:
        return _checked(value, value in get_args(annotation), annotation)
    if origin is not None:
        return _collection(origin, get_args(annotation), value)
    if not isinstance(annotation, type):
        raise Unsupported("its annotation is not known here")
    return _plain(annotation, value)


def _checked(value, fits, wanted):
    if not fits:
        raise Invalid("%r is no %s" % (value, wanted))
    return value


def _one_of(choices, value):
    for choice in choices:
        if isinstance(choice, type) and type(value) is choice:
            return value
    for choice in choices:
        try:
            return convert(choice, value)
        except Invalid:
            continue
    raise Invalid("%r fits none of its types" % (value,))


def _collection(origin, items, value):
    if origin is dict:
        _checked(value, isinstance(value, dict), "dict")
        key_type, value_type = items or (object, object)
        return {convert(key_type, key): convert(value_type, item) for key, item in value.items()}
    if origin not in (list, set, frozenset, tuple):
        raise Unsupported("its annotation is not known here")
    _checked(value, isinstance(value, (list, tuple, set, frozenset)), origin.__name__)
    if origin is tuple and not (len(items) == 2 and items[1] is Ellipsis):
        _checked(value, len(items) == len(value), "tuple of %d" % len(items))
        return tuple([convert(kind, item) for kind, item in zip(items, value)])
    return origin([convert(items[0], item) for item in value])


def _plain(kind, value):
    from .main import BaseModel

    if kind is bool:
        if isinstance(value, str) and value.lower() in _TRUE + _FALSE:
            return value.lower() in _TRUE
        return bool(_checked(value, isinstance(value, (bool, int)) and value in (0, 1), "bool"))
    if kind in (int, float):
        return _number(kind, value)
    if isinstance(value, kind) and kind is not str:
        return value
    if issubclass(kind, enum.Enum):
        try:
            return kind(value)
        except ValueError:
            raise Invalid("%r is no %s" % (value, kind.__name__)) from None
    if kind is str:
        if isinstance(value, (int, float, decimal.Decimal)) and not isinstance(value, bool):
            raise Unsupported("the versions of pydantic differ in numbers as text")
        return _checked(value, isinstance(value, str), "str")
    if kind is bytes:
        return _checked(value, isinstance(value, str), "bytes").encode("utf-8")
    if kind in (SecretStr, SecretBytes):
        return kind(convert(str if kind is SecretStr else bytes, value))
    if kind in (list, tuple, set, frozenset):
        return kind(_checked(value, isinstance(value, (list, tuple, set, frozenset)), kind.__name__))
    if kind is dict:
        return _checked(value, False, "dict")
    if issubclass(kind, BaseModel):
        return kind(**_checked(value, isinstance(value, dict), kind.__name__))
    if kind is pathlib.Path and isinstance(value, str):
        return kind(value)
    if kind in (uuid.UUID, decimal.Decimal):
        try:
            return kind(str(value))
        except (ValueError, decimal.InvalidOperation):
            raise Invalid("%r is no %s" % (value, kind.__name__)) from None
    if kind in (datetime.datetime, datetime.date, datetime.time, datetime.timedelta):
        raise Unsupported("times as text are pydantic's own")
    raise Unsupported("its annotation is not known here")


def _number(kind, value):
    if isinstance(value, str):
        try:
            return kind(value.strip())
        except ValueError:
            raise Invalid("%r is no %s" % (value, kind.__name__)) from None
    _checked(value, isinstance(value, (int, float)), kind.__name__)
    _checked(value, kind is float or value == int(value), kind.__name__)
    return kind(value)


__getattr__ = _third_party.lazy(__name__)
