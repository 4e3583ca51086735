"""Texts that stand for other values."""

from _third_party import lazy

__getattr__ = lazy("oslo_utils.strutils")

TRUE_STRINGS = ("1", "t", "true", "on", "y", "yes")
FALSE_STRINGS = ("0", "f", "false", "off", "n", "no")


def bool_from_string(subject, strict=False, default=False):
    if isinstance(subject, bool):
        return subject
    word = str(subject).strip().lower()
    if word in TRUE_STRINGS:
        return True
    if word in FALSE_STRINGS:
        return False
    if strict:
        known = ", ".join(["'%s'" % known for known in sorted(TRUE_STRINGS + FALSE_STRINGS)])
        raise ValueError("Unrecognized value '%s', acceptable values are: %s" % (subject, known))
    return default


def int_from_bool_as_string(subject):
    return int(bool_from_string(subject))
