"""The ORM, as far as tables of mapped classes and plain statements need it."""

from .decl_api import (  # noqa: F401
    DeclarativeBase, DeclarativeBaseNoMeta, DeclarativeMeta, DynamicMapped, Mapped, MappedAsDataclass, MappedColumn,
    WriteOnlyMapped, as_declarative, declarative_base, declarative_mixin, declared_attr, has_inherited_table,
    mapped_column, registry,
)
from .instrumentation import reconstructor, validates  # noqa: F401
from .mapper import Mapper, class_mapper, clear_mappers, configure_mappers, object_mapper  # noqa: F401
from .properties import (  # noqa: F401
    ColumnProperty, Composite, CompositeProperty, MappedSQLExpression, Property, Synonym, SynonymProperty,
    column_property, composite, deferred, query_expression, synonym, synonym_for,
)

mapper = Mapper

# Where the rest is, which few scripts need.
_ELSEWHERE = {
    "relationships": ("Relationship", "backref", "dynamic_loader", "relationship"),
    "relationship_join": ("foreign", "remote"),
    "session": (
        "Session", "SessionTransaction", "close_all_sessions", "make_transient", "make_transient_to_detached",
        "object_session", "scoped_session", "sessionmaker",
    ),
    "query": ("Query",),
    "aliases": ("AliasedClass", "aliased"),
    "collections": (
        "KeyFuncDict", "MappedCollection", "attribute_keyed_dict", "attribute_mapped_collection", "column_keyed_dict",
        "column_mapped_collection", "keyfunc_mapping", "mapped_collection",
    ),
    "state": ("InstanceState",),
    "strategy_options": (
        "Load", "contains_eager", "defaultload", "defer", "immediateload", "joinedload", "lazyload", "load_only",
        "noload", "raiseload", "selectin_polymorphic", "selectinload", "subqueryload", "undefer", "undefer_group",
        "with_expression", "with_loader_criteria", "with_polymorphic",
    ),
}
_PLACES = {name: module for module, names in _ELSEWHERE.items() for name in names}
_PLACES["RelationshipProperty"] = "relationships"
_PLACES["create_session"] = "session"
_OTHER_NAMES = {"RelationshipProperty": "Relationship", "create_session": "Session"}

# Names by which applications annotate or configure, and which mean nothing for schemas.
_INERT = frozenset(
    (
        "AppenderQuery", "AttributeEvents", "Bundle", "CascadeOptions", "ClassManager", "EXT_CONTINUE", "EXT_SKIP",
        "EXT_STOP", "InspectionAttr", "InstanceEvents", "InstrumentedAttribute", "MANYTOMANY", "MANYTOONE",
        "MapperEvents", "MapperProperty", "NO_KEY", "NO_VALUE", "ONETOMANY", "ORMDescriptor", "ORMExecuteState",
        "PropComparator", "QueryContext", "QueryEvents", "QueryableAttribute", "SQLORMExpression", "SessionEvents",
        "UOWTransaction", "UserDefinedOption", "WriteOnlyCollection", "add_mapped_attribute", "contains_alias",
        "mapped_as_dataclass", "merge_frozen_result", "merge_result", "orm_insert_sentinel", "polymorphic_union",
        "unmapped_dataclass", "was_deleted", "with_parent",
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
    if name in _PLACES:
        module = __import__("%s.%s" % (__name__, _PLACES[name]), None, None, ["*"])
        value = globals()[name] = getattr(module, _OTHER_NAMES.get(name, name))
        return value
    if name in ("join", "outerjoin"):
        from .. import sql

        return getattr(sql, name)
    if name == "exc":
        return __import__(__name__ + ".exc", None, None, ["*"])
    if name in _INERT:
        value = globals()[name] = _Inert(name)
        return value
    raise AttributeError(
        "limbeck's stand-in for sqlalchemy.orm has no %r; use tables and statements instead" % name
    )
