"""`automap_base()`: classes made from the tables of a database."""

from ..exc import InvalidRequestError
from ..orm.clsregistry import class_named  # noqa: F401
from ..orm.decl_api import declarative_base
from ..orm.mapper import mapper_of
from ..orm.relationships import Relationship, backref
from ..sql.schema import ForeignKeyConstraint


def classname_for_table(base, tablename, table):
    return str(tablename)


def name_for_scalar_relationship(base, local_cls, referred_cls, constraint):
    return referred_cls.__name__.lower()


def name_for_collection_relationship(base, local_cls, referred_cls, constraint):
    return referred_cls.__name__.lower() + "_collection"


def generate_relationship(base, direction, return_fn, attrname, local_cls, referred_cls, **kw):
    if return_fn is backref:
        return backref(attrname, **kw)
    return Relationship(referred_cls, **kw)


class Classes(dict):
    """The classes by name."""

    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def __iter__(self):
        return iter(self.values())


class AutomapBase:
    """The base of classes that follow from tables."""

    __abstract__ = True

    @classmethod
    def prepare(
        cls, autoload_with=None, engine=None, reflect=False, schema=None, reflection_options=None,
        classname_for_table=classname_for_table, name_for_scalar_relationship=name_for_scalar_relationship,
        name_for_collection_relationship=name_for_collection_relationship,
        generate_relationship=generate_relationship, modulename_for_table=None, collection_class=None,
    ):
        bind = autoload_with if autoload_with is not None else engine
        if bind is not None:
            cls.metadata.reflect(bind, schema=schema, extend_existing=True, **(reflection_options or {}))
        elif reflect:
            raise InvalidRequestError("prepare() needs autoload_with, the connection to read the tables from")
        names = (
            classname_for_table, name_for_scalar_relationship, name_for_collection_relationship, generate_relationship,
        )
        _Preparation(cls, *names).run()


def automap_base(declarative_base=None, **options):
    if declarative_base is None:
        from ..orm.decl_api import declarative_base as make

        declarative_base = make(**options)
    return type(declarative_base)(
        "AutomapBase", (AutomapBase, declarative_base), {"__abstract__": True, "classes": Classes()}
    )


class _Preparation:
    """Makes the classes of a base, and the relationships between them."""

    def __init__(self, base, classname, scalar, collection, generate):
        self.base = base
        self._classname, self._scalar, self._collection, self._generate = classname, scalar, collection, generate
        self.by_table = {}

    def run(self):
        base = self.base
        for mapper in base.registry.mappers:
            if issubclass(mapper.class_, base):
                self.by_table[mapper.local_table] = mapper.class_
                base.classes[mapper.class_.__name__] = mapper.class_
        between = []
        for table in base.metadata.sorted_tables:
            links = _links(table)
            if links is not None and table not in self.by_table:
                between.append((table, links))
            elif list(table.primary_key.columns) and table not in self.by_table:
                self._map(table)
        for class_ in list(self.by_table.values()):
            self._refer(class_)
        for table, links in between:
            self._link(table, links)

    def _map(self, table):
        name = self._classname(self.base, table.name, table)
        class_ = type(self.base)(name, (self.base,), {"__table__": table})
        self.by_table[table] = self.base.classes[name] = class_

    def _refer(self, class_):
        """The relationships that follow from the foreign keys of a class's table."""
        for constraint in _constraints(class_.__table__):
            referred = self.by_table.get(constraint.referred_table)
            if referred is None:
                continue
            name = self._scalar(self.base, class_, referred, constraint)
            back = self._collection(self.base, referred, class_, constraint)
            if hasattr(class_, name):
                # What the class has itself counts, as columns do.
                continue
            options = {
                "foreign_keys": [element.parent for element in constraint.elements],
                "remote_side": [element.column for element in constraint.elements],
            }
            made = None
            if not hasattr(referred, back):
                reverse = {"passive_deletes": _passive(constraint)}
                made = self._generate(self.base, "ONETOMANY", backref, back, referred, class_, **reverse)
            relationship = self._generate(
                self.base, "MANYTOONE", Relationship, name, class_, referred, backref=made, **options
            )
            if relationship is not None:
                setattr(class_, name, relationship)

    def _link(self, table, links):
        """The collections on both sides of a table that only refers to two others."""
        left, right = [self.by_table.get(constraint.referred_table) for constraint in links]
        if left is None or right is None:
            return
        name = self._collection(self.base, left, right, links[0])
        back = self._collection(self.base, right, left, links[1])
        if hasattr(left, name):
            return
        conditions = [_condition(constraint) for constraint in links]
        made = None
        if not hasattr(right, back):
            made = self._generate(self.base, "MANYTOMANY", backref, back, right, left)
        relationship = self._generate(
            self.base, "MANYTOMANY", Relationship, name, left, right, secondary=table, backref=made,
            primaryjoin=conditions[0], secondaryjoin=conditions[1],
        )
        if relationship is not None:
            setattr(left, name, relationship)


def _constraints(table):
    found = [constraint for constraint in table.foreign_key_constraints if _has_target(constraint)]
    return sorted(found, key=lambda constraint: [str(key) for key in constraint.column_keys])


def _has_target(constraint):
    try:
        return constraint.referred_table is not None
    except InvalidRequestError:
        return False


def _links(table):
    """The two foreign keys of a table that has nothing else; `None` for any other table."""
    constraints = _constraints(table)
    if len(constraints) != 2:
        return None
    columns = {element.parent.key for constraint in constraints for element in constraint.elements}
    return constraints if columns == set(table.c.keys()) else None


def _condition(constraint):
    from ..sql.elements import and_

    return and_(*[element.parent == element.column for element in constraint.elements])


def _passive(constraint):
    return (constraint.ondelete or "").lower() in ("cascade", "set null")
