"""`@compiles`: functions of the user that write the SQL of an element or type."""

from _limbeck import call

from ..sql.tree import Node, compiled

# Elements that are being written as they were before a function of the user took over.
_as_before = set()


def compiles(class_, *specs):
    """Registers a function `(element, compiler, **kw)` for some dialects, or for all."""

    from ..sql.constraints import Constraint
    from ..types import current_dialect

    def decorate(function):
        # What the script says is no longer all there is to know.
        call("environment.interpret_scripts", {})
        if issubclass(class_, Constraint):
            # Constraints stand within statements that are not Python's. What is meant for other dialects does
            # not matter.
            if not specs or current_dialect().name in specs:
                raise _refused(class_)
            return function
        functions = class_.__dict__.get("_compiled_by_")
        if functions is None:
            functions = class_._compiled_by_ = {}
            _hook(class_)
        for name in specs or ("default",):
            functions[name] = function
        return function

    return decorate


def deregister(class_):
    """Forgets the functions of a class."""
    if "_compiled_by_" in class_.__dict__:
        class_._compiled_by_ = {}


def compile_element(element, functions, dialect):
    """The text that a function of the user gives to an element; None if there is none for the dialect."""
    if id(element) in _as_before:
        return None
    function = functions.get(dialect.name) or functions.get("default")
    if function is None:
        return None
    return function(element, _Compiler(element, dialect))


def _hook(class_):
    """Lets the functions of the class take over where its elements cross into Rust."""
    from ..sql.base import ClauseElement
    from ..sql.ddl import BaseDDLElement
    from ..types import TypeEngine, current_dialect

    if issubclass(class_, TypeEngine):
        before = class_._tree_

        def _tree_(self):
            variants = self._variants
            written = compile_element(self, class_._compiled_by_, current_dialect())
            if written is None:
                return before(self)
            if variants:
                return "type.variant", {"base": Node("type.user_defined", {"text": written}), "variants": variants}
            return "type.user_defined", {"text": written}

        class_._tree_ = _tree_
    elif issubclass(class_, BaseDDLElement):
        before = class_._tree_

        def _tree_(self):
            written = compile_element(self, class_._compiled_by_, current_dialect())
            return before(self) if written is None else ("ddl", {"action": "text", "text": written})

        class_._tree_ = _tree_
    elif issubclass(class_, ClauseElement):
        _hook_expression(class_, current_dialect)
    else:
        raise _refused(class_)


def _refused(class_):
    return NotImplementedError("limbeck does not let @compiles write the SQL of %s" % class_.__name__)


def _hook_expression(class_, current_dialect):
    from ..sql.elements import literal_column, text

    before = class_._node

    def _node(self, scope):
        written = compile_element(self, class_._compiled_by_, current_dialect())
        if written is None:
            return before(self, scope)
        if hasattr(self, "type"):
            element = literal_column(written, getattr(self, "type", None))
        else:
            # Nothing in it is a bind.
            element = text(written.replace(":", "\\:"))
        return element._node(scope)

    class_._node = _node


class _Compiler:
    """What the functions of the user know as the compiler."""

    def __init__(self, element, dialect):
        self.statement = element
        self.dialect = dialect

    @property
    def preparer(self):
        return self.dialect.identifier_preparer

    @property
    def sql_compiler(self):
        return self

    type_compiler = type_compiler_instance = sql_compiler

    def process(self, element, **options):
        return _compile(element, self.dialect)

    def render_literal_value(self, value, type_):
        from ..sql.elements import literal

        return _compile(literal(value, type_), self.dialect)

    def __getattr__(self, name):
        if name.startswith("visit_"):
            return self._visit
        if name.startswith("__"):
            raise AttributeError(name)
        raise AttributeError(
            "limbeck's compiler for @compiles has no %r; write the SQL as text, or run this step with Alembic "
            "itself" % name
        )

    def _visit(self, element, **options):
        """The SQL that the element has without functions of the user."""
        key = id(element)
        if key in _as_before:
            return _compile(element, self.dialect)
        _as_before.add(key)
        try:
            return _compile(element, self.dialect)
        finally:
            _as_before.discard(key)


def _compile(element, dialect):
    from ..sql.ddl import BaseDDLElement

    if hasattr(element, "_sqla_type"):
        return call("type.compile", {"type": element, "dialect": dialect.name})
    if isinstance(element, BaseDDLElement):
        return call("schema.compile", {"ddl": element, "dialect": dialect.name})
    if isinstance(element, (list, tuple)):
        return ", ".join([_compile(item, dialect) for item in element])
    return compiled(element, dialect, True)
