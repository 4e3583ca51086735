"""The columns whose type changes."""

from enum import Enum


class ColumnType(Enum):
    COMMON = "enum"
    ARRAY = "array"


Unspecified = object()


class TableReference:
    """A column of an enum type, and its default."""

    def __init__(
        self, table_name, column_name, table_schema=Unspecified, column_type=ColumnType.COMMON,
        existing_server_default=None,
    ):
        self.table_name = table_name
        self.column_name = column_name
        self.table_schema = table_schema
        self.column_type = column_type
        self.existing_server_default = existing_server_default

    @property
    def table_name_with_schema(self):
        return '"%s"."%s"' % (self.table_schema, self.table_name) if self.table_schema else '"%s"' % self.table_name

    @property
    def escaped_column_name(self):
        return '"%s"' % self.column_name
