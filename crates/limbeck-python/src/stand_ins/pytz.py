"""The stand-in for pytz, on the time zones that `zoneinfo` reads."""

import datetime as _datetime
from datetime import datetime, timedelta, tzinfo

import _third_party

_ZERO = timedelta(0)


class Error(Exception):
    pass


class UnknownTimeZoneError(KeyError, Error):
    pass


class InvalidTimeError(Error):
    pass


class AmbiguousTimeError(InvalidTimeError):
    pass


class NonExistentTimeError(InvalidTimeError):
    pass


class BaseTzInfo(tzinfo):
    """A time zone; `zone` is its name."""

    zone = None

    def __str__(self):
        return str(self.zone)


class _UTC(BaseTzInfo):
    zone = "UTC"

    def utcoffset(self, dt):
        return _ZERO

    dst = utcoffset

    def tzname(self, dt):
        return "UTC"

    def fromutc(self, dt):
        return self.localize(dt) if dt.tzinfo is None else super().fromutc(dt)

    def localize(self, dt, is_dst=False):
        if dt.tzinfo is not None:
            raise ValueError("Not naive datetime (tzinfo is already set)")
        return dt.replace(tzinfo=self)

    def normalize(self, dt, is_dst=False):
        if dt.tzinfo is None:
            raise ValueError("Naive time - no tzinfo set")
        return dt if dt.tzinfo is self else dt.astimezone(self)

    def __reduce__(self):
        return "UTC"

    def __repr__(self):
        return "<UTC>"


UTC = utc = _UTC()


class _Zone(BaseTzInfo):
    """A zone at one of its offsets: as in pytz, `localize()` and `normalize()` choose the one of the moment."""

    def __init__(self, zone, source, offset, dst, name, shared):
        self.zone = zone
        self._source = source
        self._utcoffset, self._dst, self._tzname = offset, dst, name
        # The zone's objects, by their offsets.
        self._tzinfos = shared

    def _at(self, source_time):
        offset = source_time.utcoffset()
        if offset.total_seconds() % 60:
            # Offsets are whole minutes.
            offset = timedelta(minutes=int(offset.total_seconds() / 60 + (0.5 if offset > _ZERO else -0.5)))
        key = (offset, source_time.dst(), source_time.tzname())
        found = self._tzinfos.get(key)
        if found is None:
            found = self._tzinfos[key] = _Zone(self.zone, self._source, *key, self._tzinfos)
        return found

    def utcoffset(self, dt, is_dst=None):
        if dt is None:
            return None
        return self._utcoffset if dt.tzinfo is self else self.localize(dt, is_dst).tzinfo._utcoffset

    def dst(self, dt, is_dst=None):
        return None if dt is None else self._dst

    def tzname(self, dt, is_dst=None):
        return self.zone if dt is None else self._tzname

    def fromutc(self, dt):
        moment = dt.replace(tzinfo=_datetime.timezone.utc).astimezone(self._source)
        zone = self._at(moment)
        return (dt.replace(tzinfo=None) + zone._utcoffset).replace(tzinfo=zone)

    def localize(self, dt, is_dst=False):
        if dt.tzinfo is not None:
            raise ValueError("Not naive datetime (tzinfo is already set)")
        first, second = (self._at(dt.replace(tzinfo=self._source, fold=fold)) for fold in (0, 1))
        if first is second:
            return dt.replace(tzinfo=first)
        if is_dst is None:
            # Clocks were set back if the first offset is the greater one: then the hour comes twice.
            twice = first._utcoffset > second._utcoffset
            raise (AmbiguousTimeError if twice else NonExistentTimeError)(dt)
        if bool(first._dst) == bool(second._dst):
            # The zone changed its offset: the earlier or the later moment.
            first, second = sorted((first, second), key=lambda zone: zone._utcoffset)
            return dt.replace(tzinfo=second if is_dst else first)
        return dt.replace(tzinfo=first if bool(first._dst) == bool(is_dst) else second)

    def normalize(self, dt):
        if dt.tzinfo is None:
            raise ValueError("Naive time - no tzinfo set")
        return self.fromutc((dt.replace(tzinfo=None) - dt.utcoffset()).replace(tzinfo=self))

    def __repr__(self):
        kind = "DST" if self._dst else "STD"
        sign = "+" if self._utcoffset >= _ZERO else ""
        return "<DstTzInfo %r %s%s%s %s>" % (self.zone, self._tzname, sign, self._utcoffset, kind)


_zones = {}


def timezone(zone):
    """The time zone of a name. Raises `UnknownTimeZoneError`."""
    if zone is None:
        raise UnknownTimeZoneError(None)
    if zone.upper() == "UTC":
        return UTC
    found = _zones.get(zone)
    if found is None:
        from zoneinfo import ZoneInfo

        try:
            source = ZoneInfo(zone)
        except (KeyError, ValueError, OSError):
            raise UnknownTimeZoneError(zone) from None
        # As in pytz, a zone by itself has its first offset.
        beginning = _Zone(zone, source, _ZERO, _ZERO, "LMT", {})
        found = _zones[zone] = beginning._at(datetime(1, 1, 2, tzinfo=source))
    return found


class _FixedOffset(_UTC):
    zone = None

    def __init__(self, minutes):
        if abs(minutes) >= 1440:
            raise ValueError("absolute offset is too large", minutes)
        self._minutes = minutes
        self._offset = timedelta(minutes=minutes)

    def utcoffset(self, dt):
        return self._offset

    def dst(self, dt):
        return _ZERO

    def tzname(self, dt):
        return None

    def __reduce__(self):
        return FixedOffset, (self._minutes,)

    def __repr__(self):
        return "pytz.FixedOffset(%d)" % self._minutes


def FixedOffset(offset):
    return UTC if offset == 0 else _FixedOffset(offset)


__getattr__ = _third_party.lazy(__name__)
