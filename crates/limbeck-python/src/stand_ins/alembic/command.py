"""`alembic.command`: not from inside a run."""


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)

    def refuse(*arguments, **options):
        raise NotImplementedError(
            "alembic.command.%s() was called from Python that limbeck runs; start `limbeck %s` instead" % (name, name)
        )

    return refuse
