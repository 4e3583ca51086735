//! Cases whose options are functions of Python: a project around the models, and limbeck itself.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use super::{Input, world::World};

const ENV_PY: &str = r#"
import json

from alembic import context
from sqlalchemy import create_engine

import models

engine = create_engine(context.config.get_main_option("sqlalchemy.url"))
with engine.connect() as connection:
    options = json.loads(context.config.get_main_option("options"))
    context.configure(connection=connection, target_metadata=models.metadata, **options, **models.configure)
    with context.begin_transaction():
        context.run_migrations()
"#;

const TEMPLATE: &str = r#""""${message}"""
# imports
${imports if imports else ""}
# end
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade():
    ${upgrades if upgrades else "pass"}


def downgrade():
    ${downgrades if downgrades else "pass"}
"#;

/// The script of a case.
pub struct Written {
    /// The body of `upgrade()`.
    pub upgrade: String,
    /// The body of `downgrade()`.
    pub downgrade: String,
    /// The lines with imports.
    pub imports: String,
}

/// Whether a case needs it.
pub fn has_functions(input: &Input) -> bool {
    input.models.contains("\nconfigure")
}

/// What `revision --autogenerate` writes.
///
/// # Errors
/// When the project cannot be made, or limbeck fails.
pub fn write(world: &World, input: &Input, program: &Path, python: &str) -> Result<Written> {
    let folder = tempfile::tempdir()?;
    let url = world.furnished(&input.ddl, folder.path())?;
    let options = Value::Object(input.options.clone());
    let ini = format!(
        "[alembic]\nscript_location = %(here)s/mig\nprepend_sys_path = .\nsqlalchemy.url = {url}\noptions = {options}\n"
    );
    let files = [
        ("alembic.ini", ini.as_str()),
        ("models.py", &input.models),
        ("mig/env.py", ENV_PY),
        ("mig/script.py.mako", TEMPLATE),
    ];
    std::fs::create_dir_all(folder.path().join("mig/versions"))?;
    for (path, text) in files {
        std::fs::write(folder.path().join(path), text)?;
    }
    let words = [
        "--alembic",
        "--python",
        python,
        "revision",
        "--autogenerate",
        "--rev-id",
        "a",
    ];
    let output = Command::new(program)
        .args(words)
        .current_dir(folder.path())
        .output()?;
    ensure!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let script = std::fs::read_to_string(folder.path().join("mig/versions/a_.py"))?;
    let between = |start: &str, end: &str| -> Result<String> {
        let (_, rest) = script.split_once(start).context("a part of the script")?;
        let (part, _) = rest.split_once(end).unwrap_or((rest, ""));
        let lines: Vec<&str> = part
            .trim_end()
            .lines()
            .map(|line| line.strip_prefix("    ").unwrap_or(line))
            .collect();
        Ok(lines.join("\n"))
    };
    Ok(Written {
        upgrade: between("def upgrade():\n", "\n\n\ndef downgrade")?,
        downgrade: between("def downgrade():\n", "\n\n\n\0")?,
        imports: between("# imports\n", "# end")?,
    })
}
