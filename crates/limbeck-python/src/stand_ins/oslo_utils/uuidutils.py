"""UUIDs as texts."""

import uuid

from _third_party import lazy

__getattr__ = lazy("oslo_utils.uuidutils")


def generate_uuid(dashed=True):
    made = uuid.uuid4()
    return str(made) if dashed else made.hex


def is_uuid_like(val):
    try:
        return str(uuid.UUID(val)).replace("-", "") == _digits(val)
    except (TypeError, ValueError, AttributeError):
        return False


def _digits(text):
    for part in ("urn:", "uuid:", "-"):
        text = text.replace(part, "")
    return text.strip("{}").lower()
