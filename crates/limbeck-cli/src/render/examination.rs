//! What `doctor` prints.

use std::fmt::Write;
use std::path::Path;

use limbeck::{Examination, ExaminedDatabase, KeptState, UrlSource};

/// What the environment of a project comes to, a line for each fact. Paths are shown from `folder`.
pub fn examination(examination: &Examination, folder: &Path) -> String {
    let mut text = String::new();
    let mut line = |label: &str, what: &str| {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{label:<14} {what}");
    };
    let shown = |path: &Path| {
        path.strip_prefix(folder)
            .unwrap_or(path)
            .display()
            .to_string()
    };
    for file in &examination.configuration {
        line("configuration", &shown(file));
    }
    line("scripts", &shown(&examination.script_directory));
    match &examination.python {
        Ok(python) => line("python", python),
        Err(reason) => line("python", &format!("none: {reason}")),
    }
    line(
        "kept answers",
        &kept(&examination.kept, &shown(&examination.kept_file)),
    );
    for asked in &examination.asked {
        let from = if asked.kept { "kept" } else { "asked" };
        line("application", &format!("{} ({from})", asked.expression));
    }
    for database in &examination.databases {
        text.push('\n');
        for (label, what) in database_facts(database) {
            let _ = writeln!(text, "{label:<14} {what}");
        }
    }
    text
}

fn kept(state: &KeptState, file: &str) -> String {
    match state {
        KeptState::Absent => format!("none in {file}"),
        KeptState::Fresh(1) => format!("1 in {file}, up to date"),
        KeptState::Fresh(count) => format!("{count} in {file}, up to date"),
        KeptState::Stale(reason) => format!("out of date in {file}: {reason}"),
    }
}

fn database_facts(database: &ExaminedDatabase) -> Vec<(&'static str, String)> {
    let source = match database.url_source {
        UrlSource::Given => "--url or LIMBECK_DATABASE_URL",
        UrlSource::Application => "the application's own Python",
        UrlSource::Configuration => "the configuration",
        UrlSource::EnvPy => "env.py",
    };
    let server = match database.server_version {
        Some((major, minor, patch)) => format!("{} {major}.{minor}.{patch}", database.dialect),
        None => database.dialect.to_owned(),
    };
    let transactions = match (
        database.transactional_ddl,
        database.transaction_per_migration,
    ) {
        (true, false) => "one for the whole run",
        (true, true) => "one per migration",
        (false, _) => "as the database allows: DDL is not assumed to be part of them",
    };
    let convention = match &database.naming_convention {
        Ok(convention) if convention.templates.is_empty() => "SQLAlchemy's own".to_owned(),
        Ok(convention) => {
            let mut kinds: Vec<&str> = convention.templates.keys().map(String::as_str).collect();
            kinds.sort_unstable();
            kinds.join(", ")
        }
        Err(reason) => format!("not known: {reason}"),
    };
    vec![
        ("database", database.url.clone()),
        ("  named by", source.to_owned()),
        ("  server", server),
        ("  versions in", database.version_table.clone()),
        ("  transactions", transactions.to_owned()),
        ("  naming", convention),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(state: KeptState, expected: &str) {
        assert_eq!(kept(&state, "f"), expected);
    }

    #[test]
    fn how_far_kept_answers_count() {
        check(KeptState::Absent, "none in f");
        check(KeptState::Fresh(1), "1 in f, up to date");
        check(KeptState::Fresh(2), "2 in f, up to date");
        check(
            KeptState::Stale("x has changed since".to_owned()),
            "out of date in f: x has changed since",
        );
    }
}
