"""`Engine` and the functions that make one.

An engine opens nothing: it remembers its URL and options until something connects.
"""

import _placeholder
from _limbeck import call

from ..exc import ArgumentError
from .base import Connection
from .dbapi import DbapiConnection
from .default import dialect_class
from .url import URL, make_url

# Options of `create_engine` that change nothing about a single session or what it sends.
_HARMLESS = frozenset(
    (
        "convert_unicode",
        "echo",
        "echo_pool",
        "enable_from_linting",
        "encoding",
        "future",
        "hide_parameters",
        "implicit_returning",
        "insertmanyvalues_page_size",
        "json_deserializer",
        "json_serializer",
        "label_length",
        "logging_name",
        "max_identifier_length",
        "max_overflow",
        "module",
        "native_datetime",
        "paramstyle",
        "plugins",
        "pool",
        "pool_logging_name",
        "pool_pre_ping",
        "pool_recycle",
        "pool_reset_on_return",
        "pool_size",
        "pool_timeout",
        "pool_use_lifo",
        "poolclass",
        "query_cache_size",
        "skip_autocommit_rollback",
        "strategy",
        "use_insertmanyvalues",
        "use_native_hstore",
        "use_native_unicode",
        "use_batch_mode",
        "executemany_mode",
        "executemany_batch_page_size",
        "executemany_values_page_size",
        "server_side_cursors",
        "client_encoding",
        "dialect",
        "case_sensitive",
        "empty_in_strategy",
        "listeners",
        "_coerce_config",
        "_initialize",
        "_is_async",
    )
)


class Engine:
    """A database that can be connected to."""

    def __init__(self, url, connect_args=None, execution_options=None, isolation_level=None, creator=None):
        self.url = url
        self._connect_args = dict(connect_args or {})
        self._options = dict(execution_options or {})
        self._isolation_level = isolation_level
        self._creator = creator
        self._dialect = None
        self._connected_before = False
        self.pool = None
        self.echo = False

    @property
    def dialect(self):
        if self._dialect is None:
            self._find_url()
            if isinstance(self.url, _placeholder.Placeholder):
                return self.url.get_dialect()()
            url, known = self.url, _placeholder.explicit_url()
            if known is not None and make_url(known).get_backend_name() != url.get_backend_name():
                # It will connect to the database that the user names.
                url = make_url(known)
            self._dialect = dialect_class(url.drivername)()
        return self._dialect

    @property
    def name(self):
        return self.dialect.name

    @property
    def driver(self):
        return self.dialect.driver

    @property
    def engine(self):
        return self

    sync_engine = engine

    def _tree_(self):
        return "engine", {"url": self.url}

    def _find_url(self):
        """A URL of the application is asked for when it is needed."""
        if isinstance(self.url, _placeholder.Placeholder):
            self.url = make_url(self.url)

    def connect(self, close_with_result=False):
        from ..event import dispatch

        self._find_url()
        number = call(
            "engine.connect",
            {
                "url": self.url,
                "connect_args": self._connect_args,
                "isolation_level": self._options.get("isolation_level") or self._isolation_level,
                "schema_translate_map": self._options.get("schema_translate_map"),
                "creator": self._creator is not None,
            },
        )
        if self._dialect is None:
            # The URL that was used may be the user's instead of the program's.
            self._dialect = dialect_class(call("connection.scheme", {"connection": number}))()
        self._dialect._connection = number
        connection = Connection(self, number, self._options)
        raw = DbapiConnection(connection)
        if not self._connected_before:
            self._connected_before = True
            dispatch(self, "first_connect", raw, None)
        dispatch(self, "connect", raw, None)
        dispatch(self, "checkout", raw, None, None)
        call("connection.ready", {"connection": number})
        return connection

    def begin(self, close_with_result=False):
        return _EngineTransaction(self)

    def raw_connection(self):
        return DbapiConnection(self.connect())

    def execution_options(self, **options):
        other = Engine(
            self.url, self._connect_args, {**self._options, **options}, self._isolation_level, self._creator
        )
        other._listening_as = getattr(self, "_listening_as", self)
        return other

    def update_execution_options(self, **options):
        self._options.update(options)

    def get_execution_options(self):
        return dict(self._options)

    def dispose(self, close=True):
        pass

    def clear_compiled_cache(self):
        pass

    # SQLAlchemy 1.x.

    def execute(self, statement, *parameters, **named):
        with self.begin() as connection:
            return connection.execute(statement, *parameters, **named)

    def scalar(self, statement, *parameters, **named):
        return self.execute(statement, *parameters, **named).scalar()

    def has_table(self, table_name, schema=None):
        from sqlalchemy import inspect

        return inspect(self).has_table(table_name, schema=schema)

    def __repr__(self):
        return "Engine(%s)" % (self.url,)


class _EngineTransaction:
    """`with engine.begin() as connection:`."""

    def __init__(self, engine):
        self.engine = engine

    def __enter__(self):
        self.connection = self.engine.connect()
        self.transaction = self.connection.begin()
        return self.connection

    def __exit__(self, kind, error, traceback):
        try:
            self.transaction.__exit__(kind, error, traceback)
        finally:
            self.connection.close()


def create_engine(url, **options):
    """An engine for a URL."""
    if not isinstance(url, (str, URL, _placeholder.Placeholder)):
        raise ArgumentError("Expected string or URL object, got %r" % (url,))
    wanted = {}
    for name in ("connect_args", "execution_options", "isolation_level", "creator"):
        if name in options:
            wanted[name] = options.pop(name)
    for name in options:
        if name not in _HARMLESS and not _placeholder.is_opaque(name):
            raise TypeError(
                "Invalid argument(s) '%s' sent to create_engine(), using configuration %s"
                % (name, "that limbeck's stand-in does not know")
            )
    return Engine(make_url(url), **wanted)


def engine_from_config(configuration, prefix="sqlalchemy.", **options):
    """An engine for the options of a section of the configuration."""
    found = {key[len(prefix) :]: value for key, value in configuration.items() if key.startswith(prefix)}
    found["_coerce_config"] = True
    found.update(options)
    url = found.pop("url")
    return create_engine(url, **found)


def create_mock_engine(url, executor, **options):
    raise NotImplementedError("limbeck does not have create_mock_engine(); use `--sql` for the statements")
