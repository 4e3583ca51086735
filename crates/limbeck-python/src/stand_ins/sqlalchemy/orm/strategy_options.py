"""`joinedload()` and its kin: relations are read ahead, in statements of their own."""

from .aliases import AliasedRelationship
from .relationships import Relationship

# What an option asks for: related objects ahead, or when they are asked for, which is the same for a script.
_AHEAD = ("joinedload", "selectinload", "subqueryload", "immediateload", "contains_eager")
_LATER = ("lazyload", "defaultload", "defer", "undefer", "undefer_group", "load_only", "raiseload", "selectin_polymorphic")


class Load:
    """A path of relationships, and how each is read."""

    def __init__(self, entity=None):
        self._steps = ()

    def _step(self, kind, attributes):
        other = Load()
        other._steps = (*self._steps, (kind, attributes))
        return other

    def _load_ahead(self, instances):
        """Reads what the path leads to from these objects."""
        from .loading import load

        for kind, attributes in self._steps:
            if kind not in _AHEAD:
                if kind != "defaultload":
                    return
            relationship = attributes[0]
            if isinstance(relationship, AliasedRelationship):
                relationship = relationship.relationship
            if not isinstance(relationship, Relationship):
                return
            if kind == "contains_eager" and relationship.uselist:
                raise NotImplementedError(
                    "limbeck does not have contains_eager() of a collection (%s): select both classes, or run this "
                    "step with Alembic itself" % relationship
                )
            instances = _of_class([item for item in instances if item is not None], relationship)
            if relationship.lazy in ("dynamic", "write_only"):
                return
            load(relationship, [item._sa_instance_state for item in instances])
            related = [item.__dict__.get(relationship.key) for item in instances]
            instances = _each([list(value) if relationship.uselist else [value] for value in related if value is not None])

    def options(self, *options):
        return self


def _of_class(instances, relationship):
    return [item for item in instances if isinstance(item, relationship.parent)]


def _each(groups):
    found, seen = [], set()
    for group in groups:
        for item in group:
            if id(item) not in seen:
                seen.add(id(item))
                found.append(item)
    return found


def _method(kind):
    def chained(self, *attributes, **options):
        return self._step(kind, attributes)

    chained.__name__ = kind
    return chained


def _function(kind):
    def option(*attributes, **options):
        return Load()._step(kind, attributes)

    option.__name__ = kind
    return option


for _kind in (*_AHEAD, *_LATER):
    setattr(Load, _kind, _method(_kind))
    globals()[_kind] = _function(_kind)


def _refused(name):
    def option(*arguments, **keywords):
        raise NotImplementedError(
            "limbeck does not have the ORM's %s(); use statements, or run this step with Alembic itself" % name
        )

    option.__name__ = name
    return option


noload = _refused("noload")
with_expression = _refused("with_expression")
with_loader_criteria = _refused("with_loader_criteria")
with_polymorphic = _refused("with_polymorphic")
