"""Async engines: the same engines, behind coroutines that never wait."""

from .. import engine as _engine
from ..engine import create_engine as _create_engine
from ..engine import engine_from_config as _engine_from_config
from ..exc import InvalidRequestError


class _Starting:
    """What `engine.connect()` returns: to be awaited, or entered with `async with`."""

    def __init__(self, start, end):
        self._start = start
        self._end = end
        self._made = None

    def __await__(self):
        self._made = self._start()
        return self._made
        yield

    async def start(self):
        self._made = self._start()
        return self._made

    async def __aenter__(self):
        self._made = self._start()
        return self._made

    async def __aexit__(self, kind, error, traceback):
        self._end(self._made, kind, error, traceback)


class AsyncTransaction:
    """A transaction whose methods are coroutines."""

    def __init__(self, transaction):
        self.sync_transaction = transaction

    @property
    def is_active(self):
        return self.sync_transaction.is_active

    async def commit(self):
        self.sync_transaction.commit()

    async def rollback(self):
        self.sync_transaction.rollback()

    async def close(self):
        self.sync_transaction.close()

    async def __aenter__(self):
        return self

    async def __aexit__(self, kind, error, traceback):
        self.sync_transaction.__exit__(kind, error, traceback)


def _started_transaction(begin):
    return _Starting(
        lambda: AsyncTransaction(begin()),
        lambda made, *error: made.sync_transaction.__exit__(*error),
    )


class AsyncConnection:
    """A connection whose methods are coroutines."""

    def __init__(self, async_engine, sync_connection=None):
        self.engine = async_engine
        self.sync_engine = async_engine.sync_engine
        self.sync_connection = sync_connection

    @property
    def connection(self):
        raise InvalidRequestError("AsyncConnection.connection accessor is not implemented; use get_raw_connection()")

    @property
    def dialect(self):
        return self.sync_connection.dialect

    @property
    def closed(self):
        return self.sync_connection.closed

    @property
    def info(self):
        return self.sync_connection.info

    async def run_sync(self, fn, *arguments, **keywords):
        return fn(self.sync_connection, *arguments, **keywords)

    async def execute(self, statement, parameters=None, *, execution_options=None):
        return self.sync_connection.execute(statement, parameters, execution_options=execution_options)

    async def exec_driver_sql(self, statement, parameters=None, execution_options=None):
        return self.sync_connection.exec_driver_sql(statement, parameters, execution_options)

    async def scalar(self, statement, parameters=None, **options):
        return self.sync_connection.scalar(statement, parameters, **options)

    async def scalars(self, statement, parameters=None, **options):
        return self.sync_connection.scalars(statement, parameters, **options)

    async def execution_options(self, **options):
        self.sync_connection.execution_options(**options)
        return self

    async def get_raw_connection(self):
        return self.sync_connection.connection

    def begin(self):
        return _started_transaction(self.sync_connection.begin)

    def begin_nested(self):
        return _started_transaction(self.sync_connection.begin_nested)

    def in_transaction(self):
        return self.sync_connection.in_transaction()

    def in_nested_transaction(self):
        return self.sync_connection.in_nested_transaction()

    async def commit(self):
        self.sync_connection.commit()

    async def rollback(self):
        self.sync_connection.rollback()

    async def close(self):
        self.sync_connection.close()

    async def aclose(self):
        self.sync_connection.close()

    async def invalidate(self, exception=None):
        self.sync_connection.close()

    async def start(self, is_ctxmanager=False):
        return self

    async def __aenter__(self):
        return self

    async def __aexit__(self, kind, error, traceback):
        self.sync_connection.close()


class AsyncEngine:
    """An engine whose connections are asynchronous."""

    def __init__(self, sync_engine):
        self.sync_engine = sync_engine

    @property
    def url(self):
        return self.sync_engine.url

    @property
    def dialect(self):
        return self.sync_engine.dialect

    @property
    def name(self):
        return self.sync_engine.name

    @property
    def driver(self):
        return self.sync_engine.driver

    @property
    def pool(self):
        return self.sync_engine.pool

    @property
    def echo(self):
        return self.sync_engine.echo

    def _tree_(self):
        return self.sync_engine._tree_()

    def connect(self):
        return _Starting(
            lambda: AsyncConnection(self, self.sync_engine.connect()),
            lambda made, *error: made.sync_connection.close(),
        )

    def begin(self):
        held = []

        def start():
            connection = AsyncConnection(self, self.sync_engine.connect())
            held.append(connection.sync_connection.begin())
            return connection

        def end(made, *error):
            try:
                held.pop().__exit__(*error)
            finally:
                made.sync_connection.close()

        return _Starting(start, end)

    def execution_options(self, **options):
        return AsyncEngine(self.sync_engine.execution_options(**options))

    def get_execution_options(self):
        return self.sync_engine.get_execution_options()

    async def raw_connection(self):
        return self.sync_engine.raw_connection()

    async def dispose(self, close=True):
        pass

    def __repr__(self):
        return "<AsyncEngine %r>" % (self.sync_engine,)


def create_async_engine(url, **options):
    """An async engine for a URL, whatever driver the URL names."""
    return AsyncEngine(_create_engine(url, **options))


def async_engine_from_config(configuration, prefix="sqlalchemy.", **options):
    """An async engine for the options of a section of the configuration."""
    return AsyncEngine(_engine_from_config(configuration, prefix, **options))


def create_async_pool_from_url(url, **options):
    return _engine.create_engine(url, **options).pool


class AsyncAttrs:
    """A mixin for mapped classes; it only matters when objects are loaded."""


class _Unused:
    """A session class: the application makes and configures it, migrations do not use it."""

    def __init__(self, *arguments, **options):
        self._arguments = arguments
        self._made_with = options

    def configure(self, **options):
        self._made_with.update(options)

    def __class_getitem__(cls, item):
        return cls

    def __getattr__(self, name):
        raise AttributeError(
            "limbeck's stand-in for %s has no %r: asynchronous ORM sessions are the application's"
            % (type(self).__name__, name)
        )


class AsyncSession(_Unused):
    pass


class AsyncSessionTransaction(_Unused):
    pass


class async_sessionmaker(_Unused):
    def __call__(self, **options):
        return AsyncSession(**options)


class async_scoped_session(_Unused):
    def __call__(self, **options):
        return AsyncSession(**options)


def async_object_session(instance):
    return None


def async_session(session):
    return None
