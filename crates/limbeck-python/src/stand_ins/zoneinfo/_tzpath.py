"""Where `zoneinfo` finds time zones: in the folders of the system, which scripts may read."""

import os

TZPATH = ("/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo")


class InvalidTZPathWarning(RuntimeWarning):
    """A relative folder was given for time zones."""


def reset_tzpath(to=None):
    global TZPATH
    if to is None:
        return
    if isinstance(to, (str, bytes)):
        raise TypeError("tzpath must be a list or tuple, not %s: %r" % (type(to), to))
    if not all(map(os.path.isabs, to)):
        raise ValueError("tzpath should only contain absolute paths, found: %r" % (to,))
    TZPATH = tuple(to)


def find_tzfile(key):
    """The file of a time zone, or `None`."""
    parts = key.split("/")
    if os.path.isabs(key) or any(part in ("", ".", "..") for part in parts):
        raise ValueError("ZoneInfo keys must be normalized relative paths, got: " + key)
    for folder in TZPATH:
        path = os.path.join(folder, *parts)
        if os.path.isfile(path):
            return path
    return None


def available_timezones():
    """The keys of all time zones of the system."""
    found = set()
    for folder in TZPATH:
        for place, folders, files in os.walk(folder):
            if place == folder:
                folders[:] = [name for name in folders if name not in ("posix", "right")]
            for name in files:
                path = os.path.join(place, name)
                with open(path, "rb") as file:
                    if file.read(4) == b"TZif":
                        found.add(os.path.relpath(path, folder))
    found.discard("posixrules")
    return found
