"""Values that only the application's own Python could compute.

A module that cannot be run here becomes a placeholder: whatever is taken from it is a
`Placeholder`, which survives attribute access, calls, formatting and subclassing as a marked
value. It is harmless until a decision hangs on it; then `OpaqueDecision` says which import it
comes from. Text made from a placeholder carries a mark, so that a URL built by an f-string is
still known to depend on it.
"""

import sys

import _application
import _limbeck_boot
from _limbeck import migration_stage

# Survives quoting, `upper()`, `lower()` and `str.format`; never found in real text.
MARK = "zqlimbeckopaque"
_MARK_END = "qz"

# Values by the number in their mark.
_marked = []

# Names whose text is a URL: with `--url`, tests on them are answered for that URL.
_URL_WORDS = ("url", "uri", "dsn", "connection_string", "conn_str")

# What loggers are called for.
_LOG_METHODS = frozenset("critical debug error exception info log warn warning".split())

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


class AnsweredText(str):
    """A text of the application, which remembers the placeholder that it is the value of."""

    def __str__(self):
        return str.__str__(self)


class Placeholder:
    """A value that only the application's own Python could compute."""

    __slots__ = ("_text", "_origin", "_parent", "_op", "_imported", "_known", "_number", "__weakref__")

    def __init__(self, text, origin, parent=None, op=None):
        put = object.__setattr__
        put(self, "_text", text)
        put(self, "_origin", origin)
        put(self, "_parent", parent)
        # The operation whose result it is: its name and operands, as `_application` asks for it.
        put(self, "_op", op)
        # Whether a module of the project made it as it was run.
        put(self, "_imported", _limbeck_boot.importing > 0)
        put(self, "_known", None)
        put(self, "_number", None)

    def _child(self, suffix, op=None):
        return Placeholder(self._text + suffix, self._origin, self, op)

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
        child = self._child("." + name, ("attribute", self, name))
        if name == "configure_args" and self._text.endswith("extensions['migrate']"):
            # Flask-Migrate's keyword arguments of `context.configure()`: a dict, of unknown keys.
            found = plain(child)
            return {child._mark(): child} if found is child else found
        return _result(child)

    def __setattr__(self, name, value):
        self._remember(name, value)
        self._note("set_attribute", name, value)

    def _note(self, name, *operands):
        _application.note_effect(Placeholder(self._text, self._origin, self, (name, self, *operands)))

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
        shown = key._text if isinstance(key, Placeholder) else repr(key)
        return _result(self._child("[%s]" % shown, ("item", self, key)))

    def __setitem__(self, key, value):
        if isinstance(key, (str, int)):
            self._remember(("item", key), value)
        self._note("set_item", key, value)

    def __delitem__(self, key):
        pass

    def keys(self):
        """For `**placeholder`: its keys, or one keyword whose name is the mark."""
        keys = plain(self._child("", ("function", "keys", self)))
        return keys if isinstance(keys, list) else [self._mark()]

    def __call__(self, *arguments, **keywords):
        # A call may do something, and what it would do to the database is not to be left out.
        if migration_stage() == "running":
            if self._logs():
                return None
            raise OpaqueDecision(self)
        if _connects(self):
            engine = _engine(self._parent)
            if engine is not None:
                return getattr(engine, self._op[2])(*arguments, **keywords)
        result = self._child("(...)" if arguments or keywords else "()", ("call", self, arguments, keywords))
        _application.note_effect(result)
        return _result(result)

    def _node(self, scope=None):
        """Within an expression it stays what it is, so that the border can name it."""
        return self

    def _logs(self):
        """Whether it is the method of a logger, going by the names: no migration hangs on what it logs."""
        owner, _, method = self._text.rpartition(".")
        owner = owner.removesuffix("()").removesuffix("(...)").rpartition(".")[2].lower()
        return method in _LOG_METHODS and (owner in ("log", "logging") or owner.endswith("logger"))

    # Text.

    def _mark(self):
        number = self._number
        if number is None:
            number = len(_marked)
            _marked.append(self)
            object.__setattr__(self, "_number", number)
        return "%s%d%s" % (MARK, number, _MARK_END)

    def _as_text(self, function, *arguments):
        """Its text; a mark, if that is not to be had, or the URL that the user gave takes its place."""
        if explicit_url() is not None or not _application.can_ask():
            return MarkedText(self._mark())
        try:
            return _application.value_of(self._child("", ("function", function, self, *arguments)))
        except _application.NoAnswer:
            return MarkedText(self._mark())
        except Unknown:
            if not _limbeck_boot.importing:
                raise
            return MarkedText(self._mark())

    def __str__(self):
        return self._as_text("str")

    def __repr__(self):
        return MarkedText(self._mark())

    def __fspath__(self):
        return self._as_text("fspath")

    def __format__(self, specification):
        return self._as_text("format", specification)

    # Decisions.

    def __bool__(self):
        answer = _answer(self)
        return _applied(self, "bool", use="decision") if answer is None else answer

    def __contains__(self, item):
        known = _url_text(self)
        if known is not None:
            return item in known
        return _needed(Placeholder(self._text, self._origin, self, ("binary", "in", item, self)), "decision")

    def _decide(self, *arguments):
        raise OpaqueDecision(self)

    def __len__(self):
        return _applied(self, "len")

    def __int__(self):
        return _applied(self, "int")

    def __float__(self):
        return _applied(self, "float")

    def __bytes__(self):
        return _applied(self, "bytes")

    __index__ = __int__
    __complex__ = __round__ = __trunc__ = __floor__ = __ceil__ = _decide
    __instancecheck__ = __subclasscheck__ = _decide
    # What `issubclass(placeholder, ...)` asks for.
    __bases__ = property(_decide)

    def __eq__(self, other):
        if self is other:
            return True
        if not _is_user_file(sys._getframe(1).f_code.co_filename):
            return NotImplemented
        return Placeholder(
            "%s == %s" % (self._text, _short(other)), self._origin, self, ("binary", "==", self, other)
        )

    def __ne__(self, other):
        if self is other:
            return False
        if not _is_user_file(sys._getframe(1).f_code.co_filename):
            return NotImplemented
        return Placeholder(
            "%s != %s" % (self._text, _short(other)), self._origin, self, ("binary", "!=", self, other)
        )

    def __hash__(self):
        # As the key of a dict in the program.
        if _asks() and _is_user_file(sys._getframe(1).f_code.co_filename):
            known = plain(self)
            if not isinstance(known, (Placeholder, list, dict)):
                return hash(known)
        return object.__hash__(self)

    # Everything else yields another placeholder.

    def __iter__(self):
        # In a migration, how often a loop runs is not to be guessed either.
        if migration_stage() is not None:
            raise OpaqueDecision(self)
        items = plain(self._child("", ("function", "items", self)))
        if isinstance(items, list):
            return iter(items)
        from _placeholder_modules import names_unpacked

        frame = sys._getframe(1)
        count = names_unpacked(frame.f_code.co_filename, frame.f_lineno)
        if count is None:
            return iter((self._child("[...]"),))
        return iter([self[index] for index in range(count)])

    def __reversed__(self):
        return iter(self)

    def __next__(self):
        return self._child("[...]")

    def __aiter__(self):
        return _AsyncOnce(self._child("[...]"))

    def __await__(self):
        return self._child("", ("await", self))
        yield

    def __enter__(self):
        entered = self._child(".__enter__()", ("enter", self))
        _application.note_effect(entered)
        return entered

    def __exit__(self, *error):
        self._note("exit")

    async def __aenter__(self):
        return self.__enter__()

    async def __aexit__(self, *error):
        self._note("exit")

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
            # Only text can be added to text.
            return self._as_text("str") + other
        return self._child(" %s %s" % (symbol, _short(other)), ("binary", symbol, self, other))

    def backward(self, other):
        if symbol == "+" and isinstance(other, str):
            return other + self._as_text("str")
        text = "%s %s %s" % (_short(other), symbol, self._text)
        return Placeholder(text, self._origin, self, ("binary", symbol, other, self))

    return forward, backward


def _comparison(symbol):
    def compare(self, other):
        return self._child(" %s %s" % (symbol, _short(other)), ("binary", symbol, self, other))

    return compare


def _unary(symbol):
    return lambda self: self._child("", ("unary", symbol, self))


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
    setattr(Placeholder, "__%s__" % _name, _unary(_symbol))


def _short(value):
    """A value as a message shows it."""
    if isinstance(value, Placeholder):
        return value._text
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."


# Asking the application's own Python.


def _asks():
    """Whether a value is asked for where it is needed.

    Not while a module of the project is run, which may not matter in the end: then it becomes placeholders.
    """
    return not _limbeck_boot.importing and _application.can_ask()


def _needed(placeholder, use=None):
    """The value of a placeholder, without which the program cannot go on."""
    if not _asks():
        raise OpaqueDecision(placeholder._parent)
    try:
        return _application.value_of(placeholder, use)
    except _application.NoAnswer:
        raise OpaqueDecision(placeholder._parent) from None


def _applied(placeholder, function, use=None):
    """What a function of Python makes of a placeholder."""
    return _needed(placeholder._child("", ("function", function, placeholder)), use)


def plain(value, use=None, names_database=False):
    """The value behind a placeholder, if it can be had and is plain data; anything else as it is."""
    if use is not None and type(value) is AnsweredText:
        _application.note_use(value._source, use, str(value))
    if not isinstance(value, Placeholder) or not _asks():
        return value
    try:
        return _application.value_of(value, use, names_database)
    except _application.NoAnswer:
        return value


def made_by(module, name, source, arguments):
    """A placeholder for what a function of a library makes of arguments, `source` among them."""
    function = Placeholder(name, source._origin, source, ("global", module, name))
    return Placeholder(name + "(...)", source._origin, source, ("call", function, arguments, {}))


def url_text(value):
    """The text of the URL behind a placeholder, if it can be had; anything else as it is."""
    if not isinstance(value, Placeholder):
        return value
    return plain(value._child("", ("url", value)), names_database=True)


def _result(placeholder):
    """What an operation results in: its value, once something had to be asked."""
    if not _asks() or not _application.asks_in_place():
        return placeholder
    if explicit_url() is not None and _url_text(placeholder) is not None:
        # The user's URL stands for it.
        return placeholder
    try:
        value = _application.value_in_place(placeholder)
    except _application.NoAnswer:
        return placeholder
    if type(value) is str:
        value = AnsweredText(value)
        value._source = placeholder
    return value


def _connects(function):
    """Whether a placeholder that is called looks like a method that connects."""
    op = function._op
    return (
        op is not None
        and op[0] == "attribute"
        and op[2] in ("begin", "connect")
        and explicit_url() is None
        and _asks()
    )


def _engine(value):
    """limbeck's engine for one of the application, or None."""
    try:
        return _application.native_engine(value)
    except _application.NoAnswer:
        return None


def connection_of(value):
    """A connection to the database that a connection, engine or session of the application is of."""
    if not isinstance(value, Placeholder) or explicit_url() is not None or not _asks():
        return value
    engine = _engine(value)
    return value if engine is None else getattr(engine, "sync_engine", engine).connect()


class UnknownMetadata:
    """A placeholder for a metadata, with what its naming convention is asked for by."""

    def __init__(self, placeholder):
        self._placeholder = placeholder
        self._question = _application.convention_question(placeholder) if _asks() else (None, None)

    def _tree_(self):
        kind, fields = self._placeholder._tree_()
        answer, expression = self._question
        return kind, {**fields, "convention": answer, "expression": expression}


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


def unknown_base(cls):
    """The placeholder among the bases that a class was written with, or None."""
    for base in cls.__dict__.get("__orig_bases__", ()):
        if isinstance(base, Placeholder):
            return base
    return None


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
    op = value._op
    if op is None or op[0] not in ("call", "binary"):
        return known if _url_like(value._text) else None
    if op[0] != "call":
        return None
    function = value._parent
    owner = function._parent
    method = function._text.rsplit(".", 1)[-1]
    if owner is not None and method in _SAME_TEXT:
        return _url_text(owner)
    if owner is not None and method in _TEXT_TO_TEXT and all(type(item) is str for item in op[2]):
        text = _url_text(owner)
        return None if text is None else getattr(text, method)(*op[2])
    return known if _url_like(method) else None


def _answer(value):
    """The truth of a placeholder, if the URL that the user gave decides it."""
    op = value._op
    if op is not None and op[0] == "binary" and op[1] in ("==", "!="):
        text = _url_text(value._parent)
        if text is None or not isinstance(op[3], str):
            return None
        return (text == op[3]) is (op[1] == "==")
    if op is not None and op[0] == "call":
        owner = value._parent._parent
        method = value._parent._text.rsplit(".", 1)[-1]
        if owner is not None and method in ("startswith", "endswith"):
            text = _url_text(owner)
            return None if text is None else getattr(text, method)(*op[2])
    return None if _url_text(value) is None else True


# Who asks.


def _is_user_file(path):
    """Whether a file is the project's; compiled-in modules bear their dotted name instead of a path."""
    return path.endswith(".py") or "/" in path or "\\" in path
