"""SQLAlchemy's exceptions."""


class HasDescriptionCode:
    """Its keyword `code` names a page of SQLAlchemy's documentation."""

    code = None

    def __init__(self, *arg, **kw):
        code = kw.pop("code", None)
        if code is not None:
            self.code = code
        super().__init__(*arg, **kw)


class SQLAlchemyError(HasDescriptionCode, Exception):
    pass


class EmulatedDBAPIException(Exception):
    pass


class ArgumentError(SQLAlchemyError):
    pass


class DuplicateColumnError(ArgumentError):
    pass


class ObjectNotExecutableError(ArgumentError):
    def __init__(self, target):
        super().__init__("Not an executable object: %r" % (target,) if not isinstance(target, str) else target)
        self.target = target


class NoSuchModuleError(ArgumentError):
    pass


class NoForeignKeysError(ArgumentError):
    pass


class AmbiguousForeignKeysError(ArgumentError):
    pass


class ConstraintColumnNotFoundError(ArgumentError):
    pass


class CircularDependencyError(SQLAlchemyError):
    def __init__(self, message, cycles=(), edges=(), msg=None, code=None):
        super().__init__(message if msg is None else msg)
        self.cycles = cycles
        self.edges = edges


class CompileError(SQLAlchemyError):
    pass


class UnsupportedCompilationError(CompileError):
    pass


class IdentifierError(SQLAlchemyError):
    pass


class DisconnectionError(SQLAlchemyError):
    invalidate_pool = False


class InvalidatePoolError(DisconnectionError):
    invalidate_pool = True


class TimeoutError(SQLAlchemyError):
    pass


class InvalidRequestError(SQLAlchemyError):
    pass


class IllegalStateChangeError(InvalidRequestError):
    pass


class NoInspectionAvailable(InvalidRequestError):
    pass


class PendingRollbackError(InvalidRequestError):
    pass


class ResourceClosedError(InvalidRequestError):
    pass


class NoSuchColumnError(InvalidRequestError, KeyError):
    __str__ = Exception.__str__


class NoResultFound(InvalidRequestError):
    pass


class MultipleResultsFound(InvalidRequestError):
    pass


class AwaitRequired(InvalidRequestError):
    pass


class MissingGreenlet(InvalidRequestError):
    pass


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


class NoSuchTableError(InvalidRequestError):
    pass


class UnreflectableTableError(InvalidRequestError):
    pass


class UnboundExecutionError(InvalidRequestError):
    pass


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


class DriverError(Exception):
    """Stands for the exception of a database driver: its text, SQLSTATE and parts."""

    def __init__(self, message, code=None, detail=None, hint=None):
        super().__init__(message)
        self.pgcode = self.sqlstate = code
        self.pgerror = message
        self.diag = self
        self.message_primary = message
        self.message_detail = detail
        self.message_hint = hint


class DBAPIError(StatementError):
    """The database refused."""

    def __init__(self, statement, params=None, orig=None, hide_parameters=False, connection_invalidated=False, code=None, ismulti=None):
        super().__init__("%s" % (orig,), statement, params, orig)
        self.connection_invalidated = connection_invalidated

    @classmethod
    def _from_database_(cls, message):
        """Called from Rust, which knows the class from the SQLSTATE."""
        return cls(None, None, DriverError(message))


class InterfaceError(DBAPIError):
    pass


class DatabaseError(DBAPIError):
    pass


class DataError(DatabaseError):
    pass


class OperationalError(DatabaseError):
    pass


class IntegrityError(DatabaseError):
    pass


class InternalError(DatabaseError):
    pass


class ProgrammingError(DatabaseError):
    pass


class NotSupportedError(DatabaseError):
    pass


class SADeprecationWarning(HasDescriptionCode, DeprecationWarning):
    pass


class Base20DeprecationWarning(SADeprecationWarning):
    pass


class LegacyAPIWarning(Base20DeprecationWarning):
    pass


class MovedIn20Warning(Base20DeprecationWarning):
    pass


class SAPendingDeprecationWarning(PendingDeprecationWarning):
    pass


class SAWarning(HasDescriptionCode, RuntimeWarning):
    pass


class SATestSuiteWarning(Warning):
    pass
