"""`WeekDaysType`."""

from .bit import BitType


class WeekDaysType(BitType):
    """A set of days of the week."""

    def __init__(self, *arguments, **keywords):
        super().__init__(7)
