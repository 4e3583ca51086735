"""The stand-in for Alembic: scripts describe operations, Rust carries them out."""

__version__ = "1.20.1"
