"""The operators as functions."""

from .column_element import ColumnOperators, Operation, and_, custom_op, not_, or_


def _binary(name):
    def operate(a, b, *arguments, **options):
        return Operation(name, (a, b) + arguments, **options)

    operate.__name__ = name
    return operate


def _unary(name):
    def operate(a):
        return Operation(name, (a,))

    operate.__name__ = name
    return operate


eq = _binary("eq")
ne = _binary("ne")
lt = _binary("lt")
le = _binary("le")
gt = _binary("gt")
ge = _binary("ge")
add = _binary("add")
sub = _binary("sub")
mul = _binary("mul")
truediv = _binary("truediv")
mod = _binary("mod")
is_ = _binary("is_")
is_not = _binary("is_not")
is_distinct_from = _binary("is_distinct_from")
is_not_distinct_from = _binary("is_not_distinct_from")
like_op = _binary("like_op")
not_like_op = _binary("not_like_op")
ilike_op = _binary("ilike_op")
not_ilike_op = _binary("not_ilike_op")
in_op = _binary("in_op")
not_in_op = _binary("not_in_op")
between_op = _binary("between_op")
concat_op = _binary("concat_op")
contains_op = _binary("contains_op")
startswith_op = _binary("startswith_op")
endswith_op = _binary("endswith_op")
match_op = _binary("match_op")
desc_op = _unary("desc_op")
asc_op = _unary("asc_op")
nulls_first_op = _unary("nulls_first_op")
nulls_last_op = _unary("nulls_last_op")
neg = _unary("neg")
distinct_op = _unary("distinct_op")
inv = not_
