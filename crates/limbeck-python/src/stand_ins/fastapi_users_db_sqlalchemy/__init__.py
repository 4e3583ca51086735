"""The stand-in for fastapi-users-db-sqlalchemy: its types."""

import _third_party

from .generics import GUID

UUID_ID = __import__("uuid").UUID

__getattr__ = _third_party.lazy(__name__, ("access_token", "generics"))
