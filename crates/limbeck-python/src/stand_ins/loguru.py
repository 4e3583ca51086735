"""`loguru`: one logger that writes through the standard library's `logging`."""

import logging


class Logger:
    """The logger."""

    def __init__(self):
        self._logger = logging.getLogger("loguru")

    def _write(self, level, message, arguments, keywords):
        text = str(message)
        self._logger.log(level, "%s", text.format(*arguments, **keywords) if arguments or keywords else text)

    def trace(self, message, *arguments, **keywords):
        self._write(5, message, arguments, keywords)

    def debug(self, message, *arguments, **keywords):
        self._write(logging.DEBUG, message, arguments, keywords)

    def info(self, message, *arguments, **keywords):
        self._write(logging.INFO, message, arguments, keywords)

    success = info

    def warning(self, message, *arguments, **keywords):
        self._write(logging.WARNING, message, arguments, keywords)

    def error(self, message, *arguments, **keywords):
        self._write(logging.ERROR, message, arguments, keywords)

    exception = error

    def critical(self, message, *arguments, **keywords):
        self._write(logging.CRITICAL, message, arguments, keywords)

    def _same(self, *arguments, **keywords):
        return self

    bind = opt = patch = _same

    def add(self, *arguments, **keywords):
        """Where log lines go is the command line's business."""
        return 0

    def remove(self, *arguments, **keywords):
        """Where log lines go is the command line's business."""

    configure = add


logger = Logger()
