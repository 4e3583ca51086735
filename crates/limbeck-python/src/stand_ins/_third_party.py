"""What the stand-ins for third-party packages share."""

import sys


def lazy(package, submodules=()):
    """A module's `__getattr__`: submodules are imported when they are asked for, other names are placeholders."""

    def attribute(name):
        if name in submodules:
            full = package + "." + name
            __import__(full)
            return sys.modules[full]
        if name.startswith("__"):
            raise AttributeError(name)
        from _placeholder import Origin, Placeholder

        return Placeholder(name, Origin(package, None, None, "has no %r among limbeck's stand-ins" % name))

    return attribute
