"""The stand-in for Flask-SQLAlchemy: `db` with SQLAlchemy's names, its models and their collections of tables."""

import _third_party

from .extension import SQLAlchemy

__getattr__ = _third_party.lazy(__name__, ("extension", "model"))
