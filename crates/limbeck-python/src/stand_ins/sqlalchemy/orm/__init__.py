"""The ORM, as far as tables of mapped classes and plain statements need it."""

from ..sql.schema import Column as _Column
from .decl_api import (  # noqa: F401
    DeclarativeBase, DeclarativeBaseNoMeta, DeclarativeMeta, DynamicMapped, Mapped, MappedAsDataclass, MappedColumn,
    Mapper, Property, WriteOnlyMapped, as_declarative, class_mapper, clear_mappers, configure_mappers,
    declarative_base, declarative_mixin, declared_attr, has_inherited_table, mapped_column, object_mapper,
    reconstructor, registry, synonym_for, validates,
)

mapper = Mapper


class Relationship(Property):
    pass


RelationshipProperty = Relationship


def relationship(*arguments, **keywords):
    return Relationship(*arguments, **keywords)


def backref(name, **keywords):
    return (name, keywords)


dynamic_loader = relationship


def column_property(column, *additional_columns, **keywords):
    # One of a plain column is that column.
    return column if isinstance(column, _Column) else Property(column)


def deferred(column, *additional_columns, **keywords):
    return column


def query_expression(*arguments, **keywords):
    return Property(*arguments)


def synonym(name, **keywords):
    return Property(name)


def composite(*arguments, **keywords):
    return Property(*arguments)


def remote(expression):
    return expression


foreign = remote


class ColumnProperty(Property):
    pass


class Composite(Property):
    pass


CompositeProperty = Composite


class Synonym(Property):
    pass


SynonymProperty = Synonym

# Names by which applications annotate or configure, and which mean nothing for schemas.
_INERT = frozenset(
    (
        "AppenderQuery", "AttributeEvents", "Bundle", "CascadeOptions", "ClassManager", "InspectionAttr",
        "InstanceEvents", "InstanceState", "InstrumentedAttribute", "Load", "MapperEvents", "MapperProperty",
        "MappedCollection", "MappedSQLExpression", "ORMDescriptor", "ORMExecuteState", "PropComparator",
        "QueryableAttribute", "QueryContext", "QueryEvents", "SessionEvents", "SessionTransaction",
        "SQLORMExpression", "UOWTransaction", "UserDefinedOption", "WriteOnlyCollection", "KeyFuncDict",
        "attribute_keyed_dict", "attribute_mapped_collection", "column_keyed_dict", "column_mapped_collection",
        "contains_alias", "contains_eager", "defaultload", "defer", "immediateload", "joinedload", "keyfunc_mapping",
        "lazyload", "load_only", "mapped_collection", "merge_frozen_result", "merge_result", "noload",
        "polymorphic_union", "raiseload", "selectin_polymorphic", "selectinload", "subqueryload", "undefer",
        "undefer_group", "was_deleted", "with_expression", "with_loader_criteria", "with_parent", "with_polymorphic",
        "EXT_CONTINUE", "EXT_SKIP", "EXT_STOP", "MANYTOMANY", "MANYTOONE", "ONETOMANY", "NO_KEY", "NO_VALUE",
        "mapped_as_dataclass", "unmapped_dataclass", "orm_insert_sentinel", "add_mapped_attribute",
    )
)


class _Inert:
    """Stands for a name of the ORM that has no part in schemas."""

    def __init__(self, name):
        self.__name__ = name

    def __call__(self, *arguments, **keywords):
        return self

    def __getitem__(self, item):
        return self

    def __mro_entries__(self, bases):
        return ()


def __getattr__(name):
    if name in ("Session", "sessionmaker", "scoped_session", "object_session", "make_transient",
                "make_transient_to_detached", "close_all_sessions", "create_session"):
        from . import session

        return getattr(session, "Session" if name == "create_session" else name)
    if name == "Query":
        from .query import Query

        return Query
    if name in ("join", "outerjoin"):
        from .. import sql

        return getattr(sql, name)
    if name == "aliased":
        from .aliases import aliased

        return aliased
    if name == "exc":
        from . import exc

        return exc
    if name in _INERT:
        value = globals()[name] = _Inert(name)
        return value
    raise AttributeError(
        "limbeck's stand-in for sqlalchemy.orm has no %r; use tables and statements instead" % name
    )
