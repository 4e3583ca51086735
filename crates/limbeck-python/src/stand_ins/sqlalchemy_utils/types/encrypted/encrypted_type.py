"""`EncryptedType` and `StringEncryptedType`: their columns; what is in them needs the application's key."""

import _third_party
from sqlalchemy.types import LargeBinary, String, TypeDecorator


class EncryptionDecryptionBaseEngine:
    """A way to encrypt."""


class AesEngine(EncryptionDecryptionBaseEngine):
    pass


class AesGcmEngine(EncryptionDecryptionBaseEngine):
    pass


class FernetEngine(EncryptionDecryptionBaseEngine):
    pass


class StringEncryptedType(TypeDecorator):
    """Encrypted, as text."""

    impl = String
    cache_ok = True

    def __init__(self, type_in=None, key=None, engine=None, padding=None, **keywords):
        super().__init__(**keywords)
        self.underlying_type = type_in
        self.key = key

    def process_bind_param(self, value, dialect):
        if value is None:
            return None
        raise NotImplementedError(
            "limbeck does not encrypt: run this step with Alembic itself, or write the encrypted value in the script"
        )


class EncryptedType(StringEncryptedType):
    """Encrypted, as bytes."""

    impl = LargeBinary


__getattr__ = _third_party.lazy(__name__)
