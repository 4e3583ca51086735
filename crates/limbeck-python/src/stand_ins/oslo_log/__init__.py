"""The stand-in for oslo.log, on the standard library's `logging`."""

from _third_party import lazy

__getattr__ = lazy("oslo_log", ("log",))
