"""The collections behind relationships: they tell their owner what comes and goes."""


class _Collection:
    """What lists and sets of related objects have in common."""

    def _of_(self, state, relationship):
        self._state, self._relationship = state, relationship
        return self

    def _added(self, item):
        self._relationship.added(self._state, item)

    def _removed(self, item):
        self._relationship.removed(self._state, item)


class InstrumentedList(_Collection, list):
    """A list of related objects."""

    __hash__ = object.__hash__

    def append(self, item):
        self._added(item)
        list.append(self, item)

    def insert(self, place, item):
        self._added(item)
        list.insert(self, place, item)

    def extend(self, items):
        for item in list(items):
            self.append(item)

    def __iadd__(self, items):
        self.extend(items)
        return self

    def remove(self, item):
        list.remove(self, item)
        self._removed(item)

    def pop(self, place=-1):
        item = list.pop(self, place)
        self._removed(item)
        return item

    def clear(self):
        for item in list(self):
            self.remove(item)

    def __setitem__(self, place, value):
        if isinstance(place, slice):
            kept = list(self)
            kept[place] = list(value)
            replace(self, kept)
        else:
            self._removed(self[place])
            self._added(value)
            list.__setitem__(self, place, value)

    def __delitem__(self, place):
        gone = self[place] if isinstance(place, slice) else [self[place]]
        list.__delitem__(self, place)
        for item in gone:
            self._removed(item)

    _put = list.append
    _take = list.remove


class InstrumentedSet(_Collection, set):
    """A set of related objects."""

    __hash__ = object.__hash__

    def add(self, item):
        if item not in self:
            self._added(item)
            set.add(self, item)

    append = add

    def update(self, *others):
        for other in others:
            for item in list(other):
                self.add(item)

    def __ior__(self, other):
        self.update(other)
        return self

    def remove(self, item):
        set.remove(self, item)
        self._removed(item)

    def discard(self, item):
        if item in self:
            self.remove(item)

    def pop(self):
        item = set.pop(self)
        self._removed(item)
        return item

    def clear(self):
        for item in list(self):
            self.remove(item)

    _put = set.add
    _take = set.remove


def replace(collection, items):
    """Makes a collection hold these items."""
    items = list(items)
    for item in list(collection):
        if not contains(items, item):
            collection.remove(item)
    for item in items:
        if not contains(collection, item):
            collection.append(item)
    if isinstance(collection, list):
        list.__setitem__(collection, slice(None), items)


def contains(items, item):
    """Whether an object itself is among others, whatever it thinks it is equal to."""
    return any([item is other for other in items])


def made(kind, state, relationship, items=()):
    """A collection of a kind (`collection_class`), holding `items` from the start."""
    if kind is None or kind is list or kind is InstrumentedList:
        collection = InstrumentedList(items)
    elif kind is set or kind is InstrumentedSet:
        collection = InstrumentedSet(items)
    else:
        raise NotImplementedError(
            "limbeck does not have the collection_class %r of %s: use a list, or run this step with Alembic itself"
            % (getattr(kind, "__name__", kind), relationship)
        )
    return collection._of_(state, relationship)


class _KeyedCollection:
    """A `collection_class` that limbeck does not have: it is refused where objects would be in it."""

    def __init__(self, name):
        self.__name__ = name

    def __call__(self, *arguments, **options):
        return self


attribute_keyed_dict = attribute_mapped_collection = _KeyedCollection("attribute_keyed_dict")
column_keyed_dict = column_mapped_collection = _KeyedCollection("column_keyed_dict")
keyfunc_mapping = mapped_collection = _KeyedCollection("keyfunc_mapping")
MappedCollection = KeyFuncDict = _KeyedCollection("KeyFuncDict")
InstrumentedDict = _KeyedCollection("InstrumentedDict")
