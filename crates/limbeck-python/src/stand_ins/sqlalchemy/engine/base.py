"""`Connection` and its transactions, as `env.py` and `op.get_bind()` have them.

A connection is a number that Rust knows; everything that happens on it happens there.
"""

from _limbeck import call, execute

from ..exc import ArgumentError, InvalidRequestError, ObjectNotExecutableError, ResourceClosedError
from ..sql.base import Executable
from ..sql.elements import TextClause
from ..sql.parameters import converted
from .result import AheadResult, CursorResult, NotFetched


class Transaction:
    """A transaction that was begun; it ends with `commit()`, `rollback()` or its `with` block."""

    _kind = "transaction"

    def __init__(self, connection, savepoint=None):
        self.connection = connection
        self.savepoint = savepoint
        self.is_active = True

    @property
    def is_valid(self):
        return self.is_active

    def _end(self, word):
        if not self.is_active:
            return
        self.is_active = False
        self.connection._ended(self, word)

    def commit(self):
        if not self.is_active:
            raise InvalidRequestError("This transaction is inactive")
        self._end("commit")

    def rollback(self):
        self._end("rollback")

    close = rollback

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        if self.is_active:
            self._end("commit" if kind is None else "rollback")


RootTransaction = Transaction


class NestedTransaction(Transaction):
    """A savepoint."""

    _kind = "savepoint"


class MarkerTransaction(Transaction):
    """`begin()` inside the transaction of a migration: it ends with that one."""

    def _end(self, word):
        self.is_active = False
        if word == "rollback":
            self.connection.rollback()


class Connection:
    """A session with the database."""

    def __init__(self, engine, number, options=None):
        self.engine = engine
        self.number = number
        self._options = dict(options or {})
        self._transaction = None
        self._savepoints = []
        self._savepoint_number = 0
        self.closed = False
        self.invalidated = False
        self.info = {}

    def _tree_(self):
        return "connection", {"number": self.number}

    @property
    def dialect(self):
        return self.engine.dialect

    @property
    def connection(self):
        from .dbapi import DbapiConnection

        return DbapiConnection(self)

    @property
    def sync_connection(self):
        return self

    @property
    def bind(self):
        return self

    # Statements.

    def execute(self, statement, parameters=None, *more, execution_options=None, **named):
        if more:
            rows = isinstance(parameters, (dict, list, tuple))
            parameters = [parameters, *more] if rows else (parameters, *more)
        elif named:
            parameters = {**(parameters or {}), **named}
        if not isinstance(statement, Executable):
            if isinstance(statement, str):
                if parameters is not None and not isinstance(parameters, (dict, list, tuple)):
                    # The values one by one, as in SQLAlchemy 1.x.
                    parameters = (parameters,)
                return self.exec_driver_sql(statement, parameters)
            if hasattr(statement, "next_value"):
                # A sequence stands for its next value, not for rows.
                return self.scalar(statement)
            if not hasattr(statement, "_tree_"):
                raise ObjectNotExecutableError("Not an executable object: %r" % (statement,))
        return self._send("connection.execute", statement, parameters, execution_options)

    def exec_driver_sql(self, statement, parameters=None, execution_options=None):
        if isinstance(parameters, list):
            if not all([isinstance(row, (tuple, dict)) for row in parameters]):
                raise ArgumentError("List argument must consist only of tuples or dictionaries")
            if len(parameters) > 1:
                return self._send(
                    "connection.exec_driver_sql", str(statement), parameters, execution_options, "parameter_sets"
                )
            parameters = parameters[0] if parameters else None
        return self._send("connection.exec_driver_sql", str(statement), parameters, execution_options)

    def _send(self, name, statement, parameters, execution_options, given_as="parameters"):
        if self.closed:
            raise ResourceClosedError("This Connection is closed")
        options = getattr(statement, "_execution_options", _NO_OPTIONS)
        if self._options or execution_options:
            # Those of the connection go before those of the statement.
            options = {**options, **self._options, **(execution_options or {})}
        given = getattr(statement, "_given_parameters", None)
        if given:
            sets = parameters if isinstance(parameters, (list, tuple)) else [parameters or {}]
            sets = [{**given, **row} for row in sets]
            parameters = sets if isinstance(parameters, (list, tuple)) else sets[0]
        if parameters:
            if type(parameters) is not dict:
                parameters = _plain_parameters(parameters)
            if type(statement) is TextClause:
                parameters = statement._bound_parameters(parameters)
            else:
                statement, parameters = _prepared(statement, parameters)
        arguments = {
            "connection": self.number,
            "statement": statement,
            given_as: parameters,
        }
        if options:
            arguments["execution_options"] = {
                key: value for key, value in options.items() if key in _MEANINGFUL_OPTIONS
            }
        answer = execute(name, arguments, "statement")
        if answer is None:
            return NotFetched(statement)
        if type(answer) is not dict:
            return AheadResult(self.number, answer, statement)
        result = CursorResult(answer, statement)
        return result.yield_per(options["yield_per"]) if options.get("yield_per") else result

    def scalar(self, statement, parameters=None, **options):
        if hasattr(statement, "next_value"):
            from ..sql.query import select

            statement = select(statement.next_value())
        return self.execute(statement, parameters, **options).scalar()

    def scalars(self, statement, parameters=None, **options):
        return self.execute(statement, parameters, **options).scalars()

    # Transactions.

    def begin(self):
        if self._transaction is not None:
            if self._transaction.is_active:
                raise InvalidRequestError(
                    "This connection has already initialized a SQLAlchemy Transaction() object via begin() or "
                    "autobegin; can't call begin() here unless rollback() or commit() is called first."
                )
        if call("connection.begin", {"connection": self.number}) == "marker":
            return MarkerTransaction(self)
        self._transaction = Transaction(self)
        return self._transaction

    def begin_nested(self):
        self._savepoint_number += 1
        name = call("connection.begin_nested", {"connection": self.number, "savepoint": self._savepoint_number})
        transaction = NestedTransaction(self, name)
        self._savepoints.append(transaction)
        return transaction

    def begin_twophase(self, xid=None):
        raise NotImplementedError("limbeck does not have two-phase transactions")

    def commit(self):
        self._finish("commit")

    def rollback(self):
        self._finish("rollback")

    def _finish(self, word):
        if self._transaction is not None:
            self._transaction.is_active = False
            self._transaction = None
        self._savepoints = []
        call("connection." + word, {"connection": self.number})

    def _ended(self, transaction, word):
        if isinstance(transaction, NestedTransaction):
            if transaction in self._savepoints:
                at = self._savepoints.index(transaction)
                for inner in self._savepoints[at:]:
                    inner.is_active = False
                del self._savepoints[at:]
            call(
                "connection.%s_nested" % word,
                {"connection": self.number, "savepoint": transaction.savepoint},
            )
        else:
            self._finish(word)

    def in_transaction(self):
        return call("connection.in_transaction", {"connection": self.number})

    def in_nested_transaction(self):
        return bool(self._savepoints)

    def get_transaction(self):
        if self._transaction is None and self.in_transaction():
            self._transaction = Transaction(self)
        return self._transaction

    def get_nested_transaction(self):
        return self._savepoints[-1] if self._savepoints else None

    # Settings.

    def execution_options(self, **options):
        self._options.update(options)
        if "isolation_level" in options:
            call(
                "connection.isolation_level",
                {"connection": self.number, "level": options["isolation_level"]},
            )
        if "schema_translate_map" in options:
            call(
                "connection.schema_translate_map",
                {"connection": self.number, "map": options["schema_translate_map"]},
            )
        return self

    def get_execution_options(self):
        return dict(self._options)

    def schema_for_object(self, element):
        """The schema that a table or sequence is in on this connection (`schema_translate_map`)."""
        translated = self._options.get("schema_translate_map") or {}
        return translated.get(element.schema, element.schema)

    def get_isolation_level(self):
        return self._options.get("isolation_level") or self.dialect.default_isolation_level

    default_isolation_level = property(lambda self: self.dialect.default_isolation_level)

    # Async connections hand their own kind of work to the connection below.

    def run_callable(self, function, *arguments, **keywords):
        return function(self, *arguments, **keywords)

    def close(self):
        if not self.closed:
            self.closed = True
            call("connection.close", {"connection": self.number})

    def detach(self):
        pass

    def invalidate(self, exception=None):
        self.close()

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        self.close()


_NO_OPTIONS = {}

# The options that change what is sent or how; others only concern objects that are not here.
_MEANINGFUL_OPTIONS = ("isolation_level", "schema_translate_map", "autocommit", "no_parameters")


def _prepared(statement, parameters):
    """A statement with the parameters of its execution as their types bind them."""
    if hasattr(statement, "_node"):
        parameters = converted(statement, parameters)
    # Constructs know the types that their parameters are bound with.
    if hasattr(statement, "_bound_parameters"):
        statement = statement._generate()
        parameters = statement._bound_parameters(parameters)
    return statement, parameters


def _plain_parameters(parameters):
    """Mappings of other kinds, such as rows, as dicts."""
    if isinstance(parameters, (list, tuple)):
        if set(map(type, parameters)) == {dict}:
            return parameters if isinstance(parameters, list) else list(parameters)
        return [row if type(row) is dict else _plain_parameters(row) for row in parameters]
    if hasattr(parameters, "keys") and not isinstance(parameters, dict):
        return {key: parameters[key] for key in parameters.keys()}
    return parameters
