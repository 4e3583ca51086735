"""`PGFunction`."""

from .replaceable_entity import ReplaceableEntity, _cascade
from .statement import (
    escape_colon_for_plpgsql, escape_colon_for_sql, normalize_whitespace, strip_terminating_semicolon,
)


class PGFunction(ReplaceableEntity):
    """A function: its call signature, and everything behind it."""

    type_ = "function"

    def __init__(self, schema, signature, definition):
        super().__init__(schema, signature, definition)
        is_plpgsql = "language plpgsql" in normalize_whitespace(definition).lower().replace("'", "")
        escape = escape_colon_for_plpgsql if is_plpgsql else escape_colon_for_sql
        self.definition = escape(strip_terminating_semicolon(definition))

    @property
    def literal_signature(self):
        name, rest = self.signature.split("(", 1)
        return '"%s"(%s' % (name.strip(), rest)

    def _create(self, words="CREATE FUNCTION"):
        return "%s %s.%s %s" % (words, self.literal_schema, self.literal_signature, self.definition)

    def _replace(self):
        return [self._create("CREATE OR REPLACE FUNCTION")]

    def _drop(self, cascade):
        name, _, rest = self.signature.partition("(")
        parameters = rest.rpartition(")")[0]
        # DROP takes no defaults.
        parameters = [part[:len(part.lower().split("default")[0])].strip() for part in parameters.split(",")]
        return 'DROP FUNCTION %s."%s"(%s)%s' % (
            self.literal_schema, name.strip(), ", ".join(parameters), _cascade(cascade),
        )
