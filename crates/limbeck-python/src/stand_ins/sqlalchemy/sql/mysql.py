"""Constructs that only MySQL and MariaDB have."""

from .column_element import Operation
from .elements import TextClause, tuple_


class match(Operation):
    """`MATCH (...) AGAINST (...)` of several columns."""

    def __init__(self, *cols, **kw):
        from ..exc import ArgumentError

        if not cols:
            raise ArgumentError("columns are required")
        against = kw.pop("against", None)
        if against is None:
            raise ArgumentError("against is required")
        options = {
            "mysql_boolean_mode": kw.pop("in_boolean_mode", False),
            "mysql_natural_language": kw.pop("in_natural_language_mode", False),
            "mysql_query_expansion": kw.pop("with_query_expansion", False),
        }
        if kw:
            raise ArgumentError("unknown arguments: %s" % ", ".join(kw))
        super().__init__("match_op", (tuple_(*cols), against), options=options)

    def _with(self, option):
        other = type(self).__new__(type(self))
        other.__dict__.update(self.__dict__)
        other.modifiers = {"options": {**self.modifiers["options"], option: True}}
        return other

    def in_boolean_mode(self):
        return self._with("mysql_boolean_mode")

    def in_natural_language_mode(self):
        return self._with("mysql_natural_language")

    def with_query_expansion(self):
        return self._with("mysql_query_expansion")


class limit:
    """LIMIT of UPDATE and DELETE."""

    def __init__(self, limit):
        if not isinstance(limit, int):
            raise NotImplementedError("limbeck takes a number as the limit of UPDATE and DELETE, not %r" % (limit,))
        self._limit = limit

    def _extend(self, statement):
        return statement._with_suffix(TextClause("LIMIT %d" % self._limit), "*")
