"""What Alembic asks of SQLAlchemy's version."""

sqla_14 = sqla_2 = sqla_20 = sqla_14_18 = sqla_14_26 = sqla_2_0_25 = sqla_2_1 = True
AUTOINCREMENT_DEFAULT = "auto"


def _table_for_constraint(constraint):
    return constraint.table


def _get_index_column_names(index):
    return [getattr(element, "name", element) for element in index.expressions]


def _exec_on_inspector(inspector, statement, **parameters):
    return inspector.bind.execute(statement, parameters)
