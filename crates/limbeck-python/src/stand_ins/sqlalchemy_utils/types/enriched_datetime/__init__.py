"""`EnrichedDateTimeType`."""

from sqlalchemy.types import DateTime, TypeDecorator


class EnrichedDateTimeType(TypeDecorator):
    """A date and time that the application sees as objects of another library."""

    impl = DateTime
    cache_ok = True

    def __init__(self, *arguments, **keywords):
        keywords.pop("datetime_processor", None)
        super().__init__(**keywords)
