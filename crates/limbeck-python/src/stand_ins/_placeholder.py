"""Values that only the application's own Python could compute.

A module that cannot be run here becomes a placeholder: whatever is taken from it is a
`Placeholder`, which survives attribute access, calls, formatting and subclassing as a marked
value. It is harmless until a decision hangs on it; then `OpaqueDecision` says which import it
comes from. Text made from a placeholder carries a mark, so that a URL built by an f-string is
still known to depend on it.
"""

import sys

from _limbeck import migration_stage

# Survives quoting, `upper()`, `lower()` and `str.format`; never found in real text.
MARK = "zqlimbeckopaque"
_MARK_END = "qz"

# Values by the number in their mark.
_marked = []

# Names whose text is a URL: with `--url`, tests on them are answered for that URL.
_URL_WORDS = ("url", "uri", "dsn", "connection_string", "conn_str")

# Special methods that are looked up on instances by applications and mean nothing special.
_PLAIN_DUNDERS = frozenset(
    (
        "__table__",
        "__tablename__",
        "__table_args__",
        "__mapper__",
        "__version__",
        "__members__",
        "__annotations__",
        "__fields__",
    )
)


class Unknown(BaseException):
    """Raised where an unknown value is needed.

    Not an `Exception`: a broad `except` of the application must not turn it into a guess.
    """


class OpaqueDecision(Unknown):
    """Raised where the program would go one way or another because of an unknown value."""

    def __init__(self, placeholder):
        self.placeholder = placeholder
        super().__init__(
            "The value of %s is needed here, but %s." % (describe(placeholder), because(placeholder))
        )


class Origin:
    """The import that a placeholder comes from."""

    __slots__ = ("module", "path", "line", "cause")

    def __init__(self, module, path, line, cause):
        self.module = module
        self.path = path
        self.line = line
        self.cause = cause


class MarkedText(str):
    """Text made from a placeholder alone, or from one and other text."""

    __slots__ = ()

    def _test(self, name, arguments):
        # The library only takes the text apart and puts it together again: the mark stays in.
        if not _is_user_file(sys._getframe(2).f_code.co_filename):
            return getattr(str, name)(self, *arguments)
        source = found(self)
        known = None if source is None else _url_text(source)
        if known is None:
            raise OpaqueDecision(source)
        return getattr(known, name)(*arguments)

    def startswith(self, *arguments):
        return self._test("startswith", arguments)

    def endswith(self, *arguments):
        return self._test("endswith", arguments)

    def __contains__(self, item):
        return self._test("__contains__", (item,))

    def __len__(self):
        return self._test("__len__", ())

    def __eq__(self, other):
        if self is other:
            return True
        if isinstance(other, MarkedText):
            return str.__eq__(self, other)
        return self._test("__eq__", (other,))

    def __ne__(self, other):
        return not self.__eq__(other)

    __hash__ = str.__hash__

    def __bool__(self):
        return True

    def __add__(self, other):
        if isinstance(other, Placeholder):
            other = str(other)
        return MarkedText(str.__add__(self, other)) if isinstance(other, str) else NotImplemented

    def __radd__(self, other):
        return MarkedText(str.__add__(other, self)) if isinstance(other, str) else NotImplemented

    def __mod__(self, other):
        return MarkedText(str.__mod__(self, other))

    def __str__(self):
        return self

    def replace(self, *arguments):
        return MarkedText(str.replace(self, *arguments))

    def strip(self, *arguments):
        return MarkedText(str.strip(self, *arguments))

    def rstrip(self, *arguments):
        return MarkedText(str.rstrip(self, *arguments))

    def lower(self):
        return MarkedText(str.lower(self))

    def format(self, *arguments, **keywords):
        return MarkedText(str.format(self, *arguments, **keywords))

    def decode(self, *arguments):
        return self


class Placeholder:
    """A value that only the application's own Python could compute."""

    __slots__ = ("_text", "_origin", "_parent", "_call", "_known", "_number", "__weakref__")

    def __init__(self, text, origin, parent=None, call=None):
        put = object.__setattr__
        put(self, "_text", text)
        put(self, "_origin", origin)
        put(self, "_parent", parent)
        put(self, "_call", call)
        put(self, "_known", None)
        put(self, "_number", None)

    def _child(self, suffix, call=None):
        return Placeholder(self._text + suffix, self._origin, self, call)

    def _tree_(self):
        origin = self._origin
        return (
            "placeholder",
            {
                "text": self._text,
                "module": origin.module,
                "path": origin.path,
                "line": origin.line,
                "cause": origin.cause,
            },
        )

    # What was assigned to it is known.

    def __getattr__(self, name):
        if name.startswith("__") and name.endswith("__") and name not in _PLAIN_DUNDERS:
            raise AttributeError(name)
        known = self._known
        if known is not None and name in known:
            return known[name]
        child = self._child("." + name)
        if name == "configure_args" and self._text.endswith("extensions['migrate']"):
            # Flask-Migrate's keyword arguments of `context.configure()`: a dict, of unknown keys.
            return {str(child): child}
        return child

    def __setattr__(self, name, value):
        self._remember(name, value)

    def __delattr__(self, name):
        known = self._known
        if known is not None:
            known.pop(name, None)

    def _remember(self, key, value):
        known = self._known
        if known is None:
            known = {}
            object.__setattr__(self, "_known", known)
        known[key] = value

    def __getitem__(self, key):
        known = self._known
        if known is not None and isinstance(key, (str, int)):
            item = ("item", key)
            if item in known:
                return known[item]
        if isinstance(key, str) and key == self._mark():
            return self
        return self._child("[%s]" % (key if isinstance(key, Placeholder) else repr(key)))

    def __setitem__(self, key, value):
        if isinstance(key, (str, int)):
            self._remember(("item", key), value)

    def __delitem__(self, key):
        pass

    def keys(self):
        """For `**placeholder`: one keyword, whose name is the mark."""
        return [str(self)]

    def __call__(self, *arguments, **keywords):
        # A call may do something, and what it would do to the database is not to be left out.
        if migration_stage() == "running":
            raise OpaqueDecision(self)
        return self._child("(...)" if arguments or keywords else "()", ("()", arguments))

    # Text.

    def _mark(self):
        number = self._number
        if number is None:
            number = len(_marked)
            _marked.append(self)
            object.__setattr__(self, "_number", number)
        return "%s%d%s" % (MARK, number, _MARK_END)

    def __str__(self):
        return MarkedText(self._mark())

    __repr__ = __str__
    __fspath__ = __str__

    def __format__(self, specification):
        return MarkedText(self._mark())

    # Decisions.

    def __bool__(self):
        answer = _answer(self)
        if answer is None:
            raise OpaqueDecision(self)
        return answer

    def __contains__(self, item):
        known = _url_text(self)
        if known is None:
            raise OpaqueDecision(self)
        return item in known

    def _decide(self, *arguments):
        raise OpaqueDecision(self)

    __len__ = _decide
    __int__ = __float__ = __complex__ = __index__ = _decide
    __round__ = __trunc__ = __floor__ = __ceil__ = _decide
    __instancecheck__ = __subclasscheck__ = _decide
    # What `issubclass(placeholder, ...)` asks for.
    __bases__ = property(_decide)
    __bytes__ = _decide

    def __eq__(self, other):
        if self is other:
            return True
        if not _is_user_file(sys._getframe(1).f_code.co_filename):
            return NotImplemented
        return Placeholder("%s == %s" % (self._text, _short(other)), self._origin, self, ("==", other))

    def __ne__(self, other):
        if self is other:
            return False
        if not _is_user_file(sys._getframe(1).f_code.co_filename):
            return NotImplemented
        return Placeholder("%s != %s" % (self._text, _short(other)), self._origin, self, ("!=", other))

    __hash__ = object.__hash__

    # Everything else yields another placeholder.

    def __iter__(self):
        # In a migration, how often a loop runs is not to be guessed either.
        if migration_stage() is not None:
            raise OpaqueDecision(self)
        return iter((self._child("[...]"),))

    def __reversed__(self):
        return iter(self)

    def __next__(self):
        return self._child("[...]")

    def __aiter__(self):
        return _AsyncOnce(self._child("[...]"))

    def __await__(self):
        return self
        yield

    def __enter__(self):
        return self._child(".__enter__()")

    def __exit__(self, *error):
        return None

    async def __aenter__(self):
        return self._child(".__aenter__()")

    async def __aexit__(self, *error):
        return None

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __mro_entries__(self, bases):
        if any(_is_declarative(base) for base in bases):
            return ()
        return (_opaque_base(self, bases),)


class _AsyncOnce:
    def __init__(self, item):
        self.items = [item]

    def __aiter__(self):
        return self

    async def __anext__(self):
        if not self.items:
            raise StopAsyncIteration
        return self.items.pop()


def _binary(symbol):
    def forward(self, other):
        if symbol == "+" and isinstance(other, str):
            return MarkedText(self._mark() + other)
        return self._child(" %s %s" % (symbol, _short(other)))

    def backward(self, other):
        if symbol == "+" and isinstance(other, str):
            return MarkedText(other + self._mark())
        return Placeholder("%s %s %s" % (_short(other), symbol, self._text), self._origin, self)

    return forward, backward


def _comparison(symbol):
    def compare(self, other):
        return self._child(" %s %s" % (symbol, _short(other)))

    return compare


for _symbol, _name in (
    ("+", "add"),
    ("-", "sub"),
    ("*", "mul"),
    ("/", "truediv"),
    ("//", "floordiv"),
    ("%", "mod"),
    ("**", "pow"),
    ("@", "matmul"),
    ("&", "and"),
    ("|", "or"),
    ("^", "xor"),
    ("<<", "lshift"),
    (">>", "rshift"),
):
    _forward, _backward = _binary(_symbol)
    setattr(Placeholder, "__%s__" % _name, _forward)
    setattr(Placeholder, "__r%s__" % _name, _backward)
for _symbol, _name in (("<", "lt"), ("<=", "le"), (">", "gt"), (">=", "ge")):
    setattr(Placeholder, "__%s__" % _name, _comparison(_symbol))
for _symbol, _name in (("-", "neg"), ("+", "pos"), ("~", "invert"), ("abs", "abs")):
    setattr(Placeholder, "__%s__" % _name, lambda self: self)


def _short(value):
    """A value as a message shows it."""
    if isinstance(value, Placeholder):
        return value._text
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."


# Classes that derive from a placeholder.


class _OpaqueType(type):
    """Its classes are placeholders: what their unknown base does with the body is unknown."""

    def __new__(metaclass, name, bases, namespace, **keywords):
        for base in bases:
            source = getattr(base, "_limbeck_source_", None)
            if source is not None:
                return Placeholder(name, source._origin, source)
        return type.__new__(metaclass, name, bases, namespace)

    def __init__(cls, name, bases, namespace, **keywords):
        type.__init__(cls, name, bases, namespace)


def _is_declarative(base):
    """Whether a base class collects tables: then the class is worth more than its unknown base."""
    return isinstance(base, type) and hasattr(base, "metadata")


def _opaque_base(source, bases):
    metaclasses = []
    for base in bases:
        metaclass = type(base)
        if isinstance(base, type) and metaclass is not type and metaclass not in metaclasses:
            metaclasses.append(metaclass)
    if metaclasses:
        metaclass = type("_OpaqueType", (_OpaqueType, *metaclasses), {})
    else:
        metaclass = _OpaqueType
    return type.__new__(metaclass, "_OpaqueBase", (), {"_limbeck_source_": source})


# Text and what it was made from.


def find_number(text):
    """The number of the first mark in a text, or None."""
    lowered = str.lower(text)
    start = str.find(lowered, MARK)
    if start < 0:
        return None
    start += len(MARK)
    end = str.find(lowered, _MARK_END, start)
    digits = str.__getitem__(lowered, slice(start, end))
    return int(digits) if digits.isdigit() else None


def found(text):
    """The placeholder that a text was made from, or None."""
    number = find_number(text)
    if number is None or number >= len(_marked):
        return None
    return _marked[number]


def is_opaque(value):
    """Whether a value is a placeholder, or text made from one."""
    if isinstance(value, Placeholder):
        return True
    return isinstance(value, str) and find_number(value) is not None


def lift(value):
    """A placeholder for an opaque value, None for any other."""
    if isinstance(value, Placeholder):
        return value
    return found(value) if isinstance(value, str) else None


def describe(value):
    """How a message names a placeholder."""
    return "`%s`" % value._text if value is not None else "an imported value"


def because(value):
    """Why a placeholder's value is not known."""
    if value is None:
        return "it comes from a module that only the application's own Python can run"
    origin = value._origin
    where = ""
    if origin.path is not None:
        where = " (imported at %s%s)" % (origin.path, ":%d" % origin.line if origin.line else "")
    reason = origin.cause or "is not part of this project"
    return "it comes from `%s`%s, which %s" % (origin.module, where, reason)


# The URL given on the command line answers questions about URLs.

_UNASKED = object()
_explicit_url = _UNASKED


def explicit_url():
    """The URL of `--url` or `LIMBECK_DATABASE_URL`, if one was given."""
    global _explicit_url
    if _explicit_url is _UNASKED:
        import _limbeck

        _explicit_url = _limbeck.call("environment.explicit_url", {})
    return _explicit_url


def _url_like(name):
    name = name.rsplit(".", 1)[-1].lower()
    return any(word in name for word in _URL_WORDS)


# Methods of settings that give the same URL as text.
_SAME_TEXT = ("unicode_string", "get_secret_value", "render_as_string", "__str__")

# Methods of text that give other text.
_TEXT_TO_TEXT = (
    "casefold", "lower", "lstrip", "removeprefix", "removesuffix", "replace", "rstrip", "strip", "upper",
)


def _url_text(value):
    """The text that a placeholder for a URL has, if the user gave the URL."""
    known = explicit_url()
    if known is None:
        return None
    call = value._call
    if call is None:
        return known if _url_like(value._text) else None
    if call[0] != "()":
        return None
    function = value._parent
    owner = function._parent
    method = function._text.rsplit(".", 1)[-1]
    if owner is not None and method in _SAME_TEXT:
        return _url_text(owner)
    if owner is not None and method in _TEXT_TO_TEXT and all(type(item) is str for item in call[1]):
        text = _url_text(owner)
        return None if text is None else getattr(text, method)(*call[1])
    return known if _url_like(method) else None


def _answer(value):
    """The truth of a placeholder, if the URL that the user gave decides it."""
    call = value._call
    if call is not None and call[0] in ("==", "!="):
        text = _url_text(value._parent)
        if text is None or not isinstance(call[1], str):
            return None
        return (text == call[1]) is (call[0] == "==")
    if call is not None:
        owner = value._parent._parent
        method = value._parent._text.rsplit(".", 1)[-1]
        if owner is not None and method in ("startswith", "endswith"):
            text = _url_text(owner)
            return None if text is None else getattr(text, method)(*call[1])
    return None if _url_text(value) is None else True


# Modules.


class _Module(type(sys)):
    """A module of placeholders."""

    def __getattr__(self, name):
        if name.startswith("__") and name.endswith("__") and name not in _PLAIN_DUNDERS:
            raise AttributeError(name)
        value = Placeholder(name, self.__dict__["_limbeck_origin_"])
        self.__dict__[name] = value
        return value


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
        value = Placeholder(name, origin)
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
            namespace[name] = Placeholder(name, origin)
    namespace["_limbeck_origin_"] = origin

    namespace["__getattr__"] = _attributes(namespace, origin)
    return True


def _keeps_meaning(value):
    kind = type(value)
    return isinstance(value, (type, type(sys), Placeholder)) or kind.__module__.startswith("sqlalchemy")


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


def _is_user_file(path):
    """Whether a file is the project's; compiled-in modules bear their dotted name instead of a path."""
    return path.endswith(".py") or "/" in path or "\\" in path


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
