"""`PGMaterializedView`."""

from .pg_view import PGView
from .replaceable_entity import _cascade


class PGMaterializedView(PGView):
    """A materialized view over a query."""

    type_ = "materialized_view"

    def __init__(self, schema, signature, definition, with_data=True):
        super().__init__(schema, signature, definition)
        self.with_data = with_data

    def _create(self):
        return "CREATE MATERIALIZED VIEW %s AS %s WITH %sDATA" % (
            self._qualified, self.definition, "" if self.with_data else "NO ",
        )

    def _drop(self, cascade, words="DROP MATERIALIZED VIEW"):
        return "%s %s%s" % (words, self._qualified, _cascade(cascade))

    def _replace(self):
        return [self._drop(False, "DROP MATERIALIZED VIEW IF EXISTS"), self._create()]
