"""Answers limbeck's questions about values of the application, in the project's own Python.

Started by limbeck when `env.py` needs a value that only the application can compute. Each line of standard input is a
question, each line of standard output its answer, both as JSON. What the application itself prints goes to standard
error. It runs until standard input ends.

The first question greets: `{"limbeck": 1, ...}`. Those that follow carry operations to be done in order, and the number
of the one whose result is asked for:

    {"operations": [[0, "import", "app.config"], [1, "attribute", ["of", 0], "settings"]], "answer": 1}

One that brings an exporter along (`"exporter"`, its text) is answered by the lines that this makes of the result, or of
what its request names.

Nothing is connected to: of an engine it is told where it leads.
"""

import importlib
import importlib.util
import json
import operator
import os
import sys
import traceback
import warnings

PROTOCOL = 1

BINARY = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
    "**": operator.pow,
    "@": operator.matmul,
    "&": operator.and_,
    "|": operator.or_,
    "^": operator.xor,
    "<<": operator.lshift,
    ">>": operator.rshift,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
    "in": lambda item, container: item in container,
}

UNARY = {"-": operator.neg, "+": operator.pos, "~": operator.invert, "abs": abs}

FUNCTIONS = {
    "bool": bool,
    "bytes": bytes,
    "float": float,
    "format": format,
    "fspath": os.fspath,
    "int": int,
    "items": list,
    "keys": lambda mapping: list(mapping.keys()),
    "len": len,
    "repr": repr,
    "str": str,
}


class Project:
    """Which files are the project's, and what its code has looked at."""

    def __init__(self):
        self.folders = []
        self.read_environment = False

    def owns(self, path):
        if not os.path.isabs(path):
            # Compiled-in modules, and this one.
            return False
        path = os.path.realpath(path)
        installed = os.path.realpath(sys.prefix) + os.sep
        if path.startswith(installed) or "site-packages" in path or "dist-packages" in path:
            return False
        return any(path.startswith(folder + os.sep) for folder in self.folders)

    def files(self):
        """The files of the modules of the project that are loaded."""
        found = set()
        for module in list(sys.modules.values()):
            path = getattr(module, "__file__", None)
            if isinstance(path, str) and path.endswith(".py") and self.owns(path):
                found.add(os.path.realpath(path))
        return sorted(found)

    def notice_read(self):
        """Whether it is the project's code, itself or through a library, that reads the environment just now."""
        frame = sys._getframe(2)
        while frame is not None:
            path = frame.f_code.co_filename
            if path.startswith("<frozen importlib"):
                # A library looks for its own settings as it is imported.
                return
            if self.owns(path):
                self.read_environment = True
                return
            frame = frame.f_back


project = Project()


class WatchedEnvironment(type(os.environ)):
    """`os.environ`, which remembers that the project has read it."""

    def __getitem__(self, key):
        project.notice_read()
        return super().__getitem__(key)

    def __iter__(self):
        project.notice_read()
        return super().__iter__()


class Unanswerable(Exception):
    """Something that the question refers to cannot be had here."""


class Values:
    """The results of operations, by number: a value, or the exception that it ended in."""

    def __init__(self):
        self.results = {}
        self.loop = None
        self.flask_context = None

    def carry_out(self, number, name, *operands):
        operation = getattr(self, "do_" + name)
        try:
            try:
                value = operation(*operands)
            except RuntimeError as error:
                if not self.enter_flask(error):
                    raise
                value = operation(*operands)
            self.results[number] = (value, None)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            self.results[number] = (None, error)

    def enter_flask(self, error):
        """Makes the application of `flask db` the current one, if it is that which is missing."""
        flask = sys.modules.get("flask")
        if flask is None or self.flask_context is not None or "outside of application context" not in str(error):
            return False
        from flask.cli import ScriptInfo, load_dotenv

        load_dotenv()
        info = ScriptInfo(app_import_path=os.environ.get("FLASK_APP"))
        self.flask_context = info.load_app().app_context()
        self.flask_context.push()
        return True

    def get(self, number):
        value, error = self.results[number]
        if error is not None:
            raise error
        return value

    def operand(self, shape):
        kind, *rest = shape
        if kind == "of":
            return self.get(rest[0])
        if kind == "value":
            return rest[0]
        if kind == "bytes":
            return bytes.fromhex(rest[0])
        if kind == "list":
            return [self.operand(item) for item in rest[0]]
        if kind == "tuple":
            return tuple([self.operand(item) for item in rest[0]])
        if kind == "dict":
            return {self.operand(key): self.operand(value) for key, value in rest[0]}
        if kind == "slice":
            return slice(*self.operand(["list", rest[0]]))
        if kind == "global":
            return self.do_global(*rest)
        raise Unanswerable("%s exists in limbeck only; the application's Python does not have it" % rest[0])

    def do_set_path(self, first, last):
        """What `env.py` has added to the search path, before and after what was there."""
        for entry in reversed(first):
            if entry not in sys.path:
                sys.path.insert(0, entry)
        sys.path.extend([entry for entry in last if entry not in sys.path])

    def do_set_environment(self, variables):
        for name, value in variables.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value

    def do_value(self, shape):
        return self.operand(shape)

    def do_import(self, module):
        return importlib.import_module(module)

    def do_global(self, module, qualified_name):
        return operator.attrgetter(qualified_name)(importlib.import_module(module))

    def do_attribute(self, target, name):
        target = self.operand(target)
        try:
            return getattr(target, name)
        except AttributeError:
            # A module that nothing has imported yet.
            if isinstance(target, type(sys)) and hasattr(target, "__path__"):
                full = "%s.%s" % (target.__name__, name)
                if importlib.util.find_spec(full) is not None:
                    return importlib.import_module(full)
            raise

    def do_item(self, target, key):
        return self.operand(target)[self.operand(key)]

    def do_call(self, target, arguments, keywords):
        return self.operand(target)(*self.operand(arguments), **self.operand(keywords))

    def do_binary(self, symbol, left, right):
        return BINARY[symbol](self.operand(left), self.operand(right))

    def do_unary(self, symbol, value):
        return UNARY[symbol](self.operand(value))

    def do_function(self, name, *operands):
        return FUNCTIONS[name](*[self.operand(shape) for shape in operands])

    def do_set_attribute(self, target, name, value):
        setattr(self.operand(target), name, self.operand(value))

    def do_set_item(self, target, key, value):
        self.operand(target)[self.operand(key)] = self.operand(value)

    def do_enter(self, target):
        target = self.operand(target)
        if hasattr(target, "__enter__"):
            return target.__enter__()
        return self.wait(target.__aenter__())

    def do_exit(self, target):
        target = self.operand(target)
        if hasattr(target, "__exit__"):
            return target.__exit__(None, None, None)
        return self.wait(target.__aexit__(None, None, None))

    def do_await(self, target):
        return self.wait(self.operand(target))

    def do_url(self, target):
        """The text of a URL, whatever kind of object it is."""
        target = self.operand(target)
        render = getattr(target, "render_as_string", None)
        if render is not None:
            return render(hide_password=False)
        secret = getattr(target, "get_secret_value", None)
        return str(target if secret is None else secret())

    def do_engine(self, target):
        return engine_facts(self.operand(target))

    def do_naming_convention(self, target):
        return naming_convention(self.operand(target))

    def wait(self, awaitable):
        import asyncio

        if self.loop is None:
            self.loop = asyncio.new_event_loop()
        return self.loop.run_until_complete(wrapped(awaitable))


async def wrapped(awaitable):
    return await awaitable


# What is asked of SQLAlchemy's objects.


class Stopped(Exception):
    """Raised in place of connecting."""


def engine_of(value):
    """The engine behind an engine, a connection, a session or what makes one; None for anything else."""
    from sqlalchemy.engine import Engine

    for _ in range(4):
        if isinstance(value, Engine):
            return value
        options = getattr(value, "kw", None)
        if isinstance(options, dict) and options.get("bind") is not None:
            value = options["bind"]
            continue
        for name in ("sync_engine", "engine", "bind"):
            inner = getattr(value, name, None)
            if inner is not None and inner is not value:
                value = inner
                break
        else:
            return None
    return None


def engine_facts(value):
    engine = engine_of(value)
    if engine is None:
        return None
    url, extra = engine.url, {}
    made = parameters(engine)
    if made is not None:
        plain = dict(engine.dialect.create_connect_args(url)[1])
        extra = {name: item for name, item in made.items() if name not in plain or plain[name] != item}
        for name in ("password", "passwd"):
            if isinstance(extra.get(name), str):
                # Made for each connection, by a function that listens to the engine.
                url = url.set(password=extra.pop(name))
    return {
        "url": url.render_as_string(hide_password=False),
        "connect_args": extra,
        "creator": made is None,
        "is_async": bool(getattr(engine.dialect, "is_async", False)),
        "execution_options": dict(engine.get_execution_options()),
    }


def parameters(engine):
    """What the driver would be given to connect with; None if the application connects by itself."""
    from sqlalchemy import event

    creator = getattr(engine.pool, "_creator", None)
    if not getattr(creator, "__module__", "").startswith("sqlalchemy."):
        return None
    found = {}

    def stop(dialect, record, arguments, keywords):
        found.update(keywords)
        raise Stopped()

    event.listen(engine, "do_connect", stop)
    try:
        engine.pool.recreate().connect()
    except Stopped:
        pass
    finally:
        event.remove(engine, "do_connect", stop)
    return found


KINDS = {
    "Index": "ix",
    "UniqueConstraint": "uq",
    "CheckConstraint": "ck",
    "ForeignKeyConstraint": "fk",
    "PrimaryKeyConstraint": "pk",
}


def naming_convention(metadata):
    """The templates; for one that is a function, where it is."""
    templates = {}
    for key, template in dict(getattr(metadata, "naming_convention", None) or {}).items():
        if isinstance(key, type):
            key = KINDS.get(key.__name__, key.__name__)
        if callable(template):
            template = {"function": "%s.%s" % (template.__module__, getattr(template, "__qualname__", "?"))}
        templates[str(key)] = template
    return templates


# Answers.

PLAIN = (type(None), bool, int, str)


def encoded(value):
    kind = type(value)
    if kind in PLAIN:
        return {"value": value}
    if kind is float and value - value == 0:
        # JSON has no infinity.
        return {"value": value}
    if kind is bytes:
        return {"bytes": value.hex()}
    if kind in (list, tuple):
        return {"list": [encoded(item) for item in value]}
    if kind is dict and all(type(key) is str for key in value):
        return {"dict": {key: encoded(item) for key, item in value.items()}}
    return {"object": "%s.%s" % (kind.__module__, kind.__qualname__)}


def described(error):
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ in ("builtins", "__main__") else "%s.%s" % (kind.__module__, kind.__qualname__)
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if project.owns(frame.filename)
    ]
    told = {
        "class": name,
        "message": str(error),
        "is_import": isinstance(error, ImportError),
        "frames": [[frame.filename, frame.lineno, frame.name, frame.line or ""] for frame in frames],
    }
    if isinstance(error, SyntaxError) and error.filename:
        told["frames"].append([error.filename, error.lineno or 1, "<module>", (error.text or "").strip()])
    return told


def has_module(name):
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError):
        return False
    # A folder of that name is no installed package.
    return spec is not None and spec.origin is not None


def greet(question):
    sys.path[:] = [entry for entry in sys.path if entry]
    for entry in reversed(question["search_path"]):
        if entry not in sys.path:
            sys.path.insert(0, entry)
    for entry in question["fallback_path"]:
        if entry not in sys.path:
            sys.path.append(entry)
    sys.argv = question["arguments"]
    folders = [os.getcwd(), *question["search_path"], *question["fallback_path"]]
    project.folders = sorted({os.path.realpath(folder).rstrip(os.sep) for folder in folders})
    os.environ.__class__ = WatchedEnvironment
    return {
        "protocol": PROTOCOL,
        "version": "%d.%d.%d" % sys.version_info[:3],
        "has_alembic": has_module("alembic"),
        "has_sqlalchemy": has_module("sqlalchemy"),
        "has_pydantic": has_module("pydantic"),
    }


def answer(question, values):
    if "limbeck" in question:
        return greet(question)
    if "files" in question:
        return {"files": project.files(), "read_environment": project.read_environment}
    for operation in question["operations"]:
        values.carry_out(*operation)
    try:
        return encoded(values.get(question["answer"]))
    except BaseException as error:
        return {"error": described(error)}


def exported(question, values):
    """The lines that an exporter makes of a result."""
    for operation in question["operations"]:
        values.carry_out(*operation)
    try:
        for number in question.get("needed", ()):
            values.get(number)
        value = values.get(question["answer"]) if "answer" in question else None
    except BaseException as error:
        yield {"error": described(error)}
        return
    exporter = type(sys)("limbeck_exporter")
    exec(compile(question["exporter"], "<limbeck>", "exec"), vars(exporter))
    place = exporter.Place()
    try:
        for line in exporter.export(value, question["request"], place):
            yield line
    except Exception as error:
        yield {"error": {**described(error), "place": place.name}}


def main():
    questions = os.fdopen(os.dup(0), "r", encoding="utf-8")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # The application reads nothing and prints where it does not disturb.
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    # What is done here stands for `env.py`, which is not the main module: there Python does not show these.
    warnings.filterwarnings("ignore", category=DeprecationWarning, module="__main__")
    values = Values()
    for line in questions:
        question = json.loads(line)
        lines = exported(question, values) if "exporter" in question else [answer(question, values)]
        for item in lines:
            answers.write(json.dumps(item, separators=(",", ":")))
            answers.write("\n")
        answers.flush()
    # Threads of the application do not outlive the questions.
    os._exit(0)


main()
