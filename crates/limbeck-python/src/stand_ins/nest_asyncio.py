"""`nest_asyncio.apply()`: lets `asyncio.run` be called from a coroutine."""

import asyncio


def apply(loop=None):
    """Allows it from now on."""
    asyncio._nesting = True
