"""Modules of placeholders: what becomes of an import that cannot be had here."""

import sys
from _imp import is_frozen

from _placeholder import _PLAIN_DUNDERS, Origin, Placeholder, Unknown, _is_user_file


class _Module(type(sys)):
    """A module of placeholders."""

    def __getattr__(self, name):
        if name.startswith("__") and name.endswith("__") and name not in _PLAIN_DUNDERS:
            raise AttributeError(name)
        value = imported_name(name, self.__dict__["_limbeck_origin_"])
        self.__dict__[name] = value
        return value


def imported_name(name, origin):
    """The placeholder for a name in a module."""
    module = Placeholder(origin.module, origin, None, ("import", origin.module))
    return Placeholder(name, origin, None, ("attribute", module, name))


class _Loader:
    """Makes modules of placeholders."""

    def __init__(self, origin):
        self.origin = origin

    def create_module(self, spec):
        module = _Module(spec.name)
        module.__dict__["_limbeck_origin_"] = self.origin
        module.__dict__["__all__"] = []
        return module

    def exec_module(self, module):
        pass


class Finder:
    """The last finder: a module that is nowhere to be found becomes a module of placeholders.

    Unless the import stands in a `try` that handles `ImportError`: then the program has a plan
    for the module's absence, and gets its `ImportError`.
    """

    @staticmethod
    def find_spec(name, path=None, target=None):
        importer, line, handled = _importer()
        owner = sys.modules.get(name.rpartition(".")[0])
        origin = getattr(owner, "__dict__", {}).get("_limbeck_origin_")
        if origin is not None:
            return _spec(name, Origin(name, importer or origin.path, line or origin.line, origin.cause))
        if importer is None or handled:
            return None
        return _spec(name, Origin(name, importer, line, None))


def first():
    """The first module of the application that became one of placeholders, or None."""
    for module in list(sys.modules.values()):
        namespace = getattr(module, "__dict__", {})
        origin = namespace.get("_limbeck_origin_")
        is_applications = isinstance(module, _Module) or _is_user_file(namespace.get("__file__") or "")
        if origin is not None and is_applications:
            return Placeholder(origin.module, origin, None, ("import", origin.module))
    return None


def lacking(namespace, name):
    """A placeholder for a name that a stand-in lacks, or None where the project does not just import it.

    Where the import stands in a `try` that handles `ImportError`, the program has a plan for the name's absence.
    """
    importer, line, handled = _importer()
    if importer is None or handled or not _is_import(importer, line):
        return None
    module = namespace["__name__"]
    if "__path__" in namespace and is_frozen(module + "." + name):
        # A submodule, which the import goes on to load.
        return None
    return imported_name(name, Origin(module, importer, line, "has no %r among limbeck's stand-ins" % name))


def stand_in_for(name):
    """Makes a module of the standard library that reaches out of the sandbox one of placeholders."""
    from _limbeck_boot import host

    importer, line, handled = _importer()
    if handled or not host.placeholders():
        raise ModuleNotFoundError("limbeck runs scripts in a sandbox, which has no module %r" % name, name=name)
    namespace = sys.modules[name].__dict__
    origin = Origin(name, importer, line, "reaches out of the sandbox that limbeck runs scripts in")
    namespace["_limbeck_origin_"] = origin
    namespace["__all__"] = []
    namespace["__getattr__"] = _attributes(namespace, origin)


def _attributes(namespace, origin):
    """The `__getattr__` of a module whose further names are placeholders."""

    def attribute(name):
        if name.startswith("__") and name.endswith("__") and name not in _PLAIN_DUNDERS:
            raise AttributeError(name)
        value = imported_name(name, origin)
        namespace[name] = value
        return value

    return attribute


def _spec(name, origin):
    from importlib.machinery import ModuleSpec

    return ModuleSpec(name, _Loader(origin), origin="limbeck", is_package=True)


def failed(module, error):
    """Turns a project module that could not be run into placeholders.

    Of what it had defined, only classes, modules and SQLAlchemy's own objects keep their
    meaning: a plain value may have been on its way to another one, a function may miss names.
    Constants that are written out and never change are known whether the module came that far or not.
    Returns False if the importing program handles the error itself.
    """
    importer, line, handled = _importer()
    if handled and isinstance(error, ImportError):
        return False
    if isinstance(error, Unknown):
        cause = "cannot be run without the application (%s)" % str(error).rstrip(".")
    else:
        cause = "could not be run here (%s: %s)" % (type(error).__name__, error)
    origin = Origin(module.__name__, importer, line, cause)
    namespace = module.__dict__
    for name, value in list(namespace.items()):
        if name.startswith("__") and name.endswith("__"):
            continue
        if not _keeps_meaning(value) and not _is_imported(module, name, value):
            namespace[name] = imported_name(name, origin)
    namespace.update(_constants(_lines_of(getattr(module, "__file__", None) or "")))
    namespace["_limbeck_origin_"] = origin

    namespace["__getattr__"] = _attributes(namespace, origin)
    return True


def _keeps_meaning(value):
    kind = type(value)
    return isinstance(value, (type, type(sys), Placeholder)) or kind.__module__.startswith("sqlalchemy")


def _constants(lines):
    """The names that a module gives one text or number, in a line of their own and nowhere else.

    A line that may give a name a value counts as one that does.
    """
    from re import compile

    constant = compile(r"([A-Za-z_]\w*)\s*(?::[^=]*)?=\s*(%s)\s*(?:#.*)?$" % _LITERAL)
    targets = compile(r"\s*([\w.,() ]*?)(?::[^=]*)?[-+*/%|&^@<>]{0,2}=(?!=)")
    statement = compile(r"\s*(?:async|case|class|def|del|except|for|from|global|import|nonlocal|with)\b")
    word = compile(r"\w+")
    values, bound = {}, set()
    for line in lines:
        found = constant.match(line)
        if found is not None and found[1] not in values:
            values[found[1]] = found[2]
            continue
        found = targets.match(line)
        if found is not None:
            bound.update(word.findall(found[1]))
        elif ":=" in line or statement.match(line):
            bound.update(word.findall(line))
    return {name: eval(text) for name, text in values.items() if name not in bound}


_LITERAL = r"""'[^'\\]*'|"[^"\\]*"|-?\d+(?:\.\d+)?|True|False"""


def _is_imported(module, name, value):
    """Whether a name of a module is what it took from another one, where the value is known.

    The same object has to be there under the same name, and an import has to name it: small values are shared by
    modules that have nothing to do with each other.
    """
    from re import findall, escape

    if not any(
        other is not module
        and getattr(other, "__dict__", {}).get(name) is value
        and "_limbeck_origin_" not in other.__dict__
        for other in list(sys.modules.values())
    ):
        return False
    source = "\n".join(_lines_of(getattr(module, "__file__", None) or ""))
    pattern = r"(?m)^from\s+[\w.]+\s+import\s+(?:\([^)]*?|[^\n]*?)\b%s\b" % escape(name)
    return bool(findall(pattern, source))


# Who imports.


def _importer():
    """The file and line of the import under way, and whether it handles `ImportError`.

    Without a file if the standard library or a stand-in imports: they know what may be absent.
    """
    frame = sys._getframe(1)
    while frame is not None:
        path = frame.f_code.co_filename
        if _is_user_file(path):
            return path, frame.f_lineno, _is_guarded(path, frame.f_lineno)
        if path not in _MACHINERY and path not in OUTSIDE and "importlib" not in path:
            break
        frame = frame.f_back
    return None, None, False


# Modules of the standard library that reach out of the sandbox. An application may import them; a migration that used
# them would not be one that limbeck can run.
OUTSIDE = (
    "ctypes", "ftplib", "http.client", "http.server", "imaplib", "multiprocessing", "poplib", "selectors", "signal",
    "smtplib", "socket", "socketserver", "sqlite3", "ssl", "subprocess", "urllib.request", "xmlrpc.client",
)

# The modules that take part in an import themselves.
_MACHINERY = (_importer.__code__.co_filename, "_limbeck_boot")


def _is_import(path, number):
    """Whether a line of a file is one of a statement `from ... import ...`, which may go over several lines."""
    from re import match, search

    for line in reversed(_lines_of(path)[:number]):
        if search(r"(?:^|[;:])\s*from\s+\S+\s+import\b", line):
            return True
        if not match(r"[\w\s,]*\)?\s*(?:#.*)?$", line):
            return False
    return False


_TARGET = r"[\w.]+(?:\[[^\]]*\])?"


def names_unpacked(path, number):
    """How many names a line of a file gives the elements of a value to, or None if it does not."""
    from re import match

    lines = _lines_of(path) if _is_user_file(path) else ()
    if number > len(lines):
        return None
    found = match(r"\s*\(?(%s(?:\s*,\s*%s)*\s*,?)\s*\)?\s*=(?!=)" % (_TARGET, _TARGET), lines[number - 1])
    if found is None or "," not in found[1]:
        return None
    return len([target for target in found[1].split(",") if target.strip()])


_sources = {}


def _lines_of(path):
    lines = _sources.get(path)
    if lines is None:
        try:
            with open(path, encoding="utf-8") as file:
                lines = file.read().split("\n")
        except (OSError, ValueError):
            lines = []
        _sources[path] = lines
    return lines


def _is_guarded(path, number):
    """Whether a line of a file stands in a `try` whose handlers catch `ImportError`.

    Blocks are told by their indentation; parsing the file would take much longer than running it.
    """
    lines = _lines_of(path)
    if number > len(lines):
        return False
    indentation = _indentation(lines[number - 1])
    at = number - 2
    while at >= 0 and indentation > 0:
        line = lines[at]
        own = _indentation(line)
        if line.strip() and not line.lstrip().startswith("#") and own < indentation:
            indentation = own
            if line.strip().partition("#")[0].rstrip() == "try:" and _handles(lines, number, own):
                return True
        at -= 1
    return False


def _indentation(line):
    return len(line) - len(line.lstrip())


def _handles(lines, after, indentation):
    """Whether the `except` clauses that follow a line at an indentation catch `ImportError`."""
    for line in lines[after:]:
        text = line.strip()
        if not text or text.startswith("#") or _indentation(line) > indentation:
            continue
        if not text.startswith("except") or _indentation(line) < indentation:
            return False
        caught = text[len("except") :].partition("#")[0]
        if caught.strip() == ":" or any(name in caught for name in _CATCHING):
            return True
    return False


_CATCHING = ("ImportError", "ModuleNotFoundError", "Exception", "BaseException")
