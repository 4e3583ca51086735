"""`Session`: the connection under it executes statements; objects are not tracked."""


def _no_objects(name):
    raise NotImplementedError(
        "limbeck does not have Session.%s(), because it does not track objects; use statements, such as "
        "session.execute(sa.update(table).values(...)), or run this step with Alembic itself" % name
    )


class Session:
    """Executes statements on a connection. The transaction belongs to the migration."""

    def __init__(self, bind=None, **options):
        self.bind = bind
        self.info = {}

    def connection(self, *arguments, **options):
        return self.bind

    def get_bind(self, *arguments, **options):
        return self.bind

    def execute(self, statement, params=None, **options):
        return self.bind.execute(statement, params)

    def scalar(self, statement, params=None, **options):
        return self.bind.execute(statement, params).scalar()

    def scalars(self, statement, params=None, **options):
        return self.bind.execute(statement, params).scalars()

    def begin(self, **options):
        return self

    def begin_nested(self):
        return self.bind.begin_nested()

    def commit(self):
        """The migration commits, as it does in Alembic."""

    def flush(self, objects=None):
        """Statements are executed at once."""

    def rollback(self):
        self.bind.rollback()

    def close(self):
        """The connection belongs to the migration."""

    def expire_all(self):
        """There are no objects to forget."""

    expunge_all = expire_all

    def in_transaction(self):
        return True

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        return None

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        _no_objects(name)


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
        return self()


class scoped_session:
    """One session for everybody."""

    def __init__(self, session_factory, scopefunc=None):
        self.session_factory = session_factory
        self._session = None

    def __call__(self, **options):
        if self._session is None:
            self._session = self.session_factory(**options)
        return self._session

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
