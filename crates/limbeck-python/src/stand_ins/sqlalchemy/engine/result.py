"""What a statement returned.

The rows are all there when the result is made; the fetching methods only walk over them.
"""

from _limbeck import call

from ..exc import InvalidRequestError, MultipleResultsFound, NoResultFound, ResourceClosedError
from .row import RowMapping, key_name, row_class


class _Fetching:
    """The walk over the rows that all results share; `_rows` is an iterator of finished values."""

    def __class_getitem__(cls, item):
        return cls

    def __iter__(self):
        self._check()
        return self._rows

    def __next__(self):
        self._check()
        return next(self._rows)

    next = __next__

    def _check(self):
        pass

    def all(self):
        self._check()
        return list(self._rows)

    fetchall = all

    def fetchone(self):
        self._check()
        return next(self._rows, None)

    _yield_per = None

    def fetchmany(self, size=None):
        self._check()
        size = self._yield_per if size is None else size
        taken = []
        while size is None or len(taken) < size:
            try:
                taken.append(next(self._rows))
            except StopIteration:
                break
        return taken

    def partitions(self, size=None):
        while True:
            part = self.fetchmany(size)
            if not part:
                break
            yield part

    def first(self):
        self._check()
        value = next(self._rows, None)
        self.close()
        return value

    def one_or_none(self):
        self._check()
        values = list(self._rows)
        if len(values) > 1:
            raise MultipleResultsFound("Multiple rows were found when one or none was required")
        return values[0] if values else None

    def one(self):
        self._check()
        values = list(self._rows)
        if not values:
            raise NoResultFound("No row was found when one was required")
        if len(values) > 1:
            raise MultipleResultsFound("Multiple rows were found when exactly one was required")
        return values[0]

    def unique(self, strategy=None):
        seen = []
        kept = []
        for value in self._rows:
            key = value if strategy is None else strategy(value)
            if key not in seen:
                seen.append(key)
                kept.append(value)
        self._rows = iter(kept)
        return self

    def yield_per(self, number):
        self._yield_per = number
        return self

    def freeze(self):
        values = list(self._rows)
        self._rows = iter(values)
        return lambda: FilterResult(values)

    def close(self):
        self._rows = iter(())

    def _soft_close(self):
        self.close()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()


class FilterResult(_Fetching):
    """The rows of a result seen as something else: single values, mappings."""

    def __init__(self, values, yield_per=None):
        self._rows = iter(values)
        self._yield_per = yield_per


ScalarResult = MappingResult = TupleResult = FilterResult


class NoRows(AttributeError):
    """Raised where a script reads the rows of a statement that was only written down."""


class NotFetched:
    """What a statement returned that was only written down; false, as the None that SQLAlchemy returns."""

    def __init__(self, statement):
        self._statement = statement

    def __bool__(self):
        return False

    def _refuse(self, *arguments):
        text = " ".join(str(self._statement).split())
        raise NoRows("The script reads what `%s` returns, but SQL that is only written returns nothing." % text)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        self._refuse()

    __iter__ = __next__ = __getitem__ = __len__ = _refuse


class CursorResult(_Fetching):
    """What a statement returned."""

    context = None
    closed = False
    _rows = iter(())
    _columns = ()
    _returns_rows = False

    def __init__(self, answer, statement=None):
        count = answer.get("row_count")
        self.rowcount = -1 if count is None else count
        self.lastrowid = answer.get("last_insert_id")
        self._key = answer.get("inserted_primary_key")
        self._statement = statement
        if answer["columns"] or answer["rows"]:
            self._take(answer, statement)

    def _take(self, answer, statement):
        """The rows, and by what their values are found."""
        self._columns = list(answer["columns"])
        self._returns_rows = True
        selected = _selected(statement, len(self._columns))
        index = {name: place for place, name in enumerate(self._columns)}
        for place, column in enumerate(selected):
            index.setdefault(id(column), place)
            name = getattr(column, "key", None) or getattr(column, "name", None)
            if isinstance(name, str):
                index.setdefault(name, place)
        fields = tuple(self._columns)
        rows = answer["rows"]
        for place, column in enumerate(selected):
            process = getattr(getattr(column, "type", None), "_result_value_", None)
            if process is not None:
                for row in rows:
                    row[place] = process(row[place])
        self._index = index
        self._rows = map(row_class(fields, index), rows)

    def _check(self):
        if self.closed:
            raise ResourceClosedError("This result object is closed.")
        if not self._returns_rows:
            raise ResourceClosedError(
                "This result object does not return rows. It has been closed automatically."
            )

    @property
    def returns_rows(self):
        return self._returns_rows

    @property
    def is_insert(self):
        return getattr(self._statement, "is_insert", False)

    def supports_sane_rowcount(self):
        return True

    supports_sane_multi_rowcount = supports_sane_rowcount

    @property
    def inserted_primary_key(self):
        if self._key is not None:
            columns = list(self._statement.table.primary_key)
            fields = tuple([column.name for column in columns])
            return row_class(fields, {name: place for place, name in enumerate(fields)})(self._key)
        if not hasattr(self._statement, "_node"):
            raise InvalidRequestError("Statement is not a compiled expression construct.")
        if not self.is_insert:
            raise InvalidRequestError("Statement is not an insert() expression construct.")
        raise InvalidRequestError("Can't call inserted_primary_key when returning() is used.")

    @property
    def inserted_primary_key_rows(self):
        return [self.inserted_primary_key]

    def keys(self):
        if not self._returns_rows:
            self._check()
        return list(self._columns)

    @property
    def cursor(self):
        return self

    @property
    def description(self):
        return [(name, None, None, None, None, None, None) for name in self._columns] or None

    def scalar(self):
        self._check()
        row = next(self._rows, None)
        self.close()
        return None if row is None else row[0]

    def scalar_one(self):
        return self.one()[0]

    def scalar_one_or_none(self):
        row = self.one_or_none()
        return None if row is None else row[0]

    def scalars(self, index=0):
        self._check()
        return FilterResult([row[index] for row in self._rows], self._yield_per)

    def mappings(self):
        self._check()
        return FilterResult([RowMapping(row) for row in self._rows], self._yield_per)

    def tuples(self):
        return self

    def columns(self, *keys):
        self._check()
        fields = tuple([self._columns[key] if isinstance(key, int) else key_name(key) for key in keys])
        index = {name: place for place, name in enumerate(fields)}
        made = row_class(fields, index)
        return FilterResult([made([row[key] for key in keys]) for row in self._rows], self._yield_per)

    def merge(self, *others):
        rows = [*self._rows, *[row for other in others for row in other._rows]]
        return FilterResult(rows)

    def close(self):
        self._rows = iter(())
        self.closed = True


class AheadResult(CursorResult):
    """The result of a statement that may not have run yet: it has when somebody asks what it did."""

    _answered = None

    def __init__(self, connection, taken, statement):
        self._connection = connection
        self._taken = taken
        self._statement = statement

    def _answer(self, name):
        if self._answered is None:
            self._answered = call("connection.affected", {"connection": self._connection, "taken": self._taken})
        return self._answered.get(name)

    @property
    def rowcount(self):
        count = self._answer("row_count")
        return -1 if count is None else count

    lastrowid = property(lambda self: self._answer("last_insert_id"))
    _key = property(lambda self: self._answer("inserted_primary_key"))


Result = IteratorResult = ChunkedIteratorResult = LegacyCursorResult = ResultProxy = CursorResult


def _selected(statement, count):
    """The elements whose values a statement returns, if it says so."""
    selected = getattr(statement, "_selected", None)
    columns = () if selected is None else list(selected())
    return columns if len(columns) == count else ()
