"""The older place of `EnvironmentContext`."""

from .runtime.environment import *  # noqa: F403
