"""The names of `sqlalchemy.sql.expression`."""

from .base import ClauseElement, ColumnCollection, Executable
from .column_element import (
    BooleanClauseList, ColumnElement, ColumnOperators, and_, custom_op, not_, or_,
)
from .dml import Delete, Insert, Update, delete, insert, update
from .elements import (
    BindParameter, Case, Cast, ColumnClause, Extract, Label, TextClause, Tuple, all_, any_, asc,
    between, bindparam, bitwise_not, case, cast, collate, column, conv, desc, distinct, extract,
    false, label, literal, literal_column, null, nulls_first, nulls_last, nullsfirst, nullslast,
    outparam, quoted_name, text, true, try_cast, tuple_, type_coerce,
)
from .functions import (
    Function, FunctionElement, FunctionFilter, Over, WithinGroup, aggregate_order_by, func,
    funcfilter, modifier, over, within_group,
)
from .query import (
    LABEL_STYLE_DEFAULT, LABEL_STYLE_DISAMBIGUATE_ONLY, LABEL_STYLE_NONE,
    LABEL_STYLE_TABLENAME_PLUS_COL, CompoundSelect, Exists, ScalarSelect, Select, SelectBase,
    TextualSelect, except_, except_all, exists, intersect, intersect_all, select, union, union_all,
)
from .selectable import (
    CTE, Alias, FromClause, Join, Lateral, Subquery, TableClause, TableSample, TableValuedAlias,
    Values, alias, cte, join, lateral, outerjoin, subquery, table, tablesample, values,
)
