"""SQLAlchemy's exceptions; most are made when they are first asked for."""


class HasDescriptionCode:
    """Its keyword `code` names a page of SQLAlchemy's documentation."""

    code = None

    def __init__(self, *arg, **kw):
        code = kw.pop("code", None)
        if code is not None:
            self.code = code
        super().__init__(*arg, **kw)


class SQLAlchemyError(HasDescriptionCode, Exception):
    """The base of all."""


class ArgumentError(SQLAlchemyError):
    """Arguments that make no sense."""


class InvalidRequestError(SQLAlchemyError):
    """A request that cannot be met."""


class CompileError(SQLAlchemyError):
    """Something that has no SQL."""


# Classes that only have a name, by their bases.
_PLAIN = {
    "Exception": "EmulatedDBAPIException",
    "ArgumentError": (
        "DuplicateColumnError NoSuchModuleError NoForeignKeysError AmbiguousForeignKeysError "
        "ConstraintColumnNotFoundError"
    ),
    "CompileError": "UnsupportedCompilationError",
    "SQLAlchemyError": "IdentifierError TimeoutError",
    "InvalidRequestError": (
        "IllegalStateChangeError NoInspectionAvailable PendingRollbackError ResourceClosedError NoResultFound "
        "MultipleResultsFound AwaitRequired MissingGreenlet NoSuchTableError UnreflectableTableError "
        "UnboundExecutionError"
    ),
    "DBAPIError": "InterfaceError DatabaseError",
    "DatabaseError": "DataError OperationalError IntegrityError InternalError ProgrammingError NotSupportedError",
    "HasDescriptionCode DeprecationWarning": "SADeprecationWarning",
    "SADeprecationWarning": "Base20DeprecationWarning",
    "Base20DeprecationWarning": "LegacyAPIWarning MovedIn20Warning",
    "PendingDeprecationWarning": "SAPendingDeprecationWarning",
    "HasDescriptionCode RuntimeWarning": "SAWarning",
    "Warning": "SATestSuiteWarning",
}
_BASES = {name: bases.split() for bases, names in _PLAIN.items() for name in names.split()}


def __getattr__(name):
    bases = _BASES.get(name)
    if bases is not None:
        classes = tuple([globals().get(base) or _named(base) for base in bases])
        value = type(name, classes, {"__module__": __name__, "__doc__": None})
    elif name.startswith("__"):
        raise AttributeError(name)
    else:
        from . import _exceptions

        value = _exceptions.__dict__.get(name)
        if value is None:
            raise AttributeError("limbeck's stand-in for sqlalchemy.exc has no %r" % name)
    globals()[name] = value
    return value


def _named(name):
    import builtins

    return getattr(builtins, name, None) or __getattr__(name)
