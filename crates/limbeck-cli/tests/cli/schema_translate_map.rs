//! `schema_translate_map`: schemas that are called otherwise on a connection.

use limbeck_test_support::TestDatabase;

use crate::original::Alembic;
use crate::project::Project;

const ENV_PY: &str = r#"
from sqlalchemy import engine_from_config, pool
from alembic import context

config = context.config
connectable = engine_from_config(config.get_section(config.config_ini_section, {}), prefix="sqlalchemy.")
with connectable.connect() as connection:
    for schema in ("tenant", "third", '"Other"'):
        connection.exec_driver_sql("CREATE SCHEMA " + schema)
    connection.commit()
    connection = connection.execution_options(schema_translate_map={None: "tenant", "from_schema": "Other"})
    context.configure(connection=connection, version_table_schema="public")
    with context.begin_transaction():
        context.run_migrations()
"#;

const SCRIPT: &str = r#"
revision = "r01"
down_revision = None
from alembic import op
import sqlalchemy as sa

def upgrade():
    bind = op.get_bind()
    op.create_table("a", sa.Column("id", sa.Integer, primary_key=True), sa.Column("k", sa.Enum("x", "y", name="kind")), sa.Column("n", sa.Integer, index=True), sa.Column("s", sa.String))
    op.create_table("b", sa.Column("id", sa.Integer, primary_key=True), sa.Column("a_id", sa.Integer, sa.ForeignKey("a.id")), sa.Column("k", sa.Integer), schema="from_schema")
    m0 = sa.MetaData()
    a = sa.Table("a", m0, sa.Column("id", sa.Integer), sa.Column("n", sa.Integer))
    b = sa.Table("b", m0, sa.Column("id", sa.Integer), sa.Column("a_id", sa.Integer), schema="from_schema")
    op.bulk_insert(a, [{"id": 1, "n": 2}, {"id": 2, "n": 3}])
    bind.execute(b.insert().values(id=1, a_id=1))
    assert bind.execute(sa.select(a.c.n, b.c.id).join_from(a, b, a.c.id == b.c.a_id).where(b.c.id > 0)).all() == [(2, 1)]
    bind.execute(a.update().where(a.c.id == sa.select(b.c.a_id).scalar_subquery()).values(n=9))
    bind.execute(a.delete().where(a.c.id == 2))
    op.create_index("ix_s", "a", ["s"])
    op.drop_index("ix_a_n", "a")
    op.create_unique_constraint("uq_s", "a", ["s"])
    m = sa.MetaData()
    refl = sa.Table("a", m, autoload_with=bind)
    assert [c.name for c in refl.c] == ["id", "k", "n", "s"]
    t = sa.Table("c", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True, comment="x"), comment="y")
    t.create(bind, checkfirst=True)
    t.create(bind, checkfirst=True)
    seq = sa.Sequence("sq")
    seq.create(bind)
    assert bind.execute(seq) == 1
    other = sa.Table("o", m0, sa.Column("v", sa.Integer))
    bind.execute(sa.text("create table third.o (v int)"))
    bind.execute(other.insert().values(v=1), execution_options={"schema_translate_map": {None: "third"}})
    assert bind.execute(sa.select(other.c.v), execution_options={"schema_translate_map": {None: "third"}}).scalar() == 1
    assert bind.execute(sa.select(a.c.n)).scalar() == 9
    op.execute(sa.text("create table plain (id int)"))
    plain = sa.table("plain", sa.column("id"))
    bind.execute(plain.insert().values(id=5))
    assert bind.execute(sa.select(plain.c.id)).scalar() == 5
"#;

/// The tables and sequences, with their schemas.
const RELATIONS: &str = "SELECT relnamespace::regnamespace || '.' || relname FROM pg_class \
                         WHERE relkind IN ('r', 'S', 'i') AND relnamespace::regnamespace::text \
                         IN ('public', 'tenant', 'third', '\"Other\"') ORDER BY 1";

#[test]
fn tables_of_a_metadata_are_where_the_connection_says() {
    let run = |alembic: Option<&Alembic>| {
        let database = TestDatabase::create();
        // The driver that `scripts/with-alembic` installs.
        let url = database
            .url()
            .replacen("postgresql:", "postgresql+psycopg2:", 1);
        let project = Project::on(&url);
        project.write("migrations/env.py", ENV_PY);
        project.write("migrations/versions/r01.py", SCRIPT);
        let arguments = ["upgrade", "head"];
        let finished = match alembic {
            Some(alembic) => alembic.run(&project, &arguments),
            None => project.run(&arguments),
        };
        finished.exits(0);
        database.texts(RELATIONS)
    };
    let ours = run(None);
    assert!(ours.iter().any(|name| name == "\"Other\".b"));
    if let Some(alembic) = Alembic::found() {
        assert_eq!(ours, run(Some(&alembic)));
    }
}
