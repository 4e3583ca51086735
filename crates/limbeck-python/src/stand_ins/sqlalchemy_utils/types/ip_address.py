"""`IPAddressType`."""

from sqlalchemy.types import TypeDecorator, Unicode


class IPAddressType(TypeDecorator):
    """An IP address."""

    impl = Unicode(50)
    cache_ok = True

    def __init__(self, max_length=50, *arguments, **keywords):
        super().__init__()
        self.impl = Unicode(max_length)
