"""The stand-in for Starlette: its settings."""

import _third_party

# Whatever else it has serves requests.
__getattr__ = _third_party.lazy(__name__, ("config",))
