"""The SQL constructs of `sqlalchemy.dialects.postgresql`."""

from .column_element import ColumnElement, type_instance
from .functions import AggregateArgument, DistinctOn, Function, GenericFunction
from .tree import Node, nodes


class array(ColumnElement):
    """`ARRAY[a, b]`."""

    def __init__(self, clauses, *, type_=None):
        self.clauses = list(clauses)
        self._type = type_

    @property
    def type(self):
        from ..dialects.postgresql import ARRAY

        if self._type is not None:
            return ARRAY(self._type)
        types = [getattr(clause, "type", None) for clause in self.clauses[:1]]
        return ARRAY(type_instance(types[0] if types else None))

    def __iter__(self):
        return iter(self.clauses)

    def _node(self, scope):
        return Node(
            "sql.array",
            {
                "id": id(self),
                "clauses": nodes(self.clauses, scope),
                "type": None if self._type is None else type_instance(self._type),
                "dialect": "postgresql",
            },
        )


def array_agg(*arguments, **options):
    return Function("array_agg", *arguments, **options)


def aggregate_order_by(target, *order_by):
    if not order_by:
        raise TypeError("at least one ORDER BY element is required")
    return AggregateArgument(target, *order_by)


def distinct_on(*columns):
    return DistinctOn(columns)


def Any(other, arrexpr, operator=None):
    return arrexpr.any(other, operator)


def All(other, arrexpr, operator=None):
    return arrexpr.all(other, operator)


class hstore(GenericFunction):
    """`hstore(...)`."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)


class _TextSearch(Function):
    """A function of full text search, its configuration first where it has two arguments."""

    def __init__(self, *arguments, **options):
        super().__init__(type(self).__name__, *arguments, **options)


class to_tsvector(_TextSearch):
    pass


class to_tsquery(_TextSearch):
    pass


class plainto_tsquery(_TextSearch):
    pass


class phraseto_tsquery(_TextSearch):
    pass


class websearch_to_tsquery(_TextSearch):
    pass


class ts_headline(_TextSearch):
    pass


class BitString(str):
    """A string of bits."""

    def __new__(cls, value, _allow_non_bits=False):
        if not _allow_non_bits and any(digit not in "01" for digit in value):
            raise ValueError("BitString must only contain '0' and '1' chars")
        return str.__new__(cls, value)
