"""`InstanceState`: what is known of an object of a mapped class. It is part of the object."""

import copy

from ..exc import InvalidRequestError
from .instrumentation import reconstructors

_KEY = "_sa_instance_state"


class InstanceState:
    """An object, its session, and what the database has for it."""

    def __init__(self, instance, mapper):
        self.instance = instance
        self.mapper = mapper
        self.session = None
        # The values of its row by key of the column; `None` if it has no row.
        self.loaded = None
        # Its relationships as the database has them, by name: an object, or a list of them.
        self.related = {}
        # Columns whose values changed in place.
        self.modified = set()
        self.expired = False
        self.is_deleted = False

    # What programs ask `sqlalchemy.inspect(object)`.

    @property
    def object(self):
        return self.instance

    obj = object

    @property
    def dict(self):
        return self.instance.__dict__

    @property
    def transient(self):
        return self.session is None and self.loaded is None

    @property
    def pending(self):
        return self.session is not None and self.loaded is None

    @property
    def persistent(self):
        return self.session is not None and self.loaded is not None and not self.is_deleted

    @property
    def detached(self):
        return self.session is None and self.loaded is not None

    @property
    def deleted(self):
        return self.is_deleted

    @property
    def identity(self):
        if self.loaded is None:
            return None
        return tuple([self.loaded.get(column.key) for column in self.mapper.primary_key])

    # Its columns.

    def values(self):
        """The values of its columns that are set, by the key of the column."""
        given = self.instance.__dict__
        return {key: given[name] for name, key in self.mapper.names.items() if name in given}

    def value(self, column):
        """The value of a column as it is now."""
        return getattr(self.instance, self.mapper.attributes[column.key])

    def set_value(self, column, value):
        self.instance.__dict__[self.mapper.attributes[column.key]] = value
        self.touch()

    def touch(self):
        """Something of the object changed."""
        if self.session is not None:
            self.session._touched[self] = True

    def load_column(self, column):
        """The value of a column that the object does not have at hand."""
        if not self.expired:
            return None
        self.refresh()
        return self.instance.__dict__.get(self.mapper.attributes.get(column.key))

    def take_missing(self, values):
        """Sets the columns that are not at hand; what has been set meanwhile stays."""
        before, kept = self.loaded or {}, self.values()
        self.take(values)
        for key, value in kept.items():
            self.instance.__dict__[self.mapper.attributes[key]] = value
            # What was known all the time is no change.
            if key in before:
                self.loaded[key] = before[key]

    def take(self, values):
        """Sets the columns to what the database has."""
        self.loaded = values
        self.expired = False
        given = self.instance.__dict__
        for name, key in self.mapper.names.items():
            if key in values:
                given[name] = values[key]
        self._keep_copies()

    def settle(self):
        """Takes the values of the object for what the database has."""
        self.loaded = {**(self.loaded or {}), **self.values()}
        self._keep_copies()

    def _keep_copies(self):
        """What may change in place is compared with a copy."""
        for key in self.mapper.mutable:
            if self.loaded.get(key) is not None:
                self.loaded[key] = copy.deepcopy(self.loaded[key])

    def key_condition(self):
        """The condition that finds its row."""
        from ..sql.elements import and_

        columns = self.mapper.primary_key
        if not columns:
            raise InvalidRequestError(
                "The table %r has no primary key by which a row is found" % self.mapper.local_table.name
            )
        return and_(*[column == self.loaded[column.key] for column in columns])

    def refresh(self):
        """Reads its row again."""
        if self.session is None:
            from .exc import DetachedInstanceError

            raise DetachedInstanceError(
                "Instance %r is not bound to a Session; attribute refresh operation cannot proceed" % (self.instance,)
            )
        table = self.mapper.local_table
        result = self.session.connection().execute(table.select().where(self.key_condition()))
        row = result.first() if result else None
        if row is None:
            from .exc import ObjectDeletedError

            raise ObjectDeletedError(
                "Instance '%s' has been deleted, or its row is otherwise not present." % (self.instance,)
            )
        self.take_missing(row_values(table, row))

    def expire(self, names=None):
        """What the object is has to be read again."""
        given = self.instance.__dict__
        for name in self.mapper.names if names is None else names:
            given.pop(name, None)
        if names is None:
            self.forget_related()
        self.expired = True

    def forget_related(self):
        given = self.instance.__dict__
        for name in list(self.related):
            given.pop(name, None)
        self.related.clear()

    def changed_values(self):
        """What its row is to get, by key of the column."""
        return {
            key: value
            for key, value in self.values().items()
            if key in self.modified or _differs(self.loaded, key, value)
        }


def _differs(loaded, key, value):
    if key not in loaded:
        return True
    before = loaded[key]
    if before is value:
        return False
    return type(before) is not type(value) or before != value


def row_values(table, row):
    """The values of a row that holds the columns of its table in order, by key of the column."""
    return dict(zip([column.key for column in table.c], row))


def state_of(instance):
    """The state of an object, which it gets if it is one of a mapped class."""
    state = instance.__dict__.get(_KEY) if hasattr(instance, "__dict__") else None
    if state is None:
        from .mapper import mapper_of

        mapper = mapper_of(type(instance))
        if mapper is None or mapper.local_table is None:
            from .exc import UnmappedInstanceError

            raise UnmappedInstanceError("Class '%s' is not mapped" % _class_name(type(instance)))
        state = instance.__dict__[_KEY] = InstanceState(instance, mapper)
        column = mapper.polymorphic_on
        if column is not None and mapper.polymorphic_identity is not None:
            name = mapper.attributes.get(column.key)
            if name is not None:
                instance.__dict__.setdefault(name, mapper.polymorphic_identity)
    return state


def _class_name(kind):
    return "%s.%s" % (kind.__module__, kind.__qualname__)


def loaded_object(mapper, values, session):
    """A new object for a row."""
    mapper = mapper.for_row(values)
    kind = mapper.class_
    instance = kind.__new__(kind)
    state = instance.__dict__[_KEY] = InstanceState(instance, mapper)
    state.session = session
    state.take(values)
    for name in reconstructors(kind):
        getattr(instance, name)()
    return state
