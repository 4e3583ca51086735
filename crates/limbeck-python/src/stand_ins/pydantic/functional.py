"""Decorators that make functions part of reading a model."""


def _mark(what):
    def decorate(function):
        plain = getattr(function, "__func__", function)
        plain._pydantic_ = what
        return function

    return decorate


def field_validator(*names, mode="after", **options):
    return _mark(("field", names, mode))


def validator(*names, pre=False, always=False, each_item=False, **options):
    return _mark(("each" if each_item else "field", names, "before" if pre else "after"))


def model_validator(*, mode):
    return _mark(("model", (), mode))


def root_validator(function=None, *, pre=False, **options):
    decorate = _mark(("model", (), "before" if pre else "values"))
    return decorate if function is None else decorate(function)


def computed_field(function=None, **options):
    """A property, which it stays; a plain function becomes one."""
    if function is None:
        return lambda given: computed_field(given)
    return property(function) if callable(function) else function


def _unchanged(*names, **options):
    # Writing a model out is not what migrations need.
    if len(names) == 1 and callable(names[0]):
        return names[0]
    return lambda function: function


field_serializer = model_serializer = _unchanged
