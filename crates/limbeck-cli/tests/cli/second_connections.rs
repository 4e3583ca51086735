//! Scripts that make engines of their own for the file that the run writes to.

use crate::project::Project;

/// What the body of `upgrade()` begins with: an engine for the same file, as scripts make it to look
/// whether a table is there.
const ENGINE: &str = "config = op.get_context().config\n    \
     engine = sa.engine_from_config(config.get_section(config.config_ini_section), prefix='sqlalchemy.')";

#[track_caller]
fn check(body: &[&str], tables: &[&str]) {
    let body = [ENGINE].iter().chain(body).copied().collect::<Vec<_>>();
    let project = Project::new().with_scripts(&[
        "op.execute('CREATE TABLE a (x INTEGER)')",
        &body.join("\n    "),
    ]);
    project.run(&["upgrade", "head"]).exits(0);
    assert_eq!(project.tables("app.db"), tables);
}

#[test]
fn they_look_at_what_is_there() {
    check(
        &[
            "inspector = sa.inspect(engine)",
            "assert inspector.has_table('a') and not inspector.has_table('b')",
            "op.execute('CREATE TABLE b (x INTEGER)')",
            "op.execute('INSERT INTO b VALUES (1)')",
            "assert sa.inspect(engine).get_table_names() == ['a', 'alembic_version', 'b']",
            "connection = engine.connect()",
            "assert connection.execute(sa.text('SELECT x FROM b')).scalar() == 1",
            "op.execute('INSERT INTO b VALUES (2)')",
            "connection.close()",
            "assert op.get_bind().execute(sa.text('SELECT count(*) FROM b')).scalar() == 2",
        ],
        &["a", "alembic_version", "b"],
    );
}

#[test]
fn what_they_change_is_theirs_to_commit() {
    check(
        &[
            "op.execute('INSERT INTO a VALUES (1)')",
            "with op.get_bind().engine.connect() as kept:",
            "    kept.execute(sa.text('INSERT INTO a VALUES (2)'))",
            "    kept.commit()",
            "    kept.execute(sa.text('INSERT INTO a VALUES (3)'))",
            "with engine.begin() as kept:",
            "    kept.execute(sa.text('INSERT INTO a VALUES (4)'))",
            "with engine.connect() as gone:",
            "    gone.execute(sa.text('UPDATE a SET x = 0'))",
            "from sqlalchemy.orm import Session",
            "with Session(engine) as session:",
            "    session.execute(sa.text('INSERT INTO a VALUES (5)'))",
            "    session.commit()",
            "    session.execute(sa.text('DELETE FROM a'))",
            "    session.rollback()",
            "rows = op.get_bind().execute(sa.text('SELECT x FROM a ORDER BY x')).scalars().all()",
            "assert rows == [1, 2, 4, 5], rows",
        ],
        &["a", "alembic_version"],
    );
}

#[test]
fn other_files_are_other_databases() {
    check(
        &[
            "other = sa.create_engine('sqlite:///other.db')",
            "assert sa.inspect(other).get_table_names() == []",
            "memory = sa.create_engine('sqlite://')",
            "assert sa.inspect(memory).get_table_names() == []",
        ],
        &["a", "alembic_version"],
    );
}
