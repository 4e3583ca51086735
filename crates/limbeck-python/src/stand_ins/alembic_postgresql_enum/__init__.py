"""The stand-in for alembic-postgresql-enum: `op.sync_enum_values`, and the configuration of its autogenerate."""

import _third_party

from .columns import ColumnType, TableReference
from .sync_enum_values import SyncEnumValuesOp


class Config:
    """Settings of autogenerate."""

    def __init__(self, **settings):
        self.__dict__.update(settings)


def set_configuration(config):
    """Only autogenerate asks for it."""


__getattr__ = _third_party.lazy(__name__, ("columns", "sql_commands", "sync_enum_values"))
