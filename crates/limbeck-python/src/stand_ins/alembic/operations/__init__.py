"""Operations as classes, and their registration."""

from . import ops as _ops  # noqa: F401
from .base import AbstractOperations, BatchOperations, Operations  # noqa: F401
from .ops import MigrateOperation, MigrationScript  # noqa: F401
