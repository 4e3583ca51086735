"""`ChoiceType`."""

from sqlalchemy.types import TypeDecorator, Unicode, to_instance


class ChoiceType(TypeDecorator):
    """One of several codes."""

    impl = Unicode(255)
    cache_ok = True

    def __init__(self, choices, impl=None):
        super().__init__()
        self.choices = choices
        if impl is not None:
            self.impl = to_instance(impl)

    def process_bind_param(self, value, dialect):
        # A member of an enum class, or a `Choice`.
        for name in ("value", "code"):
            if hasattr(value, name):
                return getattr(value, name)
        return value
