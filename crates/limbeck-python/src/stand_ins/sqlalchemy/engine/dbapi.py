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

    def __init__(self, connection):
        self._connection = connection
        self._rows = iter(())
        self.description = None
        self.rowcount = -1
        self.lastrowid = None
        self.query = None

    def execute(self, statement, parameters=None):
        self.query = statement
        if isinstance(parameters, list):
            parameters = tuple(parameters)
        result = self._connection.exec_driver_sql(statement, parameters)
        self._take(result)
        return self

    def executemany(self, statement, parameters):
        for one in parameters:
            self.execute(statement, one)

    def executescript(self, script):
        answer = call("connection.execute_script", {"connection": self._connection.number, "script": script})
        self.rowcount = -1 if answer is None else answer
        return self

    def _take(self, result):
        self.description = result.description
        self.rowcount = result.rowcount
        self.lastrowid = result.lastrowid
        self._rows = iter([tuple(row) for row in result] if result.returns_rows else ())

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
        self._rows = iter(())

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    def __getattr__(self, name):
        raise AttributeError(
            "limbeck's stand-in for the driver's cursor has no %r: use the methods of DBAPI" % name
        )
