"""The other place of `sqlalchemy.types`."""

from ..types import *  # noqa: F403
from ..types import NULLTYPE, STRINGTYPE, _AbstractInterval, _Binary  # noqa: F401


def __getattr__(name):
    from .. import types

    return getattr(types, name)
