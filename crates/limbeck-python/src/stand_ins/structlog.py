"""`structlog`: loggers that write through the standard library's `logging`."""

import logging


class BoundLogger:
    """A logger with values that go with every message."""

    def __init__(self, name, values):
        self._logger = logging.getLogger(name)
        self._values = values

    def bind(self, **values):
        return BoundLogger(self._logger.name, {**self._values, **values})

    new = bind

    def unbind(self, *names):
        return BoundLogger(self._logger.name, {k: v for k, v in self._values.items() if k not in names})

    try_unbind = unbind

    def _write(self, level, event, arguments, values):
        details = "".join([" %s=%r" % item for item in {**self._values, **values}.items()])
        self._logger.log(level, "%s%s", event % arguments if arguments else event, details)

    def debug(self, event=None, *arguments, **values):
        self._write(logging.DEBUG, event, arguments, values)

    def info(self, event=None, *arguments, **values):
        self._write(logging.INFO, event, arguments, values)

    def warning(self, event=None, *arguments, **values):
        self._write(logging.WARNING, event, arguments, values)

    warn = warning

    def error(self, event=None, *arguments, **values):
        self._write(logging.ERROR, event, arguments, values)

    exception = error

    def critical(self, event=None, *arguments, **values):
        self._write(logging.CRITICAL, event, arguments, values)


def get_logger(*arguments, **values):
    name = arguments[0] if arguments and isinstance(arguments[0], str) else "structlog"
    return BoundLogger(name, values)


getLogger = get_logger


def configure(*arguments, **keywords):
    """How log lines look is the command line's business."""
