"""Runs the migrations: how to connect, and what with."""

from logging.config import fileConfig

from sqlalchemy import engine_from_config, pool

from alembic import context

# The ini file, and what the command line says.
config = context.config

# The logging is configured in the ini file.
if config.config_file_name is not None:
    fileConfig(config.config_file_name)

# The MetaData of the models, which autogenerate compares with the database:
#     from myapp.models import Base
#     target_metadata = Base.metadata
target_metadata = None


def run_migrations_offline() -> None:
    """With --sql: writes the SQL for the database of the URL, without connecting to it."""
    context.configure(
        url=config.get_main_option("sqlalchemy.url"),
        target_metadata=target_metadata,
        literal_binds=True,
        dialect_opts={"paramstyle": "named"},
    )
    with context.begin_transaction():
        context.run_migrations()


def run_migrations_online() -> None:
    """Connects to the database and changes it."""
    engine = engine_from_config(
        config.get_section(config.config_ini_section, {}),
        prefix="sqlalchemy.",
        poolclass=pool.NullPool,
    )
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=target_metadata)
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    run_migrations_offline()
else:
    run_migrations_online()
