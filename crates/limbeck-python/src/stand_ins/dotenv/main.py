"""Reading `.env` files."""

import os
import sys

from .parser import parse


def find_dotenv(filename=".env", raise_error_if_not_found=False, usecwd=False):
    """The file of that name in the folder of the calling file, or the nearest folder above it."""
    folder = os.getcwd()
    if not usecwd:
        frame = sys._getframe(1)
        while frame is not None and "/" not in frame.f_code.co_filename:
            frame = frame.f_back
        if frame is not None:
            folder = os.path.dirname(os.path.abspath(frame.f_code.co_filename))
    while True:
        path = os.path.join(folder, filename)
        if _readable(path):
            return path
        above = os.path.dirname(folder)
        if above == folder:
            break
        folder = above
    if raise_error_if_not_found:
        raise OSError("File not found")
    return ""


def _readable(path):
    try:
        return os.path.isfile(path)
    except OSError:
        return False


def _text(dotenv_path, stream, encoding):
    if stream is not None:
        return stream.read()
    if dotenv_path and _readable(dotenv_path):
        with open(dotenv_path, encoding=encoding or "utf-8") as file:
            return file.read()
    return ""


def _values(text, interpolate, override):
    values = {}
    for key, value in parse(text):
        if value is not None and interpolate:
            value = _expand(value, values, override)
        values[key] = value
    return values


def _expand(value, values, override):
    """Replaces `${NAME}` and `${NAME:-default}`."""
    pieces = []
    rest = value
    while True:
        before, found, after = rest.partition("${")
        pieces.append(before)
        if not found:
            return "".join(pieces)
        name, closed, rest = after.partition("}")
        if not closed:
            return "".join(pieces) + "${" + after
        name, _, default = name.partition(":-")
        if override:
            known = values.get(name, os.environ.get(name))
        else:
            known = os.environ.get(name, values.get(name))
        pieces.append(default if known is None else known)


def dotenv_values(dotenv_path=None, stream=None, verbose=False, interpolate=True, encoding="utf-8"):
    """The variables of a file, as a dict."""
    if dotenv_path is None and stream is None:
        dotenv_path = find_dotenv()
    return _values(_text(dotenv_path, stream, encoding), interpolate, True)


def load_dotenv(
    dotenv_path=None, stream=None, verbose=False, override=False, interpolate=True, encoding="utf-8"
):
    """Puts the variables of a file into `os.environ`; returns whether there were any."""
    if dotenv_path is None and stream is None:
        dotenv_path = find_dotenv()
    values = _values(_text(dotenv_path, stream, encoding), interpolate, override)
    for key, value in values.items():
        if value is not None and (override or key not in os.environ):
            os.environ[key] = value
    return bool(values)


def get_key(dotenv_path, key_to_get, encoding="utf-8"):
    """One variable of a file."""
    return dotenv_values(dotenv_path, encoding=encoding).get(key_to_get)
