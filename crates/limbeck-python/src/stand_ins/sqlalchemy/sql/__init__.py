"""SQL expressions and statements."""

from . import expression
from .expression import (
    ClauseElement, ColumnCollection, ColumnElement, Delete, FromClause, Insert, Select, Update,
    alias, all_, and_, any_, asc, between, bindparam, bitwise_not, case, cast, collate, column, cte,
    delete, desc, distinct, except_, except_all, exists, extract, false, func, funcfilter, insert,
    intersect, intersect_all, join, label, lateral, literal, literal_column, modifier, not_, null,
    nulls_first, nulls_last, nullsfirst, nullslast, or_, outerjoin, outparam, over, quoted_name,
    select, subquery, table, tablesample, text, true, try_cast, tuple_, type_coerce, union,
    union_all, update, values, within_group,
)
