"""Writing what changed: the references between objects become values of columns, rows go in an order that holds."""

from ..exc import CircularDependencyError
from ..sql.schema import sort_tables
from . import persistence
from .collections import contains
from .events import fire, is_heard
from .relationship_join import MANYTOMANY, MANYTOONE, ONETOMANY
from .state import state_of


class Flush:
    """One flush of a session."""

    def __init__(self, session, new, deleted):
        self.session = session
        self.connection = session.connection()
        self.new = dict.fromkeys(new, True)
        self.deleted = {}
        # Changes of tables in between: a relationship and the objects on both sides.
        self.links, self.unlinks = [], []
        # By child: the relationships and parents that its reference comes from.
        self.parents = {}
        for state in deleted:
            self._delete(state)

    def run(self):
        for state in [*self.session._touched, *self.new]:
            if state not in self.deleted:
                self._collect(state)
        self._insert()
        touched = [state for state in self.session._touched if state not in self.new]
        updates = persistence.Updates(self.connection)
        for state in touched:
            if state.loaded is not None and state not in self.deleted:
                self._update(updates, state)
        updates.send()
        self._write_links()
        for state in reversed(self._ordered(self.deleted)):
            fire(state, "before_delete", self.connection)
            persistence.delete(self.connection, state)
            state.is_deleted = True
            fire(state, "after_delete", self.connection)
        for state in [*touched, *self.new]:
            _remember(state)

    def _insert(self):
        inserts = persistence.Inserts(self.connection)
        for state in self._ordered(self.new):
            self._refer(state)
            fire(state, "before_insert", self.connection)
            inserts.add(state)
            self.session._settled(state)
            if is_heard("after_insert"):
                inserts.send()
                fire(state, "after_insert", self.connection)
        inserts.send()

    def _update(self, updates, state):
        self._refer(state)
        if not is_heard("before_update") and not is_heard("after_update"):
            updates.add(state)
        elif state.changed_values():
            fire(state, "before_update", self.connection)
            updates.add(state)
            updates.send()
            fire(state, "after_update", self.connection)

    # What the relationships of an object say.

    def _collect(self, state):
        given = state.instance.__dict__
        for name, relationship in state.mapper.relationships.items():
            if name not in given or relationship.viewonly or relationship.direction == MANYTOONE:
                continue
            added, removed = _changes(state, name)
            if relationship.direction == MANYTOMANY:
                self._link(self.links, state, relationship, added)
                self._link(self.unlinks, state, relationship, removed)
                continue
            for item in removed:
                self._orphan(state, relationship, state_of(item))
            for item in added:
                self.parents.setdefault(state_of(item), []).append((relationship, state))

    def _link(self, links, state, relationship, items):
        for item in items:
            other = state_of(item)
            if other.session is not None:
                links.append((relationship, state, other))

    def _orphan(self, state, relationship, other):
        """An object has left a collection: it refers to nothing, or goes."""
        if "delete-orphan" in relationship.cascade:
            if other.loaded is not None:
                self._delete(other)
            elif self.new.pop(other, None):
                self.session._forget(other)
            return
        for near, far in relationship.condition.pairs:
            if other.loaded is not None and other.value(far) == state.loaded.get(near.key):
                other.set_value(far, None)

    def _refer(self, state):
        """Gives an object the keys of those that it refers to."""
        given = state.instance.__dict__
        for name, relationship in state.mapper.relationships.items():
            if name not in given or relationship.viewonly or relationship.direction != MANYTOONE:
                continue
            item = given[name]
            before = state.related.get(name)
            if before is not None and (before[0] if before else None) is item:
                continue
            target = None if item is None else state_of(item)
            if target is not None and target.loaded is None:
                if target in self.new:
                    raise CircularDependencyError(
                        "Circular dependency detected: %s refers to an object that refers back to it" % relationship
                    )
                # It is in no session, as SQLAlchemy warns: the reference is not written.
                continue
            for near, far in relationship.condition.pairs:
                state.set_value(near, None if target is None else target.value(far))
        for relationship, parent in self.parents.get(state, ()):
            for near, far in relationship.condition.pairs:
                state.set_value(far, parent.value(near))

    # The order of rows.

    def _ordered(self, states):
        """Objects in such an order that each comes after those it refers to."""
        places = _places({id(state.mapper.local_table): state.mapper.local_table for state in states}.values())
        waiting = sorted(states, key=lambda state: places[id(state.mapper.local_table)])
        ordered, seen, among = [], set(), set(waiting)
        for state in waiting:
            self._visit(state, among, seen, ordered)
        return ordered

    def _visit(self, state, among, seen, ordered):
        if state in seen or state not in among:
            return
        seen.add(state)
        for other in self._needs(state):
            self._visit(other, among, seen, ordered)
        ordered.append(state)

    def _needs(self, state):
        """Those that must have their row first."""
        given = state.instance.__dict__
        found = [parent for _, parent in self.parents.get(state, ())]
        for name, relationship in state.mapper.relationships.items():
            if relationship.viewonly or given.get(name) is None or relationship.direction != MANYTOONE:
                continue
            found.append(state_of(given[name]))
        return found

    # Tables in between.

    def _write_links(self):
        for links, write in ((self.unlinks, _unlink), (self.links, _link)):
            done = set()
            for relationship, state, other in links:
                condition = relationship.condition
                values = {link.key: state.value(column) for column, link in condition.pairs}
                values.update({link.key: other.value(column) for column, link in condition.secondary_pairs})
                key = (id(condition.secondary), *[values[column] for column in sorted(values)])
                if key not in done:
                    # Both sides tell of it.
                    done.add(key)
                    write(self.connection, condition.secondary, values)

    # Removing.

    def _delete(self, state):
        """Removes an object, and what follows from that for those that refer to it."""
        if state in self.deleted or state.loaded is None:
            return
        self.deleted[state] = True
        for name, relationship in state.mapper.relationships.items():
            if relationship.viewonly or relationship.direction == MANYTOONE and "delete" not in relationship.cascade:
                continue
            if relationship.direction == ONETOMANY and relationship.passive_deletes and (
                relationship.passive_deletes == "all" or name not in state.instance.__dict__
            ):
                continue
            self._delete_related(state, relationship)

    def _delete_related(self, state, relationship):
        items = getattr(state.instance, relationship.key)
        items = list(items) if relationship.uselist else [item for item in (items,) if item is not None]
        gone = [item for item in state.related.get(relationship.key, ()) if not contains(items, item)]
        if relationship.direction == MANYTOMANY:
            self._link(self.unlinks, state, relationship, items + gone)
        for item in items:
            other = state_of(item)
            if "delete" in relationship.cascade:
                self._delete(other)
            elif relationship.direction == ONETOMANY and other.loaded is not None:
                for _, far in relationship.condition.pairs:
                    if not far.primary_key:
                        other.set_value(far, None)


def _changes(state, name):
    """What has come into a relationship and what has left it since it was read or written."""
    value = state.instance.__dict__[name]
    if isinstance(value, (list, set)):
        items = list(value)
    else:
        items = [] if value is None else [value]
    before = state.related.get(name, ())
    return (
        [item for item in items if not contains(before, item)],
        [item for item in before if not contains(items, item)],
    )


def _remember(state):
    """Takes the relationships for what the database has."""
    given = state.instance.__dict__
    for name in state.mapper.relationships.keys():
        if name in given:
            value = given[name]
            if isinstance(value, (list, set)):
                state.related[name] = list(value)
            else:
                state.related[name] = [] if value is None else [value]


def _places(tables):
    tables = list(tables)
    try:
        tables = sort_tables(tables)
    except CircularDependencyError:
        # The objects tell which of them comes first.
        pass
    return {id(table): place for place, table in enumerate(tables)}


def _link(connection, secondary, values):
    connection.execute(secondary.insert().values(**values))


def _unlink(connection, secondary, values):
    statement = secondary.delete()
    for key, value in values.items():
        statement = statement.where(secondary.c[key] == value)
    connection.execute(statement)
