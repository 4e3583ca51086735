"""`ArrowType`."""

from .enriched_datetime import EnrichedDateTimeType


class ArrowType(EnrichedDateTimeType):
    """A date and time of the library Arrow."""
