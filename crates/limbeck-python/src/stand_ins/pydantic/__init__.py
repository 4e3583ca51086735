"""The stand-in for pydantic: models of plain values. What only pydantic itself knows to do stays a placeholder."""

import _third_party

from .fields import AliasChoices, ConfigDict, Field, PrivateAttr
from .functional import (
    computed_field, field_serializer, field_validator, model_serializer, model_validator, root_validator, validator,
)
from .main import BaseModel, ValidationError, ValidationInfo
from .types import SecretBytes, SecretStr

_unknown = _third_party.lazy(__name__, ("fields", "functional", "main", "types"))


def __getattr__(name):
    if name == "BaseSettings":
        from pydantic_settings import BaseSettings

        return BaseSettings
    return _unknown(name)
