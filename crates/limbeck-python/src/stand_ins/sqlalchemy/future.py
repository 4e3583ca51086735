"""The names that SQLAlchemy 1.4 had for what 2.0 would bring."""

from .engine import Connection, Engine, create_engine
from .sql import select
