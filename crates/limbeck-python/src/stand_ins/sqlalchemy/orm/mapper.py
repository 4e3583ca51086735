"""`Mapper`: what is known of a mapped class, and the classes that wait for their relationships."""

from ..exc import ArgumentError
from ..sql.schema import Column

# Mappers whose relationships have not been looked at: their backrefs are still missing on other classes.
_waiting = []
_all = []


class Mapper:
    """What is known of a mapped class."""

    def __init__(self, class_, table, options):
        self.class_ = self.entity = class_
        self.local_table = self.persist_selectable = self.mapped_table = table
        self.inherits = _inherited(class_)
        self._names = self._attributes = self._relationships = self._mutable = None
        if table is not None and not hasattr(table, "_mapper"):
            table._mapper = self
        self.polymorphic_identity = options.get("polymorphic_identity")
        self._polymorphic_on = options.get("polymorphic_on")
        self.polymorphic_map = {} if self.inherits is None else self.inherits.polymorphic_map
        if self.polymorphic_identity is not None:
            self.polymorphic_map[self.polymorphic_identity] = self
        self.concrete = bool(options.get("concrete"))
        _all.append(self)
        _waiting.append(self)

    @property
    def mapper(self):
        return self

    @property
    def columns(self):
        return self.local_table.c

    c = columns
    column_attrs = columns

    @property
    def tables(self):
        return [self.local_table]

    @property
    def primary_key(self):
        return () if self.local_table is None else tuple(self.local_table.primary_key.columns)

    @property
    def polymorphic_on(self):
        """The column that tells the class of a row."""
        mapper = self
        while mapper is not None:
            column = mapper._polymorphic_on
            if column is not None:
                column = getattr(column, "column", column)
                return mapper.local_table.c[column] if isinstance(column, str) else column
            mapper = mapper.inherits
        return None

    @property
    def mutable(self):
        """The keys of the columns whose values are watched for changes in place."""
        if self._mutable is None:
            self._mutable = [column.key for column in self.local_table.c if getattr(column.type, "_is_mutable", False)]
        return self._mutable

    @property
    def names(self):
        """The keys of the columns, by the names of the attributes."""
        if self._names is None:
            self._names = _attributes(self.class_, self.local_table)
        return self._names

    @property
    def attributes(self):
        """The names of the attributes, by the keys of the columns."""
        if self._attributes is None:
            self._attributes = {key: name for name, key in self.names.items()}
        return self._attributes

    def changed(self):
        """A column or relationship came later."""
        _waiting.append(self)

    @property
    def relationships(self):
        """The relationships by name, those of inherited classes among them."""
        if _waiting:
            configure_mappers()
        if self._relationships is None:
            from .relationships import Relationship

            found = RelationshipCollection()
            for base in reversed(self.class_.__mro__):
                for name, value in base.__dict__.items():
                    if isinstance(value, Relationship):
                        found[name] = value
            self._relationships = found
        return self._relationships

    @property
    def attrs(self):
        return list(self.names) + list(self.relationships.keys())

    def get_property_by_column(self, column):
        return getattr(self.class_, self.attributes[column.key])

    def check_persistent(self):
        """Refuses objects whose rows are spread over the tables of several classes."""
        base = self.inherits
        if base is not None and base.local_table is not self.local_table and not self.concrete:
            raise NotImplementedError(
                "limbeck does not have objects of joined tables (%s inherits from %s): use the tables of both with "
                "statements, or run this step with Alembic itself" % (self.class_.__name__, base.class_.__name__)
            )

    def for_row(self, values):
        """The class of a row, by the value that tells it."""
        column = self.polymorphic_on
        if column is None or not self.polymorphic_map:
            return self
        return self.polymorphic_map.get(values.get(column.key), self)

    def criterion(self):
        """What rows of an inherited table are of this class, or `None` if all are."""
        if self.inherits is None or self.inherits.local_table is not self.local_table:
            return None
        column = self.polymorphic_on
        if column is None:
            return None
        kinds = [
            identity
            for identity, mapper in self.polymorphic_map.items()
            if issubclass(mapper.class_, self.class_)
        ]
        return column.in_(kinds)

    def __repr__(self):
        return "<Mapper of %s>" % self.class_.__name__


class RelationshipCollection(dict):
    """Relationships by name: iterated over, they are the relationships themselves."""

    def __iter__(self):
        return iter(self.values())

    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


def _inherited(class_):
    for base in class_.__mro__[1:]:
        mapper = base.__dict__.get("__mapper__")
        if isinstance(mapper, Mapper):
            return mapper
    return None


def _attributes(class_, table):
    names = {}
    for base in reversed(class_.__mro__):
        for name, value in base.__dict__.items():
            if isinstance(value, Column) and value.table is table:
                names[name] = value.key
    return names


def configure_mappers():
    """Looks at relationships that are new: the other side of some gets an attribute (`backref`)."""
    if not _waiting:
        return
    from .properties import Property

    for mapper in _all:
        mapper._names = mapper._attributes = mapper._relationships = None
    while _waiting:
        mapper = _waiting.pop()
        for base in mapper.class_.__mro__:
            for name, value in list(base.__dict__.items()):
                if isinstance(value, Property):
                    value._configure_for_(base, name)


def mapper_of(entity):
    """The mapper of a class, an object or an alias of a class; `None` if it has none."""
    mapper = getattr(entity, "__mapper__", None)
    return mapper if isinstance(mapper, Mapper) else None


def class_mapper(class_, configure=True):
    mapper = mapper_of(class_)
    if mapper is None:
        raise ArgumentError("Class object expected, got '%r'." % (class_,))
    if configure:
        configure_mappers()
    return mapper


def object_mapper(instance):
    mapper = mapper_of(type(instance))
    if mapper is None:
        from .exc import UnmappedInstanceError

        raise UnmappedInstanceError("Class %r is not mapped" % type(instance).__name__)
    return mapper


def clear_mappers():
    """There are no mappers to forget."""
