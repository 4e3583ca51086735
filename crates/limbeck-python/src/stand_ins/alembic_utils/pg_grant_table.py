"""`PGGrantTable`."""

from enum import Enum

from .replaceable_entity import ReplaceableEntity
from .statement import coerce_to_quoted, coerce_to_unquoted


class PGGrantTableChoice(str, Enum):
    """What can be granted on a table."""

    SELECT = "SELECT"
    INSERT = "INSERT"
    UPDATE = "UPDATE"
    DELETE = "DELETE"
    TRUNCATE = "TRUNCATE"
    REFERENCES = "REFERENCES"
    TRIGGER = "TRIGGER"

    def __str__(self):
        return self.value


class PGGrantTable(ReplaceableEntity):
    """A privilege of a role on a table."""

    type_ = "grant_table"

    def __init__(self, schema, table, role, grant, columns=None, with_grant_option=False):
        self.schema = coerce_to_unquoted(schema)
        self.table = coerce_to_unquoted(table)
        self.columns = sorted(columns) if columns else []
        self.role = coerce_to_unquoted(role)
        self.grant = PGGrantTableChoice(grant)
        self.with_grant_option = with_grant_option
        self.signature = self.identity

    @property
    def identity(self):
        return "%s: %s.%s.%s.%s" % (type(self).__name__, self.schema, self.table, self.role, self.grant)

    @property
    def _on(self):
        return "%s.%s" % (self.literal_schema, coerce_to_quoted(self.table))

    def _create(self):
        return "GRANT %s%s ON %s TO %s%s" % (
            self.grant,
            " (%s)" % ", ".join(self.columns) if self.columns else "",
            self._on,
            coerce_to_quoted(self.role),
            " WITH GRANT OPTION" if self.with_grant_option else "",
        )

    def _drop(self, cascade):
        return "REVOKE %s ON %s FROM %s" % (self.grant, self._on, coerce_to_quoted(self.role))
