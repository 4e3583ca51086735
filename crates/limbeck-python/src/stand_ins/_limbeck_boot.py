"""Sets an interpreter up: importing the project's modules, and `open`."""

import sys
import _io
import builtins
from _frozen_importlib import ModuleSpec

host = None

# `sys.path` as it was at first.
search_path = []

# How many modules of the project are being run just now, one within the other.
importing = 0


def _submodules(module):
    """The `__getattr__` of a package of the project: its modules are there without being imported.

    Alembic imports every script of a project before it runs one, so that a script may use a module that only another
    one has imported.
    """
    package, folders = module.__name__, list(module.__path__)

    def attribute(name):
        if name.startswith("__") or host.find_module(name, folders) is None:
            raise AttributeError("module %r has no attribute %r" % (package, name))
        full = package + "." + name
        __import__(full)
        return sys.modules[full]

    return attribute


def lend_missing_names(namespace):
    """Called from Rust for each stand-in of a package: an import of a name that it lacks gets a placeholder.

    Most names that a module of the project imports are never used by its migrations. Only imports are answered so:
    `hasattr()` and attributes tell what there is.
    """
    known = namespace.get("__getattr__")

    def attribute(name):
        try:
            if known is None:
                raise AttributeError("module %r has no attribute %r" % (namespace["__name__"], name))
            return known(name)
        except AttributeError:
            if name.startswith("__") or not host.placeholders():
                raise
            from _placeholder_modules import lacking

            value = lacking(namespace, name)
            if value is None:
                raise
            return value

    namespace["__getattr__"] = attribute


class ProjectLoader:
    """Runs a module of the project."""

    def __init__(self, path):
        self.path = path

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        module.__file__ = self.path
        if self.path.endswith("__init__.py"):
            module.__getattr__ = _submodules(module)
        code = host.compile(self.path)
        if not host.placeholders():
            exec(code, module.__dict__)
            return
        global importing
        importing += 1
        try:
            exec(code, module.__dict__)
        except BaseException as error:
            import _placeholder
            import _placeholder_modules

            if not isinstance(error, (Exception, _placeholder.OpaqueDecision)):
                raise
            if not _placeholder_modules.failed(module, error):
                raise
        finally:
            importing -= 1

    def get_code(self, name):
        return host.compile(self.path)

    def get_source(self, name):
        return host.source(self.path)

    def get_filename(self, name):
        return self.path

    def is_package(self, name):
        return self.path.endswith("__init__.py")


class NamespaceLoader:
    """A folder without `__init__.py`."""

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        module.__getattr__ = _submodules(module)

    def is_package(self, name):
        return True


class ProjectFinder:
    """Comes after the built-in and the compiled-in modules."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        found = host.find_module(name.rpartition(".")[2], list(sys.path if path is None else path))
        if found is not None:
            kind, place = found
            if kind == "namespace":
                spec = ModuleSpec(name, NamespaceLoader(), is_package=True)
                spec.submodule_search_locations = place
                return spec
            spec = ModuleSpec(name, ProjectLoader(place), origin=place, is_package=kind == "package")
            if kind == "package":
                spec.submodule_search_locations = [place[:-len("/__init__.py")]]
            return spec
        if not host.placeholders():
            return None
        from _placeholder_modules import Finder

        return Finder.find_spec(name, path, target)


class FileIO(_io._RawIOBase):
    """A file below the project folder, read at once."""

    def __init__(self, file, mode="r", closefd=True, opener=None):
        if isinstance(file, int) or opener is not None:
            raise PermissionError("limbeck runs scripts in a sandbox: a file descriptor cannot be opened")
        if not isinstance(file, str):
            import os
            file = os.fsdecode(file)
        self.name = file
        self.mode = mode
        self._buffer = _io.BytesIO(host.read(file))

    def readable(self):
        return True

    def seekable(self):
        return True

    def read(self, size=-1):
        return self._buffer.read(size)

    def readall(self):
        return self._buffer.read()

    def readinto(self, buffer):
        return self._buffer.readinto(buffer)

    def seek(self, offset, whence=0):
        return self._buffer.seek(offset, whence)

    def tell(self):
        return self._buffer.tell()

    def isatty(self):
        return False


def open(file, mode="r", buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None):
    """`open` of a file below the project folder, for reading."""
    if not isinstance(mode, str):
        raise TypeError("open() argument 'mode' must be str, not %s" % type(mode).__name__)
    if "r" not in mode or "+" in mode:
        if host.placeholders() and "+" not in mode:
            from _limbeck import migration_stage
            if migration_stage() is None and not importing:
                from _output_file import open_for_writing
                return open_for_writing(file, mode, encoding, errors)
        raise PermissionError(
            "limbeck runs scripts in a sandbox: %r cannot be opened with mode %r, only for reading" % (file, mode)
        )
    raw = FileIO(file, "rb")
    if "b" in mode:
        return raw if buffering == 0 else _io.BufferedReader(raw)
    text = _io.TextIOWrapper(_io.BufferedReader(raw), encoding or "utf-8", errors, newline)
    text.mode = mode
    return text


def install(given, folders):
    """Called once, from Rust."""
    global host
    host = given
    search_path[:] = folders
    # `os` asks this tuple which system it is on.
    sys.builtin_module_names += ("posix",)
    open.__module__ = "_io"
    _io.FileIO = FileIO
    _io.open = builtins.open = open
    _io.open_code = lambda path: open(path, "rb")
    sys.path[:] = folders
    sys.meta_path.append(ProjectFinder)
