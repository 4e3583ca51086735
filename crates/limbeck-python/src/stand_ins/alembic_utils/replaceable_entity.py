"""What all entities have in common."""

from sqlalchemy import text

from .statement import (
    coerce_to_quoted, coerce_to_unquoted, escape_colon_for_sql, normalize_whitespace, strip_terminating_semicolon,
)


class ReplaceableEntity:
    """An object of the database that can be made, replaced and dropped."""

    type_ = None

    def __init__(self, schema, signature, definition):
        self._name(schema, signature)
        self.definition = escape_colon_for_sql(strip_terminating_semicolon(definition))

    def _name(self, schema, signature):
        self.schema = coerce_to_unquoted(normalize_whitespace(schema))
        self.signature = coerce_to_unquoted(normalize_whitespace(signature))

    @property
    def literal_schema(self):
        return coerce_to_quoted(self.schema)

    @property
    def identity(self):
        return "%s: %s.%s" % (type(self).__name__, self.schema, self.signature)

    def to_variable_name(self):
        name = self.signature.split("(")[0].strip().lower().replace("-", "_")
        return "%s_%s" % (self.schema.lower(), name)

    @classmethod
    def from_path(cls, path):
        with path.open() as file:
            return cls.from_sql(file.read())

    @classmethod
    def from_sql(cls, sql):
        raise NotImplementedError(
            "limbeck does not take %s.from_sql(): give schema, signature and definition" % cls.__name__
        )

    @classmethod
    def from_database(cls, sess, schema="%"):
        raise NotImplementedError("limbeck does not have %s.from_database()" % cls.__name__)

    # The SQL, in the words of each kind of entity.

    def _create(self):
        raise NotImplementedError(type(self).__name__)

    def _drop(self, cascade):
        raise NotImplementedError(type(self).__name__)

    def _replace(self):
        return [self._drop(False), self._create()]

    def to_sql_statement_create(self):
        return text(self._create())

    def to_sql_statement_drop(self, cascade=False):
        return text(self._drop(cascade))

    def to_sql_statement_create_or_replace(self):
        for statement in self._replace():
            yield text(statement)


def _cascade(cascade):
    return " CASCADE" if cascade else ""


class OnEntity(ReplaceableEntity):
    """An entity that belongs to a table."""

    def __init__(self, schema, signature, definition, on_entity):
        super().__init__(schema, signature, definition)
        if "." not in on_entity:
            on_entity = "public." + on_entity
        self.on_entity = coerce_to_unquoted(on_entity)

    @property
    def identity(self):
        return "%s %s" % (super().identity, self.on_entity)


class _Registry:
    """The entities that autogenerate looks after."""

    def __init__(self):
        self._entities = {}

    def register(self, entities, *arguments, **keywords):
        self._entities.update({entity.identity: entity for entity in entities})

    def entities(self):
        return list(self._entities.values())

    def clear(self):
        self._entities.clear()


registry = _Registry()


def register_entities(entities, schemas=None, exclude_schemas=None, entity_types=None):
    """Tells autogenerate about entities; running migrations does not need them."""
    registry.register(entities)
