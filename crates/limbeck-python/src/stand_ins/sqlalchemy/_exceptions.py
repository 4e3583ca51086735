"""The exceptions of `sqlalchemy.exc` that have more than a name."""

from .exc import ArgumentError, InvalidRequestError, SQLAlchemyError

# Its classes are known as those of that module.
__name__ = "sqlalchemy.exc"


class ObjectNotExecutableError(ArgumentError):
    def __init__(self, target):
        super().__init__("Not an executable object: %r" % (target,) if not isinstance(target, str) else target)
        self.target = target


class CircularDependencyError(SQLAlchemyError):
    def __init__(self, message, cycles=(), edges=(), msg=None, code=None):
        super().__init__(message if msg is None else msg)
        self.cycles = cycles
        self.edges = edges


class DisconnectionError(SQLAlchemyError):
    invalidate_pool = False


class InvalidatePoolError(DisconnectionError):
    invalidate_pool = True


class NoSuchColumnError(InvalidRequestError, KeyError):
    __str__ = Exception.__str__


class NoReferenceError(InvalidRequestError):
    table_name = None


class NoReferencedTableError(NoReferenceError):
    def __init__(self, message, tname=None):
        super().__init__(message)
        self.table_name = tname


class NoReferencedColumnError(NoReferenceError):
    def __init__(self, message, tname=None, cname=None):
        super().__init__(message)
        self.table_name = tname
        self.column_name = cname


class DontWrapMixin:
    pass


class StatementError(SQLAlchemyError):
    """Something that went wrong with a statement; `orig` is the driver's exception."""

    statement = params = orig = ismulti = None
    connection_invalidated = False
    hide_parameters = False

    def __init__(self, message, statement=None, params=None, orig=None, hide_parameters=False, code=None, ismulti=None):
        super().__init__(message)
        self.statement = statement
        self.params = params
        self.orig = orig
        self.ismulti = ismulti
        self.detail = []

    def add_detail(self, msg):
        self.detail.append(msg)


class DBAPIError(StatementError):
    """The database refused."""

    def __init__(self, statement, params=None, orig=None, hide_parameters=False, connection_invalidated=False, code=None, ismulti=None):
        message = "%s" % (orig,)
        if isinstance(orig, Exception):
            message = "(%s.%s) %s" % (type(orig).__module__, type(orig).__name__, message)
        if statement:
            message += "\n[SQL: %s]" % (statement,)
        super().__init__(message, statement, params, orig)
        self.connection_invalidated = connection_invalidated

    @classmethod
    def _from_database_(cls, message, details):
        """Called from Rust, which knows the class from the SQLSTATE."""
        from ._driver_errors import driver_error

        details = details or {}
        orig = driver_error(cls.__name__, message, **details)
        return cls(details.get("statement"), {}, orig)
