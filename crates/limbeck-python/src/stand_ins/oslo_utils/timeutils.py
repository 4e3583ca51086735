"""Moments, without a time zone and in UTC unless asked otherwise."""

import calendar
import datetime

from _third_party import lazy

__getattr__ = lazy("oslo_utils.timeutils")


def utcnow(with_timezone=False):
    now = datetime.datetime.now(datetime.timezone.utc)
    return now if with_timezone else now.replace(tzinfo=None)


def utcnow_ts(microsecond=False):
    now = utcnow()
    seconds = calendar.timegm(now.timetuple())
    return seconds + now.microsecond / 1_000_000 if microsecond else seconds


def normalize_time(timestamp):
    offset = timestamp.utcoffset()
    return timestamp if offset is None else timestamp.replace(tzinfo=None) - offset
