//! Models of any number of tables, and the statements that make just these tables.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::workload::{self, Project};

/// A project without revisions whose `env.py` names models.
#[derive(Debug)]
pub struct ModelsProject {
    /// The project.
    pub project: Project,
    /// The text of its module of models.
    pub models: String,
    /// A file with the SQL that makes what they describe, on PostgreSQL.
    pub tables: PathBuf,
}

/// A project with models of `count` tables. Each has twelve columns, two foreign keys to tables before it, two indexes, a
/// unique and a check constraint, defaults and comments; every tenth has an enum.
///
/// # Errors
/// When its files cannot be written.
pub fn project(folder: &Path, count: usize, url: &str) -> Result<ModelsProject> {
    let versions = workload::start(folder, url)?;
    let env_py = folder.join("migrations").join("env.py");
    let text = fs::read_to_string(&env_py)?;
    let (before, after) = text
        .split_once("target_metadata = None\n")
        .context("env.py names no metadata")?;
    fs::write(
        env_py,
        format!("{before}import models\n\ntarget_metadata = models.metadata\n{after}"),
    )?;
    let models = models(count)?;
    fs::write(folder.join("models.py"), &models)?;
    let tables = folder.join("tables.sql");
    fs::write(&tables, statements(count)?)?;
    Ok(ModelsProject {
        project: Project {
            settings: folder.join("alembic.ini"),
            versions,
            head: String::new(),
        },
        models,
        tables,
    })
}

/// A column as SQLAlchemy and as PostgreSQL have it.
struct Column {
    name: &'static str,
    python: &'static str,
    sql: &'static str,
    is_nullable: bool,
    default: Option<&'static str>,
    comment: Option<&'static str>,
}

const fn column(name: &'static str, python: &'static str, sql: &'static str) -> Column {
    Column {
        name,
        python,
        sql,
        is_nullable: false,
        default: None,
        comment: None,
    }
}

/// Every table's columns besides its status.
const COLUMNS: [Column; 11] = [
    column("id", "sa.Integer()", "SERIAL"),
    Column {
        is_nullable: true,
        comment: Some("parent row"),
        ..column("parent_id", "sa.Integer()", "INTEGER")
    },
    column("other_id", "sa.Integer()", "INTEGER"),
    Column {
        comment: Some("external code"),
        ..column("code", "sa.String(length=40)", "VARCHAR(40)")
    },
    column("name", "sa.String(length=120)", "VARCHAR(120)"),
    Column {
        is_nullable: true,
        ..column("notes", "sa.Text()", "TEXT")
    },
    Column {
        default: Some("0"),
        ..column(
            "amount",
            "sa.Numeric(precision=12, scale=2)",
            "NUMERIC(12, 2)",
        )
    },
    Column {
        default: Some("1"),
        ..column("quantity", "sa.BigInteger()", "BIGINT")
    },
    Column {
        default: Some("true"),
        ..column("active", "sa.Boolean()", "BOOLEAN")
    },
    Column {
        is_nullable: true,
        ..column("payload", "postgresql.JSONB()", "JSONB")
    },
    Column {
        default: Some("now()"),
        ..column(
            "created_at",
            "sa.DateTime(timezone=True)",
            "TIMESTAMP WITH TIME ZONE",
        )
    },
];

const STATES: &str = "'new', 'open', 'held', 'closed'";

fn table_name(index: usize) -> String {
    format!("item_{index:05}")
}

fn has_enum(index: usize) -> bool {
    index % 10 == 3
}

/// The columns of foreign keys, with the tables that they refer to.
fn references(index: usize) -> impl Iterator<Item = (&'static str, String)> {
    let keys = (index > 0).then(|| {
        [
            ("parent_id", table_name(index - 1)),
            ("other_id", table_name(index / 2)),
        ]
    });
    keys.into_iter().flatten()
}

fn models(count: usize) -> Result<String> {
    let mut text = "import sqlalchemy as sa\nfrom sqlalchemy.dialects import postgresql\n\nmetadata = sa.MetaData()\n"
        .to_owned();
    for index in 0..count {
        let name = table_name(index);
        writeln!(text, "\n{name} = sa.Table(\n    '{name}',\n    metadata,")?;
        for column in &COLUMNS {
            write!(text, "    sa.Column('{}', {}", column.name, column.python)?;
            if !column.is_nullable {
                text.push_str(", nullable=False");
            }
            if let Some(default) = column.default {
                write!(text, ", server_default=sa.text('{default}')")?;
            }
            if let Some(comment) = column.comment {
                write!(text, ", comment='{comment}'")?;
            }
            text.push_str("),\n");
        }
        let status = if has_enum(index) {
            format!("sa.Enum({STATES}, name='state_{index:05}')")
        } else {
            "sa.String(length=20)".to_owned()
        };
        writeln!(
            text,
            "    sa.Column('status', {status}, nullable=False, server_default='new'),\n    \
             sa.PrimaryKeyConstraint('id', name='pk_{name}'),"
        )?;
        for (column, target) in references(index) {
            writeln!(
                text,
                "    sa.ForeignKeyConstraint(['{column}'], ['{target}.id'], name='fk_{name}_{column}', ondelete='CASCADE'),"
            )?;
        }
        writeln!(
            text,
            "    sa.UniqueConstraint('code', 'other_id', name='uq_{name}_code'),
    sa.CheckConstraint('quantity > 0', name='ck_{name}_quantity'),
    sa.Index('ix_{name}_name', 'name'),
    sa.Index('ix_{name}_parent_created', 'parent_id', 'created_at'),
    comment='rows of {name}',
)"
        )?;
    }
    Ok(text)
}

fn statements(count: usize) -> Result<String> {
    let mut text = String::new();
    for index in 0..count {
        let name = table_name(index);
        let status = if has_enum(index) {
            writeln!(text, "CREATE TYPE state_{index:05} AS ENUM ({STATES});")?;
            format!("state_{index:05}")
        } else {
            "VARCHAR(20)".to_owned()
        };
        writeln!(text, "CREATE TABLE {name} (")?;
        for column in &COLUMNS {
            write!(text, "    {} {}", column.name, column.sql)?;
            if let Some(default) = column.default {
                write!(text, " DEFAULT {default}")?;
            }
            text.push_str(if column.is_nullable {
                ",\n"
            } else {
                " NOT NULL,\n"
            });
        }
        writeln!(
            text,
            "    status {status} DEFAULT 'new' NOT NULL,\n    CONSTRAINT pk_{name} PRIMARY KEY (id),"
        )?;
        for (column, target) in references(index) {
            writeln!(
                text,
                "    CONSTRAINT fk_{name}_{column} FOREIGN KEY ({column}) REFERENCES {target} (id) ON DELETE CASCADE,"
            )?;
        }
        writeln!(
            text,
            "    CONSTRAINT uq_{name}_code UNIQUE (code, other_id),
    CONSTRAINT ck_{name}_quantity CHECK (quantity > 0)
);
CREATE INDEX ix_{name}_name ON {name} (name);
CREATE INDEX ix_{name}_parent_created ON {name} (parent_id, created_at);
COMMENT ON TABLE {name} IS 'rows of {name}';"
        )?;
        for column in &COLUMNS {
            if let Some(comment) = column.comment {
                writeln!(
                    text,
                    "COMMENT ON COLUMN {name}.{} IS '{comment}';",
                    column.name
                )?;
            }
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_and_statements_have_the_same_tables() {
        let folder = tempfile::tempdir().unwrap();
        let made = project(folder.path(), 14, "postgresql://h/d").unwrap();
        let sql = fs::read_to_string(&made.tables).unwrap();
        assert_eq!(made.models.matches("sa.Table(").count(), 14);
        assert_eq!(sql.matches("CREATE TABLE ").count(), 14);
        assert_eq!(made.models.matches("sa.Enum(").count(), 2);
        assert_eq!(sql.matches("CREATE TYPE ").count(), 2);
        let env_py = fs::read_to_string(folder.path().join("migrations/env.py")).unwrap();
        assert!(env_py.contains("target_metadata = models.metadata\n"));
    }
}
