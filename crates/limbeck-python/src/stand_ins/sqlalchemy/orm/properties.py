"""What is mapped besides columns and relationships: expressions, synonyms, composites."""

from ..sql.schema import Column


class Property:
    """Something mapped that is no column: it has no part in tables."""

    def __init__(self, *arguments, **keywords):
        self.arguments = arguments
        self.keywords = keywords

    def _configure_for_(self, cls, name):
        """Is told the class that it is mapped in, and its name there."""

    def __get__(self, instance, owner):
        if instance is None:
            return self
        raise NotImplementedError(
            "limbeck does not have %s of the ORM; use tables and statements, or run this step with Alembic itself"
            % type(self).__name__
        )

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        raise NotImplementedError(
            "limbeck does not have %s.%s of the ORM; use tables and statements, or run this step with Alembic itself"
            % (type(self).__name__, name)
        )


class ColumnProperty(Property):
    """An expression that every object has a value of. It is computed when it is asked for."""

    def __init__(self, expression, **options):
        self.expression = expression

    def __get__(self, instance, owner):
        if instance is None:
            return self.expression
        from .state import state_of

        state = state_of(instance)
        if state.loaded is None or state.session is None:
            return None
        from ..sql.query import Select

        statement = Select(self.expression).select_from(state.mapper.local_table).where(state.key_condition())
        result = state.session.execute(statement)
        return result.scalar() if result else None


class Synonym(Property):
    """Another name for an attribute."""

    def __init__(self, name, **options):
        self.name = name

    def __get__(self, instance, owner):
        return getattr(owner if instance is None else instance, self.name)

    def __set__(self, instance, value):
        setattr(instance, self.name, value)


class Composite(Property):
    """Several columns as one value."""


CompositeProperty = Composite
SynonymProperty = Synonym
MappedSQLExpression = ColumnProperty


def column_property(column, *additional_columns, **options):
    # One of a plain column is that column.
    return column if isinstance(column, Column) else ColumnProperty(column)


def synonym(name, **options):
    return Synonym(name)


def synonym_for(name, map_column=False):
    return lambda function: Synonym(name)


def composite(*arguments, **keywords):
    return Composite(*arguments, **keywords)


def deferred(column, *additional_columns, **options):
    return column


def query_expression(*arguments, **keywords):
    return Property(*arguments)
