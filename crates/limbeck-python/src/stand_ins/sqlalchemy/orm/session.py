"""`Session`: objects of mapped classes over the connection of a migration.

It knows the objects that it read or was given, and writes what changed: columns, not relationships.
"""

from ..engine.base import Connection
from ..exc import InvalidRequestError
from .identity import State, attributes_of, made


def _no_objects(name):
    raise NotImplementedError(
        "limbeck does not have Session.%s(); use statements, such as session.execute(sa.update(table).values(...)), "
        "or run this step with Alembic itself" % name
    )


class SessionTransaction:
    """The `with` block of `session.begin()`: what changed is written when it ends well."""

    def __init__(self, session):
        self.session = session

    def __enter__(self):
        return self.session

    def __exit__(self, kind, error, traceback):
        if kind is None:
            self.session.commit()
        else:
            self.session.rollback()

    def commit(self):
        self.session.commit()

    def rollback(self):
        self.session.rollback()


class Session:
    """Objects and statements on a connection. The transaction belongs to the migration."""

    def __init__(self, bind=None, autoflush=True, **options):
        self.bind = bind
        self.autoflush = autoflush
        self.info = {}
        self._new = []
        self._known = {}
        self._states = {}
        self._deleted = []
        self._opened = None

    def connection(self, *arguments, **options):
        if isinstance(self.bind, Connection) or self.bind is None:
            return self.bind
        if self._opened is None:
            self._opened = self.bind.connect()
        return self._opened

    def get_bind(self, *arguments, **options):
        return self.bind

    # Statements.

    def execute(self, statement, params=None, **options):
        if self.autoflush:
            self.flush()
        connection = self.connection()
        result = connection.execute(statement, params)
        if result and getattr(statement, "_mapped", ()):
            from .query import objects

            return objects(self, statement, result)
        return result

    def scalar(self, statement, params=None, **options):
        result = self.execute(statement, params)
        return result.scalar() if result else None

    def scalars(self, statement, params=None, **options):
        return self.execute(statement, params).scalars()

    def query(self, *entities, **options):
        from .query import Query

        return Query(entities, self)

    # Objects.

    def _object(self, kind, row):
        """The object of a row: the one that is known already, or a new one."""
        instance, values = made(kind, row)
        key = self._key(kind.__table__, values)
        state = self._known.get(key)
        if state is None:
            state = self._known[key] = self._states[id(instance)] = State(instance, values)
        elif state.loaded is None:
            # Forgotten by expire_all().
            state.instance.__dict__.update(instance.__dict__)
            state.loaded = values
        return state.instance

    def _key(self, table, values):
        return (table, *[values.get(column.key) for column in table.primary_key.columns])

    def _state(self, instance):
        return self._states.get(id(instance))

    def add(self, instance, _warn=True):
        if self._state(instance) is None:
            state = self._states[id(instance)] = State(instance)
            self._new.append(state)

    def add_all(self, instances):
        for instance in instances:
            self.add(instance)

    bulk_save_objects = add_all

    def bulk_insert_mappings(self, mapper, mappings, **options):
        self.flush()
        table, names = mapper.__table__, attributes_of(mapper)
        rows = [{names.get(key, key): value for key, value in row.items()} for row in mappings]
        if rows:
            self.connection().execute(table.insert(), rows)

    def bulk_update_mappings(self, mapper, mappings):
        self.flush()
        table, names = mapper.__table__, attributes_of(mapper)
        keys = [column for column in table.primary_key.columns]
        for row in mappings:
            values = {names.get(key, key): value for key, value in row.items()}
            statement = table.update()
            for column in keys:
                statement = statement.where(column == values.pop(column.key))
            self.connection().execute(statement.values(values))

    def delete(self, instance):
        state = self._state(instance)
        if state is None or state.loaded is None:
            raise InvalidRequestError("Instance %r is not persisted" % (instance,))
        self._deleted.append(state)

    def get(self, entity, ident, **options):
        columns = list(entity.__table__.primary_key.columns)
        if isinstance(ident, dict):
            ident = [ident[column.key] for column in columns]
        elif not isinstance(ident, (list, tuple)):
            ident = [ident]
        query = self.query(entity)
        for column, value in zip(columns, ident):
            query = query.filter(column == value)
        return query.one_or_none()

    def refresh(self, instance, attribute_names=None, with_for_update=None):
        self.flush()
        state = self._state(instance)
        if state is None or state.loaded is None:
            raise InvalidRequestError("Instance %r is not persistent within this Session" % (instance,))
        result = self.connection().execute(state.table.select().where(state.key_condition()))
        row = result.first() if result else None
        if row is not None:
            fresh, values = made(type(instance), row)
            instance.__dict__.update(fresh.__dict__)
            state.loaded = values

    def flush(self, objects=None):
        """Writes what changed: new rows, tables that others refer to first; then changes; then deletions."""
        new, self._new = self._new, []
        if len({state.table for state in new}) > 1:
            from ..sql.schema import sort_tables

            order = {table: place for place, table in enumerate(sort_tables({state.table for state in new}))}
            new.sort(key=lambda state: order[state.table])
        for state in new:
            state.insert(self.connection())
            self._known[self._key(state.table, state.loaded)] = state
        deleting = set(map(id, self._deleted))
        for state in self._known.values():
            if state.loaded is not None and id(state) not in deleting:
                state.update(self.connection())
        deleted, self._deleted = self._deleted, []
        for state in deleted:
            state.delete(self.connection())
            self._states.pop(id(state.instance), None)
        if deleted:
            gone = set(map(id, deleted))
            self._known = {key: known for key, known in self._known.items() if id(known) not in gone}

    # The transaction.

    def begin(self, **options):
        return SessionTransaction(self)

    def begin_nested(self):
        self.flush()
        return self.connection().begin_nested()

    def commit(self):
        """Writes what changed; the migration commits, as it does in Alembic."""
        self.flush()
        if self._opened is not None:
            self._opened.commit()

    def rollback(self):
        self.expunge_all()
        self.connection().rollback()

    def close(self):
        """Forgets its objects; the connection belongs to the migration."""
        self.expunge_all()
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def expunge_all(self):
        self._new, self._deleted = [], []
        self._known, self._states = {}, {}

    def expunge(self, instance):
        self._states.pop(id(instance), None)
        self._new = [state for state in self._new if state.instance is not instance]
        self._known = {key: state for key, state in self._known.items() if state.instance is not instance}

    def expire_all(self):
        """What the objects are has to be read again."""
        for state in self._known.values():
            state.loaded = None

    def expire(self, instance, attribute_names=None):
        self.refresh(instance)

    def in_transaction(self):
        return True

    @property
    def no_autoflush(self):
        return _WithoutFlush(self)

    @property
    def new(self):
        return [state.instance for state in self._new]

    def __contains__(self, instance):
        return self._state(instance) is not None

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        self.close()

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        _no_objects(name)


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
        return self.class_(**{**self.kw, **options})

    def begin(self):
        return SessionTransaction(self())


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
        self._session = None

    def query_property(self, query_cls=None):
        return None

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self(), name)


def object_session(instance):
    return None


def make_transient(instance):
    """Objects are not tracked."""


make_transient_to_detached = make_transient


def close_all_sessions():
    """Sessions hold nothing."""
