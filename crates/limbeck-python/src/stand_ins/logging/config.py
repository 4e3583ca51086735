"""`fileConfig` and `dictConfig`: read, checked and applied in Rust."""

from _limbeck import call


def fileConfig(fname, defaults=None, disable_existing_loggers=True, encoding=None):
    """Applies the logging sections of an ini file."""
    import logging

    import _placeholder

    if _placeholder.is_opaque(fname):
        return
    if hasattr(fname, "readline"):
        text, path = fname.read(), getattr(fname, "name", None)
        call(
            "logging.file_config_text",
            {"text": text, "path": path, "disable_existing_loggers": bool(disable_existing_loggers)},
        )
    elif hasattr(fname, "sections"):
        call("logging.file_config", {"path": None, "disable_existing_loggers": bool(disable_existing_loggers)})
    else:
        import posix

        call(
            "logging.file_config",
            {
                "path": posix.fspath(fname),
                "defaults": {key: str(value) for key, value in (defaults or {}).items()},
                "disable_existing_loggers": bool(disable_existing_loggers),
            },
        )
    # What Python code had added to the loggers is gone with the configuration.
    for logger in (logging.root, *logging._loggers.values()):
        logger._handlers = []


def dictConfig(config):
    """Applies a logging configuration given as a dict."""
    import _placeholder

    if isinstance(config, _placeholder.Placeholder):
        return
    if config.get("version") != 1:
        raise ValueError("Unsupported version: %s" % config.get("version"))
    DictConfigurator(config).configure()


class DictConfigurator:
    """Makes the handlers and loggers of a dict out of the classes of `logging`."""

    def __init__(self, config):
        self.config = config

    def configure(self):
        import logging

        config = self.config
        if not config.get("incremental", False) and config.get("disable_existing_loggers", True):
            call("logging.disable_existing", {"keep": list(config.get("loggers", {}))})
        formatters = {name: self._formatter(one) for name, one in config.get("formatters", {}).items()}
        handlers = {
            name: self._handler(one, formatters) for name, one in config.get("handlers", {}).items()
        }
        loggers = list(config.get("loggers", {}).items())
        if "root" in config:
            loggers.append(("", config["root"]))
        for name, one in loggers:
            logger = logging.getLogger(name)
            if one.get("level") is not None:
                logger.setLevel(one["level"])
            if name and one.get("propagate") is not None:
                logger.propagate = one["propagate"]
            if "handlers" in one:
                logger.handlers = [handlers[handler] for handler in one["handlers"]]

    def _formatter(self, one):
        import logging

        return logging.Formatter(one.get("format", one.get("fmt")), one.get("datefmt"), one.get("style", "%"))

    def _handler(self, one, formatters):
        made = self._stock_handler(one)
        if one.get("level") is not None:
            made.setLevel(one["level"])
        if one.get("formatter") is not None:
            made.setFormatter(formatters[one["formatter"]])
        return made

    def _stock_handler(self, one):
        import logging
        import sys

        kind = one.get("class", one.get("()"))
        kind = kind if isinstance(kind, str) else getattr(kind, "__name__", "")
        last = kind.rpartition(".")[2]
        if last in ("FileHandler", "RotatingFileHandler", "TimedRotatingFileHandler", "WatchedFileHandler"):
            return logging.FileHandler(one["filename"], one.get("mode", "a"))
        if last == "NullHandler":
            return logging.NullHandler()
        stream = one.get("stream")
        if stream in ("ext://sys.stdout", sys.stdout):
            return logging.StreamHandler(sys.stdout)
        return logging.StreamHandler()


dictConfigClass = DictConfigurator
