"""Declarative classes: their tables, as far as schemas and statements need them."""

from ..exc import InvalidRequestError
from ..sql.schema import Column, MetaData, Table
from ..types import NULLTYPE, TypeEngine, to_instance
from .instrumentation import instrument
from .mapper import Mapper, configure_mappers
from .properties import Property

_UNSET = object()


class MappedColumn:
    """`mapped_column(...)`: a column that may get its name and type from the annotation."""

    _sqla_schema_item = True

    def __init__(self, *arguments, **keywords):
        for name in ("init", "repr", "kw_only", "compare", "hash", "default_factory", "deferred", "deferred_group",
                     "deferred_raiseload", "use_existing_column", "active_history", "sort_order", "dataclass_metadata"):
            keywords.pop(name, None)
        self._sort_order = 0
        self._has_nullable = "nullable" in keywords or keywords.get("primary_key", False)
        insert_default = keywords.pop("insert_default", _UNSET)
        if insert_default is not _UNSET:
            keywords["default"] = insert_default
        self.column = Column(*arguments, **keywords)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.column, name)

    def __clause_element__(self):
        return self.column

    def _node(self, scope):
        return self.column._node(scope)

    def _copy(self):
        other = MappedColumn.__new__(MappedColumn)
        other.__dict__.update(self.__dict__)
        other.column = self.column._copy()
        return other


def mapped_column(*arguments, **keywords):
    return MappedColumn(*arguments, **keywords)


def _lend_operators():
    """A mapped column is used like the column in it: `Index("ix", name.desc())`."""
    from ..sql.column_element import ColumnOperators

    for name, value in vars(ColumnOperators).items():
        if callable(value) and name not in ("__hash__", "__init_subclass__", "__class__"):
            setattr(MappedColumn, name, _on_column(name))
    MappedColumn.__hash__ = object.__hash__


def _on_column(name):
    def operate(self, *arguments, **keywords):
        return getattr(self.column, name)(*arguments, **keywords)

    return operate


_lend_operators()


class declared_attr:
    """An attribute that every subclass computes for itself."""

    def __init__(self, function=None, cascading=False):
        self.function = getattr(function, "__func__", function)

    def __get__(self, instance, owner):
        if self.function is None:
            return self
        # A class that is being mapped computes it once: others refer to the same column.
        known = owner.__dict__.get("_declared_attributes_")
        if known is None:
            return self.function(owner)
        if self not in known:
            known[self] = self.function(owner)
        return known[self]

    @classmethod
    def directive(cls, function):
        return cls(function)

    @classmethod
    def cascading(cls, function=None):
        return cls(function)


class registry:
    """Keeps the collection of tables of its classes."""

    def __init__(self, *, metadata=None, class_registry=None, type_annotation_map=None, constructor=None):
        self.metadata = MetaData() if metadata is None else metadata
        self._class_registry = {} if class_registry is None else class_registry
        self.type_annotation_map = dict(type_annotation_map or {})
        self.mappers = []

    def generate_base(self, mapper=None, cls=object, name="Base", metaclass=None):
        bases = cls if isinstance(cls, tuple) else (cls,)
        return (metaclass or DeclarativeMeta)(name, bases, {"registry": self, "metadata": self.metadata, "__abstract__": True})

    def as_declarative_base(self, **keywords):
        def decorate(cls):
            keywords.setdefault("name", cls.__name__)
            return self.generate_base(cls=cls, **keywords)

        return decorate

    def mapped(self, cls):
        _give_constructor(cls)
        _map(cls, self)
        return cls

    def mapped_as_dataclass(self, cls=None, **keywords):
        return self.mapped if cls is None else self.mapped(cls)

    def map_imperatively(self, class_, local_table=None, **keywords):
        _give_constructor(class_)
        class_.__table__ = local_table
        class_.registry = self
        for column in local_table.c:
            setattr(class_, column.key, column)
        for name, value in (keywords.pop("properties", None) or {}).items():
            setattr(class_, name, value)
        self._class_registry[class_.__name__] = class_
        class_.__mapper_args__ = keywords
        _mapped(class_, local_table, self)
        return class_.__mapper__

    def configure(self, cascade=False):
        configure_mappers()

    def dispose(self, cascade=False):
        pass

    def update_type_annotation_map(self, type_annotation_map):
        self.type_annotation_map.update(type_annotation_map)


class DeclarativeMeta(type):
    """The metaclass of declarative classes."""

    def __init__(cls, name, bases, namespace, **keywords):
        type.__init__(cls, name, bases, namespace)
        if "registry" in namespace or "metadata" in namespace and "registry" not in _inherited(cls):
            _take_base(cls)
        elif globals().get("DeclarativeBase") in bases:
            # Columns of the base itself are for its subclasses; `__init_subclass__` has made it a base.
            pass
        elif hasattr(cls, "registry") and not namespace.get("__abstract__"):
            _map(cls, cls.registry)

    def __call__(cls, *arguments, **keywords):
        # The other sides of relationships are attributes that constructors take.
        configure_mappers()
        return type.__call__(cls, *arguments, **keywords)

    def __setattr__(cls, name, value):
        column = value.column if isinstance(value, MappedColumn) else value
        table = cls.__dict__.get("__table__")
        if isinstance(column, Column) and table is not None and column.table is None:
            _name(column, name)
            table.append_column(column)
            value = column
        type.__setattr__(cls, name, value)
        mapper = cls.__dict__.get("__mapper__")
        if isinstance(mapper, Mapper) and isinstance(value, (Column, Property)):
            mapper.changed()


def _inherited(cls):
    names = set()
    for base in cls.__mro__[1:]:
        names.update(base.__dict__)
    return names


def _take_base(cls):
    """A base class has a registry, and with it a collection of tables."""
    found = cls.__dict__.get("registry")
    if found is None:
        metadata = cls.__dict__.get("metadata")
        annotations = getattr(cls, "type_annotation_map", None)
        type.__setattr__(cls, "registry", registry(metadata=metadata, type_annotation_map=annotations))
    if "metadata" not in cls.__dict__:
        type.__setattr__(cls, "metadata", cls.registry.metadata)


class DeclarativeAttributeIntercept(DeclarativeMeta):
    """The metaclass that `DeclarativeBase` gets in SQLAlchemy."""


class DeclarativeBase(metaclass=DeclarativeMeta):
    """The base of a project's own base class."""

    def __init_subclass__(cls, **keywords):
        if DeclarativeBase in cls.__bases__:
            _take_base(cls)
        super().__init_subclass__()

    def __init__(self, **keywords):
        _set_attributes(self, keywords)


class DeclarativeBaseNoMeta:
    """The base of a project's own base class, without a metaclass."""

    def __init_subclass__(cls, **keywords):
        if DeclarativeBaseNoMeta in cls.__bases__:
            _take_base(cls)
        elif not cls.__dict__.get("__abstract__"):
            _map(cls, cls.registry)
        super().__init_subclass__()

    def __init__(self, **keywords):
        _set_attributes(self, keywords)


class MappedAsDataclass:
    """Makes mapped classes dataclasses, which changes nothing of their tables."""

    def __init_subclass__(cls, **keywords):
        super().__init_subclass__()


def _set_attributes(instance, values):
    configure_mappers()
    for name, value in values.items():
        if not hasattr(type(instance), name):
            raise TypeError("%r is an invalid keyword argument for %s" % (name, type(instance).__name__))
        setattr(instance, name, value)


def declarative_base(*, metadata=None, mapper=None, cls=object, name="Base", class_registry=None,
                     type_annotation_map=None, constructor=None, metaclass=DeclarativeMeta, **keywords):
    found = registry(metadata=metadata, class_registry=class_registry, type_annotation_map=type_annotation_map)
    base = found.generate_base(cls=cls, name=name, metaclass=metaclass)
    _give_constructor(base)
    return base


def _give_constructor(cls):
    """A class without a constructor of its own takes its attributes by name."""
    if cls.__init__ is object.__init__:
        cls.__init__ = _set_attributes_of


def _set_attributes_of(self, **keywords):
    _set_attributes(self, keywords)


def as_declarative(*, metadata=None, class_registry=None, type_annotation_map=None, **keywords):
    found = registry(metadata=metadata, class_registry=class_registry, type_annotation_map=type_annotation_map)
    return found.as_declarative_base(**keywords)


def _name(column, name):
    if column.name is None:
        column.name = name
    if column.key is None:
        column.key = column.name


# Classes whose tables are read from the database later (`DeferredReflection`).
_deferred = []


def map_deferred(base, bind, options):
    """Maps the classes below a base that wait for their tables."""
    for waiting in list(_deferred):
        cls, found = waiting
        if issubclass(cls, base):
            _deferred.remove(waiting)
            # A table that another one refers to has been read along.
            _map(cls, found, {"autoload_with": bind, "extend_existing": True, **options})


def _map(cls, found, reflection=None):
    """Makes the table of a class from its columns."""
    found._class_registry[cls.__name__] = cls
    if reflection is None and getattr(cls, "_deferred_", False):
        _deferred.append((cls, found))
        return
    if cls.__dict__.get("__table__") is not None:
        table = cls.__table__
        for column in table.c:
            if column.key not in cls.__dict__:
                type.__setattr__(cls, column.key, column)
        _mapped(cls, table, found)
        return
    name = _table_name(cls)
    columns = _columns(cls, found)
    inherited = _inherited_table(cls)
    if name is None:
        if inherited is None:
            if columns:
                unknown = _unknown_base(cls)
                if unknown is not None:
                    # The name of the table is that of a base that only the application knows: so are its columns.
                    for key in ("__table__", *[key for key, _ in columns]):
                        type.__setattr__(cls, key, getattr(unknown, key))
                    return
                raise InvalidRequestError(
                    "Class %r does not have a __table__ or __tablename__ specified and does not inherit from an "
                    "existing table-mapped class." % cls
                )
            return
        # Single table inheritance.
        for key, column in columns:
            if key not in inherited.c:
                inherited.append_column(column)
            type.__setattr__(cls, key, inherited.c[column.key])
        _mapped(cls, inherited, found)
        return
    arguments, keywords = _table_arguments(cls)
    items = [column for _, column in columns]
    metadata = getattr(cls, "metadata", None)
    if not isinstance(metadata, MetaData):
        metadata = found.metadata
    if inherited is not None and name == inherited.name:
        return
    table = Table(name, metadata, *items, *arguments, **keywords, **(reflection or {}))
    type.__setattr__(cls, "__table__", table)
    if reflection is not None:
        written = {column.name: key for key, column in columns}
        columns = [(written.get(column.name, column.key), column) for column in table.c]
    for key, column in columns:
        type.__setattr__(cls, key, column)
    _mapped(cls, table, found)


def _unknown_base(cls):
    from _placeholder import unknown_base

    for base in cls.__mro__:
        found = unknown_base(base)
        if found is not None:
            return found
    return None


def _mapped(cls, table, found):
    arguments = getattr(cls, "__mapper_args__", None)
    if "__mapper_args__" not in cls.__dict__ and any([
        "__mapper_args__" in base.__dict__ and "__mapper__" in base.__dict__ for base in cls.__mro__[1:]
    ]):
        arguments = None
    mapper = Mapper(cls, table, arguments or {})
    type.__setattr__(cls, "__mapper__", mapper)
    found.mappers.append(mapper)
    instrument(cls)


def _table_name(cls):
    name = getattr(cls, "__tablename__", None)
    if name is None or "__tablename__" in cls.__dict__:
        return name
    for base in cls.__mro__:
        if "__tablename__" in base.__dict__:
            # That of a mapped base class is the base's own; that of a mixin is for its users.
            value = base.__dict__["__tablename__"]
            if isinstance(value, declared_attr) or not hasattr(base, "__table__") or "__table__" not in base.__dict__:
                return name
            return None
    return name


def _inherited_table(cls):
    for base in cls.__mro__[1:]:
        table = base.__dict__.get("__table__")
        if isinstance(table, Table):
            return table
    return None


def _table_arguments(cls):
    arguments = getattr(cls, "__table_args__", None)
    if "__table_args__" not in cls.__dict__:
        for base in cls.__mro__[1:]:
            if "__table_args__" in base.__dict__ and "__table__" in base.__dict__:
                arguments = None
                break
            if "__table_args__" in base.__dict__:
                break
    if arguments is None:
        return (), {}
    if isinstance(arguments, dict):
        return (), dict(arguments)
    if arguments and isinstance(arguments[-1], dict):
        return tuple(arguments[:-1]), dict(arguments[-1])
    return tuple(arguments), {}


def _columns(cls, found):
    """Pairs of attribute and column, in the order of the class body; those of mixins are copied."""
    columns = []
    seen = set()
    type.__setattr__(cls, "_declared_attributes_", {})
    for base in cls.__mro__:
        if base is not cls and "__table__" in base.__dict__:
            continue
        annotations = _annotations(base)
        for key in [*annotations, *[key for key in base.__dict__ if key not in annotations]]:
            if key in seen or key.startswith("__"):
                continue
            value = base.__dict__.get(key, _UNSET)
            if isinstance(value, declared_attr):
                value = value.__get__(None, cls)
                copied = False
                if isinstance(value, Property):
                    # It is made once for each class.
                    type.__setattr__(cls, key, value)
            else:
                copied = base is not cls
            column = _column(key, value, annotations.get(key), found, copied)
            if column is not None:
                seen.add(key)
                columns.append((key, column))
            elif value is not _UNSET:
                seen.add(key)
    return columns


def _column(key, value, annotation, found, copied):
    if isinstance(value, MappedColumn):
        mapped = value._copy() if copied else value
        column = mapped.column
        if annotation is not None:
            _take_annotation(column, annotation, mapped._has_nullable, found)
    elif isinstance(value, Column):
        column = value._copy() if copied else value
    elif value is _UNSET and _is_mapped(annotation):
        column = Column(None, NULLTYPE)
        _take_annotation(column, annotation, False, found)
        if column.type._isnull:
            # The annotation of a relationship.
            return None
    else:
        return None
    _name(column, key)
    return column


# Annotations.


def _annotations(cls):
    try:
        annotate = cls.__dict__.get("__annotations__")
        if annotate is None and getattr(cls, "__annotate__", None) is not None:
            import annotationlib

            annotate = annotationlib.get_annotations(cls, format=annotationlib.Format.FORWARDREF)
    except Exception:
        return {}
    return dict(annotate or {})


class Mapped:
    """`Mapped[...]`: the annotation of mapped attributes."""

    def __class_getitem__(cls, item):
        return _MappedOf(item, cls)


class _MappedOf:
    def __init__(self, item, origin=Mapped):
        self.item = item
        self.__origin__ = origin
        self.__args__ = (item,)


class DynamicMapped(Mapped):
    pass


class WriteOnlyMapped(Mapped):
    pass


def _text_of(annotation):
    if isinstance(annotation, str):
        return annotation
    return getattr(annotation, "__forward_arg__", None)


def _is_mapped(annotation):
    text = _text_of(annotation)
    if text is not None:
        return text.replace("orm.", "").replace("sqlalchemy.", "").startswith("Mapped[")
    return isinstance(annotation, _MappedOf) and annotation.__origin__ is Mapped


_NAMED_TYPES = {
    "int": "Integer", "str": "String", "bool": "Boolean", "float": "Float", "bytes": "LargeBinary",
    "date": "Date", "datetime": "DateTime", "time": "Time", "timedelta": "Interval", "Decimal": "Numeric",
    "UUID": "Uuid",
}


def _take_annotation(column, annotation, keeps_nullable, found):
    """Nullability and type of a column from its annotation, where they are not given."""
    item = annotation.item if isinstance(annotation, _MappedOf) else annotation
    text = _text_of(item)
    if text is not None:
        text = text.strip()
        if text.rpartition(".")[2].startswith("Mapped[") or text.startswith("Mapped["):
            text = text[text.index("[") + 1 : text.rindex("]")]
        optional = text.startswith("Optional[") or "None" in [part.strip() for part in text.split("|")]
        core = text.replace("Optional[", "").rstrip("]").split("|")[0].strip().rpartition(".")[2]
        type_ = _NAMED_TYPES.get(core)
        type_ = None if type_ is None else _type_named(type_)
    else:
        optional, item = _optional(item)
        type_ = _type_of(item, found)
    if not keeps_nullable and not column._user_defined_nullable:
        column.nullable = optional and not column.primary_key
    if column.type._isnull and type_ is not None and not column.foreign_keys:
        column.type = type_


def _type_named(name):
    from .. import types

    return getattr(types, name)()


def _optional(item):
    arguments = getattr(item, "__args__", None)
    if arguments and type(None) in arguments:
        others = [argument for argument in arguments if argument is not type(None)]
        return True, others[0] if others else item
    return False, item


def _type_of(item, found):
    metadata = getattr(item, "__metadata__", None)
    declared = found.type_annotation_map.get(item) if _hashable(item) else None
    if declared is not None:
        return to_instance(declared)
    if metadata is not None:
        for part in metadata:
            if isinstance(part, MappedColumn):
                return part.column.type
            if isinstance(part, TypeEngine) or isinstance(part, type) and issubclass(part, TypeEngine):
                return to_instance(part)
        return _type_of(item.__origin__, found)
    if isinstance(item, type):
        if hasattr(item, "__members__"):
            from ..types import Enum

            return Enum(item)
        for base in item.__mro__:
            declared = found.type_annotation_map.get(base)
            if declared is not None:
                return to_instance(declared)
            name = _NAMED_TYPES.get(base.__name__)
            if name is not None:
                return _type_named(name)
    return None


def _hashable(item):
    try:
        hash(item)
    except TypeError:
        return False
    return True


def has_inherited_table(cls):
    return _inherited_table(cls) is not None


def declarative_mixin(cls):
    return cls
