"""`relativedelta`: years and months with what else a date has."""

from calendar import monthrange
from datetime import date, datetime, timedelta

_RELATIVE = ("years", "months", "days", "hours", "minutes", "seconds", "microseconds")
_ABSOLUTE = ("year", "month", "day", "hour", "minute", "second", "microsecond")
_LARGEST = {"microseconds": (1000000, "seconds"), "seconds": (60, "minutes"), "minutes": (60, "hours"),
            "hours": (24, "days"), "months": (12, "years")}


class weekday:
    """A day of the week, `n`-th from a date on."""

    def __init__(self, weekday, n=None):
        if n == 0:
            raise ValueError("Can't create weekday with n==0")
        self.weekday = weekday
        self.n = n

    def __call__(self, n):
        return self if n == self.n else weekday(self.weekday, n)

    def __eq__(self, other):
        return isinstance(other, weekday) and (self.weekday, self.n) == (other.weekday, other.n)

    def __hash__(self):
        return hash((self.weekday, self.n))

    def __repr__(self):
        name = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[self.weekday]
        return name if self.n is None else "%s(%+d)" % (name, self.n)


MO, TU, WE, TH, FR, SA, SU = map(weekday, range(7))


class relativedelta:
    """A difference of dates by the calendar."""

    def __init__(self, dt1=None, dt2=None, years=0, months=0, days=0, leapdays=0, weeks=0, hours=0, minutes=0, seconds=0,
                 microseconds=0, year=None, month=None, day=None, weekday=None, yearday=None, nlyearday=None, hour=None,
                 minute=None, second=None, microsecond=None):
        self.leapdays = leapdays
        self.weekday = (MO, TU, WE, TH, FR, SA, SU)[weekday] if isinstance(weekday, int) else weekday
        for name in _ABSOLUTE:
            setattr(self, name, None)
        if dt1 is not None and dt2 is not None:
            self._between(dt1, dt2)
            return
        if any([value is not None and value != int(value) for value in (years, months)]):
            raise ValueError("Non-integer years and months are ambiguous and not currently supported.")
        self.years, self.months = int(years), int(months)
        self.days = days + weeks * 7
        self.hours, self.minutes, self.seconds, self.microseconds = hours, minutes, seconds, microseconds
        self.year, self.month, self.day = year, month, day
        self.hour, self.minute, self.second, self.microsecond = hour, minute, second, microsecond
        self._take_yearday(yearday, nlyearday)
        self._fix()

    def _take_yearday(self, yearday, nlyearday):
        number = nlyearday or yearday
        if not number:
            return
        if not nlyearday and 59 < yearday < 366:
            self.leapdays = -1
        for month in range(1, 13):
            length = 29 if month == 2 and not nlyearday and number > 366 else monthrange(2001, month)[1]
            if number <= length or month == 12 and number <= length + 1:
                self.month, self.day = month, number
                return
            number -= length
        raise ValueError("invalid year day (%d)" % (nlyearday or yearday))

    def _between(self, first, second):
        if not (isinstance(first, date) and isinstance(second, date)):
            raise TypeError("relativedelta only diffs datetime/date")
        if isinstance(first, datetime) != isinstance(second, datetime):
            first, second = (
                value if isinstance(value, datetime) else datetime.fromordinal(value.toordinal())
                for value in (first, second)
            )
        for name in _RELATIVE:
            setattr(self, name, 0)
        months = (first.year - second.year) * 12 + first.month - second.month
        self._set_months(months)
        start = self.__radd__(second)
        step = 1 if first < second else -1
        while start > first if step < 0 else start < first:
            months += step
            self._set_months(months)
            start = self.__radd__(second)
        difference = first - start
        self.seconds = difference.seconds + difference.days * 86400
        self.microseconds = difference.microseconds
        self._fix()

    def _set_months(self, months):
        sign = -1 if months < 0 else 1
        years, rest = divmod(abs(months), 12)
        self.years, self.months = years * sign, rest * sign

    def _fix(self):
        for name, (largest, larger) in _LARGEST.items():
            value = getattr(self, name)
            if abs(value) >= largest:
                sign = -1 if value < 0 else 1
                more, rest = divmod(value * sign, largest)
                setattr(self, name, rest * sign)
                setattr(self, larger, getattr(self, larger) + more * sign)

    @property
    def weeks(self):
        return int(self.days / 7.0)

    @weeks.setter
    def weeks(self, value):
        self.days = self.days - self.weeks * 7 + value * 7

    def normalized(self):
        whole = {}
        rest = 0
        for name, factor in (("days", 24), ("hours", 60), ("minutes", 60), ("seconds", 1000000)):
            value = getattr(self, name) + rest
            whole[name] = int(value)
            rest = round((value - whole[name]) * factor, 10)
        return self._with(1, microseconds=round(self.microseconds + rest), **whole)

    def _with(self, sign, **changed):
        values = {name: sign * getattr(self, name) for name in _RELATIVE}
        values.update({name: getattr(self, name) for name in (*_ABSOLUTE, "weekday", "leapdays")})
        values.update(changed)
        return relativedelta(**values)

    def __neg__(self):
        return self._with(-1)

    def __abs__(self):
        return self._with(1, **{name: abs(getattr(self, name)) for name in _RELATIVE})

    def _plus(self, other, sign):
        if isinstance(other, timedelta):
            return self._with(
                1, days=self.days + sign * other.days, seconds=self.seconds + sign * other.seconds,
                microseconds=self.microseconds + sign * other.microseconds,
            )
        if not isinstance(other, relativedelta):
            return NotImplemented
        changed = {name: getattr(self, name) + sign * getattr(other, name) for name in _RELATIVE}
        for name in (*_ABSOLUTE, "weekday"):
            own, others = getattr(self, name), getattr(other, name)
            if sign > 0:
                own, others = others, own
            changed[name] = own if own is not None else others
        changed["leapdays"] = (other.leapdays or self.leapdays) if sign > 0 else (self.leapdays or other.leapdays)
        return relativedelta(**changed)

    def __add__(self, other):
        return self.__radd__(other) if isinstance(other, date) else self._plus(other, 1)

    def __sub__(self, other):
        return self._plus(other, -1)

    def __radd__(self, dt):
        if not isinstance(dt, date):
            return self._plus(dt, 1)
        if not isinstance(dt, datetime) and self._has_time():
            dt = datetime.fromordinal(dt.toordinal())
        year, month = (self.year or dt.year) + self.years, self.month or dt.month
        if self.months:
            month += self.months
            if month > 12:
                year, month = year + 1, month - 12
            elif month < 1:
                year, month = year - 1, month + 12
        changed = {"year": year, "month": month, "day": min(monthrange(year, month)[1], self.day or dt.day)}
        for name in ("hour", "minute", "second", "microsecond"):
            if getattr(self, name) is not None:
                changed[name] = getattr(self, name)
        days = self.days
        if self.leapdays and month > 2 and monthrange(year, 2)[1] == 29:
            days += self.leapdays
        moved = dt.replace(**changed) + timedelta(
            days=days, hours=self.hours, minutes=self.minutes, seconds=self.seconds, microseconds=self.microseconds
        )
        return moved if self.weekday is None else self._to_weekday(moved)

    def _has_time(self):
        return any([getattr(self, name) for name in _RELATIVE[3:]]) or any(
            [getattr(self, name) is not None for name in _ABSOLUTE[3:]]
        )

    def _to_weekday(self, dt):
        number, nth = self.weekday.weekday, self.weekday.n or 1
        days = (abs(nth) - 1) * 7
        if nth > 0:
            return dt + timedelta(days=days + (7 - dt.weekday() + number) % 7)
        return dt - timedelta(days=days + (dt.weekday() - number) % 7)

    def __rsub__(self, dt):
        return self.__neg__().__radd__(dt)

    def __mul__(self, factor):
        factor = float(factor)
        return self._with(1, **{name: int(getattr(self, name) * factor) for name in _RELATIVE})

    __rmul__ = __mul__

    def __truediv__(self, divisor):
        return self * (1 / float(divisor))

    def __bool__(self):
        return any([getattr(self, name) for name in (*_RELATIVE, "leapdays")]) or any(
            [getattr(self, name) is not None for name in (*_ABSOLUTE, "weekday")]
        )

    def _key(self):
        return tuple([getattr(self, name) for name in (*_RELATIVE, "leapdays", *_ABSOLUTE, "weekday")])

    def __eq__(self, other):
        return self._key() == other._key() if isinstance(other, relativedelta) else NotImplemented

    def __hash__(self):
        return hash(self._key())

    def __repr__(self):
        parts = ["%s=%+g" % (name, getattr(self, name)) for name in (*_RELATIVE[:3], "leapdays", *_RELATIVE[3:]) if getattr(self, name)]
        parts += ["%s=%r" % (name, getattr(self, name)) for name in (*_ABSOLUTE[:3], "weekday", *_ABSOLUTE[3:]) if getattr(self, name) is not None]
        return "relativedelta(%s)" % ", ".join(parts)
