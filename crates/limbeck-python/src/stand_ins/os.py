"""`os`, as far as scripts and `env.py` use it; the rest of the standard library's module is loaded when it is asked
for."""

import sys

import posix
from posix import (  # noqa: F401
    DirEntry, F_OK, R_OK, W_OK, X_OK, access, cpu_count, error, fspath, getcwd, getcwdb, getpid, listdir, lstat,
    putenv, readlink, scandir, stat, stat_result, terminal_size, unsetenv, urandom,
)

name = "posix"
linesep = "\n"
curdir, pardir, extsep, sep, pathsep, altsep = ".", "..", ".", "/", ":", None
defpath, devnull = "/bin:/usr/bin", "/dev/null"
SEEK_SET, SEEK_CUR, SEEK_END = 0, 1, 2
supports_bytes_environ = True


def fsencode(filename):
    """The bytes of a path."""
    filename = fspath(filename)
    return filename.encode("utf-8", "surrogateescape") if isinstance(filename, str) else filename


def fsdecode(filename):
    """The text of a path."""
    filename = fspath(filename)
    return filename.decode("utf-8", "surrogateescape") if isinstance(filename, bytes) else filename


class _Environ(dict):
    """The environment variables: text by text."""

    def __setitem__(self, key, value):
        dict.__setitem__(self, _text(key), _text(value))

    def setdefault(self, key, value):
        if key not in self:
            self[key] = value
        return self[key]

    def update(self, *others, **keywords):
        for key, value in dict(*others, **keywords).items():
            self[key] = value

    def copy(self):
        return dict(self)

    def __or__(self, other):
        return {**self, **other}

    def __ior__(self, other):
        self.update(other)
        return self

    def __repr__(self):
        return "environ(%s)" % dict.__repr__(self)


def _text(value):
    if not isinstance(value, str):
        raise TypeError("str expected, not %s" % type(value).__name__)
    return value


environ = _Environ(
    (key.decode("utf-8", "surrogateescape"), value.decode("utf-8", "surrogateescape"))
    for key, value in posix.environ.items()
)


def getenv(key, default=None):
    """The value of an environment variable."""
    return environ.get(key, default)


def __getattr__(name):
    import _limbeck_full_os

    _limbeck_full_os.environ = environ
    _limbeck_full_os.getenv = getenv
    sys.modules["os.path"] = path
    value = getattr(_limbeck_full_os, name)
    if not name.startswith("__"):
        globals()[name] = value
    return value


import posixpath as path  # noqa: E402

sys.modules["os.path"] = path
