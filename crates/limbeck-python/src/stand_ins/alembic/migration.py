"""The older place of `MigrationContext`."""

from .runtime.migration import *  # noqa: F403
