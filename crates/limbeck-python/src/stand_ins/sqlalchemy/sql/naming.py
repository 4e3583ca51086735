"""Naming conventions; they are applied in Rust."""

from .elements import conv  # noqa: F401
