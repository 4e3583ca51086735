//! `ddl_if()`, `execute_if()` and the listeners of tables.

use crate::beside_alembic;

#[test]
fn what_is_made_depends_on_conditions_and_listeners() {
    let script = r#"
revision = "r01"
down_revision = None
from alembic import op
import sqlalchemy as sa
from sqlalchemy import event, DDL
from sqlalchemy.schema import CreateTable, AddConstraint

def upgrade():
    bind = op.get_bind()
    m = sa.MetaData()
    t = sa.Table("t", m, sa.Column("id", sa.Integer, primary_key=True), sa.Column("n", sa.Integer),
        sa.CheckConstraint("n > 0", name="only_pg").ddl_if(dialect="postgresql"),
        sa.CheckConstraint("n > 1", name="only_sqlite").ddl_if(dialect=("sqlite", "mysql")),
        sa.CheckConstraint("n > 2", name="by_call").ddl_if(callable_=lambda ddl, target, bind, dialect, **kw: dialect.name == "sqlite"))
    sa.Index("ix_pg", t.c.n).ddl_if(dialect="postgresql")
    sa.Index("ix_lite", t.c.n).ddl_if(dialect="sqlite")
    seen = []
    event.listen(t, "before_create", lambda target, connection, **kw: seen.append("before"))
    event.listen(t, "after_create", DDL("INSERT INTO %(table)s (id, n) VALUES (1, 5)"))
    event.listen(t, "after_create", DDL("INSERT INTO t (id, n) VALUES (2, 5)").execute_if(dialect="postgresql"))
    event.listen(t, "after_create", DDL("INSERT INTO t (id, n) VALUES (3, 5)").execute_if(dialect="sqlite"))
    event.listen(m, "after_create", DDL("INSERT INTO t (id, n) VALUES (4, 7)").execute_if(callable_=lambda ddl, target, bind, **kw: True))

    @event.listens_for(m, "before_create")
    def bc(target, connection, **kw):
        seen.append("m")
    m.create_all(bind)
    assert seen == ["m", "before"], seen
    op.create_table("u", sa.Column("id", sa.Integer), sa.CheckConstraint("id > 0", name="x").ddl_if(dialect="postgresql"), sa.CheckConstraint("id > 1", name="y").ddl_if(dialect="sqlite"))
"#;
    beside_alembic::check(&[("migrations/versions/r01.py", script)]);
}
