"""The rows of statements that select mapped classes, as objects."""

from ..engine.result import CursorResult
from .mapper import mapper_of


def is_entity(value):
    """Whether something selected stands for objects: a mapped class, or an alias of one."""
    mapper = mapper_of(value)
    return mapper is not None and mapper.local_table is not None and hasattr(value, "__table__")


def concerns_objects(statement):
    """Whether a statement is about mapped classes, so that what changed of objects is written before it."""
    if getattr(statement, "is_dml", False):
        return hasattr(statement.table, "_mapper")
    columns = getattr(statement, "_raw_columns", None)
    if columns is None:
        return hasattr(statement, "selects")
    return any([_is_of_objects(clause) for clause in statement._final_froms()])


def _is_of_objects(clause):
    inner = getattr(clause, "element", None)
    return hasattr(clause, "_mapper") or inner is not None and (
        concerns_objects(inner) if hasattr(inner, "_select_body") else _is_of_objects(inner)
    )


def with_criteria(statement):
    """A SELECT with the conditions of classes that share their table with others."""
    for entity in () if getattr(statement, "is_dml", False) else getattr(statement, "_mapped", ()):
        if is_entity(entity):
            criterion = mapper_of(entity).criterion()
            if criterion is not None:
                statement = statement.where(criterion)
    return statement


def with_attribute_names(statement, params):
    """An INSERT or UPDATE whose values are named by attributes, as a session takes them."""
    mapper = getattr(getattr(statement, "table", None), "_mapper", None)
    if mapper is None or not getattr(statement, "is_dml", False):
        return statement, params
    names = {name: key for name, key in mapper.names.items() if name != key}
    if not names:
        return statement, params
    if isinstance(statement._values, dict):
        statement = statement._generate()
        statement._values = _renamed(statement._values, names)
    if isinstance(params, (list, tuple)):
        params = [_renamed(row, names) for row in params]
    elif params:
        params = _renamed(params, names)
    return statement, params


def _renamed(values, names):
    return {names.get(key, key) if isinstance(key, str) else key: value for key, value in values.items()}


def objects(session, statement, result):
    """The result of a statement with objects where it selects mapped classes."""
    parts, place = [], 0
    for entity in statement._mapped:
        if is_entity(entity):
            mapper = mapper_of(entity)
            mapper.check_persistent()
            width = len(mapper.local_table.c)
            parts.append((mapper, place, place + width))
        else:
            width = len(entity.c) if hasattr(entity, "c") else 1
            parts.append((None, place, place + width))
        place += width
    rows = [_row(session, parts, row) for row in result]
    _load_ahead(statement, rows)
    return CursorResult({"columns": _names(statement), "rows": rows, "row_count": len(rows)})


def _row(session, parts, row):
    values = []
    for mapper, start, end in parts:
        if mapper is None:
            values += row[start:end]
        else:
            values.append(session._object(mapper, row[start:end]))
    return values


def _names(statement):
    names = []
    for entity in statement._mapped:
        if is_entity(entity):
            names.append(getattr(entity, "class_", entity).__name__)
        else:
            names += entity.c.keys() if hasattr(entity, "c") else [getattr(entity, "key", None) or str(entity)]
    return names


def _load_ahead(statement, rows):
    """Reads the relations that the options of a statement ask for, for all of its objects at once."""
    for option in getattr(statement, "_with_options", ()):
        ahead = getattr(option, "_load_ahead", None)
        if ahead is not None:
            ahead([value for row in rows for value in row if hasattr(value, "_sa_instance_state")])
