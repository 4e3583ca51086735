"""Values that Rust sends and Python has no parser for."""

import datetime


def timedelta(text):
    """A duration in ISO 8601 seconds, such as `-PT90.500000S`."""
    sign = -1 if text.startswith("-") else 1
    seconds, _, fraction = text.lstrip("-+")[2:-1].partition(".")
    return sign * datetime.timedelta(
        seconds=int(seconds or 0), microseconds=int((fraction + "000000")[:6])
    )
