"""The other place of `sqlalchemy.types`."""

from ..types import *  # noqa: F403
from ..types import NULLTYPE, STRINGTYPE, _AbstractInterval, _Binary  # noqa: F401
