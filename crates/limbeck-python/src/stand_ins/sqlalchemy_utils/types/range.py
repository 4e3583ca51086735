"""Types of PostgreSQL's ranges."""

from sqlalchemy.dialects.postgresql import DATERANGE, INT4RANGE, INT8RANGE, NUMRANGE, TSRANGE
from sqlalchemy.types import TypeDecorator


class RangeType(TypeDecorator):
    """A range."""

    impl = INT4RANGE
    cache_ok = True

    def __init__(self, *arguments, **keywords):
        super().__init__()
        self.step = keywords.get("step")


class IntRangeType(RangeType):
    impl = INT4RANGE


class Int8RangeType(RangeType):
    impl = INT8RANGE


class DateRangeType(RangeType):
    impl = DATERANGE


class NumericRangeType(RangeType):
    impl = NUMRANGE


class DateTimeRangeType(RangeType):
    impl = TSRANGE
