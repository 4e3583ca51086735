"""The stand-in for oslo.serialization."""

from _third_party import lazy

__getattr__ = lazy("oslo_serialization", ("jsonutils",))
