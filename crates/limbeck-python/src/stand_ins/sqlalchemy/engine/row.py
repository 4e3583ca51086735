"""Rows of results."""

from _limbeck import item_of

from ..exc import NoSuchColumnError


def key_name(key):
    """The name that a column object stands for."""
    if isinstance(key, str):
        return key
    name = getattr(key, "key", None) or getattr(key, "name", None)
    return None if name is None else str(name)


class Row:
    """A row: like a tuple whose values also have names. `row_class()` makes the class for some names."""

    # No tuple itself: `"%s" % row` shows the whole row.
    __slots__ = ("_data",)
    _fields = ()
    _index = {}

    def __init__(self, values):
        _put(self, tuple(values))

    def _place(self, key):
        place = self._index.get(key if isinstance(key, str) else id(key))
        return self._index.get(key_name(key)) if place is None else place

    def _value(self, key):
        place = self._place(key)
        if place is None:
            raise NoSuchColumnError("Could not locate column in row for column '%s'" % (key_name(key) or key,))
        return self._data[place]

    def __getattr__(self, name):
        raise AttributeError("Could not locate column in row for column '%s'" % name)

    def __getitem__(self, key):
        if isinstance(key, (int, slice)):
            return self._data[key]
        # As in SQLAlchemy 1.x.
        return self._value(key)

    def __setattr__(self, name, value):
        raise AttributeError("can't set attribute")

    def __delattr__(self, name):
        raise AttributeError("can't delete attribute")

    def __iter__(self):
        return iter(self._data)

    def __len__(self):
        return len(self._data)

    def __contains__(self, value):
        return value in self._data

    def __hash__(self):
        return hash(self._data)

    def __eq__(self, other):
        return self._data == _plain(other)

    def __ne__(self, other):
        return self._data != _plain(other)

    def __lt__(self, other):
        return self._data < _plain(other)

    def __le__(self, other):
        return self._data <= _plain(other)

    def __gt__(self, other):
        return self._data > _plain(other)

    def __ge__(self, other):
        return self._data >= _plain(other)

    def __add__(self, other):
        return self._data + _plain(other)

    def __radd__(self, other):
        return _plain(other) + self._data

    def __repr__(self):
        return repr(self._data)

    @property
    def _mapping(self):
        return RowMapping(self)

    def _asdict(self):
        return dict(zip(self._fields, self._data))

    def _tuple(self):
        return self

    tuple = t = _t = property(lambda self: self)

    # Methods of a tuple and those of SQLAlchemy 1.x, unless a column has that name.

    def count(self, value):
        return self._data.count(value)

    def index(self, value):
        return self._data.index(value)

    def keys(self):
        return list(self._fields)

    def items(self):
        return list(zip(self._fields, self._data))

    def values(self):
        return list(self._data)

    def has_key(self, key):
        return key in self._index


_put = Row._data.__set__

# The names that are not those of columns, whatever columns there are.
_OWN = frozenset(
    ("_data", "_place", "_value", "_mapping", "_asdict", "_tuple", "_fields", "_index", "tuple", "t", "_t")
)


def row_class(fields, index):
    """The class of the rows with these fields, whose values also have the names of the index."""
    namespace = {"__slots__": (), "_fields": fields, "_index": index, "__doc__": Row.__doc__}
    for name, place in index.items():
        if isinstance(name, str) and name not in _OWN and not name.startswith("__"):
            namespace[name] = _getter(place)
    return type("Row", (Row,), namespace)


def _getter(place):
    return property(item_of("_data", place))


def _plain(other):
    return other._data if isinstance(other, Row) else other


LegacyRow = RowProxy = Row


class RowMapping:
    """A row as a mapping from column names to values."""

    __slots__ = ("_row",)

    def __init__(self, row):
        self._row = row

    def __getitem__(self, key):
        return self._row._value(key)

    def __iter__(self):
        return iter(self._row._fields)

    def __len__(self):
        return len(self._row._fields)

    def __contains__(self, key):
        return self._row._place(key) is not None

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

    def __getattr__(self, name):
        raise AttributeError("'RowMapping' object has no attribute %r" % name)
