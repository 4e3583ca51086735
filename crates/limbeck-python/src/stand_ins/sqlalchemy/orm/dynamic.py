"""Collections that are queries (`lazy="dynamic"`)."""

from .query import Query
from .relationships import Relationship
from .state import state_of


class AppenderQuery(Query):
    """The query of a collection; what is appended is written with the next flush."""

    def __init__(self, relationship, state):
        self._relationship, self._owner = relationship, state
        statement = None
        if state.loaded is not None:
            statement = _statement(relationship, state)
        Query.__init__(self, (relationship.entity,), state.session, statement)

    def _with(self, statement):
        return Query(self._entities, self.session, statement)

    def append(self, item):
        collection = self._changes()
        collection.append(item)

    add = append

    def extend(self, items):
        for item in items:
            self.append(item)

    def remove(self, item):
        self._changes().remove(item)

    def _changes(self):
        """The collection as a list, in which changes are noticed."""
        from .loading import load

        owner = self._owner
        given = owner.instance.__dict__
        if self._relationship.key not in given:
            if owner.loaded is not None:
                load(self._relationship, [owner])
            else:
                from .collections import made

                given[self._relationship.key] = made(None, owner, self._relationship)
        return given[self._relationship.key]


def _statement(relationship, state):
    from ..sql.query import Select

    statement = Select(relationship.entity).where(
        *[clause for _, clause in relationship.condition.steps()[1:]],
        *[far == state.value(near) for near, far in relationship.condition.pairs],
        *relationship.condition.criteria,
    )
    order = relationship.order_by
    return statement.order_by(*order) if order else statement
