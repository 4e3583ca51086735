"""The stand-in for SQLAlchemy-Utils: its types as they are in SQL."""

import _third_party

from .types import (
    ArrowType, BitType, ChoiceType, ColorType, CountryType, CurrencyType, DateRangeType, DateTimeRangeType, EmailType,
    EncryptedType, EnrichedDateTimeType, Int8RangeType, IntRangeType, IPAddressType, JSONType, LocaleType, LtreeType,
    NumericRangeType, PasswordType, PhoneNumberType, ScalarListType, StringEncryptedType, TimezoneType, TSVectorType,
    URLType, UUIDType, WeekDaysType,
)

__getattr__ = _third_party.lazy(__name__, ("types", "view"))
