"""`PGExtension`."""

from .replaceable_entity import ReplaceableEntity, _cascade


class PGExtension(ReplaceableEntity):
    """An extension, by its name."""

    type_ = "extension"

    def __init__(self, schema, signature):
        self._name(schema, signature)
        self.definition = "%s: %s %s" % (type(self).__name__, self.schema, self.signature)

    @property
    def identity(self):
        return "%s: %s" % (type(self).__name__, self.signature)

    def _create(self):
        return 'CREATE EXTENSION "%s" WITH SCHEMA %s' % (self.signature, self.literal_schema)

    def _drop(self, cascade):
        return 'DROP EXTENSION "%s"%s' % (self.signature, _cascade(cascade))

    def _replace(self):
        raise NotImplementedError("an extension cannot be replaced")
