"""The stand-in for toml: reading."""

import tomllib

import _third_party

TomlDecodeError = tomllib.TOMLDecodeError


def loads(s, _dict=dict, decoder=None):
    return tomllib.loads(s)


def load(f, _dict=dict, decoder=None):
    """Reads a file by its path, an open file, or several files, of which later ones win."""
    if isinstance(f, list):
        found = {}
        for file in f:
            found.update(load(file))
        return found
    if hasattr(f, "read"):
        return loads(f.read())
    with open(f, encoding="utf-8") as file:
        return loads(file.read())


__getattr__ = _third_party.lazy(__name__)
