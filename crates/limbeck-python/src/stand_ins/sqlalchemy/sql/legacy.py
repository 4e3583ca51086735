"""What SQLAlchemy 1.x took and 2.0 does not: projects pin the version that their scripts were written for.

Everything is said in today's forms; statements that execute themselves need a `MetaData` or a statement with a `bind`.
"""

from ..exc import ArgumentError, UnboundExecutionError
from .query import Select, _froms


def select(columns=(), whereclause=None, from_obj=None, distinct=False, having=None, correlate=True, prefixes=None,
           suffixes=None, *, bind=None, order_by=None, group_by=None, limit=None, offset=None, for_update=False,
           use_labels=False):
    """`select([columns], whereclause, ...)`."""
    if not isinstance(columns, (list, tuple)):
        raise ArgumentError("select() takes its columns as a list beside keywords, as in SQLAlchemy 1.x, got %r" % (columns,))
    statement = Select(*columns)
    if whereclause is not None:
        statement = statement.where(whereclause)
    if from_obj is not None:
        statement = statement.select_from(*_listed(from_obj))
    if distinct is not False:
        statement = statement.distinct(*(() if distinct is True else _listed(distinct)))
    if having is not None:
        statement = statement.having(having)
    if correlate is not True:
        statement = statement.correlate(*(_listed(correlate) if correlate else (None,)))
    if prefixes:
        statement = statement.prefix_with(*prefixes)
    if suffixes:
        statement = statement.suffix_with(*suffixes)
    if order_by is not None:
        statement = statement.order_by(*_listed(order_by))
    if group_by is not None:
        statement = statement.group_by(*_listed(group_by))
    if limit is not None:
        statement = statement.limit(limit)
    if offset is not None:
        statement = statement.offset(offset)
    if for_update:
        statement = statement.with_for_update(
            nowait=for_update in ("nowait", "read_nowait"), read=for_update in ("read", "read_nowait")
        )
    if use_labels:
        statement = statement.apply_labels()
    if bind is not None:
        statement.bind = bind
    return statement


def case_arguments(whens, value, else_):
    """The arguments of `case([(when, then), ...], value, else_)`."""
    listed, *positional = whens
    if positional:
        value = positional[0]
    if len(positional) > 1:
        else_ = positional[1]
    return tuple(listed), value, else_


def bind_of(item):
    """The connection that a table, its collection or a statement is bound to, or None."""
    for owner in (item, *_tables(item)):
        bind = getattr(owner, "bind", None) or getattr(getattr(owner, "metadata", None), "bind", None)
        if bind is not None:
            return bind
    return None


def required_bind(item, bind=None):
    """The connection to use.

    Raises `UnboundExecutionError` if neither the caller nor the item names one.
    """
    found = bind if bind is not None else bind_of(item)
    if found is None:
        raise UnboundExecutionError(
            "%s object is not bound to a Connection or Engine: pass one, such as op.get_bind()" % type(item).__name__
        )
    return found


def _tables(statement):
    table = getattr(statement, "table", None)
    if table is not None:
        return (table,)
    if isinstance(statement, Select):
        return (*_froms(statement._raw_columns), *statement._from_obj)
    return ()


def _listed(value):
    return value if isinstance(value, (list, tuple)) else (value,)
