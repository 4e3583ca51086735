"""`DefaultImpl`: projects derive from it for databases that Alembic does not know."""


class DefaultImpl:
    """A class of the user's own may be declared; limbeck has no use for it."""

    __dialect__ = "default"
    transactional_ddl = False
