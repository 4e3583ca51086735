"""Documents of plain values, on the standard library's `json`."""

import datetime
import json
import uuid

from _third_party import lazy

__getattr__ = lazy("oslo_serialization.jsonutils")


def to_primitive(value):
    """What a value that JSON does not have is written as."""
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.%f")
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, bytes):
        return value.decode("utf-8")
    if isinstance(value, (set, frozenset)):
        return list(value)
    raise NotImplementedError("limbeck's stand-in for oslo.serialization has no form for a %s" % type(value).__name__)


def dumps(obj, default=to_primitive, **kwargs):
    return json.dumps(obj, default=default, **kwargs)


def dump_as_bytes(obj, default=to_primitive, encoding="utf-8", **kwargs):
    return dumps(obj, default, **kwargs).encode(encoding)


def loads(s, encoding="utf-8", **kwargs):
    return json.loads(s.decode(encoding) if isinstance(s, bytes) else s, **kwargs)
