"""`automap_base`: classes made from the tables of a database, which limbeck does not make."""


def automap_base(*arguments, **keywords):
    raise NotImplementedError(
        "limbeck does not have automap_base(): describe the tables that the script needs with sa.table(), or run "
        "this step with Alembic itself"
    )
