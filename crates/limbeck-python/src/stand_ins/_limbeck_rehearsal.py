"""Scripts that are evaluated only to see what they need: nobody is to hear of it."""

import logging
import sys
import time

_kept = []


class _Nowhere:
    """Takes text, and drops it."""

    encoding = "utf-8"
    errors = "strict"
    closed = False

    def write(self, text):
        return len(text)

    def writelines(self, lines):
        pass

    def flush(self):
        pass

    def isatty(self):
        return False

    def writable(self):
        return True


def begin():
    _kept.append((sys.stdout, sys.stderr, time.sleep, logging._disabled_below))
    sys.stdout = sys.stderr = _Nowhere()
    # There is nothing to wait for.
    time.sleep = lambda seconds: None
    # Only what is logged in here: limbeck tells of its steps meanwhile.
    logging._disabled_below = logging.CRITICAL


def end():
    sys.stdout, sys.stderr, time.sleep, logging._disabled_below = _kept.pop()
