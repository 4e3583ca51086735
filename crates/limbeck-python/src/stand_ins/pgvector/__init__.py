"""The stand-in for pgvector: its types."""

import _third_party

__getattr__ = _third_party.lazy(__name__, ("sqlalchemy",))
