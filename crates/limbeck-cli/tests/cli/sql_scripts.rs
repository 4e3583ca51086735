//! Scripts in SQL beside those in Python.

use limbeck_test_support::{MysqlDatabase, TestDatabase};

use crate::project::Project;

/// A project with a script `r01` in Python, and these files beside it.
fn mixed(project: Project, scripts: &[(&str, &str)]) -> Project {
    let project = project.with_scripts(&[
        "op.create_table('users', sa.Column('id', sa.Integer, primary_key=True), \
         sa.Column('name', sa.String(50)))",
    ]);
    for (name, text) in scripts {
        project.write(&format!("migrations/versions/{name}"), text);
    }
    project
}

const R02: &str = "-- revision: r02
-- down_revision: r01
-- message: Keep names

-- upgrade
CREATE TABLE names (
    name VARCHAR(50)  -- not :name, and no %s
);
INSERT INTO names VALUES (':name;'), ('100%');
CREATE TRIGGER keep AFTER INSERT ON users BEGIN
    INSERT INTO names VALUES (NEW.name);
    DELETE FROM names WHERE name = CASE WHEN NEW.name IS NULL THEN '' END;
END;

-- downgrade
DROP TRIGGER keep;
DROP TABLE names;
";

const R03: &str = "\"\"\"More\"\"\"
from alembic import op

revision = 'r03'
down_revision = 'r02'


def upgrade():
    op.execute(\"INSERT INTO users (name) VALUES ('ed')\")


def downgrade():
    pass
";

#[test]
fn one_graph_with_python() {
    let project = mixed(Project::new(), &[("r02_names.sql", R02), ("r03.py", R03)]);
    project
        .run(&["history"])
        .exits(0)
        .prints("r02 -> r03 (head), More\nr01 -> r02, Keep names\n<base> -> r01, step 1\n");
    project
        .run(&["upgrade", "head"])
        .exits(0)
        .complains(&["Running upgrade r01 -> r02, Keep names"]);
    let rows = rusqlite::Connection::open(project.path().join("app.db"))
        .and_then(|connection| {
            connection
                .prepare("SELECT name FROM names ORDER BY rowid")?
                .query_map([], |row| row.get::<_, String>(0))?
                .collect::<Result<Vec<_>, _>>()
        })
        .expect("the table is there");
    assert_eq!(rows, [":name;", "100%", "ed"]);
    project.run(&["downgrade", "r01"]).exits(0);
    assert_eq!(project.tables("app.db"), ["alembic_version", "users"]);
    project.run(&["doctor", "--scripts"]).exits(0).prints(
        "3 of 3 scripts run natively (100.0 %): 2 straight lines, 0 interpreted, 1 in SQL; 0 by \
             the project's own Python\n",
    );
}

#[test]
fn what_is_written_down_is_what_stands_there() {
    let project = mixed(
        Project::new(),
        &[(
            "r02.sql",
            "-- revision: r02\n-- down_revision: r01\n-- upgrade\n-- Keep\n--\tthis\nSELECT\t1 ;;\n\
             SELECT 2 -- this, too\n;\n-- downgrade\n",
        )],
    );
    project.run(&["upgrade", "r01:r02", "--sql"]).exits(0).prints(
        "-- Running upgrade r01 -> r02\n\n-- Keep\n--\tthis\nSELECT\t1;\n\nSELECT 2;\n\n\
         UPDATE alembic_version SET version_num='r02' WHERE alembic_version.version_num = 'r01';\n\n",
    );
}

#[test]
fn errors_name_the_line_of_the_statement() {
    let project = mixed(
        Project::new(),
        &[(
            "r02.sql",
            "-- revision: r02\n-- down_revision: r01\n-- upgrade\nCREATE TABLE a (a INT);\n\n-- wrong\n\
             INSERT INTO\n  nowhere VALUES (1);\n",
        )],
    );
    project.run(&["upgrade", "head"]).exits(1).complains(&[
        "r02.sql:7",
        "no such table: nowhere",
        "stands at r01",
    ]);
    assert_eq!(project.tables("app.db"), ["alembic_version", "users"]);
}

#[test]
fn a_script_without_a_way_back() {
    let project = mixed(
        Project::new(),
        &[(
            "r02.sql",
            "-- revision: r02\n-- down_revision: r01\n-- upgrade\n",
        )],
    );
    project.run(&["upgrade", "head"]).exits(0);
    project.run(&["downgrade", "-1"]).exits(1).complains(&[
        "The script cannot be undone: it has no section `-- downgrade`.",
        "r02.sql",
        "stands at r02",
    ]);
    project
        .run(&["doctor", "--scripts"])
        .exits(0)
        .prints(
            "migrations/versions/r02.sql (downgrade): The script cannot be undone: it has no section \
             `-- downgrade`.\n2 of 2 scripts run natively (100.0 %): 1 straight lines, 0 interpreted, \
             1 in SQL; 0 by the project's own Python\n",
        );
}

#[test]
fn no_step_is_handed_to_an_alembic_that_cannot_read_the_graph() {
    let script = "from alembic import op\nimport nowhere\n\nrevision = 'r03'\ndown_revision = 'r02'\n\n\n\
                  def upgrade():\n    op.execute(nowhere.STATEMENT)\n";
    let project = mixed(
        Project::new(),
        &[
            (
                "r02.sql",
                "-- revision: r02\n-- down_revision: r01\n-- upgrade\n",
            ),
            ("r03.py", script),
        ],
    );
    project.run(&["upgrade", "head"]).exits(1).complains(&[
        "`nowhere`",
        "The project has scripts in SQL",
        "stands at r02",
    ]);
}

#[test]
fn files_that_are_no_scripts() {
    let project = mixed(
        Project::new(),
        &[("seed.sql", "INSERT INTO users VALUES (1);")],
    );
    project
        .run(&["heads"])
        .exits(0)
        .prints("r01 (head)\n")
        .complains(&["seed.sql has no header, so it is not read as a migration script."]);
    project.write(
        "migrations/versions/r02.sql",
        "-- revision: r02\n-- author: me\n-- down_revision: r01\n-- upgrade\n",
    );
    project
        .run(&["heads"])
        .exits(1)
        .complains(&["`author` is no line of a header", "r02.sql:2"]);
}

#[test]
fn postgresql_bodies_and_statements_by_themselves() {
    let database = TestDatabase::create();
    let project = mixed(
        Project::on(&database.url()),
        &[
            (
                "r02.sql",
                "-- revision: r02\n-- down_revision: r01\n-- upgrade: postgresql\n\
                 CREATE FUNCTION one() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 1; END;\n\
                 CREATE FUNCTION two() RETURNS int AS $x$ BEGIN RETURN ';'; END; $x$ LANGUAGE plpgsql;\n\
                 /* a /* nested */ comment; */ INSERT INTO users VALUES (1, E'it\\'s; %');\n\
                 -- upgrade\nnothing that would run;\n-- downgrade\nDROP FUNCTION one; DROP FUNCTION two;\n",
            ),
            (
                "r03.sql",
                "-- revision: r03\n-- down_revision: r02\n-- transaction: off\n-- upgrade\n\
                 CREATE INDEX CONCURRENTLY ix_name ON users (name);\n-- downgrade\n\
                 DROP INDEX CONCURRENTLY ix_name;\n",
            ),
            (
                "r04.sql",
                "-- revision: r04\n-- down_revision: r03\n-- upgrade\nDROP TABLE users;\n\
                 SELECT 1\nFROM\n  nowhere;\n",
            ),
        ],
    );
    project.run(&["upgrade", "r03"]).exits(0);
    assert_eq!(
        database.texts("SELECT one() || name FROM users"),
        ["1it's; %"]
    );
    project.run(&["upgrade", "head"]).exits(1).complains(&[
        "r04.sql:7:3",
        "\"nowhere\" does not exist",
        "stands at r03",
    ]);
    project.run(&["downgrade", "base"]).exits(0);
}

#[test]
fn mariadb_programs_without_and_with_a_delimiter() {
    let database = MysqlDatabase::create();
    let project = mixed(
        Project::on(&database.url()),
        &[(
            "r02.sql",
            "-- revision: r02\n-- down_revision: r01\n-- upgrade\n\
             CREATE TRIGGER named BEFORE INSERT ON users FOR EACH ROW BEGIN\n  IF NEW.name IS NULL THEN\n\
             \x20   SET NEW.name = 'no;name';\n  END IF;\nEND;\nDELIMITER //\n\
             CREATE PROCEDURE fill() BEGIN INSERT INTO users VALUES (1, NULL); END //\n\
             DELIMITER ;\nCALL fill();\n-- downgrade\nDROP PROCEDURE fill;\nDROP TRIGGER named;\n",
        )],
    );
    project.run(&["upgrade", "head"]).exits(0);
    assert_eq!(database.texts("SELECT name FROM users"), ["no;name"]);
    project.run(&["downgrade", "r01"]).exits(0);
    let written = project.run(&["upgrade", "r01:r02", "--sql"]).exits(0);
    let told = "DELIMITER //\nCREATE TRIGGER named";
    assert!(written.stdout.contains(told), "{written:#?}");
}
