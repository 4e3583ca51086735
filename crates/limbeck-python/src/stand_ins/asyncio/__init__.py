"""Coroutines run to their end, one after the other.

There are no sockets here and nothing to wait for: every awaitable of the stand-ins is ready at
once. A task runs when it is made.
"""

class CancelledError(BaseException):
    pass


TimeoutError = TimeoutError


class InvalidStateError(Exception):
    pass


class QueueEmpty(Exception):
    pass


class QueueFull(Exception):
    pass


_running = []

# Set by `nest_asyncio`.
_nesting = False


def _is_awaitable(value):
    return hasattr(value, "__await__") or hasattr(value, "send")


def _drive(awaitable):
    """Runs a coroutine to its end and returns its result."""
    coroutine = awaitable if hasattr(awaitable, "send") else awaitable.__await__()
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return stop.value
    coroutine.close()
    raise RuntimeError("limbeck cannot wait for %r: nothing here would ever make it ready" % (awaitable,))


class Future:
    """A result that is there already, or never comes."""

    def __init__(self, *, loop=None):
        self._done = False
        self._result = None
        self._error = None

    def set_result(self, result):
        self._result, self._done = result, True

    def set_exception(self, error):
        self._error, self._done = error, True

    def done(self):
        return self._done

    def cancelled(self):
        return False

    def cancel(self, msg=None):
        return False

    def exception(self):
        return self._error

    def result(self):
        if not self._done:
            raise InvalidStateError("Result is not set.")
        if self._error is not None:
            raise self._error
        return self._result

    def add_done_callback(self, fn, *, context=None):
        if self._done:
            fn(self)

    def remove_done_callback(self, fn):
        return 0

    def __await__(self):
        if not self._done:
            yield self
        return self.result()

    __iter__ = __await__


class Task(Future):
    """A coroutine that has run."""

    def __init__(self, coroutine, *, loop=None, name=None, context=None):
        Future.__init__(self)
        self._name = name
        try:
            self.set_result(_drive(coroutine))
        except Exception as error:
            self.set_exception(error)

    def get_name(self):
        return self._name or "Task"

    def set_name(self, name):
        self._name = name


class AbstractEventLoop:
    """An event loop: it runs what it is given at once."""

    def __init__(self):
        self._closed = False

    def run_until_complete(self, future):
        _running.append(self)
        try:
            return _drive(future)
        finally:
            _running.pop()

    def run_forever(self):
        pass

    def stop(self):
        pass

    def close(self):
        self._closed = True

    def is_running(self):
        return self in _running

    def is_closed(self):
        return self._closed

    def create_task(self, coroutine, *, name=None, context=None):
        return Task(coroutine, name=name)

    def create_future(self):
        return Future()

    def run_in_executor(self, executor, fn, *arguments):
        future = Future()
        try:
            future.set_result(fn(*arguments))
        except Exception as error:
            future.set_exception(error)
        return future

    def call_soon(self, callback, *arguments, context=None):
        callback(*arguments)

    call_soon_threadsafe = call_soon

    async def shutdown_asyncgens(self):
        pass

    async def shutdown_default_executor(self, timeout=None):
        pass

    def set_debug(self, enabled):
        pass

    def get_debug(self):
        return False

    def set_exception_handler(self, handler):
        pass

    def add_signal_handler(self, signal, callback, *arguments):
        pass


BaseEventLoop = SelectorEventLoop = ProactorEventLoop = EventLoop = AbstractEventLoop


class AbstractEventLoopPolicy:
    """A policy: it makes the one kind of loop there is."""

    def get_event_loop(self):
        return get_event_loop()

    def set_event_loop(self, loop):
        set_event_loop(loop)

    def new_event_loop(self):
        return AbstractEventLoop()


DefaultEventLoopPolicy = AbstractEventLoopPolicy
WindowsSelectorEventLoopPolicy = WindowsProactorEventLoopPolicy = AbstractEventLoopPolicy

_policy = AbstractEventLoopPolicy()
_loop = None


def get_event_loop_policy():
    return _policy


def set_event_loop_policy(policy):
    global _policy
    _policy = policy if policy is not None else AbstractEventLoopPolicy()


def new_event_loop():
    return AbstractEventLoop()


def set_event_loop(loop):
    global _loop
    _loop = loop


def get_event_loop():
    global _loop
    if _running:
        return _running[-1]
    if _loop is None or _loop.is_closed():
        _loop = AbstractEventLoop()
    return _loop


def get_running_loop():
    if not _running:
        raise RuntimeError("no running event loop")
    return _running[-1]


def _get_running_loop():
    return _running[-1] if _running else None


def run(main, *, debug=None, loop_factory=None):
    if _running and not _nesting:
        main.close()
        raise RuntimeError("asyncio.run() cannot be called from a running event loop")
    return AbstractEventLoop().run_until_complete(main)


class Runner:
    """`with asyncio.Runner() as runner:`."""

    def __init__(self, *, debug=None, loop_factory=None):
        self._own = AbstractEventLoop()

    def run(self, coroutine, *, context=None):
        return self._own.run_until_complete(coroutine)

    def get_loop(self):
        return self._own

    def close(self):
        self._own.close()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()


def iscoroutine(value):
    return hasattr(value, "send") and hasattr(value, "cr_code")


def iscoroutinefunction(function):
    code = getattr(getattr(function, "__func__", function), "__code__", None)
    return code is not None and bool(code.co_flags & 0x80)


def isfuture(value):
    return isinstance(value, Future)


def create_task(coroutine, *, name=None, context=None):
    return Task(coroutine, name=name)


def ensure_future(awaitable, *, loop=None):
    return awaitable if isinstance(awaitable, Future) else Task(awaitable)


def current_task(loop=None):
    return None


def all_tasks(loop=None):
    return set()


def run_coroutine_threadsafe(coroutine, loop):
    return Task(coroutine)


async def sleep(delay, result=None):
    if delay > 0:
        import time

        time.sleep(delay)
    return result


async def gather(*awaitables, return_exceptions=False):
    results = []
    for awaitable in awaitables:
        try:
            results.append(await awaitable)
        except Exception as error:
            if not return_exceptions:
                raise
            results.append(error)
    return results


async def wait(tasks, *, timeout=None, return_when="ALL_COMPLETED"):
    return {ensure_future(task) for task in tasks}, set()


async def wait_for(awaitable, timeout):
    return await awaitable


async def shield(awaitable):
    return await awaitable


async def to_thread(function, /, *arguments, **keywords):
    return function(*arguments, **keywords)


def as_completed(awaitables, *, timeout=None):
    return iter(list(awaitables))


class _Timeout:
    async def __aenter__(self):
        return self

    async def __aexit__(self, *error):
        return None

    def reschedule(self, when):
        pass

    def expired(self):
        return False


def timeout(delay):
    return _Timeout()


timeout_at = timeout


class TaskGroup:
    """`async with asyncio.TaskGroup() as group:`."""

    def create_task(self, coroutine, *, name=None, context=None):
        task = Task(coroutine, name=name)
        task.result()
        return task

    async def __aenter__(self):
        return self

    async def __aexit__(self, *error):
        return None


class Lock:
    """A lock that nobody else holds."""

    def __init__(self, *arguments, **options):
        self._held = False

    def locked(self):
        return self._held

    async def acquire(self):
        self._held = True
        return True

    def release(self):
        self._held = False

    async def __aenter__(self):
        await self.acquire()

    async def __aexit__(self, *error):
        self.release()


Semaphore = BoundedSemaphore = Condition = Lock


class Event:
    """A flag."""

    def __init__(self, *arguments):
        self._set = False

    def is_set(self):
        return self._set

    def set(self):
        self._set = True

    def clear(self):
        self._set = False

    async def wait(self):
        return True


class Queue:
    """A queue between coroutines that run one after the other."""

    def __init__(self, maxsize=0, **options):
        self._items = []

    def put_nowait(self, item):
        self._items.append(item)

    async def put(self, item):
        self._items.append(item)

    def get_nowait(self):
        if not self._items:
            raise QueueEmpty
        return self._items.pop(0)

    async def get(self):
        return self.get_nowait()

    def empty(self):
        return not self._items

    def qsize(self):
        return len(self._items)

    def task_done(self):
        pass

    async def join(self):
        pass


LifoQueue = PriorityQueue = Queue

ALL_COMPLETED = "ALL_COMPLETED"
FIRST_COMPLETED = "FIRST_COMPLETED"
FIRST_EXCEPTION = "FIRST_EXCEPTION"


def __getattr__(name):
    raise AttributeError("limbeck's stand-in for asyncio has no %r: there is nothing to wait for here" % name)
