"""`Session`: objects of mapped classes over the connection of a migration."""

from ..engine.base import Connection
from ..exc import InvalidRequestError, UnboundExecutionError
from . import collections
from .context import concerns_objects, objects, with_attribute_names, with_criteria
from .events import fire_session
from .mapper import class_mapper, configure_mappers, mapper_of
from .state import loaded_object, row_values, state_of
from .unitofwork import Flush


class SessionTransaction:
    """The `with` block of `session.begin()`: what changed is written when it ends well."""

    nested = False

    def __init__(self, session, savepoint=None):
        self.session = session
        self.savepoint = savepoint
        self.nested = savepoint is not None

    @property
    def is_active(self):
        return self.savepoint is None or self.savepoint.is_active

    def __enter__(self):
        return self.session if self.savepoint is None else self

    def __exit__(self, kind, error, traceback):
        if not self.is_active:
            return
        if kind is None:
            self.commit()
        else:
            self.rollback()

    def commit(self):
        if self.savepoint is None:
            self.session.commit()
        else:
            self.session.flush()
            self.savepoint.commit()

    def rollback(self):
        if self.savepoint is None:
            self.session.rollback()
        else:
            self.savepoint.rollback()
            self.session._undone()

    close = rollback


class Session:
    """Objects and statements on a connection. The transaction belongs to the migration."""

    _factory = None

    def __init__(self, bind=None, autoflush=True, expire_on_commit=True, info=None, query_cls=None, **options):
        configure_mappers()
        self.bind = bind
        self.autoflush = autoflush
        self.expire_on_commit = expire_on_commit
        self.info = dict(info or {})
        self._query_class = query_cls
        # New objects, those that changed, those that are to go, and all with a row by their key.
        self._new, self._touched, self._deleted = {}, {}, {}
        self.identity_map = {}
        # Objects with values that may change in place.
        self._watched = {}
        self._opened = None
        self._flushing = False

    def connection(self, *arguments, **options):
        if isinstance(self.bind, Connection):
            return self.bind
        if self.bind is None:
            raise UnboundExecutionError(
                "Could not locate a bind configured on session %r: give it one, such as Session(bind=op.get_bind())"
                % (self,)
            )
        if self._opened is None:
            self._opened = self.bind.connect()
        return self._opened

    def get_bind(self, *arguments, **options):
        return self.bind

    # Statements.

    def execute(self, statement, params=None, *, execution_options=None, bind_arguments=None, **options):
        if self.autoflush and concerns_objects(statement):
            self.flush()
        statement, params = with_attribute_names(with_criteria(statement), params)
        options = {} if execution_options is None else {"execution_options": execution_options}
        result = self.connection().execute(statement, params, **options)
        if getattr(statement, "is_dml", False) and not statement.is_insert:
            # What the objects were is not known any more.
            self.expire_all()
        if result and getattr(statement, "_mapped", ()):
            return objects(self, statement, result)
        return result

    def scalar(self, statement, params=None, **options):
        result = self.execute(statement, params)
        return result.scalar() if result else None

    def scalars(self, statement, params=None, **options):
        return self.execute(statement, params).scalars()

    def query(self, *entities, **options):
        from .query import Query

        return (self._query_class or Query)(entities, self)

    # Objects with a row.

    def known(self, mapper, key):
        """The state of the object with that key, if the session has it."""
        return self.identity_map.get((mapper.local_table, *key))

    def _object(self, mapper, row):
        """The object of a row: the one that is known already, or a new one."""
        values = row_values(mapper.local_table, row)
        key = [values.get(column.key) for column in mapper.primary_key]
        if None in key and len(set(key)) == 1:
            # The other side of an outer join has no row.
            return None
        state = self.known(mapper, key)
        if state is None:
            state = loaded_object(mapper, values, self)
            self._know(state, key)
        elif state.expired:
            state.take_missing(values)
        return state.instance

    def _know(self, state, key):
        """An object with a row belongs to the session."""
        self.identity_map[(state.mapper.local_table, *key)] = state
        if state.mapper.mutable:
            self._watched[state] = True

    def _settled(self, state):
        """A new object has got its row."""
        self._new.pop(state, None)
        self._know(state, state.identity)

    def _forget(self, state):
        """An object does not belong to the session any more."""
        self._new.pop(state, None)
        self._touched.pop(state, None)
        self._deleted.pop(state, None)
        self._watched.pop(state, None)
        if state.loaded is not None:
            self.identity_map.pop((state.mapper.local_table, *state.identity), None)
        state.session = None

    def add(self, instance, _warn=True):
        waiting = [instance]
        while waiting:
            item = waiting.pop(0)
            state = state_of(item)
            if state.session is not None and state.session is not self:
                raise InvalidRequestError("Object %r is already attached to another session" % (item,))
            if state.session is None:
                state.mapper.check_persistent()
                self._take(state)
            self._deleted.pop(state, None)
            waiting += [other for other in _cascaded(state, "save-update") if state_of(other).session is not self]

    def _take(self, state):
        state.session = self
        if state.loaded is None:
            self._new[state] = True
        else:
            self._know(state, state.identity)
            self._touched[state] = True

    def add_all(self, instances):
        for instance in instances:
            self.add(instance)

    def delete(self, instance):
        state = state_of(instance)
        if state.loaded is None:
            raise InvalidRequestError("Instance %r is not persisted" % (instance,))
        if state.session is None:
            self._take(state)
        self._deleted[state] = True

    def delete_all(self, instances):
        for instance in instances:
            self.delete(instance)

    def get(self, entity, ident, *, populate_existing=False, **options):
        mapper = class_mapper(entity)
        columns = mapper.primary_key
        if isinstance(ident, dict):
            names = mapper.attributes
            ident = [ident[column.key] if column.key in ident else ident[names[column.key]] for column in columns]
        elif not isinstance(ident, (list, tuple)):
            ident = [ident]
        if len(ident) != len(columns):
            raise InvalidRequestError(
                "Incorrect number of values in identifier to formulate primary key for session.get()"
            )
        state = self.known(mapper, ident)
        if state is not None and not populate_existing and not state.expired:
            return state.instance if isinstance(state.instance, entity) else None
        query = self.query(entity)
        for column, value in zip(columns, ident):
            query = query.filter(column == value)
        return query.one_or_none()

    def get_one(self, entity, ident, **options):
        found = self.get(entity, ident, **options)
        if found is None:
            from ..exc import NoResultFound

            raise NoResultFound("No row was found when one was required")
        return found

    def merge(self, instance, *, load=True, options=None):
        """The object of this session with the key and the values of another one."""
        configure_mappers()
        return self._merge(instance, {}) if instance is not None else None

    def _merge(self, instance, done):
        if id(instance) in done:
            return done[id(instance)]
        state = state_of(instance)
        if state.session is self:
            return instance
        mapper = state.mapper
        key = [instance.__dict__.get(mapper.attributes.get(column.key)) for column in mapper.primary_key]
        found = None if None in key else self.get(mapper.class_, key)
        if found is None:
            found = mapper.class_.__new__(mapper.class_)
            self.add(found)
        done[id(instance)] = found
        for name in mapper.names:
            if name in instance.__dict__:
                setattr(found, name, instance.__dict__[name])
        for name, relationship in mapper.relationships.items():
            if name in instance.__dict__ and "merge" in relationship.cascade:
                value = instance.__dict__[name]
                if relationship.uselist:
                    setattr(found, name, [self._merge(item, done) for item in value])
                else:
                    setattr(found, name, None if value is None else self._merge(value, done))
        return found

    def refresh(self, instance, attribute_names=None, with_for_update=None):
        self.flush()
        state = self._persistent(instance)
        state.expire(attribute_names)
        state.refresh()

    def _persistent(self, instance):
        state = state_of(instance)
        if state.session is not self or state.loaded is None:
            raise InvalidRequestError("Instance %r is not persistent within this Session" % (instance,))
        return state

    # Rows of classes, without their objects.

    def bulk_save_objects(self, objects, return_defaults=False, update_changed_only=True, preserve_order=True):
        from .persistence import Inserts, Updates

        self.flush()
        states = [state_of(instance) for instance in objects]
        inserts = Inserts(self.connection(), takes_over=return_defaults)
        new = [state for state in states if state.loaded is None]
        for state in new:
            state.mapper.check_persistent()
            inserts.add(state)
        inserts.send()
        for state in new:
            # They are no objects of the session.
            state.loaded = None
        updates = Updates(self.connection())
        for state in states:
            if state.loaded is not None:
                updates.add(state)
        updates.send()

    def bulk_insert_mappings(self, mapper, mappings, **options):
        self.flush()
        mapper = class_mapper(mapper)
        rows = [{mapper.names.get(key, key): value for key, value in row.items()} for row in mappings]
        if rows:
            self.connection().execute(mapper.local_table.insert(), rows)

    def bulk_update_mappings(self, mapper, mappings):
        self.flush()
        mapper = class_mapper(mapper)
        table, names = mapper.local_table, mapper.names
        for row in mappings:
            values = {names.get(key, key): value for key, value in row.items()}
            statement = table.update()
            for column in mapper.primary_key:
                statement = statement.where(column == values.pop(column.key))
            self.connection().execute(statement.values(values))

    def flush(self, objects=None):
        """Writes what changed: new rows, those that others refer to first; then changes; then deletions."""
        # Values of types that are watched may have changed in place.
        self._touched.update(self._watched)
        if self._flushing or not (self._new or self._touched or self._deleted):
            return
        self._flushing = True
        try:
            fire_session(self, "before_flush", None, objects)
            flush = Flush(self, self._new, self._deleted)
            flush.run()
        finally:
            self._flushing = False
        self._new, self._touched, self._deleted = {}, {}, {}
        for state in flush.deleted:
            self._forget(state)
        fire_session(self, "after_flush", None)

    # The transaction.

    def begin(self, nested=False, **options):
        return self.begin_nested() if nested else SessionTransaction(self)

    def begin_nested(self):
        self.flush()
        return SessionTransaction(self, self.connection().begin_nested())

    def commit(self):
        """Writes what changed; the migration commits, as it does in Alembic."""
        fire_session(self, "before_commit")
        self.flush()
        if self._opened is not None:
            self._opened.commit()
        if self.expire_on_commit:
            self.expire_all()
        fire_session(self, "after_commit")

    def rollback(self):
        self._undone()
        self.connection().rollback()

    def _undone(self):
        """What was written is gone: new objects are new again, others have to be read."""
        for state in list(self._new):
            self._forget(state)
        self._touched, self._deleted = {}, {}
        self.expire_all()

    def close(self):
        """Forgets its objects; the connection belongs to the migration."""
        self.expunge_all()
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def reset(self):
        self.close()

    invalidate = close

    def expunge_all(self):
        for state in [*self._new, *self.identity_map.values()]:
            state.session = None
        self._new, self._touched, self._deleted = {}, {}, {}
        self.identity_map, self._watched = {}, {}

    def expunge(self, instance):
        self._forget(state_of(instance))

    def expire_all(self):
        """What the objects are has to be read again."""
        from ..sql.dml import _sends

        # In a script for later (`--sql`) there is nothing to read.
        if _sends():
            for state in self.identity_map.values():
                state.expire()

    def expire(self, instance, attribute_names=None):
        self._persistent(instance).expire(attribute_names)

    def in_transaction(self):
        return True

    def get_transaction(self):
        return SessionTransaction(self)

    def in_nested_transaction(self):
        return self.connection().in_nested_transaction()

    is_active = True

    @property
    def no_autoflush(self):
        return _WithoutFlush(self)

    @property
    def new(self):
        return [state.instance for state in self._new]

    @property
    def deleted(self):
        return [state.instance for state in self._deleted]

    @property
    def dirty(self):
        return [state.instance for state in self._touched if state.loaded is not None and state not in self._deleted]

    def is_modified(self, instance, include_collections=True):
        state = state_of(instance)
        return state.loaded is None or bool(state.changed_values())

    def __contains__(self, instance):
        return mapper_of(type(instance)) is not None and state_of(instance).session is self

    def __iter__(self):
        return iter([state.instance for state in [*self._new, *self.identity_map.values()]])

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        self.close()

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        raise NotImplementedError(
            "limbeck does not have Session.%s(); use statements, such as "
            "session.execute(sa.update(table).values(...)), or run this step with Alembic itself" % name
        )


def _cascaded(state, word):
    """The objects that an object's relationships hold, where what happens to it happens to them."""
    given = state.instance.__dict__
    for name, relationship in state.mapper.relationships.items():
        value = given.get(name)
        if value is None or word not in relationship.cascade:
            continue
        yield from list(value) if isinstance(value, collections._Collection) else [value]


class _WithoutFlush:
    def __init__(self, session):
        self.session = session

    def __enter__(self):
        self.before, self.session.autoflush = self.session.autoflush, False
        return self.session

    def __exit__(self, kind, error, traceback):
        self.session.autoflush = self.before


class sessionmaker:
    """Makes sessions."""

    def __init__(self, bind=None, *, class_=Session, **options):
        self.class_ = class_
        self.kw = {"bind": bind, **options}

    def configure(self, **options):
        self.kw.update(options)

    def __call__(self, **options):
        session = self.class_(**{**self.kw, **options})
        session._factory = self
        return session

    def begin(self):
        return _Begun(self)


class _Begun:
    """The `with` block of `sessionmaker.begin()`: the session ends with it."""

    def __init__(self, factory):
        self.session = factory()

    def __enter__(self):
        return self.session

    def __exit__(self, kind, error, traceback):
        try:
            if kind is None:
                self.session.commit()
            else:
                self.session.rollback()
        finally:
            self.session.close()


class scoped_session:
    """One session for everybody."""

    def __init__(self, session_factory, scopefunc=None):
        self.session_factory = session_factory
        self._session = None

    def __call__(self, **options):
        if self._session is None:
            self._session = self.session_factory(**options)
        return self._session

    def configure(self, **options):
        self.session_factory.configure(**options)

    def remove(self):
        if self._session is not None:
            self._session.close()
        self._session = None

    def query_property(self, query_cls=None):
        return _QueryProperty(self)

    def __contains__(self, instance):
        return instance in self()

    def __iter__(self):
        return iter(self())

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self(), name)


class _QueryProperty:
    """`Model.query`."""

    def __init__(self, registry):
        self.registry = registry

    def __get__(self, instance, owner):
        return self.registry().query(owner)


def object_session(instance):
    return state_of(instance).session


def make_transient(instance):
    """Makes an object a new one: it has no row and belongs to no session."""
    state = state_of(instance)
    if state.session is not None:
        state.session._forget(state)
    state.loaded, state.expired = None, False
    state.related.clear()


def make_transient_to_detached(instance):
    state = state_of(instance)
    state.loaded, state.expired = state.values(), True


def close_all_sessions():
    """The connection of the migration stays."""
