"""What all SQL elements have in common, and collections of columns."""

from _limbeck import copied

from .tree import compiled, expression


class ClauseElement:
    """An element of SQL."""

    def __class_getitem__(cls, item):
        # Annotations may say which Python type it is for.
        return cls

    def _node(self, scope):
        raise NotImplementedError(
            "%s cannot stand in SQL of this kind" % type(self).__name__
        )

    def _tree_(self):
        result = expression(self)
        return result.kind, result.fields

    def __bool__(self):
        raise TypeError("Boolean value of this clause is not defined")

    def compile(self, bind=None, dialect=None, compile_kwargs=None, **options):
        if options:
            raise NotImplementedError(
                "limbeck's compile() does not know the option %r" % sorted(options)[0]
            )
        return Compiled(
            self,
            dialect if dialect is not None else getattr(bind, "dialect", None),
            compile_kwargs or {},
        )

    def __str__(self):
        return str(self.compile())

    def __repr__(self):
        return "<%s.%s at 0x%x>" % (type(self).__module__, type(self).__name__, id(self))

    def self_group(self, against=None):
        return self

    def get_children(self, **options):
        return ()

    @property
    def expression(self):
        return self


class Compiled:
    """What `compile()` returns: its text is the SQL."""

    def __init__(self, element, dialect, options):
        for name in options:
            if name not in ("literal_binds", "render_postcompile"):
                raise NotImplementedError(
                    "limbeck's compile() does not know the option %r" % name
                )
        self.statement = element
        self.dialect = dialect
        self.string = compiled(element, dialect, bool(options.get("literal_binds")))

    def __str__(self):
        return self.string

    def process(self, element, **options):
        return compiled(element, self.dialect, True)


class Executable:
    """A statement that a connection executes."""

    _execution_options = {}
    # The parameters that come with the statement itself.
    _given_parameters = None

    # Set where a statement of SQLAlchemy 1.x was made for a connection.
    bind = None

    def execute(self, *parameters, **values):
        from .legacy import required_bind

        return required_bind(self).execute(self, *parameters, **values)

    def scalar(self, *parameters, **values):
        return self.execute(*parameters, **values).scalar()

    def params(self, parameters=None, **values):
        other = self._generate()
        other._given_parameters = {**(self._given_parameters or {}), **(parameters or {}), **values}
        return other

    def execution_options(self, **options):
        other = self._generate()
        other._execution_options = {**self._execution_options, **options}
        return other

    def get_execution_options(self):
        return self._execution_options

    # What the ORM is to load along.
    _with_options = ()

    def options(self, *options):
        other = self._generate()
        other._with_options = self._with_options + options
        return other


class Generative:
    """A statement whose methods return a changed copy."""

    def _generate(self):
        return copied(self)


def quoted_parts(name):
    """A name as text and `quote` mark."""
    return str(name), getattr(name, "quote", None)


class ColumnCollection:
    """The columns of a table or subquery, by name and in order."""

    _columns = _index = ()

    def __init__(self, columns=()):
        self._columns = []
        self._index = {}
        for column in columns:
            if isinstance(column, tuple):
                self.add(column[1], column[0])
            else:
                self.add(column)

    def add(self, column, key=None):
        if key is None:
            key = column.key
        existing = self._index.get(key)
        if existing is None:
            self._columns.append((key, column))
            if key is not None:
                self._name(key, column)
        elif getattr(existing, "table", None) is getattr(column, "table", None):
            self._columns[:] = [(k, column if c is existing else c) for k, c in self._columns]
            self._name(key, column)
        else:
            self._columns.append((key, column))

    def _name(self, key, column):
        self._index[key] = column
        # `table.c.name`; what the collection itself can do comes first.
        if key not in _OWN_NAMES:
            self.__dict__[key] = column

    def __getattr__(self, name):
        if name.startswith("_") or name in _NOT_HERE:
            raise AttributeError("%r object has no attribute %r" % (type(self).__name__, name))
        # As SQLAlchemy says that there is no such column.
        raise AttributeError(name)

    def remove(self, column):
        self._columns[:] = [(k, c) for k, c in self._columns if c is not column]
        for key in [k for k, c in self._index.items() if c is column]:
            del self._index[key]
            self.__dict__.pop(key, None)

    def __getitem__(self, key):
        if isinstance(key, int):
            return self._columns[key][1]
        if isinstance(key, slice):
            return [column for _, column in self._columns[key]]
        if isinstance(key, tuple):
            return ColumnCollection((name, self[name]) for name in key)
        return self._index[key]

    def __setitem__(self, key, column):
        raise NotImplementedError("columns are added to their table, not to its collection")

    def __iter__(self):
        return iter([column for _, column in self._columns])

    def __len__(self):
        return len(self._columns)

    def __bool__(self):
        return True

    def __contains__(self, key):
        if isinstance(key, str):
            return key in self._index
        raise TypeError("__contains__ requires a string argument")

    def contains_column(self, column):
        return any(column is other for _, other in self._columns)

    def get(self, key, default=None):
        return self._index.get(key, default)

    def keys(self):
        return [key for key, _ in self._columns]

    def values(self):
        return [column for _, column in self._columns]

    def items(self):
        return list(self._columns)

    def as_readonly(self):
        return self

    def __repr__(self):
        return "%s(%s)" % (type(self).__name__, ", ".join(str(k) for k in self.keys()))


_OWN_NAMES = frozenset(dir(ColumnCollection))

# What SQLAlchemy's collections can do besides.
_NOT_HERE = frozenset(("clear", "compare", "contains", "corresponding_column", "extend", "replace", "update"))

ReadOnlyColumnCollection = DedupeColumnCollection = ColumnCollection
