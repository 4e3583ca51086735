"""`ColorType`."""

from sqlalchemy.types import TypeDecorator, Unicode


class ColorType(TypeDecorator):
    """A colour."""

    impl = Unicode(20)
    cache_ok = True

    def __init__(self, max_length=20, *arguments, length=None, **keywords):
        super().__init__()
        self.impl = Unicode(max_length if length is None else length)
