"""The parameters of an execution, as the types of what they are compared with or become bind them."""

from .column_element import BooleanClauseList, Negation, Operation
from .elements import BindParameter


def conversions(statement):
    """The functions of types that have a say in what is bound, by the names of the parameters."""
    found = {}
    for condition in getattr(statement, "_where_criteria", ()):
        _of_condition(condition, found)
    values = getattr(statement, "_values", None)
    if isinstance(values, dict):
        table = getattr(statement.table, "element", statement.table)
        for key, value in values.items():
            if isinstance(value, BindParameter):
                column = table.c.get(key) if isinstance(key, str) else key
                _take(value, column, found)
    return found


def _of_condition(element, found):
    if isinstance(element, BooleanClauseList):
        for clause in element.clauses:
            _of_condition(clause, found)
    elif isinstance(element, Negation):
        _of_condition(element.element, found)
    elif isinstance(element, Operation) and len(element.operands) == 2:
        left, right = element.operands
        for bind, other in ((left, right), (right, left)):
            if isinstance(bind, BindParameter):
                _take(bind, other, found)


def _take(bind, other, found):
    """The type of a parameter is its own, or that of what it belongs to."""
    type_ = bind.type
    if getattr(type_, "_isnull", False):
        type_ = getattr(other, "type", None)
    convert = getattr(type_, "_bound_value_", None)
    if convert is not None and bind.required:
        found[bind.key] = convert


def converted(statement, parameters):
    """The parameters, converted."""
    found = conversions(statement)
    if not found:
        return parameters
    if isinstance(parameters, dict):
        return _converted(parameters, found)
    return [_converted(row, found) if isinstance(row, dict) else row for row in parameters]


def _converted(row, found):
    return {key: found[key](value) if key in found else value for key, value in row.items()}
