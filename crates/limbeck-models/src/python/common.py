"""What the exporters of models have in common; it comes before them in one module."""

import os
import re
import sys
import sysconfig


class NotExportable(Exception):
    """Something in the models that cannot be written down."""


class Place:
    """What is being written down just now, for messages."""

    name = None


def mapping(pairs):
    return {"$": "dict", "items": pairs}


# A colon that begins a parameter in `text()`, and a backslash that would be taken away before one.
ESCAPED = re.compile(r"\\(?=:[\w$]*(?![:\w$]))")
PARAMETER = re.compile(r"(?<![:\w$\\]):(?=[\w$]+(?![:\w$]))")


def as_text(sql):
    """SQL as the text of a `text()` that gives it back."""
    if ":" in sql:
        sql = PARAMETER.sub(r"\\:", ESCAPED.sub(r"\\\\", sql))
    return {"$": "sql.text", "text": sql}


# Where Python's own modules are.
STANDARD = tuple({sysconfig.get_path(name) + os.sep for name in ("stdlib", "platstdlib")})


def is_installed(path):
    """Whether a file belongs to an installed package, or to Python, rather than to the project."""
    return "site-packages" in path or "dist-packages" in path or path.startswith(STANDARD)


def shown(path):
    """A path as messages have it."""
    short = os.path.relpath(path)
    return path if short.startswith("..") else short


def export(value, request, place):
    """The lines that answer a request; what an exception was raised by is in `place`."""
    try:
        for line in lines(value, request, place):
            yield line
    except NotExportable as error:
        yield {"unsupported": {"place": place.name or "the models", "message": str(error)}}
