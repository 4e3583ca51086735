"""`PGTrigger`."""

from .replaceable_entity import OnEntity, _cascade


class PGTrigger(OnEntity):
    """A trigger: its definition is everything behind its name, table included."""

    type_ = "trigger"

    def __init__(self, schema, signature, definition, on_entity, is_constraint=False):
        super().__init__(schema, signature, definition, on_entity)
        self.is_constraint = is_constraint

    def _create(self):
        import re

        parts = re.fullmatch(r"(.+?)\s+on\s+(.+?)\s+(.+)", self.definition, re.IGNORECASE | re.DOTALL)
        if parts is None:
            raise ValueError("Failed to parse the definition of the trigger %r: %r" % (self.signature, self.definition))
        event, table, action = parts.groups()
        # The table is that schema's, whatever the definition says.
        table = "%s.%s" % (self.schema, table.partition(".")[2] if "." in table else table)
        return 'CREATE %sTRIGGER "%s" %s ON %s %s' % (
            "CONSTRAINT " if self.is_constraint else "", self.signature, event, table, action,
        )

    def _drop(self, cascade, words="DROP TRIGGER"):
        return '%s "%s" ON %s%s' % (words, self.signature, self.on_entity, _cascade(cascade))

    def _replace(self):
        return [self._drop(False, "DROP TRIGGER IF EXISTS"), self._create()]
