"""Reading related objects: those of one object when they are asked for, or those of many at once."""

from ..sql.elements import and_, or_
from ..sql.query import Select
from . import collections
from .relationship_join import MANYTOONE

# How many objects' relations are looked for in one statement.
_AT_ONCE = 500


def load(relationship, states):
    """Reads what a relationship leads to, and gives it to the objects."""
    waiting = [state for state in states if relationship.key not in state.instance.__dict__]
    session = waiting[0].session if waiting else None
    if session is None:
        for state in waiting:
            _refuse_detached(relationship, state)
        return
    if session.autoflush:
        session.flush()
    condition = relationship.condition
    if condition.criteria and condition.mentions_parent() or not condition.pairs:
        for state in waiting:
            give(relationship, state, _along(session, relationship, state))
        return
    found = {}
    if relationship.direction == MANYTOONE:
        found = _known(session, relationship, waiting)
    missing = {}
    for state in waiting:
        key = _near(relationship, state)
        if None not in key and key not in found:
            missing.setdefault(key, None)
    keys = list(missing)
    for start in range(0, len(keys), _AT_ONCE):
        for key, instance in _far(session, relationship, keys[start:start + _AT_ONCE]):
            found.setdefault(key, []).append(instance)
    for state in waiting:
        give(relationship, state, found.get(_near(relationship, state), []))


def _refuse_detached(relationship, state):
    from .exc import DetachedInstanceError

    raise DetachedInstanceError(
        "Parent instance %r is not bound to a Session; lazy load operation of attribute '%s' cannot proceed"
        % (state.instance, relationship.key)
    )


def give(relationship, state, items):
    """Makes what was read the value of the attribute."""
    given = state.instance.__dict__
    if relationship.uselist:
        given[relationship.key] = collections.made(relationship.collection_class, state, relationship, items)
        state.related[relationship.key] = list(items)
    else:
        given[relationship.key] = items[0] if items else None
        state.related[relationship.key] = items[:1]


def _near(relationship, state):
    """The values of an object by which others are found."""
    return tuple([state.value(near) for near, _ in relationship.condition.pairs])


def _known(session, relationship, states):
    """Objects that the session has already, where the key alone finds them."""
    mapper = relationship.mapper
    far = [column for _, column in relationship.condition.pairs]
    keys = list(mapper.primary_key)
    if relationship.condition.criteria or {id(column) for column in far} != {id(column) for column in keys}:
        return {}
    found = {}
    for state in states:
        near = _near(relationship, state)
        values = {column.key: value for column, value in zip(far, near)}
        other = session.known(mapper, [values[column.key] for column in keys])
        if other is not None:
            found[near] = [other.instance]
    return found


def _far(session, relationship, keys):
    """Pairs of values on this side, and an object of the other side."""
    condition = relationship.condition
    entity = relationship.entity
    if condition.secondary is None:
        columns = [far for _, far in condition.pairs]
        statement = Select(entity)
    else:
        # The table in between tells whose object it is.
        columns = [link for _, link in condition.pairs]
        statement = Select(entity, *columns).where(
            *[column == link for column, link in condition.secondary_pairs]
        )
    statement = statement.where(_among(columns, keys), *condition.criteria)
    order = relationship.order_by
    result = session.execute(statement.order_by(*order) if order else statement)
    for row in result or ():
        instance = row[0]
        if condition.secondary is None:
            state = instance._sa_instance_state
            yield tuple([state.value(column) for column in columns]), instance
        else:
            yield tuple(row[1:]), instance


def _among(columns, keys):
    if len(columns) == 1:
        column = columns[0]
        return column == keys[0][0] if len(keys) == 1 else column.in_([key[0] for key in keys])
    return or_(*[and_(*[column == value for column, value in zip(columns, key)]) for key in keys])


def _along(session, relationship, state):
    """What a condition of its own leads to from one object: joined with its row."""
    condition = relationship.condition
    if condition.parent is condition.target:
        raise NotImplementedError(
            "limbeck does not load %s, whose condition is about two rows of one table; use statements, or run this "
            "step with Alembic itself" % relationship
        )
    statement = Select(relationship.entity)
    for _, clause in condition.steps():
        statement = statement.where(clause)
    statement = statement.where(state.key_condition())
    order = relationship.order_by
    result = session.execute(statement.order_by(*order) if order else statement)
    return list(result.scalars()) if result else []
