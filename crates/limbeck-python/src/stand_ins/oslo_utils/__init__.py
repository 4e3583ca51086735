"""The stand-in for oslo.utils: moments, UUIDs and words for truth."""

from _third_party import lazy

__getattr__ = lazy("oslo_utils", ("strutils", "timeutils", "uuidutils"))
