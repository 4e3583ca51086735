"""`logging`, with its levels, handlers and formats kept in Rust.

Alembic's own messages and those of `env.py` and the scripts go the same way, as the logging
configuration of the project says. A handler class of the project's own gets the records that
Python makes.
"""

from _limbeck import call as _call

CRITICAL = FATAL = 50
ERROR = 40
WARNING = WARN = 30
INFO = 20
DEBUG = 10
NOTSET = 0

raiseExceptions = True
BASIC_FORMAT = "%(levelname)s:%(name)s:%(message)s"

_names = {50: "CRITICAL", 40: "ERROR", 30: "WARNING", 20: "INFO", 10: "DEBUG", 0: "NOTSET"}
_levels = {
    "CRITICAL": 50,
    "FATAL": 50,
    "ERROR": 40,
    "WARN": 30,
    "WARNING": 30,
    "INFO": 20,
    "DEBUG": 10,
    "NOTSET": 0,
}


def getLevelName(level):
    found = _names.get(level)
    if found is None:
        found = _levels.get(level)
    return "Level %s" % level if found is None else found


def getLevelNamesMapping():
    return dict(_levels)


def addLevelName(level, levelName):
    _names[level] = levelName
    _levels[levelName] = level


def _level(level):
    if isinstance(level, int):
        return level
    if isinstance(level, str):
        if level not in _levels:
            raise ValueError("Unknown level: %r" % (level,))
        return _levels[level]
    raise TypeError("Level not an integer or a valid string: %r" % (level,))


def _is_known(setting):
    """Whether a setting is not one that only the application could compute; such a setting changes nothing."""
    if setting is None or type(setting) is int:
        return True
    from _placeholder import is_opaque

    return not is_opaque(setting)


class LogRecord:
    """A message on its way to a handler of the project's own."""

    def __init__(self, name, level, pathname, lineno, msg, args, exc_info, func=None, sinfo=None, **extra):
        import time

        self.name = name
        self.msg = msg
        if args and len(args) == 1 and isinstance(args[0], dict) and args[0]:
            args = args[0]
        self.args = args
        self.levelno = level
        self.levelname = getLevelName(level)
        self.pathname = pathname
        self.filename = pathname.rpartition("/")[2]
        self.module = self.filename.rpartition(".")[0] or self.filename
        self.exc_info = exc_info
        self.exc_text = None
        self.stack_info = sinfo
        self.lineno = lineno
        self.funcName = func
        self.created = time.time()
        self.msecs = int(self.created % 1 * 1000)
        self.relativeCreated = 0
        self.thread = 0
        self.threadName = "MainThread"
        self.processName = "MainProcess"
        self.process = None
        self.taskName = None

    def getMessage(self):
        return _merged(self.msg, self.args)


def makeLogRecord(attributes):
    record = LogRecord(None, NOTSET, "", 0, "", (), None)
    record.__dict__.update(attributes)
    return record


_record_factory = LogRecord


def setLogRecordFactory(factory):
    global _record_factory
    _record_factory = factory


def getLogRecordFactory():
    return _record_factory


def _merged(message, arguments):
    text = str(message)
    return text % arguments if arguments else text


class Formatter:
    """A format; lines are made in Rust."""

    default_time_format = "%Y-%m-%d %H:%M:%S"
    default_msec_format = "%s,%03d"

    def __init__(self, fmt=None, datefmt=None, style="%", validate=True, *, defaults=None):
        self._fmt = fmt
        self.datefmt = datefmt
        self._style = style

    def format(self, record):
        record.message = record.getMessage()
        record.asctime = self.formatTime(record, self.datefmt)
        text = (self._fmt or "%(message)s") % record.__dict__
        if record.exc_info:
            text += "\n" + self.formatException(record.exc_info)
        return text

    def formatTime(self, record, datefmt=None):
        import time

        return time.strftime(datefmt or self.default_time_format, time.localtime(record.created))

    def formatException(self, exc_info):
        return _exception_text(exc_info)

    def usesTime(self):
        return "asctime" in (self._fmt or "")


class Filter:
    """A filter by name; it concerns the records that Python makes."""

    def __init__(self, name=""):
        self.name = name

    def filter(self, record):
        return not self.name or record.name == self.name or record.name.startswith(self.name + ".")


class Filterer:
    def __init__(self):
        self.filters = []

    def addFilter(self, filter):
        if filter not in self.filters:
            self.filters.append(filter)

    def removeFilter(self, filter):
        if filter in self.filters:
            self.filters.remove(filter)

    def filter(self, record):
        for one in self.filters:
            decide = one.filter if hasattr(one, "filter") else one
            if not decide(record):
                return False
        return True


class Handler(Filterer):
    """Where records go. Of the standard handlers Rust knows what they do."""

    _last = 0

    def __init__(self, level=NOTSET):
        Filterer.__init__(self)
        Handler._last += 1
        self._key = "python-%d" % Handler._last
        self.level = _level(level)
        self.formatter = None
        self.name = None
        self._attached = []

    def get_name(self):
        return self.name

    def set_name(self, name):
        self.name = name

    def setLevel(self, level):
        if _is_known(level):
            self.level = _level(level)
            self._changed()

    def setFormatter(self, fmt):
        self.formatter = fmt if _is_known(fmt) else None
        self._changed()

    def format(self, record):
        return (self.formatter or _default_formatter).format(record)

    def _target(self):
        """What Rust is told to do in place of `emit`; None for a class of the project's own."""
        return None

    def _description(self):
        target = self._target()
        if target is None or type(self).__module__.partition(".")[0] != "logging":
            return None
        formatter = self.formatter
        return {
            "key": self._key,
            "level": self.level,
            "format": getattr(formatter, "_fmt", None),
            "datefmt": getattr(formatter, "datefmt", None),
            "style": getattr(formatter, "_style", "%"),
            **target,
        }

    def _changed(self):
        for logger in self._attached:
            logger._attach(self)

    def handle(self, record):
        if record.levelno >= self.level and self.filter(record):
            self.emit(record)

    def emit(self, record):
        raise NotImplementedError("emit must be implemented by Handler subclasses")

    def handleError(self, record):
        pass

    def acquire(self):
        pass

    release = flush = close = createLock = acquire


class StreamHandler(Handler):
    """Writes to standard error or output."""

    terminator = "\n"

    def __init__(self, stream=None):
        import sys

        Handler.__init__(self)
        self.stream = sys.stderr if stream is None else stream

    def setStream(self, stream):
        old, self.stream = self.stream, stream
        self._changed()
        return old

    def _target(self):
        import sys

        if self.stream in (sys.stderr, sys.__stderr__):
            return {"target": "stderr"}
        if self.stream in (sys.stdout, sys.__stdout__):
            return {"target": "stdout"}
        return None

    def emit(self, record):
        self.stream.write(self.format(record) + self.terminator)


class FileHandler(StreamHandler):
    """Writes to a file."""

    def __init__(self, filename, mode="a", encoding=None, delay=False, errors=None):
        import os

        Handler.__init__(self)
        self.baseFilename = os.path.abspath(os.fspath(filename))
        self.mode = mode
        self.stream = None

    def _target(self):
        return {"target": "file", "path": self.baseFilename, "append": "a" in self.mode}

    def emit(self, record):
        raise PermissionError("limbeck's Python does not write files; %s is written by limbeck" % self.baseFilename)


class NullHandler(Handler):
    """Writes nowhere."""

    def _target(self):
        return {"target": "nowhere"}

    def handle(self, record):
        pass

    emit = handle


_default_formatter = Formatter()


class Logger(Filterer):
    """A logger by its dotted name."""

    def __init__(self, name, level=NOTSET):
        Filterer.__init__(self)
        self.name = name
        self._own_level = level
        self._handlers = []
        self._propagate = True
        self._disabled = False
        self.parent = None

    @property
    def _rust_name(self):
        return "" if self is root else self.name

    @property
    def level(self):
        return self._own_level

    @property
    def handlers(self):
        return list(self._handlers)

    @handlers.setter
    def handlers(self, handlers):
        for handler in list(self._handlers):
            self.removeHandler(handler)
        for handler in handlers:
            self.addHandler(handler)

    @property
    def propagate(self):
        return self._propagate

    @propagate.setter
    def propagate(self, value):
        self._propagate = bool(value)
        _call("logging.set_propagate", {"logger": self._rust_name, "propagate": self._propagate})

    @property
    def disabled(self):
        return self._disabled

    @disabled.setter
    def disabled(self, value):
        self._disabled = bool(value)
        _call("logging.set_disabled", {"logger": self._rust_name, "disabled": self._disabled})

    def setLevel(self, level):
        if not _is_known(level):
            return
        self._own_level = _level(level)
        _call("logging.set_level", {"logger": self._rust_name, "level": self._own_level})

    def getEffectiveLevel(self):
        return _call("logging.effective_level", {"logger": self._rust_name})

    def isEnabledFor(self, level):
        return _call("logging.is_enabled_for", {"logger": self._rust_name, "level": level})

    def hasHandlers(self):
        return _call("logging.has_handlers", {"logger": self._rust_name}) or bool(self._python_handlers())

    def addHandler(self, hdlr):
        if hdlr not in self._handlers:
            self._handlers.append(hdlr)
            if isinstance(hdlr, Handler):
                hdlr._attached.append(self)
                self._attach(hdlr)

    def _attach(self, handler):
        description = handler._description()
        if description is not None:
            _call("logging.add_handler", {"logger": self._rust_name, "handler": description})

    def removeHandler(self, hdlr):
        if hdlr in self._handlers:
            self._handlers.remove(hdlr)
            if isinstance(hdlr, Handler):
                hdlr._attached.remove(self)
                _call("logging.remove_handler", {"logger": self._rust_name, "key": hdlr._key})

    def _python_handlers(self):
        """The handlers of the project's own that a record reaches."""
        found = []
        logger = self
        while logger is not None:
            for handler in logger._handlers:
                if not isinstance(handler, Handler) or handler._description() is None:
                    found.append(handler)
            if not logger._propagate or logger is root:
                break
            above = logger.name.rpartition(".")[0]
            logger = _loggers.get(above) if above in _loggers else root
        return found

    def getChild(self, suffix):
        return getLogger(suffix if self is root else "%s.%s" % (self.name, suffix))

    def debug(self, msg, *args, **kwargs):
        self._log(DEBUG, msg, args, **kwargs)

    def info(self, msg, *args, **kwargs):
        self._log(INFO, msg, args, **kwargs)

    def warning(self, msg, *args, **kwargs):
        self._log(WARNING, msg, args, **kwargs)

    warn = warning

    def error(self, msg, *args, **kwargs):
        self._log(ERROR, msg, args, **kwargs)

    def exception(self, msg, *args, exc_info=True, **kwargs):
        self._log(ERROR, msg, args, exc_info=exc_info, **kwargs)

    def critical(self, msg, *args, **kwargs):
        self._log(CRITICAL, msg, args, **kwargs)

    fatal = critical

    def log(self, level, msg, *args, **kwargs):
        if not isinstance(level, int):
            raise TypeError("level must be an integer")
        self._log(level, msg, args, **kwargs)

    def _log(self, level, msg, args, exc_info=None, extra=None, stack_info=False, stacklevel=1):
        if self._disabled or level <= _disabled_below or not self.isEnabledFor(level):
            return
        if len(args) == 1 and isinstance(args[0], dict) and args[0]:
            args = args[0]
        handlers = self._python_handlers()
        if handlers or self.filters:
            record = self.makeRecord(self.name, level, "", 0, msg, args, exc_info, extra=extra)
            if not self.filter(record):
                return
            for handler in handlers:
                handler.handle(record)
        message = _merged(msg, args)
        if exc_info:
            message += "\n" + _exception_text(exc_info)
        _call("logging.log", {"logger": self.name, "level": level, "message": message})

    def makeRecord(self, name, level, fn, lno, msg, args, exc_info, func=None, extra=None, sinfo=None):
        record = _record_factory(name, level, fn, lno, msg, args, exc_info, func, sinfo)
        if extra:
            record.__dict__.update(extra)
        return record

    def handle(self, record):
        _call("logging.log", {"logger": record.name, "level": record.levelno, "message": record.getMessage()})

    def findCaller(self, stack_info=False, stacklevel=1):
        return "(unknown file)", 0, "(unknown function)", None

    def __repr__(self):
        return "<Logger %s>" % self.name


def _exception_text(exc_info):
    import sys
    import traceback

    if isinstance(exc_info, BaseException):
        exc_info = (type(exc_info), exc_info, exc_info.__traceback__)
    elif not isinstance(exc_info, tuple):
        exc_info = sys.exc_info()
    return "".join(traceback.format_exception(*exc_info)).rstrip("\n")


class LoggerAdapter:
    """A logger with something extra in every message."""

    def __init__(self, logger, extra=None, merge_extra=False):
        self.logger = logger
        self.extra = extra

    def process(self, msg, kwargs):
        kwargs["extra"] = self.extra
        return msg, kwargs

    def log(self, level, msg, *args, **kwargs):
        msg, kwargs = self.process(msg, kwargs)
        self.logger.log(level, msg, *args, **kwargs)

    def debug(self, msg, *args, **kwargs):
        self.log(DEBUG, msg, *args, **kwargs)

    def info(self, msg, *args, **kwargs):
        self.log(INFO, msg, *args, **kwargs)

    def warning(self, msg, *args, **kwargs):
        self.log(WARNING, msg, *args, **kwargs)

    def error(self, msg, *args, **kwargs):
        self.log(ERROR, msg, *args, **kwargs)

    def exception(self, msg, *args, exc_info=True, **kwargs):
        self.log(ERROR, msg, *args, exc_info=exc_info, **kwargs)

    def critical(self, msg, *args, **kwargs):
        self.log(CRITICAL, msg, *args, **kwargs)

    def __getattr__(self, name):
        return getattr(self.logger, name)


class RootLogger(Logger):
    """The logger above all others."""

    def __init__(self, level):
        Logger.__init__(self, "root", level)


root = RootLogger(WARNING)
Logger.root = root
_loggers = {}


class Manager:
    """The register of loggers."""

    root = root
    loggerDict = _loggers
    disable = 0

    def getLogger(self, name):
        return getLogger(name)


Logger.manager = Manager()

_logger_class = Logger
_disabled_below = -1


def getLogger(name=None):
    if not name or name == "root":
        return root
    found = _loggers.get(name)
    if found is None:
        found = _loggers[name] = _logger_class(name)
        _call("logging.get_logger", {"logger": name})
    return found


def getLoggerClass():
    return _logger_class


def setLoggerClass(klass):
    global _logger_class
    _logger_class = klass


def getHandlerByName(name):
    return None


def disable(level=CRITICAL):
    global _disabled_below
    _disabled_below = _level(level)
    _call("logging.disable", {"level": _disabled_below})


def basicConfig(**kwargs):
    force = kwargs.pop("force", False)
    handlers = kwargs.pop("handlers", None)
    if force:
        for handler in root.handlers:
            root.removeHandler(handler)
        _call("logging.clear_root")
    if not root.hasHandlers():
        if handlers is None:
            filename = kwargs.get("filename")
            stream = kwargs.get("stream")
            handlers = [FileHandler(filename, kwargs.get("filemode", "a")) if filename else StreamHandler(stream)]
        style = kwargs.get("style", "%")
        formatter = Formatter(kwargs.get("format", BASIC_FORMAT), kwargs.get("datefmt"), style)
        for handler in handlers:
            if getattr(handler, "formatter", None) is None:
                handler.setFormatter(formatter)
            root.addHandler(handler)
        level = kwargs.get("level")
        if level is not None:
            root.setLevel(level)


def log(level, msg, *args, **kwargs):
    root.log(level, msg, *args, **kwargs)


def debug(msg, *args, **kwargs):
    root.debug(msg, *args, **kwargs)


def info(msg, *args, **kwargs):
    root.info(msg, *args, **kwargs)


def warning(msg, *args, **kwargs):
    root.warning(msg, *args, **kwargs)


warn = warning


def error(msg, *args, **kwargs):
    root.error(msg, *args, **kwargs)


def exception(msg, *args, exc_info=True, **kwargs):
    root.error(msg, *args, exc_info=exc_info, **kwargs)


def critical(msg, *args, **kwargs):
    root.critical(msg, *args, **kwargs)


fatal = critical


def captureWarnings(capture):
    pass


def shutdown(handlerList=()):
    pass


lastResort = StreamHandler()
