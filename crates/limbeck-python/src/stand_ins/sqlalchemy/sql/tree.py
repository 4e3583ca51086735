"""How expressions and statements cross into Rust: plain nodes that share their FROM clauses."""

from _limbeck import call


class Node:
    """A kind and its fields; the border turns it into a node of the tree."""

    __slots__ = ("kind", "fields")

    def __init__(self, kind, fields):
        self.kind = kind
        self.fields = fields

    def _tree_(self):
        return self.kind, self.fields


class Scope:
    """The FROM clauses that an expression mentions, each written once and referred to by id."""

    __slots__ = ("froms", "selecting")

    def __init__(self):
        self.froms = {}
        # The SELECT whose names strings in ORDER BY and the like refer to.
        self.selecting = None

    def refer(self, clause):
        """The id of a FROM clause, which is written down if it is met for the first time."""
        key = id(clause)
        if key not in self.froms:
            self.froms[key] = None
            self.froms[key] = clause._from_node(self)
        return key


def expression(value):
    """The node of an expression or plain value on its own, for constraints, defaults, ..."""
    scope = Scope()
    result = node(value, scope)
    if scope.froms and isinstance(result, Node):
        result.fields["definitions"] = list(scope.froms.values())
    return result


def node(value, scope):
    """The node of an expression inside another one; plain values stay what they are."""
    method = getattr(value, "_node", None)
    if method is not None:
        return method(scope)
    element = getattr(value, "__clause_element__", None)
    if element is not None:
        return node(element(), scope)
    return value


def nodes(values, scope):
    """The nodes of several expressions."""
    return [node(value, scope) for value in values]


def compiled(element, dialect, literal_binds):
    """The SQL of an element, for `str(element)` and `element.compile()`."""
    return call(
        "sql.compile",
        {
            "element": expression(element),
            "dialect": getattr(dialect, "name", dialect),
            "literal_binds": literal_binds,
        },
    )
