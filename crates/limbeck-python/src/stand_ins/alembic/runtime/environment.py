"""`EnvironmentContext`, for programs that name the class; `alembic.context` is the one there is."""


class EnvironmentContext:
    """The environment of the command that is running."""

    def __init__(self, config, script, **options):
        raise NotImplementedError(
            "limbeck's env.py belongs to the command that runs it: use `from alembic import context`"
        )
