"""Asks the application's own Python for the values of placeholders.

What a program does with a placeholder is remembered as an operation. Where a value is needed, the operations that lead
to it are done in that Python, where the application is itself, together with what `env.py` has called and assigned
before. A placeholder that a module of the project made while it was run is asked for by its name in that module: there,
the module has made it by itself.
"""

import sys

import _limbeck_boot
from _limbeck import call, migration_stage

# Numbers of placeholders by identity, and the placeholders, so that the identities stay theirs.
_numbers = {}
_numbered = []
_count = 0

# Calls and assignments in `env.py` that have not been told yet.
_effects = []

# What `env.py` has made of `sys.path` and of the environment variables, as far as that has been told.
_told_folders = ([], [])
_told_variables = {}

# Operations whose result is about their last operand.
_ABOUT = ("engine", "function", "naming_convention", "url")


class NoAnswer(Exception):
    """There is nobody to ask, or nothing to ask by."""


def can_ask():
    """Whether there may be an answer. Scripts do not ask: a step that needs the application is handed over."""
    return migration_stage() is None and call("application.is_available", {})


def asks_in_place():
    """Whether each operation is asked for as it is done.

    So it is once something has been asked, for then that costs little.
    """
    return can_ask() and call("application.asks_in_place", {})


def note_effect(placeholder):
    """Remembers something that `env.py` does, to be done in its order before anything is asked."""
    if not _limbeck_boot.importing and can_ask():
        _effects.append(placeholder)


def ask(placeholder, use=None, names_database=False, in_place=False):
    """The answer for a placeholder as it comes.

    With `use` it may be an answer kept from an earlier run. With `in_place` the operation is done where `env.py` does
    it, so that an exception of Python's own is one for `env.py` to handle.
    """
    expression, is_exact = written(placeholder)
    operations = _Operations()
    try:
        while _effects:
            operations.number(_effects.pop(0))
        number = operations.number(placeholder)
    except NoAnswer:
        operations.record()
        raise
    answer = call(
        "application.answer",
        {
            "operations": operations.made,
            "answer": number,
            "expression": expression,
            "use": use if is_exact else None,
            "names_database": names_database,
            "in_place": in_place,
        },
    )
    if "unavailable" in answer:
        raise NoAnswer(expression)
    return answer


def value_of(placeholder, use=None, names_database=False):
    """The value of a placeholder, or the placeholder itself if it is no plain data."""
    return _decoded(ask(placeholder, use, names_database), placeholder)


def value_in_place(placeholder):
    """What an operation that `env.py` does just now results in: a plain value, or the placeholder."""
    answer = ask(placeholder, in_place=True)
    if "value" in answer or "bytes" in answer:
        return _decoded(answer, placeholder)
    return placeholder


def note_use(placeholder, use, value):
    """Remembers what a value is used for that was asked for without saying so."""
    expression, is_exact = written(placeholder)
    if is_exact:
        call("application.use", {"expression": expression, "use": use, "value": value})


def _decoded(answer, placeholder):
    if "value" in answer:
        return answer["value"]
    if "bytes" in answer:
        return bytes.fromhex(answer["bytes"])
    if "list" in answer:
        return [_decoded(item, placeholder[at]) for at, item in enumerate(answer["list"])]
    if "dict" in answer:
        return {key: _decoded(item, placeholder[key]) for key, item in answer["dict"].items()}
    return placeholder


def convention_question(placeholder):
    """What Rust asks by, should the naming convention of a metadata be needed: a number, and the expression."""
    import _placeholder

    expression, is_exact = written(placeholder)
    asked = _placeholder.Placeholder("", placeholder._origin, placeholder, ("naming_convention", placeholder))
    operations = _Operations()
    try:
        operations.effects()
        return (operations.number(asked), expression) if is_exact else (None, None)
    except NoAnswer:
        return None, None
    finally:
        operations.record()


def native_engine(placeholder):
    """limbeck's engine for an engine, a connection or a session of the application; None if it is no such thing."""
    import _placeholder

    asked = _placeholder.Placeholder(placeholder._text, placeholder._origin, placeholder, ("engine", placeholder))
    facts = value_of(asked, names_database=True)
    if facts is None:
        return None
    from sqlalchemy.engine.create import Engine
    from sqlalchemy.engine.url import make_url

    engine = Engine(
        make_url(facts["url"]),
        # What only Python understands.
        {key: b"" if _is_placeholder(value) else value for key, value in facts["connect_args"].items()},
        {key: value for key, value in facts["execution_options"].items() if not _is_placeholder(value)},
        creator=True if facts["creator"] else None,
    )
    if facts["is_async"]:
        from sqlalchemy.ext.asyncio import AsyncEngine

        return AsyncEngine(engine)
    return engine


def _is_placeholder(value):
    import _placeholder

    return isinstance(value, _placeholder.Placeholder)


class _Operations:
    """Operations on their way to the application's Python."""

    def __init__(self):
        self.made = []
        # The operations that have to succeed, whatever is asked for.
        self.needed = []
        self._homes = None

    def record(self):
        """Keeps them for the next question."""
        if self.made:
            call("application.record", {"operations": self.made})

    def number(self, placeholder):
        """The number of the operation that has a placeholder for its result."""
        known = _numbers.get(id(placeholder))
        if known is not None:
            return known
        home = self._home(placeholder)
        if home is not None:
            number = self._add("import", home[0])
            for name in home[1:]:
                number = self._add("attribute", ["of", number], name)
        elif placeholder._op is None:
            raise NoAnswer(placeholder._text)
        else:
            name, *operands = placeholder._op
            number = self._add(name, *self._operands(name, operands))
        _numbers[id(placeholder)] = number
        _numbered.append(placeholder)
        return number

    def _add(self, name, *operands):
        if not self.made:
            self._tell_surroundings()
        return self._append(name, *operands)

    def _append(self, name, *operands):
        global _count
        number, _count = _count, _count + 1
        self.made.append([number, name, *operands])
        return number

    def _tell_surroundings(self):
        """What comes next is done where `env.py` does it: with its search path and its environment variables."""
        global _told_folders, _told_variables
        folders = _own_folders()
        if folders != _told_folders:
            _told_folders = folders
            self._append("set_path", *folders)
        variables = _own_variables()
        if variables != _told_variables:
            unset = {name: None for name in _told_variables if name not in variables}
            _told_variables = variables
            self._append("set_environment", {**unset, **variables})

    def value(self, value):
        """The number of an operation that results in a value."""
        operand = self._operand(value)
        return operand[1] if operand[0] == "of" else self._add("value", operand)

    def modules(self, names):
        """The numbers of the operations that import modules."""
        return [self._add("import", name) for name in names]

    def effects(self):
        """Takes over what `env.py` has called and assigned, in its order; not that it has connected."""
        while _effects:
            effect = _effects.pop(0)
            if _connects(effect):
                continue
            number = self.number(effect)
            if _fills_metadata(effect):
                self.needed.append(number)

    def _metadata(self, metadata):
        """The number of the operation that has a `MetaData` of limbeck's own for its result."""
        known = _numbers.get(id(metadata))
        if known is not None:
            return known
        home = _home_of_metadata(metadata)
        if home is not None:
            number = self._add("import", home[0])
            for name in home[1:]:
                number = self._add("attribute", ["of", number], name)
        else:
            if any([table._copied_from is None for table in metadata.tables.values()]):
                raise NoAnswer("it is a MetaData whose tables only env.py has")
            keywords = {"schema": metadata.schema, "naming_convention": dict(metadata.naming_convention)}
            made = ["global", "sqlalchemy", "MetaData"]
            number = self._add("call", made, ["tuple", []], self._operand(keywords))
            for table in metadata.tables.values():
                self._copy(table, number)
        _numbers[id(metadata)] = number
        _numbered.append(metadata)
        return number

    def _operands(self, name, operands):
        if name in ("import", "global"):
            return operands
        if name in ("attribute", "set_attribute"):
            target, attribute, *values = operands
            return [self._operand(target), attribute, *[self._operand(value) for value in values]]
        if name in ("binary", "unary", "function"):
            return [operands[0], *[self._operand(value) for value in operands[1:]]]
        return [self._operand(value) for value in operands]

    def _copy(self, table, number):
        """Copies a table to the `MetaData` that an operation results in, as `env.py` has done."""
        source = table._copied_from
        key = source.name if source.schema is None else "%s.%s" % (source.schema, source.name)
        tables = self._add("attribute", ["of", self._metadata(source.metadata)], "tables")
        found = self._add("item", ["of", tables], ["value", key])
        method = self._add("attribute", ["of", found], "to_metadata")
        keywords = [[["value", "schema"], ["value", table.schema]], [["value", "name"], ["value", str(table.name)]]]
        copied = self._add("call", ["of", method], ["tuple", [["of", number]]], ["dict", keywords])
        self.needed.append(copied)

    def _operand(self, value):
        kind = type(value)
        if _is_placeholder(value):
            return ["of", self.number(value)]
        if value is None or kind in (bool, int, str):
            import _placeholder

            if kind is str and _placeholder.is_opaque(value):
                raise NoAnswer(value)
            return ["value", value]
        if kind is float and value - value == 0:
            return ["value", value]
        if kind is bytes:
            return ["bytes", value.hex()]
        if kind in (list, tuple):
            return [kind.__name__, [self._operand(item) for item in value]]
        if kind is dict:
            return ["dict", [[self._operand(key), self._operand(item)] for key, item in value.items()]]
        if _is_metadata(value):
            return ["of", self._metadata(value)]
        if kind is slice:
            return ["slice", [self._operand(part) for part in (value.start, value.stop, value.step)]]
        place = _place(value)
        return ["global", *place] if place is not None else ["unknown", "%s of limbeck's run" % kind.__name__]

    def _home(self, placeholder):
        """The module and name by which the application has the value of a placeholder."""
        if not placeholder._imported and placeholder._op is not None:
            return None
        if self._homes is None:
            self._homes = _find_homes()
        return self._homes.get(id(placeholder))


def _find_homes():
    """The placeholders in the modules of the project, and in objects that these have."""
    homes = {}
    for module in list(sys.modules.values()):
        if type(getattr(module, "__loader__", None)) is not _limbeck_boot.ProjectLoader:
            continue
        for name, value in list(vars(module).items()):
            if _is_placeholder(value):
                homes.setdefault(id(value), (module.__name__, name))
            elif type(value).__module__ in sys.modules and isinstance(getattr(value, "__dict__", None), dict):
                if isinstance(value, (type, type(sys))):
                    continue
                for attribute, inner in list(value.__dict__.items()):
                    if _is_placeholder(inner) and isinstance(attribute, str):
                        homes.setdefault(id(inner), (module.__name__, name, attribute))
    return homes


def _is_metadata(value):
    schema = sys.modules.get("sqlalchemy.sql.schema")
    return schema is not None and isinstance(value, schema.MetaData)


# Methods of engines and sessions that need the database.
_CONNECTING = ("begin", "close", "commit", "connect", "dispose", "execute", "rollback", "run_sync")


def _connects(effect):
    """Whether something was done with a connection: a call, or a block with what it returned."""
    op = effect._op
    if op is None:
        return False
    if op[0] in ("await", "enter", "exit"):
        return _is_placeholder(op[1]) and _connects(op[1])
    if op[0] != "call" or not _is_placeholder(op[1]) or op[1]._op is None:
        return False
    return op[1]._op[0] == "attribute" and op[1]._op[2] in _CONNECTING


def _fills_metadata(effect):
    """Whether something is called with a `MetaData`, which it may add tables to."""
    op = effect._op
    return op is not None and op[0] == "call" and any([_is_metadata(value) for value in (*op[2], *op[3].values())])


def _home_of_metadata(metadata):
    """The module and names by which the application has a `MetaData`."""
    for module in list(sys.modules.values()):
        is_projects = type(getattr(module, "__loader__", None)) is _limbeck_boot.ProjectLoader
        if not is_projects and getattr(module, "__name__", None) != "sqlmodel":
            continue
        for name, value in list(vars(module).items()):
            if value is metadata:
                return module.__name__, name
            if not _is_placeholder(value) and getattr(value, "metadata", None) is metadata:
                return module.__name__, name, "metadata"
    return None


def _own_folders():
    """What `env.py` has added to `sys.path`, before and after what was there."""
    from posixpath import abspath

    entries = [entry for entry in sys.path if type(entry) is str]
    first = next((at for at, entry in enumerate(entries) if entry in _limbeck_boot.search_path), len(entries))
    added = [[abspath(entry) for entry in part if entry not in _limbeck_boot.search_path]
             for part in (entries[:first], entries[first:])]
    return added[0], added[1]


def _own_variables():
    """The environment variables that `env.py` has changed; `None` for one that it has removed."""
    from os import environ
    from posix import environ as given

    import _placeholder

    before = {name.decode("utf-8", "surrogateescape"): value.decode("utf-8", "surrogateescape")
              for name, value in given.items()}
    changed = {name: None for name in before if name not in environ}
    for name, value in environ.items():
        if before.get(name) != value and not _placeholder.is_opaque(value):
            changed[name] = str(value)
    return changed


def _place(value):
    """The module and the name of a class, function or module that can be imported."""
    if type(value) is type(sys):
        return None
    module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", None)
    found = sys.modules.get(module) if isinstance(module, str) else None
    if found is None or not isinstance(name, str) or module == "__main__":
        return None
    for part in name.split("."):
        found = getattr(found, part, None)
    return (module, name) if found is value else None


def written(placeholder):
    """A placeholder as an expression, and whether that says all there is to it."""
    operations = _Operations()
    text, is_exact = _written(placeholder, operations)
    return text or placeholder._text, is_exact


def _written(value, operations):
    if not _is_placeholder(value):
        kind = type(value)
        if value is None or kind in (bool, int, str):
            text = repr(value)
            return text, True
        return "...", False
    home = operations._home(value)
    if home is not None:
        return ".".join(home), True
    if value._op is None:
        return value._text, False
    name, *operands = value._op
    if name in _ABOUT:
        return _written(operands[-1] if name != "function" else operands[1], operations)
    if name == "import":
        return operands[0], True
    parts = [_written(operand, operations) for operand in operands]
    is_exact = all([part[1] for part in parts])
    if name == "attribute":
        return "%s.%s" % (parts[0][0], operands[1]), parts[0][1]
    if name == "item":
        return "%s[%s]" % (parts[0][0], parts[1][0]), is_exact
    if name == "call":
        is_bare = not operands[1] and not operands[2]
        return "%s(%s)" % (parts[0][0], "" if is_bare else "..."), parts[0][1] and is_bare
    if name == "binary":
        return "%s %s %s" % (parts[1][0], operands[0], parts[2][0]), is_exact
    if name == "unary":
        return "%s(%s)" % (operands[0], parts[1][0]), is_exact
    return value._text, False
