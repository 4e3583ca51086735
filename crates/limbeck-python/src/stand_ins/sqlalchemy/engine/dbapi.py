"""A DBAPI connection over a session: for `connection.connection.cursor()` and `connect` events."""

from _limbeck import call


class DbapiConnection:
    """What SQLAlchemy's `connection.connection` gives: the driver's connection."""

    def __init__(self, connection):
        self._connection = connection
        self.autocommit = False

    @property
    def dbapi_connection(self):
        return self

    driver_connection = connection = dbapi_connection

    def cursor(self, *arguments, **options):
        return DbapiCursor(self._connection)

    def execute(self, statement, parameters=None):
        return self.cursor().execute(statement, parameters)

    def executescript(self, script):
        return self.cursor().executescript(script)

    def commit(self):
        call("connection.commit", {"connection": self._connection.number})

    def rollback(self):
        call("connection.rollback", {"connection": self._connection.number})

    def close(self):
        pass

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        if kind is None:
            self.commit()
        else:
            self.rollback()

    def __getattr__(self, name):
        raise AttributeError(
            "limbeck's stand-in for the driver's connection has no %r: use the methods of DBAPI" % name
        )


class DbapiCursor:
    """A cursor that runs a statement at a time and keeps all its rows."""

    arraysize = 1

    query = None
    _result = None
    # The rows are made, and a statement is waited for, when somebody asks.
    _fetched = None
    _script_count = -1

    def __init__(self, connection):
        self._connection = connection

    def execute(self, statement, parameters=None):
        self.query = statement
        if isinstance(parameters, list):
            parameters = tuple(parameters)
        self._take(self._connection.exec_driver_sql(statement, parameters))
        return self

    def executemany(self, statement, parameters):
        self.query = statement
        sets = [tuple(one) if isinstance(one, list) else one for one in parameters]
        if sets:
            self._take(self._connection.exec_driver_sql(statement, sets))
        return self

    def executescript(self, script):
        answer = call("connection.execute_script", {"connection": self._connection.number, "script": script})
        self._take(None)
        self._script_count = -1 if answer is None else answer
        return self

    def _take(self, result):
        self._result = result
        self._fetched = None

    @property
    def _rows(self):
        if self._fetched is None:
            has_rows = self._result is not None and self._result.returns_rows
            self._fetched = map(tuple, self._result) if has_rows else iter(())
        return self._fetched

    @property
    def description(self):
        return None if self._result is None else self._result.description

    @property
    def rowcount(self):
        return self._script_count if self._result is None else self._result.rowcount

    @property
    def lastrowid(self):
        return None if self._result is None else self._result.lastrowid

    def fetchone(self):
        return next(self._rows, None)

    def fetchall(self):
        return list(self._rows)

    def fetchmany(self, size=None):
        wanted = self.arraysize if size is None else size
        taken = []
        while len(taken) < wanted:
            row = next(self._rows, None)
            if row is None:
                break
            taken.append(row)
        return taken

    def __iter__(self):
        return self._rows

    def close(self):
        self._fetched = iter(())

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    def __getattr__(self, name):
        raise AttributeError(
            "limbeck's stand-in for the driver's cursor has no %r: use the methods of DBAPI" % name
        )
