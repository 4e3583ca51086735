"""What a statement returned: `Row` and `Result`.

The rows are all there when the result is made; the fetching methods only walk over them.
"""

from ..exc import InvalidRequestError, MultipleResultsFound, NoResultFound, NoSuchColumnError, ResourceClosedError


def _key_name(key):
    """The name that a column object stands for."""
    if isinstance(key, str):
        return key
    name = getattr(key, "key", None) or getattr(key, "name", None)
    return None if name is None else str(name)


class RowMapping:
    """A row as a mapping from column names to values."""

    __slots__ = ("_row",)

    def __init__(self, row):
        self._row = row

    def __getitem__(self, key):
        return self._row._value(key, KeyError)

    def __iter__(self):
        return iter(self._row._fields)

    def __len__(self):
        return len(self._row._fields)

    def __contains__(self, key):
        return _key_name(key) in self._row._index

    def get(self, key, default=None):
        return self[key] if key in self else default

    def keys(self):
        return list(self._row._fields)

    def values(self):
        return list(self._row)

    def items(self):
        return list(zip(self._row._fields, self._row))

    def __eq__(self, other):
        if isinstance(other, RowMapping):
            other = dict(other.items())
        return dict(self.items()) == other

    def __repr__(self):
        return repr(dict(self.items()))


class Row(tuple):
    """A row: a tuple whose values also have names."""

    # A tuple has no slots to spare for instances of its own length, so names live in `__dict__`.

    def __new__(cls, values, fields, index):
        self = tuple.__new__(cls, values)
        self.__dict__["_fields"] = fields
        self.__dict__["_index"] = index
        return self

    def _value(self, key, missing):
        name = _key_name(key)
        place = self._index.get(name)
        if place is None:
            if missing is KeyError:
                raise NoSuchColumnError("Could not locate column in row for column '%s'" % (name or key,))
            raise AttributeError(name)
        if place < 0:
            raise InvalidRequestError("Ambiguous column name '%s' in result set column descriptions" % name)
        return tuple.__getitem__(self, place)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self._value(name, AttributeError)

    def __getitem__(self, key):
        if isinstance(key, (int, slice)):
            return tuple.__getitem__(self, key)
        return self._value(key, KeyError)

    def __setattr__(self, name, value):
        raise AttributeError("can't set attribute")

    @property
    def _mapping(self):
        return RowMapping(self)

    def _asdict(self):
        return dict(zip(self._fields, self))

    def _tuple(self):
        return tuple(self)

    tuple = t = _t = property(lambda self: tuple(self))

    # SQLAlchemy 1.x.

    def keys(self):
        return list(self._fields)

    def items(self):
        return list(zip(self._fields, self))

    def values(self):
        return list(self)

    def has_key(self, key):
        return _key_name(key) in self._index

    def __hash__(self):
        return tuple.__hash__(self)

    def __repr__(self):
        values = ", ".join([repr(value) for value in self])
        return "(%s,)" % values if len(self) == 1 else "(%s)" % values


LegacyRow = RowProxy = Row


class _Fetching:
    """The walk over the rows that all results share; `_rows` is an iterator of finished values."""

    def __class_getitem__(cls, item):
        return cls

    def __iter__(self):
        return self

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

    def fetchmany(self, size=None):
        self._check()
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

    def __init__(self, values):
        self._rows = iter(values)


ScalarResult = MappingResult = TupleResult = FilterResult


class CursorResult(_Fetching):
    """What a statement returned."""

    def __init__(self, answer, processors=None):
        self._columns = list(answer["columns"])
        self._returns_rows = bool(self._columns) or bool(answer["rows"])
        index = {}
        for place, name in enumerate(self._columns):
            index[name] = -1 if name in index else place
        fields = tuple(self._columns)
        rows = answer["rows"]
        for place, process in (processors or {}).items():
            for row in rows:
                row[place] = process(row[place])
        self._rows = iter([Row(row, fields, index) for row in rows])
        count = answer.get("row_count")
        self.rowcount = -1 if count is None else count
        self.lastrowid = answer.get("last_insert_id")
        self.inserted_primary_key = _first_key(answer)
        self.closed = False
        self.context = None

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
    def supports_sane_rowcount(self):
        return True

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
        return FilterResult([row[index] for row in self._rows])

    def mappings(self):
        self._check()
        return FilterResult([RowMapping(row) for row in self._rows])

    def tuples(self):
        return self

    def columns(self, *keys):
        self._check()
        rows = []
        for row in self._rows:
            fields = tuple([self._columns[key] if isinstance(key, int) else _key_name(key) for key in keys])
            index = {name: place for place, name in enumerate(fields)}
            rows.append(Row([row[key] for key in keys], fields, index))
        return FilterResult(rows)

    def close(self):
        self._rows = iter(())
        self.closed = True


Result = IteratorResult = ChunkedIteratorResult = LegacyCursorResult = ResultProxy = CursorResult


def _first_key(answer):
    """The key of the row that an INSERT made, where the database says it."""
    key = answer.get("inserted_primary_key")
    if key is not None:
        return tuple(key)
    key = answer.get("last_insert_id")
    if key is None and answer["rows"]:
        return tuple(answer["rows"][0])
    return (key,)
