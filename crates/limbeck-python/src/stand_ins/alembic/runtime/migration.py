"""`MigrationContext`: one configured run, shared by `env.py` and the scripts.

Its transactions follow Alembic's rules (`transactional_ddl`, `transaction_per_migration`, a
transaction that is already open); Rust applies them.
"""

import _placeholder
from _limbeck import call


class MigrationContext:
    """A connection, or an output for SQL, with the options of `configure()`."""

    def __init__(self, number, connection, opts):
        self.number = number
        self.opts = opts
        self.connection = connection
        self.output_buffer = None
        self._facts = None

    @classmethod
    def _configured(cls, number, connection, given, keywords, output_buffer):
        """The context that `context.configure()` made."""
        from .. import context

        opts = {**given, **keywords}
        opts.pop("keywords", None)
        self = cls(number, None, opts)
        self.output_buffer = output_buffer
        self.environment_context = context
        self.config = context.config
        if self._fact("as_sql") or connection is None or isinstance(connection, _placeholder.Placeholder):
            connection = _own_connection(self._fact("connection"), self._fact("scheme"))
        self.connection = connection
        return self

    @classmethod
    def configure(
        cls,
        connection=None,
        url=None,
        dialect_name=None,
        dialect=None,
        environment_context=None,
        dialect_opts=None,
        opts=None,
    ):
        """A further context over a connection, to look at its version table."""
        opts = dict(opts or {})
        number = call(
            "context.configure_further",
            {
                "connection": connection,
                "url": url,
                "dialect_name": dialect_name or getattr(dialect, "name", None),
                "version_table": opts.get("version_table"),
                "version_table_schema": opts.get("version_table_schema"),
                "as_sql": opts.get("as_sql", False),
            },
        )
        self = cls(number, connection, opts)
        self.environment_context = environment_context
        self.config = None
        return self

    def _call(self, name, **arguments):
        try:
            return call("context." + name, {"context": self.number, **arguments})
        finally:
            self._hand_over()

    def _hand_over(self):
        """Writes what has been written so far to the `output_buffer` of `configure()`."""
        if self.output_buffer is not None:
            text = call("context.take_output", {"context": self.number})
            if text:
                self.output_buffer.write(text)

    def _fact(self, name):
        if self._facts is None:
            self._facts = self._call("facts")
        return self._facts[name]

    @property
    def bind(self):
        return self.connection

    @property
    def dialect(self):
        return self.connection.dialect

    @property
    def impl(self):
        return Impl(self)

    @property
    def as_sql(self):
        return self._fact("as_sql")

    @property
    def version_table(self):
        return self._fact("version_table")

    @property
    def version_table_schema(self):
        return self._fact("version_table_schema")

    @property
    def transactional_ddl(self):
        return self._fact("transactional_ddl")

    @property
    def script(self):
        from ..script import ScriptDirectory

        return ScriptDirectory(self.config)

    def begin_transaction(self, _per_migration=False):
        return _Block(self)

    def autocommit_block(self):
        return _AutocommitBlock(self)

    def get_current_revision(self):
        heads = self.get_current_heads()
        if len(heads) > 1:
            from ..util.exc import CommandError

            raise CommandError(
                "Version table '%s' has more than one head present; "
                "please use get_current_heads()" % self.version_table
            )
        return heads[0] if heads else None

    def get_current_heads(self):
        return tuple(self._call("get_current_heads"))

    @property
    def _version(self):
        """The version table, as programs that keep it by themselves want it."""
        from sqlalchemy import Column, MetaData, PrimaryKeyConstraint, String, Table

        table = Table(
            self.version_table,
            MetaData(),
            Column("version_num", String(32), nullable=False),
            schema=self.version_table_schema,
        )
        if self.opts.get("version_table_pk", True):
            table.append_constraint(
                PrimaryKeyConstraint("version_num", name="%s_pkc" % self.version_table)
            )
        return table

    def _ensure_version_table(self, purge=False):
        self._call("ensure_version_table", purge=purge)

    def _has_version_table(self):
        return self._call("has_version_table")

    def stamp(self, script_directory, revision):
        self._call("stamp", revision=revision)

    def run_migrations(self, **keywords):
        if keywords:
            # Then `upgrade` and `downgrade` take arguments.
            call("environment.interpret_scripts", {})
        global _arguments
        outer, _arguments = _arguments, keywords
        try:
            new_script = self._call("run_migrations")
            if new_script is not None:
                from ..autogenerate import _directives

                _directives.process(self, **new_script)
        finally:
            _arguments = outer

    def execute(self, sql, execution_options=None):
        self._call("execute", statement=sql)


class HeadMaintainer:
    """Changes the rows of the version table one by one."""

    def __init__(self, context, heads):
        self.context = context
        self.heads = set(heads)

    def _execute(self, statement):
        self.context.impl._exec(statement)

    def _insert_version(self, version):
        assert version not in self.heads
        self.heads.add(version)
        table = self.context._version
        self._execute(table.insert().values(version_num=_quoted(version)))

    def _delete_version(self, version):
        self.heads.remove(version)
        table = self.context._version
        self._execute(table.delete().where(table.c.version_num == _quoted(version)))

    def _update_version(self, from_, to_):
        assert to_ not in self.heads
        self.heads.remove(from_)
        self.heads.add(to_)
        table = self.context._version
        self._execute(
            table.update().values(version_num=_quoted(to_)).where(table.c.version_num == _quoted(from_))
        )


def _quoted(version):
    from sqlalchemy import literal_column

    return literal_column("'%s'" % version)


# The keyword arguments of the `run_migrations()` under way.
_arguments = {}


def _call_with_arguments(function):
    """Calls `upgrade` or `downgrade`; called from Rust."""
    return function(**_arguments)


class _AutocommitBlock:
    """`with context.autocommit_block():`."""

    def __init__(self, context):
        self._context = context

    def __enter__(self):
        self._context._call("begin_autocommit")

    def __exit__(self, kind, error, traceback):
        self._context._call("end_autocommit")


class _Block:
    """`with context.begin_transaction():`."""

    def __init__(self, context):
        self._context = context
        self._begun = context._call("begin_transaction")

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        self._end(kind is None)

    def _end(self, commit):
        if self._begun:
            self._begun = False
            self._context._call("end_transaction", commit=commit)

    def commit(self):
        self._end(True)

    def rollback(self):
        self._end(False)


class Impl:
    """What programs ask of a context's implementation."""

    def __init__(self, context):
        self._context = context

    @property
    def dialect(self):
        return self._context.dialect

    @property
    def connection(self):
        return self._context.connection

    bind = connection

    @property
    def as_sql(self):
        return self._context.as_sql

    @property
    def transactional_ddl(self):
        return self._context._fact("transactional_ddl")

    @property
    def __dialect__(self):
        return self.dialect.name

    def static_output(self, text):
        self._context._call("static_output", text=text)

    def execute(self, sql, execution_options=None):
        self._context.execute(sql, execution_options)

    _exec = execute

    def emit_begin(self):
        self._context._call("emit_begin")

    def emit_commit(self):
        self._context._call("emit_commit")

    def __getattr__(self, name):
        raise AttributeError("limbeck's stand-in for Alembic's dialect implementation has no %r" % name)


class MigrationInfo:
    """A step, as `on_version_apply` functions see it."""

    def __init__(self, is_upgrade, is_stamp, up_revision_ids, down_revision_ids):
        self.is_upgrade = is_upgrade
        self.is_stamp = is_stamp
        self.up_revision_ids = tuple(up_revision_ids)
        self.up_revision_id = self.up_revision_ids[0] if self.up_revision_ids else None
        self.down_revision_ids = tuple(down_revision_ids)

    @property
    def is_migration(self):
        return not self.is_stamp

    @property
    def source_revision_ids(self):
        return self.down_revision_ids if self.is_upgrade else self.up_revision_ids

    @property
    def destination_revision_ids(self):
        return self.up_revision_ids if self.is_upgrade else self.down_revision_ids

    @property
    def up_revision(self):
        return self._script(self.up_revision_id)

    @property
    def up_revisions(self):
        return tuple([self._script(name) for name in self.up_revision_ids])

    @property
    def down_revisions(self):
        return tuple([self._script(name) for name in self.down_revision_ids])

    @property
    def source_revisions(self):
        return tuple([self._script(name) for name in self.source_revision_ids])

    @property
    def destination_revisions(self):
        return tuple([self._script(name) for name in self.destination_revision_ids])

    def _script(self, name):
        from ..script import ScriptDirectory

        return ScriptDirectory(None).get_revision(name)


def _own_connection(number, scheme):
    """A connection that `env.py` did not open: of the user's URL, or of a run that only writes SQL."""
    from sqlalchemy.engine.base import Connection
    from sqlalchemy.engine.create import Engine
    from sqlalchemy.engine.url import URL

    engine = Engine(URL.create(scheme))
    return Connection(engine, number)
