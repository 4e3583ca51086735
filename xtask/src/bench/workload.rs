//! The projects that are measured: Alembic projects of any size, the same for the same arguments.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

const SETTINGS: &str = "\
[alembic]
script_location = %(here)s/migrations
prepend_sys_path = %(here)s
path_separator = os
sqlalchemy.url = {url}

[loggers]
keys = root,sqlalchemy,alembic

[handlers]
keys = console

[formatters]
keys = generic

[logger_root]
level = WARNING
handlers = console
qualname =

[logger_sqlalchemy]
level = WARNING
handlers =
qualname = sqlalchemy.engine

[logger_alembic]
level = INFO
handlers =
qualname = alembic

[handler_console]
class = StreamHandler
args = (sys.stderr,)
level = NOTSET
formatter = generic

[formatter_generic]
format = %(levelname)-5.5s [%(name)s] %(message)s
datefmt = %H:%M:%S
";

const ENVIRONMENT: &str = r#"from logging.config import fileConfig

from sqlalchemy import engine_from_config
from sqlalchemy import pool

from alembic import context

config = context.config

if config.config_file_name is not None:
    fileConfig(config.config_file_name)

target_metadata = None


def run_migrations_offline() -> None:
    url = config.get_main_option("sqlalchemy.url")
    context.configure(
        url=url, target_metadata=target_metadata, literal_binds=True, dialect_opts={"paramstyle": "named"}
    )
    with context.begin_transaction():
        context.run_migrations()


def run_migrations_online() -> None:
    connectable = engine_from_config(
        config.get_section(config.config_ini_section, {}), prefix="sqlalchemy.", poolclass=pool.NullPool
    )
    with connectable.connect() as connection:
        context.configure(connection=connection, target_metadata=target_metadata)
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    run_migrations_offline()
else:
    run_migrations_online()
"#;

/// An Alembic project on disk.
#[derive(Debug, Clone)]
pub struct Project {
    /// Its settings file.
    pub settings: PathBuf,
    /// The folder of its scripts.
    pub versions: PathBuf,
    /// Its only head, or one of them.
    pub head: String,
}

/// One revision to be written, with its place in the graph.
struct Node<'a> {
    id: &'a str,
    down: &'a [String],
    title: &'a str,
    upgrade: &'a str,
    downgrade: &'a str,
    labels: &'a [&'a str],
    depends_on: &'a [String],
}

/// A revision of a line.
pub struct Revision {
    /// Its message.
    pub title: String,
    /// The body of `upgrade()`.
    pub upgrade: String,
    /// The body of `downgrade()`.
    pub downgrade: String,
}

/// A project of `count` revisions in one line. Each makes a table of six columns with a primary key, a foreign key to
/// the table before it, and an index: what autogenerate writes for a new model.
pub fn linear(folder: &Path, count: usize, url: &str) -> Result<Project> {
    let versions = start(folder, url)?;
    let revisions = (0..count).map(|index| {
        let (upgrade, downgrade) = table(index);
        Revision {
            title: format!("create item_{index:05}"),
            upgrade,
            downgrade,
        }
    });
    write_line(folder, &versions, revisions)
}

/// Writes revisions that follow one another.
pub fn write_line(
    folder: &Path,
    versions: &Path,
    revisions: impl IntoIterator<Item = Revision>,
) -> Result<Project> {
    let mut head = String::new();
    for (index, revision) in revisions.into_iter().enumerate() {
        let id = identifier("line", index);
        let down: Vec<String> = if index == 0 { Vec::new() } else { vec![head] };
        let node = Node {
            id: &id,
            down: &down,
            title: &revision.title,
            upgrade: &revision.upgrade,
            downgrade: &revision.downgrade,
            labels: &[],
            depends_on: &[],
        };
        write_revision(versions, index, &node)?;
        head = id;
    }
    Ok(Project {
        settings: folder.join("alembic.ini"),
        versions: versions.to_owned(),
        head,
    })
}

/// A project of about `count` revisions with three labelled bases. The longest of them forks into three every dozen
/// revisions and merges again; the other two depend on it now and then.
pub fn branchy(folder: &Path, count: usize, url: &str) -> Result<Project> {
    const TRUNK: usize = 12;
    const BRANCHES: usize = 3;
    const BRANCH: usize = 4;
    let versions = start(folder, url)?;
    let mut serial = 0;
    let mut emit = |line: &str, down: &[String], depends_on: &[String]| -> Result<String> {
        let id = identifier(line, serial);
        let labels: &[&str] = if down.is_empty() { &[line] } else { &[] };
        let (upgrade, downgrade) = if down.len() > 1 {
            ("    pass\n".to_owned(), "    pass\n".to_owned())
        } else {
            lone_table(line, serial)
        };
        let title = format!("{line} {serial:05}");
        let revision = Node {
            id: &id,
            down,
            title: &title,
            upgrade: &upgrade,
            downgrade: &downgrade,
            labels,
            depends_on,
        };
        write_revision(&versions, serial, &revision)?;
        serial += 1;
        Ok(id)
    };

    let mut core: Vec<String> = Vec::new();
    let mut tip: Vec<String> = Vec::new();
    let wanted = count * 3 / 5;
    while core.len() < wanted {
        for _ in 0..TRUNK.min(wanted - core.len()) {
            tip = vec![emit("core", &tip, &[])?];
            core.extend_from_slice(&tip);
        }
        if wanted - core.len() <= BRANCHES * BRANCH {
            continue;
        }
        let mut tips = Vec::new();
        for _ in 0..BRANCHES {
            let mut branch = tip.clone();
            for _ in 0..BRANCH {
                branch = vec![emit("core", &branch, &[])?];
                core.extend_from_slice(&branch);
            }
            tips.append(&mut branch);
        }
        tip = vec![emit("core", &tips, &[])?];
        core.extend_from_slice(&tip);
    }
    for line in ["billing", "reports"] {
        let mut down: Vec<String> = Vec::new();
        for index in 0..count / 5 {
            let depends_on: Vec<String> = if index % 10 == 5 {
                core.get(index * 3).cloned().into_iter().collect()
            } else {
                Vec::new()
            };
            down = vec![emit(line, &down, &depends_on)?];
        }
    }
    let head = tip.pop().unwrap_or_default();
    Ok(Project {
        settings: folder.join("alembic.ini"),
        versions,
        head,
    })
}

/// Writes what a project has besides scripts; returns the folder for these.
pub fn start(folder: &Path, url: &str) -> Result<PathBuf> {
    let versions = folder.join("migrations").join("versions");
    fs::create_dir_all(&versions)?;
    fs::write(
        folder.join("alembic.ini"),
        SETTINGS.replace("{url}", &url.replace('%', "%%")),
    )?;
    fs::write(folder.join("migrations").join("env.py"), ENVIRONMENT)?;
    Ok(versions)
}

/// Twelve hexadecimal digits that look like Alembic's and are always the same (FNV-1a, then SplitMix64's mixing).
fn identifier(line: &str, index: usize) -> String {
    let text = format!("{line}:{index}");
    let mut hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    format!("{:012x}", (hash ^ (hash >> 31)) >> 16)
}

fn table(index: usize) -> (String, String) {
    let name = format!("item_{index:05}");
    let foreign_key = match index.checked_sub(1) {
        None => String::new(),
        Some(parent) => format!(
            "    sa.ForeignKeyConstraint(['parent_id'], ['item_{parent:05}.id'], name='fk_{name}_parent'),\n"
        ),
    };
    let upgrade = format!(
        "    op.create_table('{name}',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('amount', sa.Numeric(precision=12, scale=2), server_default=sa.text('0'), nullable=False),
    sa.Column('active', sa.Boolean(), server_default=sa.text('true'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
{foreign_key}    sa.PrimaryKeyConstraint('id', name='pk_{name}')
    )
    op.create_index('ix_{name}_name', '{name}', ['name'], unique=False)
"
    );
    (
        upgrade,
        format!(
            "    op.drop_index('ix_{name}_name', table_name='{name}')\n    op.drop_table('{name}')\n"
        ),
    )
}

fn lone_table(line: &str, index: usize) -> (String, String) {
    let name = format!("{line}_{index:05}");
    let upgrade = format!(
        "    op.create_table('{name}',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
"
    );
    (upgrade, format!("    op.drop_table('{name}')\n"))
}

fn write_revision(versions: &Path, index: usize, revision: &Node<'_>) -> Result<()> {
    let Node {
        id,
        down,
        title,
        upgrade,
        downgrade,
        labels,
        depends_on,
    } = revision;
    let mut text = String::new();
    write!(
        text,
        r#""""{title}

Revision ID: {id}
Revises: {revises}
Create Date: 2024-{month:02}-{day:02} 10:{minute:02}:00.000000

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = '{id}'
down_revision: Union[str, Sequence[str], None] = {down_revision}
branch_labels: Union[str, Sequence[str], None] = {labels}
depends_on: Union[str, Sequence[str], None] = {depends_on}


def upgrade() -> None:
    """Upgrade schema."""
    # ### commands auto generated by Alembic - please adjust! ###
{upgrade}    # ### end Alembic commands ###


def downgrade() -> None:
    """Downgrade schema."""
    # ### commands auto generated by Alembic - please adjust! ###
{downgrade}    # ### end Alembic commands ###
"#,
        revises = down.join(", "),
        month = 1 + index / 28 % 12,
        day = 1 + index % 28,
        minute = index % 60,
        down_revision = python_value(down),
        labels = python_value(labels),
        depends_on = python_value(depends_on),
    )?;
    fs::write(
        versions.join(format!("{id}_{}.py", title.replace(' ', "_"))),
        text,
    )?;
    Ok(())
}

/// `None`, one string, or a tuple of several.
fn python_value(values: &[impl AsRef<str>]) -> String {
    match values {
        [] => "None".to_owned(),
        [value] => format!("'{}'", value.as_ref()),
        values => {
            let quoted: Vec<String> = values
                .iter()
                .map(|value| format!("'{}'", value.as_ref()))
                .collect();
            format!("({})", quoted.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_as_many_scripts_as_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let project = linear(folder.path(), 20, "postgresql://h/d").unwrap();
        let scripts: Vec<_> = fs::read_dir(&project.versions).unwrap().collect();
        assert_eq!(scripts.len(), 20);
        assert!(
            fs::read_to_string(&project.settings)
                .unwrap()
                .contains("sqlalchemy.url = postgresql://h/d\n")
        );
    }

    #[test]
    fn branches_merge_again() {
        let folder = tempfile::tempdir().unwrap();
        let project = branchy(folder.path(), 100, "postgresql://h/d").unwrap();
        let scripts: Vec<String> = fs::read_dir(&project.versions)
            .unwrap()
            .map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap())
            .collect();
        assert_eq!(scripts.len(), 100);
        let merges = scripts
            .iter()
            .filter(|text| text.contains("down_revision: Union[str, Sequence[str], None] = ("))
            .count();
        assert!(merges >= 2, "{merges} merges");
        let bases = scripts
            .iter()
            .filter(|text| text.contains("down_revision: Union[str, Sequence[str], None] = None"))
            .count();
        assert_eq!(bases, 3);
    }

    #[test]
    fn identifiers_are_stable_and_differ() {
        assert_eq!(identifier("line", 1), identifier("line", 1));
        let all: std::collections::HashSet<String> =
            (0..5000).map(|index| identifier("line", index)).collect();
        assert_eq!(all.len(), 5000);
        assert!(all.iter().all(|id| id.len() == 12));
    }
}
