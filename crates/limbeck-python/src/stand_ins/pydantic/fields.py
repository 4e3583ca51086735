"""The fields of models."""

import _third_party


class _Undefined:
    def __repr__(self):
        return "PydanticUndefined"

    def __bool__(self):
        return False


UNDEFINED = _Undefined()


class FieldInfo:
    """What is said of a field besides its annotation."""

    def __init__(self, default=UNDEFINED, *, default_factory=None, alias=None, validation_alias=None, **others):
        self.default = UNDEFINED if default is Ellipsis else default
        self.default_factory = default_factory
        self.alias = alias
        self.validation_alias = alias if validation_alias is None else validation_alias
        # The name of an environment variable, in the first version.
        self.env = others.pop("env", None)
        self.others = others
        self.annotation = None

    def is_required(self):
        return self.default is UNDEFINED and self.default_factory is None

    def get_default(self):
        return self.default if self.default_factory is None else self.default_factory()


def Field(default=UNDEFINED, **keywords):
    return FieldInfo(default, **keywords)


class PrivateAttr:
    """The default of an attribute that is no field."""

    def __init__(self, default=UNDEFINED, *, default_factory=None, init=False):
        self.default = default
        self.default_factory = default_factory

    def get_default(self):
        return self.default if self.default_factory is None else self.default_factory()


class AliasChoices:
    """Several names for the value of a field."""

    def __init__(self, first, *others):
        self.choices = [first, *others]


def ConfigDict(**keywords):
    return keywords


__getattr__ = _third_party.lazy(__name__)
