//! The page on compatibility: how many recorded answers of Alembic limbeck gives.
//!
//! Nothing is run for it. The tests run every case and compare what fails with the lists of what is known
//! to fail, so that the numbers follow from these lists.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::conformance;

const HEAD: &str = "\
<!-- Written by `cargo xtask docs`. -->

# Compatibility

Compatibility is a promise in tiers.

| tier | promise |
|---|---|
| T0, no Python | what only reads the project, and what needs only the version table |
| T1, no Python | `upgrade` and `downgrade`, online and `--sql`, for every script that the built-in interpreter can run |
| T2, the project's own Python | a script that needs a package or a value that only CPython has: just that step is handed to the project's own Alembic, under limbeck's lock, and one line says so |

The measure is recorded behaviour: what Alembic 1.20.1 with SQLAlchemy 2.1 answered, on PostgreSQL, MariaDB, MySQL and
SQLite. Every case is a test of limbeck. [Coming from Alembic](coming-from-alembic.md) describes where it differs on
purpose.

## Recorded cases

| group | what is recorded | cases | as Alembic | on purpose not | not built yet |
|---|---|---:|---:|---:|---:|
";

/// What a group records.
const GROUPS: [(&str, &str); 6] = [
    (
        "autogen",
        "what autogenerate writes for models and a database",
    ),
    (
        "batch",
        "`batch_alter_table` on SQLite: statements, schema, data",
    ),
    (
        "cli",
        "whole command-line sessions: streams, files, exit statuses",
    ),
    ("graph", "revision identifiers, plans, listings, errors"),
    (
        "ini",
        "configuration, file names, version folders, hooks, `-x`",
    ),
    ("sql", "the SQL of `op.*` for four dialects"),
];

/// The page.
///
/// # Errors
/// When the recorded cases cannot be read.
pub fn page(root: &Path) -> Result<(PathBuf, String)> {
    let mut text = HEAD.to_owned();
    let mut differences = String::new();
    let mut later = BTreeMap::<String, usize>::new();
    for group in conformance::overview(&root.join("conformance"))? {
        let (_, what) = GROUPS
            .iter()
            .find(|(name, _)| *name == group.name)
            .with_context(|| format!("the page does not say what {} is", group.name))?;
        let expected = conformance::expected_failures(&group.name)?;
        let same = group.cases - expected.len() - group.later.len();
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "| {} | {what} | {} | {same} | {} | {} |",
            group.name,
            group.cases,
            expected.len(),
            group.later.len()
        );
        for (name, reason) in expected {
            let _ = writeln!(differences, "* `{}` {name}: {reason}", group.name);
        }
        for (_, missing) in group.later {
            *later
                .entry(format!("`{}`: {missing}", group.name))
                .or_default() += 1;
        }
    }
    if !differences.is_empty() {
        let _ = write!(text, "\n## On purpose not as Alembic\n\n{differences}");
    }
    if !later.is_empty() {
        text.push_str("\n## Not built yet\n\n");
        for (missing, cases) in later {
            let _ = writeln!(text, "* {missing} ({cases} cases)");
        }
    }
    Ok(("docs/compatibility.md".into(), text))
}
