"""python-decouple: settings from the environment, then from `settings.ini` or `.env`."""

import os
import sys

from dotenv.parser import parse as _parse

_TRUE = ("y", "yes", "t", "true", "on", "1")
_FALSE = ("n", "no", "f", "false", "off", "0")


class UndefinedValueError(Exception):
    pass


class Undefined:
    """The absence of a default."""


undefined = Undefined()


def strtobool(value):
    if isinstance(value, bool):
        return value
    lowered = value.lower()
    if lowered in _TRUE:
        return True
    if lowered in _FALSE:
        return False
    raise ValueError("Invalid truth value: " + lowered)


class RepositoryEmpty:
    def __init__(self, source="", encoding="utf-8"):
        self.data = {}

    def __contains__(self, key):
        return key in self.data

    def __getitem__(self, key):
        return self.data[key]


class RepositoryEnv(RepositoryEmpty):
    """A `.env` file."""

    def __init__(self, source, encoding="utf-8"):
        with open(source, encoding=encoding) as file:
            self.data = {key: value or "" for key, value in _parse(file.read())}


class RepositoryIni(RepositoryEmpty):
    """The section `[settings]` of an ini file."""

    SECTION = "settings"

    def __init__(self, source, encoding="utf-8"):
        from configparser import ConfigParser

        parser = ConfigParser()
        with open(source, encoding=encoding) as file:
            parser.read_file(file)
        self.parser = parser

    def __contains__(self, key):
        return self.parser.has_option(self.SECTION, key)

    def __getitem__(self, key):
        return self.parser.get(self.SECTION, key)


class Config:
    """Settings from the environment, then from a repository."""

    def __init__(self, repository):
        self.repository = repository

    def get(self, option, default=undefined, cast=undefined):
        if option in os.environ:
            value = os.environ[option]
        elif option in self.repository:
            value = self.repository[option]
        else:
            if isinstance(default, Undefined):
                raise UndefinedValueError(
                    "%s not found. Declare it as envvar or define a default value." % option
                )
            value = default
        if isinstance(cast, Undefined):
            return value
        if cast is bool:
            return bool(value) and strtobool(value)
        return cast(value)

    def __call__(self, *arguments, **keywords):
        return self.get(*arguments, **keywords)


class AutoConfig:
    """Settings whose file is found from the folder of the calling file upwards."""

    SUPPORTED = {"settings.ini": RepositoryIni, ".env": RepositoryEnv}
    encoding = "utf-8"

    def __init__(self, search_path=None):
        self.search_path = search_path
        self.config = None

    def _find(self, folder):
        while True:
            for name, repository in self.SUPPORTED.items():
                path = os.path.join(folder, name)
                if os.path.isfile(path):
                    return repository(path, self.encoding)
            above = os.path.dirname(folder)
            if above == folder:
                return RepositoryEmpty()
            folder = above

    def __call__(self, *arguments, **keywords):
        if self.config is None:
            folder = self.search_path
            if folder is None:
                folder = os.path.dirname(os.path.abspath(sys._getframe(1).f_code.co_filename))
            self.config = Config(self._find(os.path.abspath(folder)))
        return self.config(*arguments, **keywords)


config = AutoConfig()


class Csv:
    """Splits a text at commas."""

    def __init__(self, cast=str, delimiter=",", strip=" \t\n\r\v\f", post_process=list):
        self.cast = cast
        self.delimiter = delimiter
        self.strip = strip
        self.post_process = post_process

    def __call__(self, value):
        if value is None:
            return self.post_process()
        parts = [part.strip(self.strip).strip("'\"") for part in str(value).split(self.delimiter)]
        return self.post_process([self.cast(part) for part in parts if part])


class Choices:
    """Allows only some values."""

    def __init__(self, flat=None, cast=str, choices=None):
        self.flat = list(flat or ())
        self.cast = cast
        self.choices = list(choices or ())

    def __call__(self, value):
        value = self.cast(value)
        allowed = self.flat + [choice[0] for choice in self.choices]
        if value not in allowed:
            raise ValueError("Value not in list: %r; valid values are %r" % (value, allowed))
        return value
