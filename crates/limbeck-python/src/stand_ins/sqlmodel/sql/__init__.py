"""Types and statements of SQLModel."""

import _third_party

__getattr__ = _third_party.lazy(__name__, ("expression", "sqltypes"))
