"""`ScalarListType`."""

from sqlalchemy.types import TypeDecorator, UnicodeText


class ScalarListType(TypeDecorator):
    """Values in one text, with separators."""

    impl = UnicodeText
    cache_ok = True

    def __init__(self, coerce_func=str, separator=","):
        super().__init__()
        self.coerce_func = coerce_func
        self.separator = separator

    def process_bind_param(self, value, dialect):
        return value if value is None or isinstance(value, str) else self.separator.join(map(str, value))
