//! What scripts of public projects do that no template shows.

use crate::project::Project;

/// A project with these scripts, by the names of their files.
fn project(scripts: &[(&str, &str)]) -> Project {
    let project = Project::new();
    for (name, text) in scripts {
        project.write(&format!("migrations/versions/{name}.py"), text);
    }
    project
}

/// Upgrades to the heads; these tables must be there then.
#[track_caller]
fn check(scripts: &[(&str, &str)], tables: &[&str]) -> Project {
    let project = project(scripts);
    project.run(&["upgrade", "heads"]).exits(0);
    let mut expected = tables.to_vec();
    expected.push("alembic_version");
    expected.sort_unstable();
    assert_eq!(project.tables("app.db"), expected);
    project
}

/// A script that makes a table of its name.
fn making(id: &str, header: &str) -> String {
    format!(
        "\"\"\"make {id}\"\"\"\nfrom alembic import op\nimport sqlalchemy as sa\n\nrevision = '{id}'\n{header}\n\n\n\
         def upgrade():\n    op.create_table('{id}', sa.Column('id', sa.Integer()))\n\n\n\
         def downgrade():\n    op.drop_table('{id}')\n"
    )
}

#[test]
fn directives_are_imported_by_name() {
    check(
        &[(
            "a",
            "from alembic.op import add_column, create_table\nimport sqlalchemy as sa\n\nrevision = 'a'\n\
             down_revision = None\n\n\ndef upgrade():\n    create_table('t', sa.Column('id', sa.Integer()))\n    \
             add_column('t', sa.Column('x', sa.Integer()))\n",
        )],
        &["t"],
    );
}

#[test]
fn identifiers_are_any_text() {
    let first = making("v0.9.0.a", "down_revision = None");
    let second = making("0001_initial", "down_revision = 'v0.9.0.a'");
    let project = check(
        &[("one", &first), ("two", &second)],
        &["v0.9.0.a", "0001_initial"],
    );
    project
        .run(&["current"])
        .exits(0)
        .prints("0001_initial (head)\n");
    project.run(&["downgrade", "v0.9"]).exits(0);
    project.run(&["current"]).exits(0).prints("v0.9.0.a\n");
}

#[test]
fn the_variables_count_and_not_the_docstring() {
    let script = "\"\"\"Add it\n\nRevision ID: zzz\nRevises: yyy\n\"\"\"\n".to_owned()
        + making("a1", "down_revision = None")
            .split_once('\n')
            .map_or("", |(_, rest)| rest);
    let project = check(&[("a", &script)], &["a1"]);
    project.run(&["current"]).exits(0).prints("a1 (head)\n");
}

#[test]
fn a_down_revision_may_be_abbreviated() {
    let first = making("abcdef123456", "down_revision = None");
    let second = making("b2", "down_revision = 'abcdef'");
    check(&[("a", &first), ("b", &second)], &["abcdef123456", "b2"]);
}

#[test]
fn labels_are_computed_or_empty() {
    let first = making("a1", "down_revision = None\nbranch_labels = ('x' + 'y',)");
    let second = making(
        "b2",
        "down_revision = 'a1'\nbranch_labels = ()\ndepends_on = []",
    );
    let project = check(&[("a", &first), ("b", &second)], &["a1", "b2"]);
    project.run(&["heads"]).exits(0).prints("b2 (xy) (head)\n");
}

#[test]
fn a_script_without_downgrade_goes_up_only() {
    let script = "from alembic import op\nrevision = 'a'\ndown_revision = None\n\n\ndef upgrade():\n    \
                  op.execute('CREATE TABLE t (id INTEGER)')\n";
    let project = check(&[("a", script)], &["t"]);
    project
        .run(&["downgrade", "base"])
        .exits(1)
        .complains(&["The script has no function `downgrade`."]);
    assert_eq!(project.versions("app.db"), ["a"]);
}

#[test]
fn transactions_of_its_own() {
    check(
        &[(
            "a",
            "from alembic import op\nrevision = 'a'\ndown_revision = None\n\n\ndef upgrade():\n    \
             op.execute('CREATE TABLE t (id INTEGER)')\n    op.execute('COMMIT')\n    \
             op.execute('CREATE TABLE u (id INTEGER)')\n    \
             with op.get_context().autocommit_block():\n        op.execute('CREATE TABLE v (id INTEGER)')\n",
        )],
        &["t", "u", "v"],
    );
}

#[test]
fn what_a_script_asks_of_its_context() {
    let script = "import os\nfrom alembic import context, op\nrevision = 'a'\ndown_revision = None\n\n\n\
                  def upgrade():\n    name = op.get_context().dialect.name\n    \
                  batch = op.get_context().opts['render_as_batch']\n    \
                  extra = context.get_x_argument(as_dictionary=True).get('kind', 'none')\n    \
                  with open(os.path.join(os.path.dirname(__file__), 'made.sql')) as file:\n        \
                  op.execute(file.read().replace('NAME', f'{name}_{batch}_{extra}'))\n";
    let project = project(&[("a", script)]);
    project.write(
        "migrations/versions/made.sql",
        "CREATE TABLE t_NAME (id INTEGER)",
    );
    let env_py = std::fs::read_to_string(project.path().join("migrations/env.py")).expect("text");
    project.write(
        "migrations/env.py",
        &env_py.replace(
            "connection=connection, target",
            "connection=connection, render_as_batch=True, target",
        ),
    );
    project.run(&["-x", "kind=big", "upgrade", "head"]).exits(0);
    assert_eq!(
        project.tables("app.db"),
        ["alembic_version", "t_sqlite_True_big"]
    );
}

#[test]
fn arguments_from_env_py() {
    let script = "from alembic import op\nrevision = 'a'\ndown_revision = None\n\n\ndef upgrade(engine, name='x'):\n    \
                  op.execute(f'CREATE TABLE {engine}_{name} (id INTEGER)')\n";
    let project = project(&[("a", script)]);
    let env_py = std::fs::read_to_string(project.path().join("migrations/env.py")).expect("text");
    project.write(
        "migrations/env.py",
        &env_py.replace(
            "context.run_migrations()",
            "context.run_migrations(engine='main')",
        ),
    );
    project.run(&["upgrade", "head"]).exits(0);
    assert_eq!(project.tables("app.db"), ["alembic_version", "main_x"]);
}

#[test]
fn a_literal_script_gets_arguments_too() {
    // Its syntax alone would do, but it takes nothing.
    let script = making("a1", "down_revision = None");
    let project = project(&[("a", &script)]);
    let env_py = std::fs::read_to_string(project.path().join("migrations/env.py")).expect("text");
    project.write(
        "migrations/env.py",
        &env_py.replace(
            "context.run_migrations()",
            "context.run_migrations(engine='main')",
        ),
    );
    project
        .run(&["upgrade", "head"])
        .exits(1)
        .complains(&["unexpected keyword argument"]);
}

#[test]
fn folders_inside_folders() {
    let project = Project::new();
    let ini = std::fs::read_to_string(project.path().join("alembic.ini")).expect("text");
    project.write(
        "alembic.ini",
        &ini.replace(
            "path_separator",
            "recursive_version_locations = true\npath_separator",
        ),
    );
    project.write(
        "migrations/versions/2023/a.py",
        &making("a1", "down_revision = None"),
    );
    project.write(
        "migrations/versions/2024/05/b.py",
        &making("b2", "down_revision = 'a1'"),
    );
    project.run(&["upgrade", "head"]).exits(0);
    assert_eq!(project.versions("app.db"), ["b2"]);
}

#[test]
fn three_branches_are_merged_at_once() {
    let base = making("a", "down_revision = None");
    let branch = |id: &str| making(id, "down_revision = 'a'");
    let merge = making("m", "down_revision = ('b', 'c', 'd')");
    let scripts = [
        ("a", base),
        ("b", branch("b")),
        ("c", branch("c")),
        ("d", branch("d")),
        ("m", merge),
    ];
    let scripts: Vec<_> = scripts
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    let project = check(&scripts, &["a", "b", "c", "d", "m"]);
    assert_eq!(project.versions("app.db"), ["m"]);
    project.run(&["downgrade", "base"]).exits(0);
    assert_eq!(project.tables("app.db"), ["alembic_version"]);
}

#[test]
fn several_bases_may_make_the_same_table() {
    // Only one of the branches is for this database.
    let mine = making("t", "down_revision = None\nbranch_labels = ('mine',)");
    let other = making("t", "down_revision = None\nbranch_labels = ('other',)")
        .replace("'t'\ndown", "'u'\ndown");
    let project = project(&[("a", &mine), ("b", &other)]);
    project.run(&["upgrade", "mine@head"]).exits(0);
    assert_eq!(project.tables("app.db"), ["alembic_version", "t"]);
    project.run(&["current"]).exits(0).prints("t (head)\n");
    project
        .run(&["upgrade", "heads"])
        .exits(1)
        .complains(&["table t already exists"]);
    assert_eq!(project.versions("app.db"), ["t"]);
}

/// What the scripts of OpenStack's services use of its libraries.
#[test]
fn libraries_of_openstack() {
    let project = Project::new().with_scripts(&["pass"]);
    project.write(
        "migrations/versions/r01.py",
        "\
from alembic import op
from oslo_log import log
from oslo_log import log as logging
from oslo_serialization import jsonutils
from oslo_utils import strutils, timeutils, uuidutils
from oslo_utils import unheard_of
import elsewhere

revision = 'r01'
down_revision = None

LOG = log.getLogger(__name__)
OTHER = elsewhere.getLogger(__name__)


def upgrade():
    LOG.info('at %s', 'work')
    OTHER.warning('whoever %s is', 'that')
    now = timeutils.utcnow()
    assert now.tzinfo is None and timeutils.utcnow(with_timezone=True).tzinfo is not None
    assert abs(timeutils.utcnow_ts() - timeutils.utcnow_ts(microsecond=True)) < 5
    made = uuidutils.generate_uuid()
    assert uuidutils.is_uuid_like(made) and len(uuidutils.generate_uuid(dashed=False)) == 32
    assert not uuidutils.is_uuid_like('x') and not uuidutils.is_uuid_like(7)
    assert strutils.bool_from_string(' Yes') and not strutils.bool_from_string('x')
    assert jsonutils.loads(jsonutils.dumps({'at': now, 'id': [made]})) == {
        'at': now.strftime('%Y-%m-%dT%H:%M:%S.%f'), 'id': [made]}
    op.execute('CREATE TABLE t (id INTEGER)')
",
    );
    project.run(&["upgrade", "head"]).exits(0);
    assert_eq!(project.tables("app.db"), ["alembic_version", "t"]);
}
