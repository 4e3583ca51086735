"""The statements that write objects."""

from .state import row_values


class Inserts:
    """New rows on their way: those alike travel together."""

    def __init__(self, connection, takes_over=True):
        self.connection = connection
        # Whether what the database fills in is asked for.
        self._takes_over = takes_over
        self._table = self._keys = None
        self._rows = []

    def add(self, state):
        """Writes a new object, or keeps it until another kind of row comes."""
        table = state.mapper.local_table
        values = _with_defaults(state)
        missing = [column for column in table.c if column.key not in values]
        keys = [column for column in missing if column.primary_key]
        filled_in = [column for column in missing if not column.primary_key and _is_filled_in(column)]
        asks = self._takes_over and (keys or filled_in)
        if asks or any([hasattr(value, "_node") for value in values.values()]):
            self.send()
            _insert(self.connection, state, values, keys, filled_in)
            return
        shape = list(values)
        if self._table is not table or self._keys != shape:
            self.send()
            self._table, self._keys = table, shape
        self._rows.append(values)
        state.settle()

    def send(self):
        """Writes what is kept."""
        rows, self._rows = self._rows, []
        if len(rows) == 1:
            self.connection.execute(self._table.insert().values(rows[0]))
        elif rows:
            self.connection.execute(self._table.insert(), rows)


def _insert(connection, state, values, keys, filled_in):
    """Writes a row, and takes over what the database fills in."""
    table = state.mapper.local_table
    statement = table.insert().values(**values)
    expressions = [table.c[key] for key, value in values.items() if hasattr(value, "_node")]
    if connection.dialect.insert_returning:
        returned = keys + filled_in + expressions
        result = connection.execute(statement.returning(*returned) if returned else statement)
        # A run that only writes SQL returns nothing.
        if returned and result:
            _take(state, returned, result.first())
    else:
        result = connection.execute(statement)
        if result and keys:
            made = dict(zip([column.key for column in table.primary_key.columns], result.inserted_primary_key))
            _take(state, keys, [made[column.key] for column in keys])
        state.expired = bool(filled_in or expressions)
        for column in expressions:
            state.instance.__dict__.pop(state.mapper.attributes.get(column.key), None)
    state.settle()


def _with_defaults(state):
    """The values of an object, and those of the defaults that Python knows, which it takes over."""
    values = state.values()
    table = state.mapper.local_table
    for name, key in state.mapper.names.items():
        column = table.c[key]
        argument = getattr(column.default, "arg", None)
        if key in values and not (values[key] is None and column.primary_key):
            continue
        if argument is None or hasattr(argument, "_node") or _is_sequence(column.default):
            if key in values and column.primary_key:
                # A key that is not known yet is for the database to make.
                del values[key]
            continue
        if callable(argument):
            from ..sql.dml import _called

            argument = _called(argument, values)
        values[key] = state.instance.__dict__[name] = argument
    return values


def _take(state, columns, row):
    attributes = state.mapper.attributes
    for column, value in zip(columns, row):
        if column.key in attributes:
            state.instance.__dict__[attributes[column.key]] = value


class Updates:
    """Changes of rows on their way: those of the same columns travel together."""

    def __init__(self, connection):
        self.connection = connection
        self._table = self._columns = None
        self._rows = []

    def add(self, state):
        """Writes what changed of an object, or keeps it until another kind of change comes."""
        changed = state.changed_values()
        if not changed:
            return
        table = state.mapper.local_table
        _add_defaults(state, changed)
        if any([hasattr(value, "_node") for value in changed.values()]) or not state.mapper.primary_key:
            self.send()
            self.connection.execute(table.update().where(state.key_condition()).values(**changed))
        else:
            columns = sorted(changed)
            if self._table is not table or self._columns != columns:
                self.send()
                self._table, self._columns = table, columns
            row = {_KEY + key.key: _bound(key, state.loaded[key.key]) for key in state.mapper.primary_key}
            row.update({_VALUE + key: _bound(table.c[key], value) for key, value in changed.items()})
            self._rows.append(row)
        state.modified.clear()
        _settle(state, changed)

    def send(self):
        """Writes what is kept."""
        rows, self._rows = self._rows, []
        if not rows:
            return
        from ..sql.elements import BindParameter

        table = self._table
        statement = table.update().values({
            key: BindParameter(_VALUE + key, type_=table.c[key].type) for key in self._columns
        })
        for column in table.primary_key.columns:
            statement = statement.where(column == BindParameter(_KEY + column.key, type_=column.type))
        self.connection.execute(statement, rows if len(rows) > 1 else rows[0])


# What parameters are called: the key that a row has, and the values that it gets.
_KEY, _VALUE = "key_of_", "value_of_"


def _bound(column, value):
    """A value as the type of its column binds it."""
    convert = getattr(column.type, "_bound_value_", None)
    return value if convert is None else convert(value)


def _add_defaults(state, changed):
    """The values of columns that change with every update, which the object takes over."""
    for column in state.mapper.local_table.c:
        default = getattr(column.onupdate, "arg", None)
        if callable(default) and not hasattr(default, "_node") and column.key not in changed:
            from ..sql.dml import _called

            changed[column.key] = _called(default, changed)
            state.set_value(column, changed[column.key])


def _settle(state, changed):
    """Takes what was written for what the database has."""
    table = state.mapper.local_table
    state.settle()
    unknown = [key for key, value in changed.items() if hasattr(value, "_node")]
    unknown += [
        column.key
        for column in table.c
        if column.key not in changed and (column.onupdate is not None or column.server_onupdate is not None)
    ]
    for key in unknown:
        name = state.mapper.attributes.get(key)
        if name is not None:
            state.instance.__dict__.pop(name, None)
            state.expired = True


def delete(connection, state):
    """Removes the row of an object."""
    connection.execute(state.mapper.local_table.delete().where(state.key_condition()))


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


def read(session, mapper, condition):
    """The values of the row that a condition finds, or `None`."""
    table = mapper.local_table
    result = session.connection().execute(table.select().where(condition))
    row = result.first() if result else None
    return None if row is None else row_values(table, row)
