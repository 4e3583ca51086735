"""SQL expressions and statements; each part is loaded when it is first used."""

_PLACES = {}
for _module, _names in (
    ("base", "ClauseElement ColumnCollection Executable"),
    ("column_element", "BooleanClauseList ColumnElement ColumnOperators and_ custom_op not_ or_"),
    (
        "elements",
        "BindParameter Case Cast ColumnClause Extract Label TextClause Tuple all_ any_ asc between bindparam "
        "bitwise_not case cast collate column conv desc distinct extract false label literal literal_column null "
        "nulls_first nulls_last nullsfirst nullslast outparam quoted_name text true try_cast tuple_ type_coerce",
    ),
    (
        "functions",
        "Function FunctionElement FunctionFilter Over WithinGroup aggregate_order_by func funcfilter modifier over "
        "within_group",
    ),
    (
        "selectable",
        "CTE Alias FromClause Join Lateral Subquery TableClause TableSample TableValuedAlias Values alias cte join "
        "lateral outerjoin subquery table tablesample values",
    ),
    (
        "query",
        "CompoundSelect Exists ScalarSelect Select SelectBase TextualSelect LABEL_STYLE_DEFAULT "
        "LABEL_STYLE_DISAMBIGUATE_ONLY LABEL_STYLE_NONE LABEL_STYLE_TABLENAME_PLUS_COL except_ except_all exists "
        "intersect intersect_all select union union_all",
    ),
    ("dml", "Delete Insert Update delete insert update"),
):
    for _name in _names.split():
        _PLACES[_name] = _module
_MODULES = (
    "base", "compiler", "ddl", "elements", "expression", "functions", "naming", "operators", "schema", "selectable", "sqltypes",
    "type_api",
)

__all__ = list(_PLACES)


def __getattr__(name):
    import sys

    module = name if name in _MODULES else _PLACES.get(name)
    if module is None:
        raise AttributeError("limbeck's stand-in for sqlalchemy.sql has no %r" % name)
    full = __name__ + "." + module
    __import__(full)
    value = sys.modules[full]
    if name not in _MODULES:
        value = getattr(value, name)
    globals()[name] = value
    return value
