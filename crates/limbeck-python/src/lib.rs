//! The embedded Python interpreter with the stand-in alembic and sqlalchemy modules.
