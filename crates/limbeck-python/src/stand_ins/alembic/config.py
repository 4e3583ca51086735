"""`context.config`: the configuration of the command that is running.

Mirrors `alembic.config.Config`; the values live in Rust, where interpolation is done.
"""

from _limbeck import call


class Namespace:
    """The command-line options, as `argparse` leaves them."""

    def __init__(self, **options):
        self.__dict__.update(options)

    def __contains__(self, name):
        return name in self.__dict__

    def __repr__(self):
        return "Namespace(%s)" % ", ".join(["%s=%r" % item for item in self.__dict__.items()])


class Config:
    """An Alembic configuration."""

    def __init__(
        self,
        file_=None,
        toml_file=None,
        ini_section="alembic",
        output_buffer=None,
        stdout=None,
        cmd_opts=None,
        config_args=None,
        attributes=None,
    ):
        raise NotImplementedError(
            "limbeck's env.py works on the configuration of the command that runs it: use `context.config`"
        )

    def __new__(cls, *arguments, **keywords):
        import _placeholder
        from _limbeck_boot import host

        if not host.placeholders():
            return object.__new__(cls)
        # Applications make one to run commands themselves; that is harmless until something is asked of it.
        cause = "is the configuration of another run; that of this one is `context.config`"
        return _placeholder.Placeholder("Config()", _placeholder.Origin("alembic.config", None, None, cause))

    @classmethod
    def _of_environment(cls):
        self = object.__new__(cls)
        self._facts = None
        self._cmd_opts = None
        self.attributes = {}
        self.output_buffer = None
        return self

    def _fact(self, name):
        if self._facts is None:
            self._facts = call("config.facts")
        return self._facts[name]

    @property
    def config_file_name(self):
        return self._fact("config_file_name")

    @property
    def toml_file_name(self):
        return self._fact("toml_file_name")

    @property
    def config_ini_section(self):
        return self._fact("config_ini_section")

    @config_ini_section.setter
    def config_ini_section(self, name):
        self._fact("config_ini_section")
        self._facts["config_ini_section"] = name
        call("config.set_ini_section", {"name": name})

    @property
    def config_args(self):
        return self._fact("config_args")

    @property
    def cmd_opts(self):
        if self._cmd_opts is None:
            options = dict(self._fact("cmd_opts"))
            function = Namespace(__name__=options.pop("command"))
            self._cmd_opts = Namespace(**options, cmd=(function, [], []))
        return self._cmd_opts

    @cmd_opts.setter
    def cmd_opts(self, options):
        self._cmd_opts = options

    @property
    def stdout(self):
        import sys

        return sys.stdout

    @property
    def messaging_opts(self):
        return {"quiet": self.cmd_opts.quiet}

    def print_stdout(self, text, *arguments):
        call("config.print_stdout", {"text": str(text) % arguments if arguments else str(text)})

    def get_template_directory(self):
        raise NotImplementedError("limbeck's templates are compiled in; there is no folder of them")

    def get_main_option(self, name, default=None):
        return self.get_section_option(self.config_ini_section, name, default)

    def set_main_option(self, name, value):
        self.set_section_option(self.config_ini_section, name, value)

    def remove_main_option(self, name):
        call("config.remove_option", {"section": self.config_ini_section, "name": name})

    def get_section(self, name, default=None):
        found = call("config.get_section", {"section": name})
        return default if found is None else found

    def get_section_option(self, section, name, default=None):
        found = call("config.get_section_option", {"section": section, "name": name})
        return default if found is None else found

    def set_section_option(self, section, name, value):
        if not isinstance(value, str):
            import _placeholder

            if isinstance(value, _placeholder.Placeholder) and _placeholder.explicit_url() is None:
                value = _placeholder.plain(value, names_database=name.endswith("url"))
            if isinstance(value, _placeholder.Placeholder):
                value = str(value)
            elif isinstance(value, str):
                pass
            elif value is None and _placeholder.explicit_url() is not None and name.endswith("url"):
                # The program has found none; the user gave one.
                return
            else:
                raise TypeError("option values must be strings")
        call("config.set_section_option", {"section": section, "name": name, "value": str(value)})

    def get_alembic_option(self, name, default=None):
        found = call("config.get_alembic_option", {"name": name})
        return default if found is None else found

    def get_alembic_boolean_option(self, name):
        return call("config.get_alembic_boolean_option", {"name": name})

    def get_version_locations_list(self):
        return call("config.get_version_locations_list")

    def get_prepend_sys_paths_list(self):
        return call("config.get_prepend_sys_paths_list")

    @property
    def file_config(self):
        return FileConfig(self)


class FileConfig:
    """`config.file_config`: the part of `ConfigParser` that reads and sets options."""

    def __init__(self, config):
        self._config = config

    def sections(self):
        return call("config.sections")

    def has_section(self, section):
        return section in self.sections()

    def add_section(self, section):
        call("config.add_section", {"section": section})

    def options(self, section):
        return list(self._section(section))

    def items(self, section, raw=False, vars=None):
        return list(self._section(section).items())

    def _section(self, section):
        found = self._config.get_section(section)
        if found is None:
            from configparser import NoSectionError

            raise NoSectionError(section)
        return found

    def has_option(self, section, option):
        found = self._config.get_section(section)
        return found is not None and option.lower() in found

    def get(self, section, option, *, raw=False, vars=None, fallback=Ellipsis):
        if not self.has_option(section, option):
            if fallback is not Ellipsis:
                return fallback
            self._section(section)
            from configparser import NoOptionError

            raise NoOptionError(option, section)
        return self._config.get_section_option(section, option)

    def getboolean(self, section, option, *, fallback=Ellipsis, **options):
        value = self.get(section, option, fallback=fallback)
        if not isinstance(value, str):
            return value
        lowered = value.lower()
        if lowered not in _BOOLEANS:
            raise ValueError("Not a boolean: %s" % value)
        return _BOOLEANS[lowered]

    def getint(self, section, option, *, fallback=Ellipsis, **options):
        value = self.get(section, option, fallback=fallback)
        return int(value) if isinstance(value, str) else value

    def set(self, section, option, value=None):
        self._config.set_section_option(section, option, value)

    def remove_option(self, section, option):
        existed = self.has_option(section, option)
        call("config.remove_option", {"section": section, "name": option})
        return existed

    def __contains__(self, section):
        return self.has_section(section)

    def __getitem__(self, section):
        return SectionProxy(self, section)


_BOOLEANS = {
    "1": True,
    "yes": True,
    "true": True,
    "on": True,
    "0": False,
    "no": False,
    "false": False,
    "off": False,
}


class SectionProxy:
    """One section of `config.file_config` as a mapping."""

    def __init__(self, parser, name):
        parser._section(name)
        self._parser = parser
        self.name = name

    def __getitem__(self, option):
        if not self._parser.has_option(self.name, option):
            raise KeyError(option)
        return self._parser.get(self.name, option)

    def __setitem__(self, option, value):
        self._parser.set(self.name, option, value)

    def __delitem__(self, option):
        self._parser.remove_option(self.name, option)

    def __contains__(self, option):
        return self._parser.has_option(self.name, option)

    def __iter__(self):
        return iter(self._parser.options(self.name))

    def __len__(self):
        return len(self._parser.options(self.name))

    def get(self, option, fallback=None, **options):
        return self[option] if option in self else fallback

    def keys(self):
        return self._parser.options(self.name)

    def values(self):
        return [value for _, value in self.items()]

    def items(self):
        return self._parser.items(self.name)


class CommandLine:
    """Alembic's own command line, which limbeck replaces."""

    def __init__(self, prog=None):
        raise NotImplementedError("limbeck does not run Alembic's command line from Python")


def main(argv=None, prog=None, **options):
    CommandLine(prog)
