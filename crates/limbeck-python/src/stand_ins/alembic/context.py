"""`from alembic import context`: what `env.py` talks to.

Mirrors `EnvironmentContext`. Everything but the shape of the arguments is decided in Rust.
"""

import sys

import _placeholder
from _limbeck import call

from .config import Config as _Config

config = _Config._of_environment()

# The context of the last `configure()`.
_migration_context = None

# Options whose callables only matter when a script is generated; their presence is enough.
_GENERATING = (
    "include_name",
    "include_object",
    "process_revision_directives",
    "render_item",
    "compare_type",
    "compare_server_default",
)

_callbacks = ()

# What `configure(template_args=...)` adds to the values of `script.py.mako`.
_template_args = {}


def __getattr__(name):
    if name == "script":
        from .script import ScriptDirectory

        return ScriptDirectory(config)
    if name == "_proxy":
        # The object behind these functions: programs ask for it to learn whether Alembic is running them.
        return sys.modules[__name__]
    raise AttributeError("module 'alembic.context' has no attribute %r" % name)


def is_offline_mode():
    return call("context.is_offline_mode")


def requires_connection():
    return not is_offline_mode()


def is_transactional_ddl():
    return get_context().impl.transactional_ddl


def get_head_revision():
    return call("context.get_head_revision")


def get_head_revisions():
    return tuple(call("context.get_head_revisions"))


def get_starting_revision_argument():
    return _revision(call("context.get_starting_revision_argument"))


def get_revision_argument():
    return _revision(call("context.get_revision_argument"))


def _revision(value):
    return tuple(value) if isinstance(value, list) else value


def get_tag_argument():
    return call("context.get_tag_argument")


def get_x_argument(as_dictionary=False):
    if _placeholder.is_opaque(as_dictionary) or as_dictionary:
        return call("context.get_x_argument", {"as_dictionary": True})
    return call("context.get_x_argument", {"as_dictionary": False})


def configure(
    connection=None,
    url=None,
    dialect_name=None,
    dialect_opts=None,
    transactional_ddl=None,
    transaction_per_migration=False,
    output_buffer=None,
    starting_rev=None,
    tag=None,
    template_args=None,
    render_as_batch=False,
    target_metadata=None,
    include_name=None,
    include_object=None,
    include_schemas=False,
    process_revision_directives=None,
    compare_type=True,
    compare_server_default=False,
    render_item=None,
    literal_binds=False,
    upgrade_token="upgrades",
    downgrade_token="downgrades",
    alembic_module_prefix="op.",
    sqlalchemy_module_prefix="sa.",
    user_module_prefix=None,
    on_version_apply=None,
    autogenerate_plugins=None,
    **keywords,
):
    global _migration_context, _callbacks
    from .runtime.migration import MigrationContext

    if url is not None:
        url = _url(url)
    connection = _placeholder.connection_of(connection)
    given = dict(locals())
    if template_args:
        _template_args.update(template_args)
    options = {
        name: _placeholder.plain(given[name], use=name)
        for name in (
            "url",
            "dialect_name",
            "transactional_ddl",
            "transaction_per_migration",
            "starting_rev",
            "tag",
            "literal_binds",
        )
    }
    # These shape generated scripts, and change nothing for a script that runs.
    for name in ("render_as_batch", "include_schemas", *_GENERATING):
        options[name] = bool(given[name]) if not _placeholder.is_opaque(given[name]) else False
    options["connection"] = _connection(connection)
    options["target_metadata"] = _metadata(target_metadata)
    if output_buffer is None:
        output_buffer = config.output_buffer
    options["output_buffer"] = output_buffer is not None
    _callbacks = _listed(on_version_apply)
    options["on_version_apply"] = len(_callbacks)
    for name, value in keywords.items():
        if _placeholder.is_opaque(name):
            options.setdefault("opaque_keywords", []).append(_placeholder.lift(name))
        elif name.startswith(("version_table", "output_encoding")) or name in ("as_sql", "fn", "purge", "batch_as_alembic"):
            options[name] = _placeholder.plain(value, use=name)
    if is_offline_mode():
        options["paramstyle"] = _paramstyle(connection, url, dialect_name, dialect_opts)
    number = call("context.configure", options)
    _migration_context = MigrationContext._configured(number, connection, given, keywords, output_buffer)


def _url(url):
    from sqlalchemy.engine.url import make_url

    return make_url(url) if isinstance(url, _placeholder.Placeholder) else url


def _paramstyle(connection, url, dialect_name, dialect_opts):
    """How the driver marks bound values: percent signs are doubled for some, even in a script."""
    given = (dialect_opts or {}).get("paramstyle")
    if given is not None:
        return given
    from sqlalchemy.engine.default import dialect_class
    from sqlalchemy.engine.url import make_url

    if connection is not None:
        dialect = connection.dialect
    else:
        name = dialect_name if url is None else make_url(url).drivername
        dialect = dialect_class(name)() if isinstance(name, str) else None
    style = getattr(dialect, "paramstyle", None)
    return style if isinstance(style, str) else None


def _listed(value):
    if value is None:
        return ()
    return tuple(value) if isinstance(value, (list, tuple, set)) else (value,)


def _connection(connection):
    if connection is None or isinstance(connection, _placeholder.Placeholder):
        return connection
    if not hasattr(connection, "number"):
        # An `AsyncConnection` is used here by mistake as often as an `Engine`.
        from .util.exc import CommandError

        raise CommandError(
            "'connection' argument to configure() is expected "
            "to be a sqlalchemy.engine.Connection instance, "
            "got %r" % (connection,)
        )
    return connection


def _metadata(target):
    """The naming convention of the metadata; a list of several has none, as in Alembic."""
    if isinstance(target, _placeholder.Placeholder):
        return _placeholder.UnknownMetadata(target)
    return _convention(getattr(target, "naming_convention", None) or {})


# Classes may be the keys of a naming convention.
_KINDS = {
    "Index": "ix",
    "UniqueConstraint": "uq",
    "CheckConstraint": "ck",
    "ForeignKeyConstraint": "fk",
    "PrimaryKeyConstraint": "pk",
}


def _convention(convention):
    if isinstance(convention, _placeholder.Placeholder):
        return convention
    templates = {}
    for key, template in dict(convention).items():
        if isinstance(key, type):
            key = _KINDS.get(key.__name__, key.__name__)
        template = _placeholder.plain(template)
        templates[key] = {"callable": getattr(template, "__qualname__", "?")} if callable(template) else template
    return templates


def begin_transaction():
    return get_context().begin_transaction()


def run_migrations(**keywords):
    assert _migration_context is not None
    _migration_context.run_migrations(**keywords)


def execute(sql, execution_options=None):
    get_context().execute(sql, execution_options=execution_options)


def static_output(text):
    get_context().impl.static_output(text)


def get_context():
    if _migration_context is None:
        raise Exception("No context has been configured yet.")
    return _migration_context


def get_bind():
    return get_context().bind


def get_impl():
    return get_context().impl


def _version_applied(info, heads):
    """Calls the `on_version_apply` functions after a step; called from Rust."""
    from .runtime import migration

    step = migration.MigrationInfo(**info)
    for callback in _callbacks:
        callback(ctx=_migration_context, step=step, heads=set(heads), run_args=migration._arguments)
