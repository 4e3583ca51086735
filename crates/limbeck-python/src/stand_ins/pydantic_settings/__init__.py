"""The stand-in for pydantic-settings: settings from the environment and `.env` files.

A setting that limbeck cannot tell is a placeholder, the others have their values. What looks like the URL of the
database stays a placeholder where the user gives the URL: that one counts.
"""

import json
import os

import _third_party
from pydantic.main import BaseModel, unknown
from pydantic.types import Marker, Unsupported, is_complex, is_marker, is_union


class NoDecode(Marker):
    """Says that a variable is not JSON; a validator reads its text."""


class ForceDecode(Marker):
    """Says that a variable is JSON."""


def SettingsConfigDict(**keywords):
    return keywords


# Options that bring in more than variables and files of variables.
_BEYOND = (
    "cli_parse_args", "secrets_dir", "json_file", "toml_file", "yaml_file", "pyproject_toml_depth",
    "env_parse_none_str", "fields", "customise_sources",
)


class BaseSettings(BaseModel):
    """The base of settings."""

    model_config = {"extra": "ignore", "validate_default": True}

    def __init__(self, **values):
        from _placeholder import _url_like, explicit_url

        options = type(self)._options_
        for name in _BEYOND:
            if options.get(name) is not None:
                raise Unsupported("settings that use %s" % name)
        if hasattr(type(self), "settings_customise_sources"):
            raise Unsupported("settings that choose their sources")
        if any(name.startswith("_") for name in values):
            raise Unsupported("settings with %s" % ", ".join(sorted(values)))
        variables = _variables(options)
        for name, info in type(self)._fields_.items():
            if name in values:
                continue
            key = info.validation_alias or name
            key = key if isinstance(key, str) else getattr(key, "choices", [name])[0]
            if explicit_url() is not None and _url_like(name):
                values[key] = _of_the_user(type(self).__name__, name)
                continue
            text = _variable(name, info, variables, options)
            if text is not None:
                values[key] = _value(type(self).__name__, name, info, text)
        self._take(values, strict=False)


def _value(owner, name, info, text):
    """What an environment variable gives a field: JSON, if it is more than a plain value."""
    markers = getattr(info.annotation, "__metadata__", ())
    if any(is_marker(other, NoDecode) for other in markers):
        return text
    if not is_complex(info.annotation) and not any(is_marker(other, ForceDecode) for other in markers):
        return text
    try:
        return json.loads(text)
    except ValueError:
        if is_union(info.annotation):
            return text
        return unknown("%s().%s" % (owner, name), "limbeck cannot tell, because its variable is no JSON")


def _of_the_user(owner, name):
    from _placeholder import Origin, Placeholder

    return Placeholder(
        "%s().%s" % (owner, name), Origin("pydantic_settings", None, None, "gives way to the URL that the user gives")
    )


def _variables(options):
    """The variables of the files and, before them, of the environment, by name as it is compared."""
    found = {}
    files = options.get("env_file")
    for file in files if isinstance(files, (list, tuple)) else [files]:
        if file is None:
            continue
        from _placeholder import is_opaque

        if is_opaque(file):
            raise Unsupported("settings from a file whose name is not known")
        from dotenv import dotenv_values

        path = os.path.expanduser(os.fspath(file))
        try:
            os.stat(path)
        except FileNotFoundError:
            continue
        except OSError:
            raise Unsupported("settings from %s, which is not below the project" % path) from None
        values = dotenv_values(path, encoding=options.get("env_file_encoding"))
        found.update({name: value for name, value in values.items() if value is not None})
    found.update(os.environ)
    if not options.get("case_sensitive"):
        lowered = {}
        for name, value in found.items():
            lowered[name.lower()] = value
        found = lowered
    if options.get("env_ignore_empty"):
        found = {name: value for name, value in found.items() if value != ""}
    return found


def _variable(name, info, variables, options):
    alias = info.env or info.validation_alias
    if alias is None:
        names = [(options.get("env_prefix") or "") + name]
    else:
        names = list(getattr(alias, "choices", None) or (alias if isinstance(alias, (list, tuple)) else [alias]))
        if options.get("populate_by_name") or options.get("validate_by_name"):
            names.append((options.get("env_prefix") or "") + name)
    for known in names:
        if not isinstance(known, str):
            raise Unsupported("an alias that is a path")
        known = known if options.get("case_sensitive") else known.lower()
        if known in variables:
            return variables[known]
        nested = options.get("env_nested_delimiter")
        if nested and any(variable.startswith(known + nested) for variable in variables):
            raise Unsupported("nested settings")
    return None


__getattr__ = _third_party.lazy(__name__)
