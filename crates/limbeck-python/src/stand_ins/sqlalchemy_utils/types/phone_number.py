"""`PhoneNumberType`."""

from sqlalchemy.types import TypeDecorator, Unicode


class PhoneNumberType(TypeDecorator):
    """A telephone number."""

    impl = Unicode(20)
    cache_ok = True

    def __init__(self, region="US", max_length=20, *arguments, **keywords):
        super().__init__()
        self.region = region
        self.impl = Unicode(max_length)
