"""The exceptions of database drivers, as SQLAlchemy wraps them."""

# The classes of psycopg2.errors that scripts tell apart, by SQLSTATE.
_SQLSTATES = {
    "0A000": "FeatureNotSupported",
    "21000": "CardinalityViolation",
    "22001": "StringDataRightTruncation",
    "22003": "NumericValueOutOfRange",
    "22007": "InvalidDatetimeFormat",
    "22008": "DatetimeFieldOverflow",
    "22012": "DivisionByZero",
    "22023": "InvalidParameterValue",
    "22P02": "InvalidTextRepresentation",
    "23001": "RestrictViolation",
    "23502": "NotNullViolation",
    "23503": "ForeignKeyViolation",
    "23505": "UniqueViolation",
    "23514": "CheckViolation",
    "23P01": "ExclusionViolation",
    "25001": "ActiveSqlTransaction",
    "25P02": "InFailedSqlTransaction",
    "2BP01": "DependentObjectsStillExist",
    "3D000": "InvalidCatalogName",
    "3F000": "InvalidSchemaName",
    "40001": "SerializationFailure",
    "40P01": "DeadlockDetected",
    "42501": "InsufficientPrivilege",
    "42601": "SyntaxError",
    "42602": "InvalidName",
    "42622": "NameTooLong",
    "42701": "DuplicateColumn",
    "42702": "AmbiguousColumn",
    "42703": "UndefinedColumn",
    "42704": "UndefinedObject",
    "42710": "DuplicateObject",
    "42712": "DuplicateAlias",
    "42723": "DuplicateFunction",
    "42725": "AmbiguousFunction",
    "42803": "GroupingError",
    "42804": "DatatypeMismatch",
    "42809": "WrongObjectType",
    "42830": "InvalidForeignKey",
    "42846": "CannotCoerce",
    "42883": "UndefinedFunction",
    "428C9": "GeneratedAlways",
    "42P01": "UndefinedTable",
    "42P02": "UndefinedParameter",
    "42P04": "DuplicateDatabase",
    "42P06": "DuplicateSchema",
    "42P07": "DuplicateTable",
    "42P10": "InvalidColumnReference",
    "42P16": "InvalidTableDefinition",
    "42P17": "InvalidObjectDefinition",
    "42P18": "IndeterminateDatatype",
    "55000": "ObjectNotInPrerequisiteState",
    "55006": "ObjectInUse",
    "55P03": "LockNotAvailable",
    "55P04": "UnsafeNewEnumValueUsage",
    "57014": "QueryCanceled",
    "58P01": "UndefinedFile",
    "P0001": "RaiseException",
}
_classes = {}


class DriverError(Exception):
    """What a driver raises: the server's text, its code and its parts."""

    def __init__(self, message, code=None, detail=None, hint=None):
        if _is_number(code):
            # PyMySQL and mysqlclient give the number first.
            super().__init__(int(code), message)
        else:
            super().__init__(message)
        self.pgcode = self.sqlstate = self.sqlite_errorname = code
        self.pgerror = message
        self.diag = self
        self.message_primary = message.partition("\n")[0]
        self.message_detail = detail
        self.message_hint = hint


def _is_number(code):
    """Whether a code is one of MySQL's: an SQLSTATE has five characters, a name has a `_`."""
    return code is not None and code.isdigit() and len(code) < 5


def driver_error(name, message, code=None, detail=None, hint=None, **_):
    """The exception of the driver for what SQLAlchemy knows as the class `name`."""
    if _is_number(code):
        module = "pymysql.err"
    elif code is not None and "_" in code:
        module = "sqlite3"
    else:
        module = "psycopg2"
    if module == "psycopg2":
        # As libpq formats what the server says.
        for label, text in (("DETAIL", detail), ("HINT", hint)):
            if text:
                message += "\n%s:  %s" % (label, text)
        message += "\n"
        if code in _SQLSTATES:
            module, name = "psycopg2.errors", _SQLSTATES[code]
    key = (module, name)
    if key not in _classes:
        _classes[key] = type(name, (DriverError,), {"__module__": module})
    return _classes[key](message, code, detail, hint)
