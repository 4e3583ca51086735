"""Time zones of dateutil, on those that `zoneinfo` reads."""

from datetime import timedelta, timezone

import _third_party

UTC = timezone.utc


def tzutc():
    return UTC


def tzoffset(name, offset):
    return timezone(offset if isinstance(offset, timedelta) else timedelta(seconds=offset), name or "UTC")


def gettz(name=None):
    """The zone of a name, or None."""
    from zoneinfo import ZoneInfo

    try:
        return UTC if name in ("UTC", "GMT") else ZoneInfo(name)
    except (KeyError, TypeError, ValueError, OSError):
        return None


__getattr__ = _third_party.lazy(__name__)
