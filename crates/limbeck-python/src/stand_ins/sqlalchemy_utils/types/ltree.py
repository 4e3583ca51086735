"""`LtreeType`."""

from sqlalchemy.types import UserDefinedType


class LtreeType(UserDefinedType):
    """A label path of PostgreSQL's extension ltree."""

    cache_ok = True

    def get_col_spec(self, **keywords):
        return "LTREE"


class LQUERY(LtreeType):
    def get_col_spec(self, **keywords):
        return "LQUERY"


class LTXTQUERY(LtreeType):
    def get_col_spec(self, **keywords):
        return "LTXTQUERY"


LTREE = LtreeType
