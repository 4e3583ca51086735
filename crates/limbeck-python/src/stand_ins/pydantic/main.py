"""`BaseModel`: an object of the values it is given, as its annotations want them."""

import sys
from abc import ABCMeta

import _third_party

from .fields import UNDEFINED, FieldInfo, PrivateAttr
from .types import Invalid, Unsupported, convert

# What pydantic adds to every class and object; asked for, it is a placeholder.
_API = ("model_", "parse_", "schema", "construct", "from_orm", "update_forward_refs", "json", "validate", "__fields__")


class ValidationError(ValueError):
    """Values that do not make a model."""

    def __init__(self, title, errors):
        self.title = title
        self._errors = errors
        lines = "".join(["\n%s\n  %s" % error for error in errors])
        super().__init__("%d validation error%s for %s%s" % (len(errors), "s"[len(errors) == 1:], title, lines))

    def errors(self):
        return [{"loc": (name,), "msg": message} for name, message in self._errors]


class ValidationInfo:
    """What a validator may ask about the value it gets."""

    context = config = None
    mode = "python"

    def __init__(self, field_name, data):
        self.field_name = field_name
        self.data = data


def unknown(text, cause):
    """A placeholder for a value that pydantic would tell."""
    from _placeholder import Origin, Placeholder

    return Placeholder(text, Origin("pydantic", None, None, cause))


class ModelMetaclass(ABCMeta):
    """Finds the fields of a class."""

    def __new__(metaclass, name, bases, namespace, **keywords):
        fields, private = {}, {}
        for base in reversed(bases):
            fields.update(getattr(base, "_fields_", {}))
            private.update(getattr(base, "_private_", {}))
        cls = super().__new__(metaclass, name, bases, namespace)
        for key, annotation in _annotations(cls).items():
            value = namespace.get(key, UNDEFINED)
            if isinstance(value, PrivateAttr) or key.startswith("_"):
                private[key] = value
            elif not _is_class_variable(annotation) and key != "model_config":
                info = value if isinstance(value, FieldInfo) else FieldInfo(value)
                info.annotation = _resolved(annotation, cls.__module__)
                fields[key] = _with_annotated(info)
            else:
                continue
            if key in namespace:
                # What a field is, its objects know.
                delattr(cls, key)
        cls._fields_, cls._private_ = fields, private
        cls._options_ = _options(cls, bases, keywords)
        cls._validators_ = _validators(cls)
        return cls

    def __init__(cls, name, bases, namespace, **keywords):
        super().__init__(name, bases, namespace)

    def __call__(cls, *arguments, **keywords):
        from _limbeck import migration_stage
        from _placeholder import OpaqueDecision, Unknown

        try:
            return super().__call__(*arguments, **keywords)
        except (Unsupported, Unknown) as error:
            found = unknown(cls.__name__ + "()", "limbeck has only in part: %s" % str(error).rstrip("."))
            if migration_stage() == "running":
                raise OpaqueDecision(found) from None
            return found

    def __getattr__(cls, name):
        if name.startswith(_API) and name not in ("model_config", "model_post_init"):
            return unknown("%s.%s" % (cls.__name__, name), "limbeck does not have")
        raise AttributeError("type object %r has no attribute %r" % (cls.__name__, name))


def _annotations(cls):
    """The annotations of a class itself; names that do not exist yet stay references."""
    found = cls.__dict__.get("__annotations__")
    if found is None and getattr(cls, "__annotate__", None) is not None:
        import annotationlib

        found = annotationlib.get_annotations(cls, format=annotationlib.Format.FORWARDREF)
    return dict(found or {})


def _is_class_variable(annotation):
    return "ClassVar" in (annotation if isinstance(annotation, str) else repr(annotation))


def _resolved(annotation, module):
    if not isinstance(annotation, str):
        return annotation
    try:
        return eval(annotation, dict(sys.modules[module].__dict__))
    except Exception:
        return unknown(annotation, "names a type that is not known yet")


def _with_annotated(info):
    """Takes what `Annotated[..., Field(...)]` says of a field."""
    from typing import Annotated, get_args, get_origin

    if get_origin(info.annotation) is Annotated:
        for other in get_args(info.annotation)[1:]:
            if isinstance(other, FieldInfo):
                for name in ("default", "default_factory", "alias", "validation_alias", "env"):
                    if getattr(info, name) in (None, UNDEFINED):
                        setattr(info, name, getattr(other, name))
    return info


def _options(cls, bases, keywords):
    """The configuration of a class, whichever way it is written."""
    options = {}
    for base in reversed(bases):
        options.update(getattr(base, "_options_", {}))
    options.update(cls.__dict__.get("model_config") or {})
    inner = cls.__dict__.get("Config")
    if isinstance(inner, type):
        for kind in reversed(inner.__mro__[:-1]):
            options.update({key: value for key, value in kind.__dict__.items() if not key.startswith("__")})
    options.update(keywords)
    return options


def _validators(cls):
    found = {}
    for base in reversed(cls.__mro__):
        for name, function in base.__dict__.items():
            what = getattr(getattr(function, "__func__", function), "_pydantic_", None)
            if what is not None:
                found[name] = what
            elif name in found:
                del found[name]
    return found


class BaseModel(metaclass=ModelMetaclass):
    """The base of models."""

    def __init__(self, **values):
        self._take(values, strict=True)

    def _take(self, values, strict):
        """Sets the fields. If not `strict`, a field without a value is a placeholder."""
        cls = type(self)
        errors, data = [], {}
        remaining = dict(values)
        for name, what in cls._validators_.items():
            if what[0] == "model" and what[2] != "after":
                if what[2] != "before":
                    raise Unsupported("a validator works on all values at once")
                remaining = dict(self._run(name, remaining, data))
        for name, info in cls._fields_.items():
            try:
                data[name] = self._field(name, info, remaining, data, strict)
            except Unsupported as error:
                data[name] = unknown("%s().%s" % (cls.__name__, name), "limbeck cannot tell, because %s" % error)
            except ValueError as error:
                errors.append((name, str(error)))
        if remaining and cls._options_.get("extra") == "forbid":
            errors += [(name, "Extra inputs are not permitted") for name in remaining]
        if errors:
            raise ValidationError(cls.__name__, errors)
        if remaining and cls._options_.get("extra") == "allow":
            data.update(remaining)
        self.__dict__.update(data)
        for name, value in cls._private_.items():
            if isinstance(value, PrivateAttr):
                value = value.get_default()
            if value is not UNDEFINED:
                self.__dict__[name] = value
        self._finish()

    def _finish(self):
        post_init = getattr(type(self), "model_post_init", None)
        if post_init is not None:
            post_init(self, None)
        for name, what in type(self)._validators_.items():
            if what[0] == "model" and what[2] == "after":
                getattr(self, name)()

    def _field(self, name, info, remaining, data, strict):
        from _placeholder import is_opaque

        value = _named(name, info, remaining, type(self)._options_)
        if is_opaque(value):
            return value
        given = value is not UNDEFINED
        if not given:
            if info.is_required():
                if strict:
                    raise Invalid("Field required")
                raise Unsupported("it has no value in the environment")
            value = info.get_default()
        if given or self._validates_defaults():
            value = self._validated(name, info, value, data)
        return value

    def _validates_defaults(self):
        return bool(type(self)._options_.get("validate_default"))

    def _validated(self, name, info, value, data):
        before, after = [], []
        for function, (kind, names, mode) in type(self)._validators_.items():
            if kind == "model" or name not in names and "*" not in names:
                continue
            if kind == "each" or mode not in ("before", "after"):
                raise Unsupported("a validator takes part in reading it")
            (before if mode == "before" else after).append(function)
        for function in before:
            value = self._run(function, value, data, name)
        value = convert(info.annotation, value)
        for function in after:
            value = self._run(function, value, data, name)
        return value

    def _run(self, name, value, data, field=None):
        from _placeholder import Unknown

        function = type(self).__dict__.get(name) or getattr(type(self), name)
        plain = getattr(function, "__func__", function)
        code = getattr(plain, "__code__", None)
        if code is None or code.co_argcount not in (2, 3) or code.co_flags & 0x0C:
            raise Unsupported("a validator takes part in reading it")
        # The third argument: the values so far, by its name in the first version.
        so_far = dict(data) if code.co_varnames[2:3] == ("values",) else ValidationInfo(field, dict(data))
        try:
            return plain(type(self), value, *[so_far][: code.co_argcount - 2])
        except Unknown as error:
            raise Unsupported(str(error).rstrip(".")) from None

    def model_dump(self, **options):
        if options:
            return unknown("%s().model_dump(...)" % type(self).__name__, "limbeck does not have with options")
        return {name: _dumped(getattr(self, name)) for name in type(self)._fields_}

    dict = model_dump

    def __getattr__(self, name):
        if name.startswith(_API) or name == "copy":
            return unknown("%s().%s" % (type(self).__name__, name), "limbeck does not have")
        raise AttributeError("%r object has no attribute %r" % (type(self).__name__, name))

    def __eq__(self, other):
        return type(self) is type(other) and self.__dict__ == other.__dict__

    __hash__ = None

    def _shown(self):
        return ["%s=%r" % (name, self.__dict__.get(name)) for name in type(self)._fields_]

    def __repr__(self):
        return "%s(%s)" % (type(self).__name__, ", ".join(self._shown()))

    def __str__(self):
        return " ".join(self._shown())


def _dumped(value):
    if isinstance(value, BaseModel):
        return value.model_dump()
    if isinstance(value, list):
        return [_dumped(item) for item in value]
    if isinstance(value, dict):
        return {key: _dumped(item) for key, item in value.items()}
    return value


def _named(name, info, remaining, options):
    """Takes the value of a field from those given, by its alias or its name."""
    alias = info.validation_alias
    names = [name] if alias is None else list(getattr(alias, "choices", None) or [alias])
    if alias is not None and any(
        options.get(option) for option in ("populate_by_name", "validate_by_name", "allow_population_by_field_name")
    ):
        names.append(name)
    for known in names:
        if not isinstance(known, str):
            raise Unsupported("its alias is a path")
        if known in remaining:
            return remaining.pop(known)
    return UNDEFINED


__getattr__ = _third_party.lazy(__name__)
