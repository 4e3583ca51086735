//! Project configuration: alembic.ini and pyproject.toml, resolved to typed settings.
