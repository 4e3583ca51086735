"""`PGPolicy`."""

from .replaceable_entity import OnEntity, _cascade


class PGPolicy(OnEntity):
    """A policy of row level security."""

    type_ = "policy"

    def _create(self):
        return "CREATE POLICY %s ON %s %s" % (self.signature, self.on_entity, self.definition)

    def _drop(self, cascade, words="DROP POLICY"):
        return "%s %s ON %s%s" % (words, self.signature, self.on_entity, _cascade(cascade))

    def _replace(self):
        return [self._drop(False, "DROP POLICY IF EXISTS"), self._create()]
