"""`relationship()`: attributes that hold objects of other classes."""

from ..exc import ArgumentError, InvalidRequestError
from ..sql.elements import and_
from . import collections
from .clsregistry import annotated, class_named, evaluated
from .mapper import configure_mappers, mapper_of
from .properties import Property
from .relationship_join import MANYTOONE, ONETOMANY, JoinCondition, plain
from .state import state_of

# What only tells how and when rows are loaded, or how SQLAlchemy configures itself.
_INERT = frozenset(
    (
        "lazy", "join_depth", "active_history", "info", "innerjoin", "doc", "bake_queries", "comparator_factory",
        "single_parent", "omit_join", "sync_backref", "enable_typechecks", "cascade_backrefs", "distinct_target_key",
        "init", "repr", "default", "default_factory", "compare", "kw_only", "hash", "query_class", "load_on_pending",
        "post_update", "overlaps", "dataclass_metadata",
    )
)

_DEFAULT_CASCADE = frozenset(("save-update", "merge"))
_ALL_CASCADES = frozenset(("save-update", "merge", "refresh-expire", "expunge", "delete"))


class Relationship(Property):
    """Leads from the objects of one class to those of another."""

    key = parent = None

    def __init__(
        self, argument=None, secondary=None, *, uselist=None, collection_class=None, primaryjoin=None,
        secondaryjoin=None, back_populates=None, order_by=False, backref=None, cascade=None, viewonly=False,
        remote_side=None, foreign_keys=None, passive_deletes=False, passive_updates=True, **options
    ):
        unknown = sorted(set(options) - _INERT)
        if unknown:
            raise TypeError("relationship() got an unexpected keyword argument %r" % unknown[0])
        self.argument = argument
        self._secondary = secondary
        self._uselist = uselist
        self._collection_class = collection_class
        self._primaryjoin, self._secondaryjoin = primaryjoin, secondaryjoin
        self.back_populates = back_populates
        self._order_by = order_by
        self.backref = backref
        self.cascade = _cascade(cascade, viewonly)
        self.viewonly = viewonly
        self._remote_side, self._foreign_keys = remote_side, foreign_keys
        self.passive_deletes = passive_deletes
        self.lazy = options.get("lazy", "select")
        self._condition = self._entity = self._is_collection = None

    def __str__(self):
        return "%s.%s" % (getattr(self.parent, "__name__", "?"), self.key)

    # What it is, found out when it matters.

    def _configure_for_(self, cls, name):
        """Gives it its class and name, and the other class its side."""
        if self.parent is None or "__mapper__" not in self.parent.__dict__:
            self.parent, self.key = cls, name
        if self.backref is None or "__mapper__" not in self.parent.__dict__:
            return
        backref, self.backref = self.backref, None
        name, options = backref if isinstance(backref, tuple) else (backref, {})
        self.back_populates = name
        try:
            target = self.entity
        except InvalidRequestError:
            # It is said when the relationship is used.
            self.backref = backref
            return
        if not isinstance(target.__dict__.get(name), Relationship):
            other = Relationship(self.parent, self._secondary, **self._mirrored(options))
            type.__setattr__(target, name, other)
            other._configure_for_(target, name)

    def _mirrored(self, options):
        """The options of the other side: what joins the tables is the same."""
        given = {
            "primaryjoin": self._secondaryjoin if self._secondary is not None else self._primaryjoin,
            "secondaryjoin": self._primaryjoin if self._secondary is not None else None,
            "back_populates": self.key, "viewonly": self.viewonly, "foreign_keys": self._foreign_keys,
            **options,
        }
        if "remote_side" not in given and self._secondary is None and self.target_table is self.parent.__table__:
            # Of a table that refers to itself the other side is the one that is not remote here.
            given["remote_side"] = [near for near, _ in self.condition.pairs]
        return given

    @property
    def annotation(self):
        from .decl_api import _annotations

        for base in self.parent.__mro__:
            found = _annotations(base).get(self.key)
            if found is not None:
                return annotated(found, self.parent)
        return None, None, None

    @property
    def entity(self):
        """The class that it leads to."""
        if self._entity is None:
            self._entity = self._find_entity()
        return self._entity

    def _find_entity(self):
        if self.parent is None:
            configure_mappers()
        argument = self.argument
        if argument is None:
            argument = self.annotation[0]
        if isinstance(argument, str):
            argument = class_named(argument, self.parent)
        elif not isinstance(argument, type) and callable(argument):
            argument = argument()
        argument = getattr(argument, "class_", argument)
        if mapper_of(argument) is None:
            raise ArgumentError(
                "relationship '%s' expects a class or a mapper argument (received: %s)" % (self.key, type(argument))
            )
        return argument

    @property
    def mapper(self):
        return mapper_of(self.entity)

    @property
    def target_table(self):
        return self.entity.__table__

    target = target_table

    @property
    def secondary(self):
        found = self._value(self._secondary)
        return getattr(found, "__table__", found)

    @property
    def uselist(self):
        if self._is_collection is None:
            found = self._uselist
            if found is None and self.argument is None:
                found = self.annotation[1]
            self._is_collection = self.direction != MANYTOONE if found is None else found
        return self._is_collection

    @property
    def collection_class(self):
        if self._collection_class is not None:
            return self._collection_class
        return self.annotation[2] if self.argument is None else None

    @property
    def condition(self):
        """The columns that join both sides."""
        if self._condition is None:
            configure_mappers()
            self._condition = JoinCondition(self, self.parent.__table__, self.target_table, self.secondary)
        return self._condition

    @property
    def direction(self):
        return self.condition.direction

    def _value(self, value):
        """What an argument stands for that may be text or a function."""
        if isinstance(value, str):
            table = self.parent.__table__.metadata.tables.get(value)
            return evaluated(value, self.parent) if table is None else table
        if callable(value) and not hasattr(value, "_node") and not isinstance(value, type):
            return value()
        return value

    def _columns(self, value):
        found = self._value(value)
        if found is None or found is False:
            return []
        found = found if isinstance(found, (list, tuple, set)) else [found]
        return [plain(self._value(item)) for item in found]

    @property
    def primary_condition(self):
        return self._value(self._primaryjoin)

    @property
    def secondary_condition(self):
        return self._value(self._secondaryjoin)

    @property
    def foreign_columns(self):
        return self._columns(self._foreign_keys)

    @property
    def remote_columns(self):
        return self._columns(self._remote_side)

    local_columns = property(lambda self: {near for near, _ in self.condition.pairs})
    remote_side = property(lambda self: {far for _, far in self.condition.pairs})
    local_remote_pairs = property(lambda self: list(self.condition.pairs))

    @property
    def order_by(self):
        found = self._value(self._order_by)
        if found is None or found is False:
            return []
        found = found if isinstance(found, (list, tuple)) else [found]
        return [self._value(item) for item in found]

    @property
    def reverse(self):
        """The relationship of the other side, if they are kept equal."""
        if self.parent is None or self.backref is not None:
            configure_mappers()
        if self.back_populates is None:
            return None
        found = getattr(self.entity, self.back_populates, None)
        return found if isinstance(found, Relationship) else None

    # The attribute of an object.

    def __get__(self, instance, owner):
        if instance is None:
            if self.parent is None:
                configure_mappers()
            return self
        given = instance.__dict__
        dynamic = self.lazy in ("dynamic", "write_only")
        if self.key in given and not dynamic:
            return given[self.key]
        configure_mappers()
        state = state_of(instance)
        if dynamic:
            from .dynamic import AppenderQuery

            return AppenderQuery(self, state)
        if state.loaded is None:
            # An object that is new has nothing to load.
            if not self.uselist:
                return None
            value = given[self.key] = collections.made(self.collection_class, state, self)
            return value
        from .loading import load

        load(self, [state])
        return given[self.key]

    def __set__(self, instance, value):
        configure_mappers()
        state = state_of(instance)
        if self.uselist:
            if value is None:
                raise TypeError("Incompatible collection type: None is not list-like")
            collections.replace(self.__get__(instance, type(instance)), value)
            return
        before = instance.__dict__.get(self.key)
        if before is None and state.loaded is not None and self.direction != MANYTOONE:
            # The object that was there loses its reference.
            before = self.__get__(instance, type(instance))
        instance.__dict__[self.key] = value
        state.touch()
        if before is value:
            return
        if before is not None:
            self.removed(state, before)
        if value is not None:
            self.added(state, value)

    def __delete__(self, instance):
        if self.uselist:
            self.__get__(instance, type(instance)).clear()
        else:
            self.__set__(instance, None)

    # What comes and goes is told to the other side.

    def added(self, state, item):
        other = state_of(item)
        state.touch()
        if not isinstance(item, self.entity):
            raise ArgumentError(
                "Attempting to flush or assign object %r with incompatible type for %s" % (item, self)
            )
        reverse = self.reverse
        if reverse is not None:
            reverse._mirror_added(other, state.instance)
        if state.session is not None and "save-update" in self.cascade:
            state.session.add(item)

    def removed(self, state, item):
        state.touch()
        reverse = self.reverse
        if reverse is not None:
            reverse._mirror_removed(state_of(item), state.instance)

    def _mirror_added(self, state, item):
        """The other side has got its reference; this side follows without telling again."""
        state.touch()
        given = state.instance.__dict__
        if not self.uselist:
            before = given.get(self.key)
            if before is item:
                return
            if before is not None:
                reverse = self.reverse
                if reverse is not None:
                    reverse._mirror_removed(state_of(before), state.instance)
            given[self.key] = item
        elif self.key in given:
            if not collections.contains(given[self.key], item):
                given[self.key]._put(item)
        elif state.loaded is None:
            collection = given[self.key] = collections.made(self.collection_class, state, self)
            collection._put(item)
        else:
            # It is not read for this; the flush writes the reference of the other side.
            pass

    def _mirror_removed(self, state, item):
        state.touch()
        given = state.instance.__dict__
        if self.key not in given:
            if not self.uselist and state.loaded is not None:
                given[self.key] = None
        elif not self.uselist:
            if given[self.key] is item:
                given[self.key] = None
        elif collections.contains(given[self.key], item):
            given[self.key]._take(item)

    # The attribute of the class: in conditions.

    def _node(self, scope):
        """As a condition it is the one that joins both sides."""
        return and_(*[condition for _, condition in self.condition.steps()])._node(scope)

    def _join_steps(self, target):
        return self.condition.steps(None, target)

    def _related(self, criteria, values):
        from ..sql.query import Exists, Select
        from ..sql.elements import literal_column

        condition = self.condition
        target = self.target_table.alias() if condition.parent is condition.target else None
        steps = condition.steps(None, target)
        there = steps[-1][0]
        clauses = [clause for _, clause in steps] + list(criteria)
        clauses += [there.c[self.mapper.names.get(name, name)] == value for name, value in values.items()]
        inner = Select(literal_column("1")).select_from(*[clause for clause, _ in steps]).where(*clauses)
        return Exists(inner.correlate(condition.parent))

    def any(self, *criteria, **values):
        if not self.uselist:
            raise InvalidRequestError("'any()' not implemented for scalar attributes. Use has().")
        return self._related(criteria, values)

    def has(self, *criteria, **values):
        if self.uselist:
            raise InvalidRequestError("'has()' not implemented for collections. Use any().")
        return self._related(criteria, values)

    def contains(self, item):
        if not self.uselist:
            raise InvalidRequestError("'contains' not implemented for scalar attributes.  Use ==")
        if self.direction == ONETOMANY:
            state = state_of(item)
            return and_(*[near == state.value(far) for near, far in self.condition.pairs])
        state = state_of(item)
        return self._related(
            [column == state.value(column) for column in self.mapper.primary_key], {}
        )

    def __eq__(self, other):
        if other is None:
            if self.direction == MANYTOONE:
                return and_(*[near == None for near, _ in self.condition.pairs])  # noqa: E711
            return ~self._related((), {})
        if self.uselist:
            raise InvalidRequestError(
                "Can't compare a collection to an object or collection; use contains() to test for membership."
            )
        state = state_of(other)
        if self.direction == MANYTOONE:
            return and_(*[near == state.value(far) for near, far in self.condition.pairs])
        return self._related([column == state.value(column) for column in self.mapper.primary_key], {})

    def __ne__(self, other):
        if other is None and self.direction == MANYTOONE:
            return and_(*[near != None for near, _ in self.condition.pairs])  # noqa: E711
        return ~self.__eq__(other)

    __hash__ = object.__hash__

    def is_(self, other):
        return self.__eq__(other)

    def is_not(self, other):
        return self.__ne__(other)

    isnot = is_not

    def of_type(self, entity):
        from .aliases import AliasedRelationship

        return AliasedRelationship(self, None, entity)

    def and_(self, *criteria):
        from .aliases import AliasedRelationship

        return AliasedRelationship(self, None, None, criteria)

    @property
    def property(self):
        return self

    prop = property


def _cascade(text, viewonly):
    if text is None or text is False:
        return frozenset() if viewonly or text is False else _DEFAULT_CASCADE
    words = {word.strip() for word in text.split(",") if word.strip()} if isinstance(text, str) else set(text)
    if "all" in words:
        words |= _ALL_CASCADES
    if "none" in words:
        words = set()
    return frozenset(words - {"all", "none"})


def relationship(argument=None, secondary=None, **keywords):
    return Relationship(argument, secondary, **keywords)


def backref(name, **keywords):
    return name, keywords


def dynamic_loader(argument=None, **keywords):
    keywords["lazy"] = "dynamic"
    return Relationship(argument, **keywords)
