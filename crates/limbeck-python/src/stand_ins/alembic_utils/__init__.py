"""The stand-in for alembic_utils: database objects as entities, and the directives that keep them."""

from . import reversible_op
