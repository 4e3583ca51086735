"""What all schema objects share: names, keywords of single dialects, order of creation."""

from ..exc import ArgumentError
from .elements import conv, quoted_name
from .tree import expression

# The keywords that each dialect knows, by the class they are given to.
_KEYWORDS = {
    "postgresql": {
        "Index": (
            "using", "include", "where", "ops", "concurrently", "with", "tablespace", "nulls_not_distinct",
        ),
        "Table": (
            "ignore_search_path", "tablespace", "partition_by", "with_oids", "with", "on_commit", "inherits",
            "using",
        ),
        "CheckConstraint": ("not_valid",),
        "ForeignKeyConstraint": ("not_valid",),
        "PrimaryKeyConstraint": ("include",),
        "UniqueConstraint": ("include", "nulls_not_distinct"),
    },
    "sqlite": {
        "Table": ("autoincrement", "with_rowid", "strict"),
        "Index": ("where",),
        "Column": ("on_conflict_primary_key", "on_conflict_not_null", "on_conflict_unique"),
        "Constraint": ("on_conflict",),
    },
    "mysql": {
        "Table": "*",
        "PrimaryKeyConstraint": ("using",),
        "Index": ("using", "length", "prefix", "with_parser"),
        "Update": ("limit",),
        "Delete": ("limit",),
    },
}
_KEYWORDS["mariadb"] = _KEYWORDS["mysql"]

_created = 0


def creation_order():
    """A number that grows with every constraint."""
    global _created
    _created += 1
    return _created


def check_keywords(kind, keywords):
    """The keywords of single dialects among those given; any other is an error."""
    for keyword in keywords:
        dialect, _, argument = keyword.partition("_")
        if not argument:
            raise TypeError(
                "Additional arguments should be named <dialectname>_<argument>, got '%s'" % keyword
            )
        known = _KEYWORDS.get(dialect)
        if known is None:
            continue
        accepted = []
        for base in kind.__mro__:
            found = known.get(base.__name__, ())
            if found == "*":
                accepted = [argument]
                break
            accepted.extend(found)
        if argument not in accepted:
            raise ArgumentError(
                "Argument %r is not accepted by dialect %r on behalf of %r" % (keyword, dialect, kind)
            )
    return keywords


def options_tree(keywords):
    """Keywords of single dialects as plain values and expressions."""
    return {keyword: _option(value) for keyword, value in keywords.items()}


def _option(value):
    if hasattr(value, "_node"):
        return expression(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_name_or_option(item) for item in value]
    if isinstance(value, dict):
        return {key: _option(item) for key, item in value.items()}
    return value


def _name_or_option(value):
    name = getattr(value, "name", None)
    return name if isinstance(name, str) else _option(value)


def quoted(name, quote):
    """A name with its `quote` mark, if it has one."""
    if quote is None or name is None:
        return name
    return quoted_name(name, quote)


class SchemaItem:
    """Something that a table is made of."""

    _sqla_schema_item = True
    # What is made of a statement is made for these objects, not for others like them.
    _known_by_identity = True
    parent = None

    @property
    def info(self):
        info = self.__dict__.get("_info")
        if info is None:
            info = self.__dict__["_info"] = {}
        return info

    @info.setter
    def info(self, value):
        self.__dict__["_info"] = value

    def _take_info(self, info):
        if info is not None:
            self.__dict__["_info"] = dict(info)

    @property
    def dialect_kwargs(self):
        return self._keywords

    kwargs = dialect_kwargs
    _keywords = {}

    @property
    def dialect_options(self):
        options = {}
        for keyword, value in self._keywords.items():
            dialect, _, argument = keyword.partition("_")
            options.setdefault(dialect, {})[argument] = value
        return options

    def _set_parent(self, parent):
        self.parent = parent

    def _set_parent_with_dispatch(self, parent):
        self._set_parent(parent)

    def __repr__(self):
        return "%s(%r)" % (type(self).__name__, getattr(self, "name", None))


SchemaVisitable = SchemaItem
