"""Settings from the environment and a file, as `Config` reads them."""

import os

import _third_party


class undefined:
    """The default of a setting that has none."""


class EnvironError(Exception):
    """A variable was changed after it had been read."""


environ = os.environ
_TRUTH = {"true": True, "1": True, "false": False, "0": False}


class Config:
    """Looks a setting up: in the environment, in the file, among the defaults."""

    def __init__(self, env_file=None, environ=environ, env_prefix="", encoding="utf-8"):
        from dotenv import dotenv_values

        self.environ = environ
        self.env_prefix = env_prefix
        self.file_values = {}
        self._is_readable = True
        if env_file is None:
            return
        try:
            os.stat(env_file)
        except FileNotFoundError:
            return
        except OSError:
            self._is_readable = False
            return
        self.file_values = dotenv_values(env_file, interpolate=False, encoding=encoding)

    def __call__(self, key, cast=None, default=undefined):
        return self.get(key, cast, default)

    def get(self, key, cast=None, default=undefined):
        from _placeholder import _url_like, explicit_url

        key = self.env_prefix + key
        if explicit_url() is not None and _url_like(key):
            return _unknown(key, "gives way to the URL that the user gives")
        for values in (self.environ, self.file_values):
            if key in values:
                return _cast(key, values[key], cast)
        if not self._is_readable:
            return _unknown(key, "may stand in a file that is not below the project")
        if default is undefined:
            return _unknown(key, "finds neither in the environment nor in its file")
        return _cast(key, default, cast)


def _cast(key, value, cast):
    if cast is None or value is None:
        return value
    if cast is bool and isinstance(value, str):
        if value.lower() not in _TRUTH:
            raise ValueError("Config '%s' has value '%s'. Not a valid bool." % (key, value))
        return _TRUTH[value.lower()]
    try:
        return cast(value)
    except (TypeError, ValueError):
        raise ValueError("Config '%s' has value '%s'. Not a valid %s." % (key, value, cast.__name__)) from None


def _unknown(key, cause):
    from _placeholder import Origin, Placeholder

    return Placeholder("config(%r)" % key, Origin("starlette.config", None, None, cause))


__getattr__ = _third_party.lazy(__name__)
