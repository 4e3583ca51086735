"""`association_proxy()`: an attribute of related objects, seen from here."""

from ..orm.properties import Property


class AssociationProxy(Property):
    """The values of one attribute of the objects of a relationship."""

    def __init__(self, target_collection, attr, *, creator=None, **options):
        self.target_collection = target_collection
        self.value_attr = attr
        self.creator = creator

    def __class_getitem__(cls, item):
        return cls

    def _configure_for_(self, cls, name):
        self.owner = cls

    def __get__(self, instance, owner):
        if instance is None:
            return self
        target = getattr(instance, self.target_collection)
        if isinstance(target, (list, set)):
            return _AssociationList(self, instance, target)
        return None if target is None else getattr(target, self.value_attr)

    def __set__(self, instance, value):
        target = getattr(instance, self.target_collection)
        if isinstance(target, (list, set)):
            found = self.__get__(instance, type(instance))
            found.clear()
            found.extend(value)
        elif target is None:
            setattr(instance, self.target_collection, self._made(instance, value))
        else:
            setattr(target, self.value_attr, value)

    def _made(self, instance, value):
        creator = self.creator
        if creator is None:
            creator = getattr(type(instance), self.target_collection).entity
        return creator(value)


class _AssociationList:
    """The values of a collection of related objects."""

    def __init__(self, proxy, instance, target):
        self._proxy, self._instance, self._target = proxy, instance, target

    def _values(self):
        return [getattr(item, self._proxy.value_attr) for item in self._target]

    def __iter__(self):
        return iter(self._values())

    def __len__(self):
        return len(self._target)

    def __bool__(self):
        return bool(self._target)

    def __contains__(self, value):
        return value in self._values()

    def __getitem__(self, place):
        return self._values()[place]

    def __eq__(self, other):
        return self._values() == list(other)

    def __repr__(self):
        return repr(self._values())

    def append(self, value):
        self._target.append(self._proxy._made(self._instance, value))

    add = append

    def extend(self, values):
        for value in values:
            self.append(value)

    update = extend

    def remove(self, value):
        for item in list(self._target):
            if getattr(item, self._proxy.value_attr) == value:
                self._target.remove(item)
                return
        raise ValueError("value not in list")

    def clear(self):
        self._target.clear()


def association_proxy(target_collection, attr, **options):
    return AssociationProxy(target_collection, attr, **options)
