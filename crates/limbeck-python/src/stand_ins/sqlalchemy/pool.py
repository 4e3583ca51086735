"""Connection pools: named in `create_engine`, never used, since limbeck holds one session."""


class Pool:
    """A pool that is never asked for a connection."""

    def __init__(self, *arguments, **options):
        pass

    def dispose(self):
        pass


class NullPool(Pool):
    pass


class QueuePool(Pool):
    pass


class AsyncAdaptedQueuePool(QueuePool):
    pass


class FallbackAsyncAdaptedQueuePool(QueuePool):
    pass


class StaticPool(Pool):
    pass


class SingletonThreadPool(Pool):
    pass


class AssertionPool(Pool):
    pass


class PoolProxiedConnection:
    pass


class ConnectionPoolEntry:
    pass
