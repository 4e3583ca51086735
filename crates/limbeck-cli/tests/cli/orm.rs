//! The ORM in scripts: what they assert holds for SQLAlchemy, too.

use crate::beside_alembic;

const HEADER: &str =
    "revision = 'r01'\ndown_revision = None\nfrom alembic import op\nimport sqlalchemy as sa\n";

/// Runs a script; it asserts what it expects.
#[track_caller]
fn check(script: &str) {
    let text = format!("{HEADER}{script}");
    beside_alembic::check(&[("migrations/versions/r01.py", &text)]);
}

/// Authors, their posts and the tags of those; a tree.
const BLOG: &str = r##"
from sqlalchemy import orm
from sqlalchemy.orm import Session, declarative_base, relationship, backref, joinedload, selectinload

Base = declarative_base()

tags = sa.Table("post_tags", Base.metadata, sa.Column("post_id", sa.ForeignKey("post.id"), primary_key=True),
                sa.Column("tag_id", sa.ForeignKey("tag.id"), primary_key=True))

class User(Base):
    __tablename__ = "user"
    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column("user_name", sa.String(20))
    posts = relationship("Post", back_populates="author", order_by="Post.id.desc()")

class Post(Base):
    __tablename__ = "post"
    id = sa.Column(sa.Integer, primary_key=True)
    title = sa.Column(sa.String(20))
    author_id = sa.Column(sa.Integer, sa.ForeignKey("user.id"))
    author = relationship("User", back_populates="posts")
    tags = relationship("Tag", secondary=tags, backref="posts")

class Tag(Base):
    __tablename__ = "tag"
    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.String(20))

class Node(Base):
    __tablename__ = "node"
    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.String(20))
    parent_id = sa.Column(sa.Integer, sa.ForeignKey("node.id"))
    children = relationship("Node", backref=backref("parent", remote_side=[id]), cascade="all, delete-orphan")
"##;

/// A script over [`BLOG`]: `s` is a session, the tables are there.
#[track_caller]
fn check_blog(body: &str) {
    check(&format!(
        "{BLOG}\n\ndef upgrade():\n    bind = op.get_bind()\n    Base.metadata.create_all(bind)\n    s = Session(bind=bind)\n{body}"
    ));
}

#[test]
fn references_between_objects_become_rows() {
    check_blog(
        r##"
    u = User(name="a", posts=[Post(title="p1"), Post(title="p2")])
    s.add(u)
    t = Tag(name="t1")
    u.posts[0].tags.append(t)
    s.add(Post(title="p3", author=User(name="b"), tags=[t, Tag(name="t2")]))
    s.commit()
    assert [p.title for p in u.posts] == ["p2", "p1"], [p.title for p in u.posts]
    p3 = s.query(Post).filter_by(title="p3").one()
    assert p3.author.name == "b"
    assert sorted(x.name for x in p3.tags) == ["t1", "t2"]
    assert sorted(x.title for x in t.posts) == ["p1", "p3"], [x.title for x in t.posts]
    p3.author = u
    assert p3 in u.posts
    s.flush()
    assert p3.author_id == u.id
    s.expire_all()
    assert len(u.posts) == 3
    u.posts.remove(p3)
    s.commit()
    assert p3.author is None
    p3.tags = [t]
    s.commit()
"##,
    );
}

#[test]
fn queries_follow_relationships() {
    check_blog(
        r##"
    u = User(name="a", posts=[Post(title="p1"), Post(title="p2")])
    s.add(u)
    t = Tag(name="t1")
    u.posts[0].tags.append(t)
    s.add(Post(title="p3", tags=[t, Tag(name="t2")]))
    s.commit()
    s.add(User(name="b"))
    s.commit()
    rows = s.query(User.name, Post.title).join(User.posts).order_by(Post.id).all()
    assert [tuple(r) for r in rows] == [("a", "p1"), ("a", "p2")], rows
    assert [x.name for x in s.query(User).join(User.posts).order_by(User.id)] == ["a"]
    assert s.query(User).outerjoin(User.posts).filter(Post.id == None).one().name == "b"
    assert s.query(Post).join(Post.tags).filter(Tag.name == "t1").count() == 2, s.query(Post).join(Post.tags).filter(Tag.name == "t1").count()
    assert s.query(Post).filter(Post.tags.any(Tag.name == "t1")).count() == 2
    assert s.query(Post).filter(Post.author.has(name="a")).count() == 2
    assert s.query(Post).filter(Post.author == u).count() == 2
    assert s.query(Post).filter(Post.author == None).one().title == "p3"
    assert s.query(User).filter(User.posts.any()).count() == 1
    assert s.query(User).filter(User.posts.contains(u.posts[0])).one() is u
    ps = s.execute(sa.select(Post).options(joinedload(Post.author), selectinload(Post.tags)).order_by(Post.id)).unique().scalars().all()
    assert [p.author.name if p.author else None for p in ps] == ["a", "a", None]
    ua = orm.aliased(User)
    assert s.query(ua.name).join(Post, Post.author_id == ua.id).distinct().all() == [("a",)]
    got = s.query(Post, ua).join(ua, Post.author).order_by(Post.id).all()
    assert [(p.title, x.name) for p, x in got] == [("p1", "a"), ("p2", "a")], got
"##,
    );
}

#[test]
fn a_tree_is_written_and_removed_from_its_root() {
    check_blog(
        r##"
    root = Node(name="root", children=[Node(name="c1", children=[Node(name="g1")]), Node(name="c2")])
    s.add(root)
    s.commit()
    assert root.children[0].parent is root
    del root.children[1]
    s.commit()
    assert s.query(Node).count() == 3
    g1 = s.query(Node).filter_by(name="g1").one()
    assert g1.parent.parent is root
    s.delete(root.children[0])
    s.commit()
    assert s.query(Node).count() == 1
"##,
    );
}

#[test]
fn rows_are_merged_and_written_in_bulk() {
    check_blog(
        r##"
    s.add_all([User(name="a"), User(name="b")])
    s.commit()
    s.merge(User(id=1, name="merged"))
    s.merge(User(id=50, name="new"))
    s.commit()
    s.bulk_save_objects([User(name="k1"), User(name="k2")])
    s.bulk_insert_mappings(User, [{"name": "m1"}, {"name": "m2"}])
    s.bulk_update_mappings(User, [{"id": 50, "name": "new50"}])
    s.execute(sa.insert(User), [{"name": "i1"}, {"name": "i2"}])
    s.execute(sa.update(User).where(User.name == "i1").values(name="i1x"))
    s.query(User).filter(User.name == "i2").delete()
    s.commit()
"##,
    );
}

#[test]
fn annotations_mixins_and_what_classes_compute_are_mapped() {
    check(
        r##"
from typing import List, Optional
import datetime
from sqlalchemy import orm, event
from sqlalchemy.orm import Session, DeclarativeBase, Mapped, mapped_column, relationship, validates, column_property, synonym, declared_attr, sessionmaker, object_session
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.ext.associationproxy import association_proxy
from sqlalchemy.ext.mutable import MutableDict

class Base(DeclarativeBase):
    pass

class Stamped:
    created: Mapped[datetime.datetime] = mapped_column(default=lambda: datetime.datetime(2020, 1, 1))
    @declared_attr
    def owner_id(cls):
        return sa.Column(sa.ForeignKey("person.id"), nullable=True)
    @declared_attr
    def owner(cls):
        return relationship("Person", foreign_keys=[cls.owner_id])

class Person(Base):
    __tablename__ = "person"
    __table_args__ = (sa.UniqueConstraint("first", "last"), {"comment": "people"})
    id: Mapped[int] = mapped_column(primary_key=True)
    first: Mapped[str] = mapped_column(sa.String(20))
    last: Mapped[Optional[str]] = mapped_column()
    full = column_property(first + " " + sa.func.coalesce(last, "?"))
    vorname = synonym("first")
    data = mapped_column(MutableDict.as_mutable(sa.JSON))
    plain = mapped_column(sa.JSON)
    pets: Mapped[List["Pet"]] = relationship(back_populates="keeper", foreign_keys="Pet.keeper_id", cascade="all, delete-orphan")
    pet_names = association_proxy("pets", "name", creator=lambda n: Pet(name=n))
    passport: Mapped[Optional["Passport"]] = relationship(back_populates="person", uselist=False)

    @validates("first")
    def check_first(self, key, value):
        return value.strip()

    @hybrid_property
    def upper(self):
        return self.first.upper()

    @upper.expression
    def upper(cls):
        return sa.func.upper(cls.first)

class Pet(Stamped, Base):
    __tablename__ = "pet"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(server_default="cat")
    keeper_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    keeper: Mapped["Person"] = relationship(back_populates="pets", foreign_keys="Pet.keeper_id")

class Passport(Base):
    __tablename__ = "passport"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str]
    person_id = mapped_column(sa.ForeignKey("person.id"))
    person: Mapped[Person] = relationship(back_populates="passport")

Person.pets.property  # configured late
Person.pets.parent

class Animal(Base):
    __tablename__ = "animal"
    id: Mapped[int] = mapped_column(primary_key=True)
    type: Mapped[str]
    __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "animal"}

class Dog(Animal):
    bark: Mapped[str] = mapped_column(nullable=True)
    __mapper_args__ = {"polymorphic_identity": "dog"}

@event.listens_for(Passport, "before_insert")
def number_it(mapper, connection, target):
    target.number = "N-" + target.number

def upgrade():
    bind = op.get_bind()
    Base.metadata.create_all(bind)
    Sess = sessionmaker(bind=bind)
    with Sess() as s:
        p = Person(first="  Ann ", last="Lee", data={"a": 1}, plain={"x": [1]})
        s.add(p)
        p.pet_names.append("tom")
        p.pets.append(Pet(name="rex", kind="dog", owner=p))
        p.passport = Passport(number="7")
        s.flush()
        assert p.passport.number == "N-7"
        assert p.first == "Ann" and p.vorname == "Ann" and p.upper == "ANN"
        assert p.full == "Ann Lee", p.full
        assert p.pets[0].kind == "cat", p.pets[0].kind
        assert object_session(p) is s
        p.data["a"] = 2
        p.plain["x"].append(2)
        flag_modified(p, "plain")
        s.commit()
        assert bind.execute(sa.text("select data, plain from person")).one() == ('{"a": 2}', '{"x": [1, 2]}')
        assert s.query(Person).filter(Person.upper == "ANN").one() is p
        assert s.query(Person).filter(Person.full == "Ann Lee").one() is p
        assert s.scalars(sa.select(Pet).where(Pet.owner == p)).one().name == "rex"
        p.passport = None
        s.commit()
        assert bind.execute(sa.text("select person_id from passport")).scalar() is None
        p.pets = [x for x in p.pets if x.name == "rex"]
        s.commit()
        s.add_all([Animal(), Dog(bark="wuff")])
        s.commit()
        assert [type(a).__name__ for a in s.query(Animal).order_by(Animal.id)] == ["Animal", "Dog"]
        assert s.query(Dog).one().bark == "wuff" and s.query(Dog).count() == 1
        st = sa.inspect(p)
        assert st.persistent and st.identity == (p.id,)
        with s.begin_nested():
            p.last = "Nested"
        try:
            with s.begin_nested():
                p.last = "Gone"
                s.flush()
                raise ValueError()
        except ValueError:
            pass
        assert p.last == "Nested", p.last
        s.commit()
        bind.execute(sa.text("update person set last = 'Sql'"))
        s.expire_all()
        assert p.last == "Sql"
        s.refresh(p)
        p2 = s.get(Person, 1)
        assert p2 is p
        import copy
        q = Person(first="Bo")
        s.add(q)
        assert s.query(Person).count() == 2
        s.expunge(q)
        assert q not in s and p in s
        s.commit()
        try:
            s.query(Person).filter_by(first="none").one()
        except orm.exc.NoResultFound:
            pass
"##,
    );
}

#[test]
fn classes_follow_from_the_tables_of_the_database() {
    check(
        r##"
from sqlalchemy.orm import Session, relationship, sessionmaker
from sqlalchemy.ext.automap import automap_base
from sqlalchemy.ext.declarative import DeferredReflection, declarative_base

def upgrade():
    op.create_table("author", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(10)))
    op.create_table("book", sa.Column("id", sa.Integer, primary_key=True), sa.Column("title", sa.String(10)),
        sa.Column("author_id", sa.Integer, sa.ForeignKey("author.id")))
    op.create_table("genre", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(10)))
    op.create_table("book_genre", sa.Column("book_id", sa.Integer, sa.ForeignKey("book.id"), primary_key=True),
        sa.Column("genre_id", sa.Integer, sa.ForeignKey("genre.id"), primary_key=True))
    bind = op.get_bind()
    Base = automap_base()
    Base.prepare(autoload_with=bind)
    Author, Book, Genre = Base.classes.author, Base.classes.book, Base.classes.genre
    assert sorted(Base.classes.keys()) == ["alembic_version", "author", "book", "genre"], sorted(Base.classes.keys())
    s = Session(bind)
    a = Author(name="x")
    b = Book(title="t", author=a, genre_collection=[Genre(name="g1"), Genre(name="g2")])
    s.add(b)
    s.commit()
    assert [x.title for x in a.book_collection] == ["t"]
    g = s.query(Genre).filter_by(name="g1").one()
    assert g.book_collection == [b]
    b.genre_collection.remove(g)
    s.commit()

    class Reflected(DeferredReflection):
        __abstract__ = True
    B2 = declarative_base()
    class Buch(Reflected, B2):
        __tablename__ = "book"
        autor = relationship("Autor")
    class Autor(Reflected, B2):
        __tablename__ = "author"
        label = sa.Column("name", sa.String)
    Reflected.prepare(bind)
    s2 = sessionmaker(bind=bind)()
    x = s2.query(Buch).one()
    assert x.autor.label == "x", x.autor.label
    x.autor.label = "y"
    x.title = "neu"
    s2.commit()
    s2.close()
    class NewBase(automap_base()):
        __abstract__ = True
"##,
    );
}

#[test]
fn conditions_of_their_own_dynamic_collections_and_subqueries() {
    check(
        r##"
import enum
from sqlalchemy.orm import Session, declarative_base, relationship, contains_eager, load_only, subqueryload, aliased
from sqlalchemy.orm.collections import attribute_mapped_collection

Base = declarative_base()

class Kind(enum.Enum):
    a = 1
    b = 2

class Org(Base):
    __tablename__ = "org"
    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.String)
    main_id = sa.Column(sa.Integer, sa.ForeignKey("member.id", use_alter=True))
    members = relationship("Member", back_populates="org", foreign_keys="Member.org_id", lazy="dynamic")
    main = relationship("Member", foreign_keys=[main_id])
    active = relationship("Member", primaryjoin="and_(Org.id == Member.org_id, Member.active == True)", viewonly=True)

class Member(Base):
    __tablename__ = "member"
    org_id = sa.Column(sa.Integer, sa.ForeignKey("org.id"), primary_key=True)
    id = sa.Column(sa.Integer, primary_key=True)
    active = sa.Column(sa.Boolean, default=True)
    kind = sa.Column(sa.Enum(Kind), default=Kind.a)
    org = relationship(Org, back_populates="members", foreign_keys=[org_id])

class Log(Base):
    __tablename__ = "log"
    id = sa.Column(sa.Integer, primary_key=True)
    org_id = sa.Column(sa.Integer)
    org = relationship(Org, primaryjoin=lambda: sa.orm.foreign(Log.org_id) == Org.id)

def upgrade():
    bind = op.get_bind()
    op.create_table("org", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String), sa.Column("main_id", sa.Integer))
    op.create_table("member", sa.Column("org_id", sa.Integer, primary_key=True), sa.Column("id", sa.Integer, primary_key=True), sa.Column("active", sa.Boolean), sa.Column("kind", sa.String))
    op.create_table("log", sa.Column("id", sa.Integer, primary_key=True), sa.Column("org_id", sa.Integer))
    s = Session(bind=bind)
    o = Org(name="o")
    s.add(o)
    s.flush()
    m1 = Member(id=1, org=o); m2 = Member(id=2, org=o, active=False)
    s.add_all([m1, m2])
    s.commit()
    assert o.members.count() == 2 and o.members.filter_by(id=2).one() is m2
    assert [m.id for m in o.active] == [1]
    assert m1.kind is Kind.a
    o.main = m1
    s.add(Log(org=o))
    s.commit()
    assert s.query(Log).one().org is o
    assert s.query(Log).join(Log.org).filter(Org.name == "o").count() == 1
    assert s.get(Member, (o.id, 2)) is m2
    for m in s.query(Member).options(load_only(Member.id)).order_by(Member.id).yield_per(10):
        m.kind = Kind.b
    s.commit()
    assert s.query(Member.kind).distinct().all() == [(Kind.b,)]
    r = s.query(Org, sa.func.count(Member.id)).join(Member, Member.org_id == Org.id).group_by(Org).all()
    assert [(x.name, n) for x, n in r] == [("o", 2)]
    r = s.query(Log).options(contains_eager(Log.org)).join(Log.org).all()
    assert r[0].org is o
    sub = s.query(Member.org_id, sa.func.max(Member.id).label("top")).group_by(Member.org_id).subquery()
    assert s.query(Org.name, sub.c.top).join(sub, sub.c.org_id == Org.id).all() == [("o", 2)]
    assert s.query(s.query(Org).filter(Org.name == "o").exists()).scalar() is True
    d = m2.__dict__.copy(); d.pop("_sa_instance_state")
    s.delete(m2)
    s.commit()
    assert o.members.count() == 1
    al = aliased(Member, name="mm")
    assert s.query(al).filter(al.org_id == o.id).one().id == 1
    assert s.execute(sa.select(Org).where(Org.id.in_(sa.select(Member.org_id)))).scalar_one() is o
    assert s.query(Org).filter(Org.members.any(Member.active.is_(True))).one() is o
    rows = s.execute(sa.select(Org.id, Org.name)).mappings().all()
    assert rows[0]["name"] == "o"
    s.query(Org).filter(Org.name == "o").update({Org.name: Org.name + "!"}, synchronize_session=False)
    s.commit()
    assert o.name == "o!", o.name
    with s.no_autoflush:
        o.name = "z"
        assert s.query(Org).filter_by(name="z").first() is None
    s.expunge(o)
"##,
    );
}

#[test]
fn values_of_every_type_are_written_row_by_row_and_together() {
    check(
        r##"
import enum, uuid, datetime, decimal
from sqlalchemy.orm import Session, declarative_base
Base = declarative_base()
class K(enum.Enum):
    a = 1
    b = 2
class Upper(sa.types.TypeDecorator):
    impl = sa.String
    cache_ok = True
    def process_bind_param(self, value, dialect):
        return None if value is None else value.upper()
    def process_result_value(self, value, dialect):
        return None if value is None else value.lower()
class T(Base):
    __tablename__ = "t"
    id = sa.Column(sa.Uuid, primary_key=True)
    k = sa.Column(sa.Enum(K))
    j = sa.Column(sa.JSON)
    d = sa.Column(sa.DateTime)
    n = sa.Column(sa.Numeric(10, 2))
    u = sa.Column(Upper)
    b = sa.Column(sa.LargeBinary)
    o = sa.Column(sa.Boolean)
    day = sa.Column(sa.Date)
    chg = sa.Column(sa.Integer, onupdate=lambda: 7)
def upgrade():
    bind = op.get_bind()
    Base.metadata.create_all(bind)
    s = Session(bind)
    ids = [uuid.UUID(int=i) for i in range(4)]
    s.add_all([T(id=i, k=K.a, j={"a": [1]}, u="x") for i in ids])
    s.commit()
    for t in s.query(T):
        t.k = K.b
        t.j = {"b": None, "c": [1, {"d": "e'f"}]}
        t.d = datetime.datetime(2020, 1, 2, 3, 4, 5, 678)
        t.n = decimal.Decimal("1.50")
        t.u = "abc"
        t.b = b"\x00\xff"
        t.o = True
        t.day = datetime.date(2021, 1, 1)
    s.commit()
    t = s.get(T, ids[1])
    assert (t.k, t.j, t.u, t.n, t.o, t.chg) == (K.b, {"b": None, "c": [1, {"d": "e'f"}]}, "abc", decimal.Decimal("1.50"), True, 7), t.__dict__
    for t in s.query(T):
        t.j = None
        t.k = None
    s.commit()
"##,
    );
}

#[test]
fn sets_registries_and_objects_from_returning() {
    check(
        r##"
from sqlalchemy.orm import Session, declarative_base, relationship, validates, registry, backref
Base = declarative_base()
class User(Base):
    __tablename__ = "u"
    id = sa.Column(sa.Integer, primary_key=True)
    groups = relationship("Group", secondary="ug", back_populates="users", collection_class=set)
    emails = relationship("Email", cascade="all,delete", passive_deletes=True, backref=backref("user", uselist=False))
class Group(Base):
    __tablename__ = "g"
    id = sa.Column(sa.Integer, primary_key=True)
    users = relationship("User", secondary="ug", back_populates="groups")
    creator_id = sa.Column(sa.Integer, sa.ForeignKey("u.id"))
    creator = relationship("User")
class Email(Base):
    __tablename__ = "e"
    id = sa.Column(sa.Integer, primary_key=True)
    user_id = sa.Column(sa.Integer, sa.ForeignKey("u.id", ondelete="CASCADE"))
    addr = sa.Column(sa.String)
class Link(Base):
    __tablename__ = "ug"
    u_id = sa.Column(sa.ForeignKey("u.id"), primary_key=True)
    g_id = sa.Column(sa.ForeignKey("g.id"), primary_key=True)
mapper_registry = registry()
plain_t = sa.Table("pt", mapper_registry.metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("v", sa.String))
class Plain:
    def __init__(self, v):
        self.v = v
mapper_registry.map_imperatively(Plain, plain_t)
@mapper_registry.mapped
class Deco:
    __tablename__ = "deco"
    id = sa.Column(sa.Integer, primary_key=True)
    v = sa.Column(sa.String)
def upgrade():
    bind = op.get_bind()
    Base.metadata.create_all(bind)
    mapper_registry.metadata.create_all(bind)
    s = Session(bind=bind)
    u = User(id=1)
    g = Group(id=1, creator=u)
    g2 = Group(id=2)
    s.add_all([u, g, g2])
    g.users.append(u)
    u.groups.add(g2)
    s.commit()
    assert len(u.groups) == 2 and g2.users == [u]
    for grp in s.query(Group).filter(Group.creator == None):
        grp.creator = u
    for grp in s.query(Group):
        if grp.creator not in grp.users:
            grp.users.append(grp.creator)
    s.commit()
    e = Email(addr="a@b")
    e.user = u
    s.add(e)
    s.add(Email(addr="c", user_id=1))
    s.flush()
    assert e.user_id == 1
    s.expire(u)
    assert len(u.emails) == 2
    u.emails.remove(e)
    s.flush()
    assert e.user_id is None
    s.add(Plain("x"))
    d = Deco(v="1")
    s.add(d)
    s.commit()
    assert s.query(Plain).one().v == "x" and s.get(Deco, 1).v == "1"
    s.query(Plain).one().v = "y"
    u.groups.discard(g2)
    s.commit()
    s.delete(g2)
    s.commit()
    s.execute(sa.delete(Email).where(Email.user_id == None))
    s.execute(sa.insert(Deco).values(v="ins"))
    ids = s.scalars(sa.insert(Deco).returning(Deco.id), [{"v": "r1"}, {"v": "r2"}]).all()
    assert len(ids) == 2, ids
    for x in s.query(Deco): x.v
    objs = s.scalars(sa.update(Deco).where(Deco.v == "r1").values(v="r9").returning(Deco)).all()
    assert [o.v for o in objs] == ["r9"], objs
    new = s.scalars(sa.insert(Deco).values(v="single").returning(Deco)).one()
    assert new.v == "single" and new in s
    s.commit()
"##,
    );
}

/// `Column` from SQLAlchemy's test suite, which editors offer, too.
#[test]
fn columns_of_the_test_suite_are_columns() {
    check(
        r##"
import sqlalchemy as sa
from alembic import op
from sqlalchemy.orm import Session, declarative_base, relationship
from sqlalchemy.testing import eq_
from sqlalchemy.testing.schema import Column, Table

Base = declarative_base()

class User(Base):
    __tablename__ = "user"
    id = Column(sa.Integer, primary_key=True, test_needs_autoincrement=True)
    posts = relationship("Post", back_populates="author")

class Post(Base):
    __tablename__ = "post"
    id = Column(sa.Integer, primary_key=True)
    author_id = Column(sa.Integer, sa.ForeignKey("user.id"))
    author = relationship("User", back_populates="posts")

def upgrade():
    Base.metadata.create_all(op.get_bind())
    other = Table("other", sa.MetaData(), Column("id", sa.Integer, primary_key=True), test_needs_fk=True)
    other.create(op.get_bind())
    session = Session(op.get_bind())
    session.add(Post(author=User()))
    session.flush()
    assert [post.author.id for post in session.query(Post)] == [1]
"##,
    );
}
