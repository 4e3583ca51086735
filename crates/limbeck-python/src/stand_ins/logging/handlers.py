"""Further handlers: those that write files do so, those that send elsewhere do nothing here."""

from . import FileHandler, Handler


class RotatingFileHandler(FileHandler):
    """Appends; a run is too short to rotate anything."""

    def __init__(self, filename, mode="a", maxBytes=0, backupCount=0, encoding=None, delay=False, errors=None):
        FileHandler.__init__(self, filename, mode)


class TimedRotatingFileHandler(FileHandler):
    """Appends; a run is too short to rotate anything."""

    def __init__(self, filename, when="h", interval=1, backupCount=0, *arguments, **options):
        FileHandler.__init__(self, filename)


class WatchedFileHandler(FileHandler):
    """Appends."""


class _Elsewhere(Handler):
    """Sends its records over a network or to another process, which the sandbox does not have."""

    def __init__(self, *arguments, **options):
        Handler.__init__(self)

    def handle(self, record):
        pass


class SysLogHandler(_Elsewhere):
    LOG_USER = 1


class SocketHandler(_Elsewhere):
    pass


class SMTPHandler(_Elsewhere):
    pass


class HTTPHandler(_Elsewhere):
    pass


class QueueHandler(_Elsewhere):
    pass


class MemoryHandler(_Elsewhere):
    pass
