"""`Query`: the SELECT of `session.query(...)`."""

from ..exc import InvalidRequestError
from ..sql.query import Select
from .context import is_entity, with_criteria
from .mapper import configure_mappers, mapper_of


class Query:
    """A SELECT whose rows are objects where it selects mapped classes."""

    def __init__(self, entities, session=None, _statement=None):
        if not isinstance(entities, (list, tuple)):
            entities = (entities,)
        configure_mappers()
        self.session = session
        self._entities = tuple(entities)
        self.statement = Select(*self._entities) if _statement is None else _statement

    def _with(self, statement):
        other = type(self).__new__(type(self))
        other.__dict__.update(self.__dict__)
        other.statement = statement
        return other

    # The parts of the SELECT.

    def filter(self, *criteria):
        return self._with(self.statement.where(*criteria))

    where = filter

    def filter_by(self, **values):
        return self._with(self.statement.filter_by(**values))

    def options(self, *options):
        return self._with(self.statement.options(*options))

    _yields = False

    def yield_per(self, count):
        other = self._with(self.statement)
        other._yields = True
        return other

    def populate_existing(self):
        return self

    def enable_eagerloads(self, value):
        return self

    def autoflush(self, setting):
        return self

    def execution_options(self, **options):
        return self._with(self.statement.execution_options(**options))

    def with_entities(self, *entities):
        other = self._with(self.statement.with_only_columns(*entities))
        other._entities = entities
        return other

    def add_columns(self, *columns):
        other = self._with(self.statement.add_columns(*columns))
        other._entities = self._entities + columns
        return other

    add_column = add_entity = add_columns

    def slice(self, start, stop):
        statement = self.statement
        if stop is not None:
            statement = statement.limit(stop - (start or 0))
        return self._with(statement.offset(start) if start else statement)

    def __getitem__(self, item):
        if isinstance(item, slice):
            return self.slice(item.start, item.stop).all()
        return self.slice(item, item + 1).all()[0]

    # Its rows.

    def _result(self):
        return self.session.execute(self.statement)

    def _alone(self):
        """Whether the rows are the objects themselves."""
        return len(self._entities) == 1 and is_entity(self._entities[0])

    def _values(self):
        result = self._result()
        if not result:
            return []
        values = result.scalars().all() if self._alone() else result.all()
        if self._yields or not any([is_entity(entity) for entity in self._entities]):
            return values
        return _each_once(values, self._alone())

    def all(self):
        return self._values()

    def __iter__(self):
        return iter(self._values())

    def first(self):
        values = self.slice(0, 1)._values()
        return values[0] if values else None

    def one_or_none(self):
        values = self._values()
        if len(values) > 1:
            from ..exc import MultipleResultsFound

            raise MultipleResultsFound("Multiple rows were found when one or none was required")
        return values[0] if values else None

    def one(self):
        value = self.one_or_none()
        if value is None:
            from ..exc import NoResultFound

            raise NoResultFound("No row was found when one was required")
        return value

    def scalar(self):
        row = self.one_or_none()
        return row if row is None or self._alone() else row[0]

    def get(self, ident):
        return self.session.get(self._entities[0], ident)

    def subquery(self, name=None):
        return self.statement.subquery(name)

    def cte(self, name=None, recursive=False):
        return self.statement.cte(name, recursive)

    def scalar_subquery(self):
        return self.statement.scalar_subquery()

    as_scalar = scalar_subquery

    def exists(self):
        return self.statement.exists()

    def label(self, name):
        return self.statement.label(name)

    def count(self):
        from ..sql.functions import func

        counted = Select(func.count()).select_from(with_criteria(self.statement).order_by(None).subquery())
        result = self.session.execute(counted)
        return result.scalar() if result else None

    # Statements about the same rows.

    def _table(self):
        entity = self._entities[0]
        if len(self._entities) != 1 or not (is_entity(entity) or hasattr(entity, "update")):
            raise InvalidRequestError("update() and delete() need a query of one entity")
        if self.statement._joins:
            raise InvalidRequestError("Can't call Query.update() or Query.delete() when join() has been called")
        return getattr(entity, "__table__", entity)

    def update(self, values, synchronize_session="auto", update_args=None):
        table = self._table()
        mapper = mapper_of(self._entities[0])
        names = {} if mapper is None else mapper.names
        values = {names.get(key, key) if isinstance(key, str) else key: value for key, value in dict(values).items()}
        return self._changed(table.update().where(*with_criteria(self.statement)._where_criteria).values(values))

    def delete(self, synchronize_session="auto", delete_args=None):
        return self._changed(self._table().delete().where(*with_criteria(self.statement)._where_criteria))

    def _changed(self, statement):
        result = self.session.execute(statement)
        # What the objects were is not known any more.
        self.session.expire_all()
        return result.rowcount if result else 0

    def __str__(self):
        return str(self.statement)


def _passed_on(name):
    def method(self, *arguments, **keywords):
        return self._with(getattr(self.statement, name)(*arguments, **keywords))

    method.__name__ = name
    return method


for _name in (
    "order_by", "group_by", "having", "limit", "offset", "distinct", "join", "outerjoin", "select_from",
    "with_for_update", "correlate", "union", "union_all", "prefix_with",
):
    setattr(Query, _name, _passed_on(_name))


def _each_once(values, alone):
    """Each object, or each row of objects and values, once: as a query returns them."""
    found, seen = [], set()
    for value in values:
        key = id(value) if alone else tuple([_identity(item) for item in value])
        if key not in seen:
            seen.add(key)
            found.append(value)
    return found


def _identity(item):
    if hasattr(item, "_sa_instance_state") or not _is_hashable(item):
        return id(item)
    return item


def _is_hashable(item):
    try:
        hash(item)
    except TypeError:
        return False
    return True
