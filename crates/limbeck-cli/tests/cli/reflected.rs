//! Scripts that look at a PostgreSQL database and make things after what they find.

use limbeck_test_support::TestDatabase;

use crate::project::Project;

/// Writes one script and runs it on a database of its own.
fn check(script: &str) {
    let database = TestDatabase::create();
    let project = Project::on(&database.url());
    let header =
        "revision = 'r01'\ndown_revision = None\nfrom alembic import op\nimport sqlalchemy as sa\n";
    project.write("migrations/versions/r01.py", &format!("{header}{script}"));
    project.run(&["upgrade", "head"]).exits(0);
}

#[test]
fn a_copy_of_a_counting_column_counts_by_itself() {
    check(
        r#"
def upgrade():
    bind = op.get_bind()
    op.execute("CREATE TABLE a (id SERIAL PRIMARY KEY, t TEXT DEFAULT nextval('a_id_seq')::text, n INTEGER)")
    op.execute("COMMENT ON TABLE a IS 'first'")
    table = sa.Table("a", sa.MetaData(), autoload_with=bind)
    assert [column.autoincrement for column in table.c] == [True, False, False]
    copy = sa.Table("b", sa.MetaData(), *[column.copy() for column in table.c], comment=table.comment)
    copy.create(bind)
    op.execute("DROP TABLE a CASCADE")
    found = sa.inspect(bind)
    assert found.get_columns("b")[0]["default"] == "nextval('b_id_seq'::regclass)"
    assert found.get_table_comment("b") == {"text": "first"}
"#,
    );
}

#[test]
fn indexes_are_made_again_as_they_were() {
    check(
        r#"
def upgrade():
    bind = op.get_bind()
    op.execute("CREATE TABLE a (n INTEGER, t TEXT)")
    op.execute("CREATE INDEX expressions ON a (lower(t), n)")
    op.execute("CREATE UNIQUE INDEX sorted ON a (t, n DESC NULLS LAST)")
    query = sa.text("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'a' ORDER BY 1")
    before = bind.execute(query).fetchall()
    indexes = sa.Table("a", sa.MetaData(), autoload_with=bind).indexes
    for index in indexes:
        op.drop_index(index.name)
        index.create(bind)
    assert bind.execute(query).fetchall() == before and len(before) == 2
"#,
    );
}

#[test]
fn tables_are_walked_in_the_order_that_the_server_keeps() {
    check(
        r#"
def upgrade():
    bind = op.get_bind()
    for name in "cab":
        op.execute(f"CREATE TABLE {name} (id INTEGER)")
    # Writes the row of the catalog again, behind the others.
    op.execute("ALTER TABLE c ADD PRIMARY KEY (id)")
    rows = bind.execute(sa.text("SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace "
                                "WHERE relkind = 'r' AND nspname = 'public'"))
    assert sa.inspect(bind).get_table_names() == [name for name, in rows]
"#,
    );
}

#[test]
fn sequences_that_exist_are_left_alone() {
    check(
        r#"
def upgrade():
    bind = op.get_bind()
    metadata = sa.MetaData()
    sequence = sa.Sequence("counter", metadata=metadata)
    sequence.create(bind)
    sequence.create(bind)
    metadata.create_all(bind)
    assert sa.inspect(bind).get_sequence_names() == ["counter"]
    metadata.drop_all(bind)
    sequence.drop(bind)
    assert sa.inspect(bind).get_sequence_names() == []
"#,
    );
}

#[test]
fn a_dialect_asks_the_connection_it_is_given() {
    check(
        r#"
def upgrade():
    bind = op.get_bind()
    op.execute("CREATE TABLE a (id INTEGER, CONSTRAINT key PRIMARY KEY (id))")
    assert bind.dialect.get_pk_constraint(bind, "a")["name"] == "key"
    assert bind.dialect.has_table(bind, "a") and not bind.dialect.has_table(bind, "b")
    assert bind.dialect.get_columns(bind, "a", schema="public")[0]["name"] == "id"
"#,
    );
}
