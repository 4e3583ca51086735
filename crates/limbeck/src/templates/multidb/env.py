"""Runs the migrations of several databases: how to connect to each, and what with."""

import logging
import re
from logging.config import fileConfig

from sqlalchemy import engine_from_config, pool

from alembic import context

# Whether the databases commit together, where they can.
USE_TWOPHASE = False

# The ini file, and what the command line says.
config = context.config

# The logging is configured in the ini file.
if config.config_file_name is not None:
    fileConfig(config.config_file_name)
logger = logging.getLogger("alembic.env")

# The databases: each has a section of its name in the ini file.
names = re.split(r",\s*", config.get_main_option("databases", ""))

# The MetaData of the models, by the name of their database:
#     from myapp import models
#     target_metadata = {"engine1": models.metadata1, "engine2": models.metadata2}
target_metadata = {}


def run_migrations_offline() -> None:
    """With --sql: writes the SQL for each database into a file of its name, without connecting."""
    for name in names:
        logger.info("Migrating database %s" % name)
        path = "%s.sql" % name
        logger.info("Writing output to %s" % path)
        with open(path, "w") as buffer:
            context.configure(
                url=config.get_section_option(name, "sqlalchemy.url"),
                output_buffer=buffer,
                target_metadata=target_metadata.get(name),
                literal_binds=True,
                dialect_opts={"paramstyle": "named"},
            )
            with context.begin_transaction():
                context.run_migrations(engine_name=name)


def run_migrations_online() -> None:
    """Begins a transaction on each database, migrates them all, and commits when all are done."""
    connections = {}
    transactions = []
    try:
        for name in names:
            engine = engine_from_config(
                config.get_section(name, {}), prefix="sqlalchemy.", poolclass=pool.NullPool
            )
            connections[name] = connection = engine.connect()
            transactions.append(connection.begin_twophase() if USE_TWOPHASE else connection.begin())
        for name, connection in connections.items():
            logger.info("Migrating database %s" % name)
            context.configure(
                connection=connection,
                upgrade_token="%s_upgrades" % name,
                downgrade_token="%s_downgrades" % name,
                target_metadata=target_metadata.get(name),
            )
            context.run_migrations(engine_name=name)
        if USE_TWOPHASE:
            for transaction in transactions:
                transaction.prepare()
        for transaction in transactions:
            transaction.commit()
    except:
        for transaction in transactions:
            transaction.rollback()
        raise
    finally:
        for connection in connections.values():
            connection.close()


if context.is_offline_mode():
    run_migrations_offline()
else:
    run_migrations_online()
