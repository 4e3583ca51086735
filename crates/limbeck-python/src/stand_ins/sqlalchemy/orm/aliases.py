"""`aliased()`: another name for a mapped class, and relationships seen from there."""

from .mapper import mapper_of
from .relationships import Relationship


class AliasedClass:
    """A mapped class under another name of its table."""

    def __init__(self, class_, table):
        self.__dict__.update(class_=class_, __table__=table, __mapper__=mapper_of(class_))

    @property
    def c(self):
        return self.__table__.c

    def __clause_element__(self):
        return self.__table__

    def _selected(self):
        return self.__table__._selected()

    def _node(self, scope):
        return self.__table__._node(scope)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        key = self.__mapper__.names.get(name)
        if key is not None:
            return self.__table__.c[key]
        found = getattr(self.class_, name)
        return AliasedRelationship(found, self, None) if isinstance(found, Relationship) else found


class AliasedRelationship:
    """A relationship that begins or ends at an alias, or has one more condition."""

    def __init__(self, relationship, parent, target, criteria=()):
        self.relationship = relationship
        self.parent, self.target, self.criteria = parent, target, criteria

    def _join_steps(self, target):
        from ..sql.elements import and_

        parent = None if self.parent is None else self.parent.__table__
        target = getattr(self.target, "__table__", target)
        steps = self.relationship.condition.steps(parent, target)
        if self.criteria:
            clause, condition = steps[-1]
            steps[-1] = (clause, and_(condition, *self.criteria))
        return steps

    def of_type(self, entity):
        return AliasedRelationship(self.relationship, self.parent, entity, self.criteria)

    def and_(self, *criteria):
        return AliasedRelationship(self.relationship, self.parent, self.target, (*self.criteria, *criteria))

    @property
    def key(self):
        return self.relationship.key


def aliased(element, alias=None, name=None, flat=False, adapt_on_names=False):
    if mapper_of(element) is None:
        return alias if alias is not None else element.alias(name)
    table = alias if alias is not None else element.__table__.alias(name)
    return AliasedClass(getattr(element, "class_", element), table)
