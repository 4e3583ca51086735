"""The stand-in for python-dateutil: differences of dates, and time zones."""

import _third_party

__getattr__ = _third_party.lazy(__name__, ("relativedelta", "tz"))
