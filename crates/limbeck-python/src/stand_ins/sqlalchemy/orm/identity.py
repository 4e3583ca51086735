"""Objects that a session knows: what they were when they were read, and the statements that write changes."""

from ..exc import InvalidRequestError
from ..sql.schema import Column
from .decl_api import Property


class State:
    """An object, its table, and the values that the database has for it (None for a new object)."""

    __slots__ = ("instance", "table", "names", "loaded")

    def __init__(self, instance, loaded=None):
        self.instance = instance
        self.table, self.names = mapping_of(instance)
        self.loaded = loaded

    def values(self):
        """The values of its columns that are set, by the key of the column."""
        given = self.instance.__dict__
        for name in given:
            if isinstance(getattr(type(self.instance), "__dict__", {}).get(name), Property):
                raise NotImplementedError(
                    "limbeck does not write relationships (%s.%s): set the column of the foreign key instead"
                    % (type(self.instance).__name__, name)
                )
        return {self.names[name]: given[name] for name in self.names if name in given}

    def key_condition(self):
        """The condition that finds its row."""
        from ..sql.elements import and_

        columns = list(self.table.primary_key.columns)
        if not columns:
            raise InvalidRequestError("The table %r has no primary key by which a row is found" % self.table.name)
        return and_(*[column == self.loaded[column.key] for column in columns])

    def insert(self, connection):
        values = self._with_defaults()
        statement = self.table.insert().values(**values)
        columns = [column for column in self.table.c if column.key not in values]
        keys = [column for column in columns if column.primary_key]
        filled_in = [column for column in columns if not column.primary_key and _is_filled_in(column)]
        if not keys and not filled_in:
            connection.execute(statement)
        elif connection.dialect.insert_returning:
            result = connection.execute(statement.returning(*keys, *filled_in))
            # A run that only writes SQL returns nothing.
            self._take(keys + filled_in, result.first() if result else None)
        else:
            result = connection.execute(statement)
            if result:
                made = dict(zip([column.key for column in self.table.primary_key.columns], result.inserted_primary_key))
                self._take(keys, [made[column.key] for column in keys])
        self.loaded = self.values()

    def _with_defaults(self):
        """Its values, and those of the defaults that Python knows, which it takes over."""
        values = self.values()
        for name, key in self.names.items():
            column = self.table.c[key]
            argument = getattr(column.default, "arg", None)
            if key in values or argument is None or hasattr(argument, "_node") or _is_sequence(column.default):
                continue
            if callable(argument):
                from ..sql.dml import _called

                argument = _called(argument, values)
            values[key] = self.instance.__dict__[name] = argument
        return values

    def _take(self, columns, row):
        if row is None:
            return
        attributes = {key: name for name, key in self.names.items()}
        for column, value in zip(columns, row):
            if column.key in attributes:
                self.instance.__dict__[attributes[column.key]] = value

    def update(self, connection):
        changed = {key: value for key, value in self.values().items() if _differs(self.loaded, key, value)}
        if changed:
            connection.execute(self.table.update().where(self.key_condition()).values(**changed))
            self.loaded = self.values()

    def delete(self, connection):
        connection.execute(self.table.delete().where(self.key_condition()))


def _is_sequence(default):
    return getattr(default, "is_sequence", False)


def _is_filled_in(column):
    """Whether the database gives a column its value."""
    return (
        column.server_default is not None
        or getattr(column, "identity", None) is not None
        or getattr(column, "computed", None) is not None
        or column.default is not None
    )


def _differs(loaded, key, value):
    if key not in loaded:
        return True
    before = loaded[key]
    return type(before) is not type(value) or before != value


def mapping_of(instance):
    """The table of an object, and the keys of its columns by the names of the attributes."""
    kind = type(instance)
    table = getattr(kind, "__table__", None)
    if table is None:
        from .exc import UnmappedInstanceError

        raise UnmappedInstanceError(instance)
    return table, attributes_of(kind)


def attributes_of(kind):
    """The keys of the columns of a mapped class, by the names of its attributes."""
    table = kind.__table__
    names = {}
    for base in reversed(kind.__mro__):
        for name, value in base.__dict__.items():
            if isinstance(value, Column) and value.table is table:
                names[name] = value.key
    return names


def is_entity(value):
    """Whether something selected stands for objects: a mapped class."""
    return isinstance(value, type) and getattr(value, "__table__", None) is not None


def made(kind, row):
    """The object of a row that holds the columns of its table in order, and its values by column."""
    values = dict(zip([column.key for column in kind.__table__.c], row))
    instance = kind.__new__(kind)
    instance.__dict__.update({name: values[key] for name, key in attributes_of(kind).items()})
    return instance, values
