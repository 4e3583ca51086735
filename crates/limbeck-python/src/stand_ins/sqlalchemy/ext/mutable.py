"""Values that tell when they change: objects look at them before they are written."""


class MutableBase:
    @classmethod
    def coerce(cls, key, value):
        if value is None:
            return None
        raise ValueError("Attribute '%s' does not accept objects of type %s" % (key, type(value)))


class Mutable(MutableBase):
    """The wrappers give back the type that they watch."""

    @classmethod
    def as_mutable(cls, sqltype):
        from ..types import to_instance

        type_ = to_instance(sqltype)
        type_._is_mutable = True
        return type_

    @classmethod
    def associate_with(cls, sqltype):
        pass

    @classmethod
    def associate_with_attribute(cls, attribute):
        pass

    def changed(self):
        pass


class MutableComposite(MutableBase):
    def changed(self):
        pass


class MutableDict(Mutable, dict):
    @classmethod
    def coerce(cls, key, value):
        if isinstance(value, dict):
            return value if isinstance(value, cls) else cls(value)
        return Mutable.coerce(key, value)


class MutableList(Mutable, list):
    @classmethod
    def coerce(cls, key, value):
        if isinstance(value, (list, tuple)):
            return value if isinstance(value, cls) else cls(value)
        return Mutable.coerce(key, value)


class MutableSet(Mutable, set):
    @classmethod
    def coerce(cls, index, value):
        if isinstance(value, (set, frozenset, list, tuple)):
            return value if isinstance(value, cls) else cls(value)
        return Mutable.coerce(index, value)
