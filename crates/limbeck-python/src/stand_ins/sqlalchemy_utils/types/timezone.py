"""`TimezoneType`."""

from sqlalchemy.types import TypeDecorator, Unicode


class TimezoneType(TypeDecorator):
    """The name of a time zone."""

    impl = Unicode(50)
    cache_ok = True

    def __init__(self, backend="dateutil"):
        super().__init__()
        self.backend = backend
