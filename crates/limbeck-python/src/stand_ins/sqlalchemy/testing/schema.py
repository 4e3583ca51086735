"""Tables and columns that take options of tests besides their own."""

from .. import schema
from ..orm import mapped_column as _mapped_column

__all__ = ["Table", "Column", "mapped_column"]


def _own(options):
    return {name: value for name, value in options.items() if not name.startswith("test_")}


def _made(make, arguments, options):
    own = _own(options)
    if options.get("test_needs_autoincrement") and own.get("primary_key"):
        if own.get("default") is None and own.get("server_default") is None:
            own.setdefault("autoincrement", True)
    return make(*arguments, **own)


def Table(*arguments, **options):
    return schema.Table(*arguments, **_own(options))


def Column(*arguments, **options):
    return _made(schema.Column, arguments, options)


def mapped_column(*arguments, **options):
    return _made(_mapped_column, arguments, options)
