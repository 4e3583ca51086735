"""The other place of the base classes of types."""

from ..types import (  # noqa: F401
    NULLTYPE, ExternalType, NullType, TypeDecorator, TypeEngine, UserDefinedType, Variant, to_instance,
)
