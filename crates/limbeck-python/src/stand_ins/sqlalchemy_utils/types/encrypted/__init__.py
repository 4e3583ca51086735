"""Encrypted values."""

import _third_party

__getattr__ = _third_party.lazy(__name__, ("encrypted_type",))
