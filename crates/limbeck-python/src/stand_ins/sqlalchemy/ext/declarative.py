"""The former place of the declarative ORM."""

from ..orm import (
    DeclarativeMeta, as_declarative, declarative_base, declarative_mixin, declared_attr, has_inherited_table,
    synonym_for,
)


class AbstractConcreteBase:
    """A base whose tables stand on their own."""

    __abstract__ = True


class ConcreteBase:
    """A base whose tables stand on their own."""


class DeferredReflection:
    """A base whose tables are read from the database, when `prepare()` is called."""

    __abstract__ = True
    _deferred_ = True

    @classmethod
    def prepare(cls, bind, **options):
        from ..orm.decl_api import map_deferred

        map_deferred(cls, bind, options)
