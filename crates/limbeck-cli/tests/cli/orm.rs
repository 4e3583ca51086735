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
