//! `env.py` files, run by limbeck and by Alembic itself: what is printed, logged, written and left in the databases is
//! the same.

use std::collections::BTreeMap;
use std::path::Path;

use limbeck_test_support::TestDatabase;

use crate::differential::catalog;
use crate::original::Alembic;
use crate::project::{Finished, Project};

/// What a project without its own `upgrade` bodies does.
const BODIES: [&str; 3] = [
    "op.create_table('a', sa.Column('id', sa.Integer, primary_key=True), sa.Column('n', sa.Integer))",
    "op.create_index('ix_n', 'a', ['n'])",
    "op.execute(\"INSERT INTO a VALUES (1, 2)\")",
];

/// Logging that shows the messages of `env.py`, too.
const HEAD: &str = "
import logging
import sys
from alembic import context
from sqlalchemy import create_engine, text
config = context.config
logging.basicConfig(stream=sys.stdout, format='%(levelname)s %(name)s %(message)s', level=logging.INFO)
logging.getLogger('sqlalchemy').setLevel(logging.WARN)
URL = config.get_main_option('sqlalchemy.url')
";

/// Runs the same commands in two copies of a project.
fn check_on(urls: Option<[&str; 2]>, env_py: &str, commands: &[&[&str]]) {
    let Some(alembic) = Alembic::found() else {
        return;
    };
    let [ours, theirs] = urls.unwrap_or(["sqlite:///app.db"; 2]);
    let project = |url: &str| {
        let project = Project::on(url).with_scripts(&BODIES);
        project.write("migrations/env.py", &format!("{HEAD}{env_py}"));
        project
    };
    let (ours, theirs) = (project(ours), project(theirs));
    for command in commands {
        same(
            &ours,
            ours.run(command),
            &theirs,
            alembic.run(&theirs, command),
            command,
        );
    }
}

fn check(env_py: &str, commands: &[&[&str]]) {
    check_on(None, env_py, commands);
}

#[track_caller]
fn same(ours: &Project, our: Finished, theirs: &Project, their: Finished, command: &[&str]) {
    let shown = |project: &Project, finished: &Finished| {
        let folder = project.path().to_string_lossy().into_owned();
        finished.stdout.replace(&folder, "PROJECT")
    };
    let context = format!("{command:?}\n{our:#?}\n{their:#?}");
    assert_eq!(our.status, their.status, "{context}");
    assert_eq!(shown(ours, &our), shown(theirs, &their), "{context}");
    assert_eq!(left_in(ours.path()), left_in(theirs.path()), "{context}");
}

/// The files beside the scripts: of databases their contents, of SQL its text.
fn left_in(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".db") {
            found.insert(name, contents(&entry.path()));
        } else if name.ends_with(".sql") {
            let text = std::fs::read_to_string(entry.path()).expect("a text");
            found.insert(name, text);
        }
    }
    found
}

/// The tables of a SQLite file and their rows.
fn contents(file: &Path) -> String {
    let mut text = catalog::sqlite(file);
    let connection = rusqlite::Connection::open(file).expect("the file is a database");
    let mut names = connection
        .prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        .expect("valid SQL");
    let names: Vec<String> = names
        .query_map([], |row| row.get(0))
        .expect("it runs")
        .collect::<Result<_, _>>()
        .expect("texts");
    for name in names {
        let mut rows = connection
            .prepare(&format!("SELECT * FROM \"{name}\""))
            .expect("valid SQL");
        let columns = rows.column_count();
        let rows = rows.query_map([], |row| {
            let values = (0..columns).map(|at| row.get::<_, rusqlite::types::Value>(at));
            values.collect::<Result<Vec<_>, _>>()
        });
        for row in rows.expect("it runs") {
            text.push_str(&format!("{name}: {:?}\n", row.expect("values")));
        }
    }
    text
}

const UP_AND_DOWN: &[&[&str]] = &[
    &["upgrade", "head"],
    &["downgrade", "-1"],
    &["upgrade", "head", "--sql"],
];

/// Connects and runs, with the options that `OPTIONS` has.
const RUN: &str = "
if context.is_offline_mode():
    context.configure(url=URL, literal_binds=True, **OPTIONS)
    with context.begin_transaction():
        context.run_migrations()
else:
    with create_engine(URL).connect() as connection:
        context.configure(connection=connection, **OPTIONS)
        with context.begin_transaction():
            context.run_migrations()
";

fn check_options(before: &str, commands: &[&[&str]]) {
    check(&format!("{before}\n{RUN}"), commands);
}

#[test]
fn functions_of_configure_are_accepted() {
    check_options(
        "
def never(*arguments, **keywords):
    raise RuntimeError('called')

OPTIONS = dict(include_object=never, include_name=never, process_revision_directives=never, render_item=never,
               compare_type=never, compare_server_default=never, include_schemas=True, render_as_batch=True,
               user_module_prefix='x.', sqlalchemy_module_prefix='sa.', alembic_module_prefix='op.',
               upgrade_token='up', downgrade_token='down', template_args={'a': 1})
",
        UP_AND_DOWN,
    );
}

#[test]
fn on_version_apply_gets_the_step() {
    check_options(
        r#"
def first(*, ctx, step, heads, run_args):
    print(type(ctx).__name__, type(step).__name__, step.is_upgrade, step.is_stamp, step.is_migration,
          step.up_revision_id, step.up_revision_ids, step.down_revision_ids, step.source_revision_ids,
          step.destination_revision_ids, sorted(heads), run_args)
    print(step.up_revision.doc, [script.revision for script in step.up_revisions],
          [script.revision for script in step.down_revisions], [script.doc for script in step.source_revisions],
          [script.revision for script in step.destination_revisions], ctx.as_sql)

def second(**keywords):
    print(sorted(keywords))

OPTIONS = dict(on_version_apply=(first, second))
"#,
        &[
            &["upgrade", "head"],
            &["downgrade", "-2"],
            &["stamp", "head"],
            &["stamp", "base"],
            &["upgrade", "r01:head", "--sql"],
        ],
    );
    check_options(
        "def only(**keywords):\n    print(keywords['step'])\n    raise ValueError('stop')\n\
         OPTIONS = dict(on_version_apply=only)",
        &[&["stamp", "base"]],
    );
}

#[test]
fn the_version_table_has_any_name() {
    check_options(
        "OPTIONS = dict(version_table='steps', version_table_pk=False)",
        UP_AND_DOWN,
    );
    check_options("OPTIONS = dict(version_table='two words')", UP_AND_DOWN);
    check_options(
        "OPTIONS = dict(version_table_schema='main')",
        &[
            &["upgrade", "head", "--sql"],
            &["upgrade", "head"],
            &["current"],
        ],
    );
}

#[test]
fn transactions_as_they_are_configured() {
    for options in [
        "transactional_ddl=True",
        "transactional_ddl=False",
        "transaction_per_migration=True",
        "transaction_per_migration=True, transactional_ddl=True",
    ] {
        check_options(
            &format!(
                "OPTIONS = dict({options})\nimport atexit\n\
                 atexit.register(lambda: print(context.is_transactional_ddl()))"
            ),
            UP_AND_DOWN,
        );
    }
}

#[test]
fn what_is_asked_of_the_context() {
    const ASK: &str = r#"
def ask(name, *arguments, **keywords):
    try:
        print(name, arguments, getattr(context, name)(*arguments, **keywords))
    except Exception as error:
        print(name, arguments, type(error).__name__, error)

def ask_all():
    for name in ("is_offline_mode", "requires_connection", "get_head_revision", "get_head_revisions",
                 "get_starting_revision_argument", "get_revision_argument", "get_tag_argument"):
        ask(name)
    ask("get_x_argument")
    ask("get_x_argument", as_dictionary=True)

ask_all()
ask("get_context")
ask("get_bind")
OPTIONS = {}
"#;
    let after = "\nask_all()\ncontext_made = context.get_context()\nprint(context_made.as_sql, \
                 context_made.opts.get('literal_binds'), context_made.dialect.name, context_made.version_table)\n\
                 print(context_made is context.get_context(), context_made.config is config)\n";
    check(
        &format!("{ASK}{RUN}{after}"),
        &[
            &["upgrade", "head"],
            &[
                "-x", "a=1", "-x", "b", "-x", "c=2=3", "upgrade", "--tag", "t", "r02:head", "--sql",
            ],
            &["upgrade", "heads"],
            &["downgrade", "-1"],
            &["downgrade", "r02:r01", "--sql"],
            &["stamp", "--tag", "x", "r01"],
            &["current"],
            &["upgrade", "+1"],
            &["ensure_version"],
        ],
    );
    check(
        &format!("{ASK}OPTIONS = dict(starting_rev='r01', tag='configured')\n{RUN}{after}"),
        &[&["upgrade", "head", "--sql"], &["upgrade", "head"]],
    );
}

#[test]
fn a_dialect_without_a_url() {
    check(
        "context.configure(dialect_name='postgresql')\nwith context.begin_transaction():\n    \
         context.run_migrations()\n",
        &[
            &["upgrade", "head", "--sql"],
            &["downgrade", "head:base", "--sql"],
        ],
    );
    check("context.configure()\n", &[&["upgrade", "head", "--sql"]]);
}

#[test]
fn output_goes_where_env_py_says() {
    check(
        r#"
import io
buffer = io.StringIO()
context.configure(url=URL, output_buffer=buffer, dialect_opts={"paramstyle": "named"})
with context.begin_transaction():
    context.static_output("-- first")
    context.execute("SELECT 1")
    context.execute(text("SELECT 2"))
    context.run_migrations()
with open("out.sql", "w") as file:
    file.write(buffer.getvalue())
with open("more.sql", "a", encoding="utf-8") as file:
    print("appended", file=file)
    file.writelines(["a\n", "b\n"])
from pathlib import Path
print(Path("path.sql").write_text("x"))
"#,
        &[
            &["upgrade", "head", "--sql"],
            &["upgrade", "r01:r02", "--sql"],
        ],
    );
}

#[test]
fn configured_several_times() {
    check(
        r#"
for number in (1, 2):
    name = "db%d.db" % number
    if context.is_offline_mode():
        with open("db%d.sql" % number, "w") as buffer:
            context.configure(url="sqlite:///" + name, output_buffer=buffer, literal_binds=True)
            with context.begin_transaction():
                context.run_migrations()
        continue
    with create_engine("sqlite:///" + name).connect() as connection:
        context.configure(connection=connection, version_table="v%d" % number)
        with context.begin_transaction():
            context.execute("CREATE TABLE IF NOT EXISTS seen (n INTEGER)")
            context.run_migrations()
        print(connection.in_transaction(), context.get_bind() is connection)
        print(number, context.get_context().get_current_revision(), context.get_context().get_current_heads())
"#,
        UP_AND_DOWN,
    );
}

#[test]
fn engines_in_one_transaction() {
    check(
        r#"
engines = {name: {"engine": create_engine("sqlite:///%s.db" % name)} for name in ("one", "two")}
for name, rec in engines.items():
    rec["connection"] = conn = rec["engine"].connect()
    rec["transaction"] = conn.begin()
try:
    for name, rec in engines.items():
        context.configure(connection=rec["connection"], upgrade_token="%s_upgrades" % name)
        context.run_migrations()
        if name == "two":
            print(context.get_context().get_current_revision())
    for rec in engines.values():
        rec["transaction"].commit()
except:
    for rec in engines.values():
        rec["transaction"].rollback()
    raise
finally:
    for rec in engines.values():
        rec["connection"].close()
"#,
        &[&["upgrade", "head"], &["downgrade", "-1"]],
    );
}

#[test]
fn a_connection_may_be_shared() {
    check(
        r#"
shared = config.attributes.get("connection", None)
print(shared, config.attributes)
config.attributes["connection"] = create_engine(URL).connect()
shared = config.attributes["connection"]
with shared.begin():
    context.configure(connection=shared)
    with context.begin_transaction():
        context.run_migrations()
shared.close()
"#,
        &[&["upgrade", "head"], &["current"], &["downgrade", "base"]],
    );
}

#[test]
fn what_env_py_ends_with() {
    check("sys.exit()\n", &[&["upgrade", "head"]]);
    check("sys.exit('enough')\n", &[&["upgrade", "head"]]);
    check("sys.exit(3)\n", &[&["upgrade", "head"]]);
}

#[test]
fn a_revision_is_written_with_options_in_the_configuration() {
    check_options(
        r#"
OPTIONS = {}
print(config.get_main_option("sqlalchemy.url"), config.get_section("alembic")["sqlalchemy.url"])
config.set_main_option("mine", "1%%")
print(config.get_main_option("mine"), config.get_main_option("absent", "default"), config.get_section("none"))
print(config.config_ini_section, config.get_section_option("handlers", "keys"))
config.remove_main_option("mine")
print(config.get_main_option("mine"))
print(sorted(config.get_section("loggers")), config.cmd_opts.cmd[0].__name__, config.cmd_opts.x)
"#,
        &[&["upgrade", "head"], &["-x", "k=v", "current"]],
    );
}

#[test]
fn servers_as_well() {
    let (ours, theirs) = (TestDatabase::create(), TestDatabase::create());
    let url = |database: &TestDatabase| {
        let url = database.url();
        url.replacen("postgresql:", "postgresql+psycopg2:", 1)
    };
    check_on(
        Some([&url(&ours), &url(&theirs)]),
        &format!(
            "def applied(**keywords):\n    step = keywords['step']\n    \
             print(step.is_upgrade, step.up_revision_id, keywords['heads'])\n\
             OPTIONS = dict(version_table_schema='steps', include_schemas=True, on_version_apply=applied)\n\
             if not context.is_offline_mode():\n    with create_engine(URL).begin() as connection:\n        \
             connection.execute(text('CREATE SCHEMA IF NOT EXISTS steps'))\n{RUN}"
        ),
        UP_AND_DOWN,
    );
    if Alembic::found().is_none() {
        return;
    }
    let rows = "SELECT version_num FROM steps.alembic_version";
    assert_eq!(ours.texts(rows), theirs.texts(rows));
    assert_eq!(catalog::postgresql(&ours), catalog::postgresql(&theirs));
}
