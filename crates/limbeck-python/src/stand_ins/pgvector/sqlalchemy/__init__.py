"""Its types for SQLAlchemy."""

import _third_party
from sqlalchemy.dialects.postgresql import BIT
from sqlalchemy.types import UserDefinedType


class _Dimensions(UserDefinedType):
    """A type with a number of dimensions."""

    cache_ok = True
    _word = None

    def __init__(self, dim=None):
        self.dim = dim

    def get_col_spec(self, **keywords):
        return self._word if self.dim is None else "%s(%d)" % (self._word, self.dim)

    def _bound_value_(self, value):
        if value is None or isinstance(value, str):
            return value
        if hasattr(value, "tolist"):
            value = value.tolist()
        return "[%s]" % ",".join([str(float(item)) for item in value])


class VECTOR(_Dimensions):
    _word = "VECTOR"


class HALFVEC(_Dimensions):
    _word = "HALFVEC"


class SPARSEVEC(_Dimensions):
    _word = "SPARSEVEC"


Vector = VECTOR

__getattr__ = _third_party.lazy(__name__)
