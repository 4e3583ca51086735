"""Loggers."""

import logging

from _third_party import lazy

__getattr__ = lazy("oslo_log.log")


def getLogger(name=None, project="unknown", version="unknown"):
    return logging.getLogger(name)
