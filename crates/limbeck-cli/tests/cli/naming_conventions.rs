//! Whose naming convention applies: that of `target_metadata` to `op`, their own to a script's `MetaData`.

use crate::beside_alembic;

const ENV_PY: &str = r#"
from sqlalchemy import MetaData, engine_from_config, pool
from alembic import context

config = context.config
target_metadata = MetaData(naming_convention={
    "pk": "t_pk_%(table_name)s", "uq": "t_uq_%(table_name)s_%(column_0_name)s", "ix": "t_ix_%(column_0_label)s",
    "ck": "t_ck_%(table_name)s_%(constraint_name)s", "fk": "t_fk_%(table_name)s_%(column_0_name)s",
})
connectable = engine_from_config(config.get_section(config.config_ini_section, {}), prefix="sqlalchemy.")
with connectable.connect() as connection:
    context.configure(connection=connection, target_metadata=target_metadata)
    with context.begin_transaction():
        context.run_migrations()
"#;

#[test]
fn tables_are_named_by_the_metadata_they_are_in() {
    let script = r#"
revision = "r01"
down_revision = None
from alembic import op
import sqlalchemy as sa

own = sa.MetaData(naming_convention={"pk": "own_pk_%(table_name)s", "uq": "own_uq_%(table_name)s_%(column_0_name)s",
    "ix": "own_ix_%(table_name)s_%(column_0_N_name)s", "ck": "own_ck_%(table_name)s_%(constraint_name)s",
    "fk": "own_fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s"})

def columns():
    return [sa.Column("id", sa.Integer, primary_key=True), sa.Column("a", sa.Integer, index=True),
            sa.Column("b", sa.Integer, unique=True), sa.Column("f", sa.Integer, sa.ForeignKey("base.id")), sa.CheckConstraint("a > 0", name="pos"), sa.UniqueConstraint("a", "b")]

def upgrade():
    bind = op.get_bind()
    op.create_table("base", sa.Column("id", sa.Integer, primary_key=True), sa.Column("x", sa.Integer, unique=True), sa.CheckConstraint("x > 1", name="pos"))
    plain = sa.MetaData()
    t1 = sa.Table("t1", plain, *columns())
    sa.Table("base", plain, sa.Column("id", sa.Integer, primary_key=True))
    t1.create(bind)
    sa.Table("base", own, sa.Column("id", sa.Integer, primary_key=True))
    t2 = sa.Table("t2", own, *columns())
    own.create_all(bind)
    t3 = sa.Table("t3", own, *columns())
    op.execute(sa.schema.CreateTable(t3))
    for i in t3.indexes:
        i.create(bind)
    t4 = op.create_table("t4", *columns())
    t4.drop(bind)
    t4.create(bind)
    ix = sa.Index(None, t4.c.b, t4.c.f)
    ix.create(bind)
    ix2 = sa.Index(None, t2.c.b, t2.c.f)
    ix2.create(bind)
    op.create_table("t6", *[c.copy() if hasattr(c, "copy") else c._copy() for c in t2.columns])
"#;
    beside_alembic::check(&[
        ("migrations/env.py", ENV_PY),
        ("migrations/versions/r01.py", script),
    ]);
}
