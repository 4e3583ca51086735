"""The stand-in for orjson, on the standard library's `json`."""

import json

OPT_APPEND_NEWLINE, OPT_INDENT_2, OPT_NAIVE_UTC, OPT_NON_STR_KEYS = 1 << 10, 1 << 0, 1 << 1, 1 << 2
OPT_OMIT_MICROSECONDS, OPT_SORT_KEYS, OPT_UTC_Z = 1 << 3, 1 << 5, 1 << 7
OPT_SERIALIZE_DATACLASS = OPT_SERIALIZE_UUID = 0

_KNOWN = OPT_APPEND_NEWLINE | OPT_INDENT_2 | OPT_NON_STR_KEYS | OPT_SORT_KEYS

JSONDecodeError = json.JSONDecodeError


class JSONEncodeError(TypeError):
    """A value that JSON has no form for."""


def loads(value):
    """The value of a document."""
    return json.loads(bytes(value) if isinstance(value, memoryview) else value)


def dumps(value, default=None, option=None):
    """A document, as bytes."""
    option = option or 0
    if option & ~_KNOWN:
        raise NotImplementedError("limbeck's stand-in for orjson does not have the option %d" % (option & ~_KNOWN))

    def other(item):
        known = _known(item)
        if known is not None:
            return known
        if default is None:
            raise JSONEncodeError("Type is not JSON serializable: %s" % type(item).__name__)
        return default(item)

    text = json.dumps(
        value,
        default=other,
        ensure_ascii=False,
        indent=2 if option & OPT_INDENT_2 else None,
        separators=(",", ": ") if option & OPT_INDENT_2 else (",", ":"),
        sort_keys=bool(option & OPT_SORT_KEYS),
    )
    return (text + "\n" if option & OPT_APPEND_NEWLINE else text).encode("utf-8")


def _known(item):
    """What orjson writes for values beyond those of `json`."""
    if hasattr(item, "isoformat"):
        return item.isoformat()
    if type(item).__name__ == "UUID":
        return str(item)
    if hasattr(type(item), "__members__"):
        return item.value
    if hasattr(item, "__dataclass_fields__"):
        return {name: getattr(item, name) for name in item.__dataclass_fields__}
    return None
