"""`Dialect`: what a program may ask about the database it talks to."""

from _limbeck import call

# What SQLAlchemy loads if the URL names no driver.
_DRIVERS = {
    "postgresql": "psycopg2",
    "sqlite": "pysqlite",
    "mysql": "mysqldb",
    "mariadb": "mysqldb",
    "mssql": "pyodbc",
    "oracle": "oracledb",
}

_ASYNC_DRIVERS = frozenset(("asyncpg", "psycopg_async", "aiosqlite", "aiomysql", "asyncmy", "aioodbc", "oracledb_async"))

# How the drivers write bound values; every other one writes `%s` or `%(name)s`.
_PARAMSTYLES = {
    "pysqlite": "qmark",
    "aiosqlite": "qmark",
    "pysqlcipher": "qmark",
    "asyncpg": "numeric_dollar",
    "pyodbc": "qmark",
    "aioodbc": "qmark",
    "mysqldb": "format",
    "pymysql": "format",
    "mysqlconnector": "format",
    "mariadbconnector": "qmark",
    "cymysql": "format",
    "aiomysql": "format",
    "asyncmy": "format",
    "oracledb": "named",
    "cx_oracle": "named",
}


class DefaultDialect:
    """A dialect by its name; what it means is decided in Rust."""

    name = "default"
    driver = None
    default_schema_name = None
    supports_alter = True
    supports_sane_rowcount = True
    supports_native_boolean = True
    supports_native_enum = False
    supports_sequences = False
    supports_comments = False
    supports_schemas = True
    insert_returning = True
    max_identifier_length = 9999
    default_isolation_level = None

    def __init__(self, paramstyle=None, **options):
        self.paramstyle = paramstyle or _PARAMSTYLES.get(self.driver, "pyformat")
        self._options = options
        self._connection = None

    @property
    def server_version_info(self):
        if self._connection is None:
            return None
        return tuple(call("connection.server_version", {"connection": self._connection}))

    @property
    def is_async(self):
        return self.driver in _ASYNC_DRIVERS

    @property
    def identifier_preparer(self):
        return IdentifierPreparer(self)

    preparer = identifier_preparer

    def type_descriptor(self, typeobj):
        """The type of the dialect for a generic one: what that is is decided in Rust."""
        from ..types import to_instance

        return to_instance(typeobj)

    def _inspection(name):
        """A method that asks the connection it is given, as the `Inspector` of that connection does."""

        def inspect(self, connection, *arguments, **options):
            from .reflection import Inspector

            return getattr(Inspector(connection), name)(*arguments, **options)

        inspect.__name__ = name
        return inspect

    for _name in (
        "get_check_constraints", "get_columns", "get_foreign_keys", "get_indexes", "get_pk_constraint",
        "get_schema_names", "get_sequence_names", "get_table_comment", "get_table_names", "get_temp_table_names",
        "get_temp_view_names", "get_unique_constraints", "get_view_definition", "get_view_names", "has_index",
        "has_schema", "has_sequence", "has_table",
    ):
        locals()[_name] = _inspection(_name)
    del _inspection, _name

    def _tree_(self):
        return self.name

    def __repr__(self):
        return "<limbeck's stand-in for the %s dialect>" % self.name


class PGDialect(DefaultDialect):
    name = "postgresql"
    driver = "psycopg2"
    supports_native_enum = True
    supports_sequences = True
    supports_comments = True
    max_identifier_length = 63
    default_schema_name = "public"
    default_isolation_level = "READ COMMITTED"


class SQLiteDialect(DefaultDialect):
    name = "sqlite"
    driver = "pysqlite"
    supports_alter = False
    supports_native_boolean = False
    default_schema_name = "main"
    default_isolation_level = "SERIALIZABLE"


class MySQLDialect(DefaultDialect):
    name = "mysql"
    insert_returning = False
    driver = "mysqldb"
    supports_native_boolean = False
    supports_native_enum = True
    supports_comments = True
    max_identifier_length = 255
    max_index_name_length = max_constraint_name_length = 64
    default_isolation_level = "REPEATABLE READ"


class MariaDBDialect(MySQLDialect):
    name = "mariadb"
    insert_returning = True
    supports_sequences = True


_CLASSES = {
    "postgresql": PGDialect,
    "postgres": PGDialect,
    "sqlite": SQLiteDialect,
    "mysql": MySQLDialect,
    "mariadb": MariaDBDialect,
}


class IdentifierPreparer:
    """Quotes names as the dialect does."""

    def __init__(self, dialect):
        self.dialect = dialect

    def _call(self, name, always):
        return call("dialect.quote", {"dialect": self.dialect.name, "name": str(name), "always": always})

    def quote(self, ident, force=None):
        return self._call(ident, False)

    quote_schema = quote

    def quote_identifier(self, value):
        return self._call(value, True)

    def format_table(self, table, use_schema=True, name=None):
        text = self.quote(table.name if name is None else name)
        schema = getattr(table, "schema", None)
        return "%s.%s" % (self.quote(schema), text) if use_schema and schema else text

    def format_column(self, column, name=None):
        return self.quote(column.name if name is None else name)


def dialect_class(drivername):
    """The dialect of a URL's scheme, such as `postgresql+asyncpg`."""
    backend, _, driver = drivername.partition("+")
    base = _CLASSES.get(backend)
    if base is None:
        base = type(backend, (DefaultDialect,), {"name": backend, "driver": _DRIVERS.get(backend)})
    return type(base.__name__, (base,), {"driver": driver}) if driver else base
