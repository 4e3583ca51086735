"""`TSVectorType`."""

from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.types import TypeDecorator


class TSVectorType(TypeDecorator):
    """A text search vector over columns."""

    impl = TSVECTOR
    cache_ok = True

    def __init__(self, *columns, **options):
        super().__init__()
        self.columns = columns
        self.options = options
