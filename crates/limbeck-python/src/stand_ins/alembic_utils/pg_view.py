"""`PGView`."""

from .replaceable_entity import ReplaceableEntity, _cascade
from .statement import strip_terminating_semicolon


class PGView(ReplaceableEntity):
    """A view over a query."""

    type_ = "view"

    def __init__(self, schema, signature, definition):
        self._name(schema, signature)
        self.definition = strip_terminating_semicolon(definition)

    @property
    def _qualified(self):
        return '%s."%s"' % (self.literal_schema, self.signature)

    def _create(self, words="CREATE VIEW"):
        return "%s %s AS %s" % (words, self._qualified, self.definition)

    def _drop(self, cascade):
        return "DROP VIEW %s%s" % (self._qualified, _cascade(cascade))

    def _replace(self):
        # A view whose columns change has to be dropped first.
        return [
            "DO $$ BEGIN %s; EXCEPTION WHEN OTHERS THEN DROP VIEW IF EXISTS %s; %s; END; $$ LANGUAGE 'plpgsql'"
            % (self._create("CREATE OR REPLACE VIEW"), self._qualified, self._create())
        ]
