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
    """A base whose tables are read from the database."""

    __abstract__ = True

    @classmethod
    def prepare(cls, bind, **options):
        raise NotImplementedError(
            "limbeck does not have DeferredReflection: describe the tables that the script needs with sa.table(), or "
            "run this step with Alembic itself"
        )
