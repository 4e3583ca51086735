//! What stands behind the closing bracket of CREATE TABLE.

use limbeck_schema::{Literal, OptionValue, Table};

use crate::{CompileError, ddl::Context};

/// Options that come before others, where both are there.
const ORDER: &[(&str, &str)] = &[
    ("DEFAULT_CHARSET", "COLLATE"),
    ("DEFAULT_CHARACTER_SET", "COLLATE"),
    ("CHARSET", "COLLATE"),
    ("CHARACTER_SET", "COLLATE"),
    ("PARTITION_BY", "PARTITIONS"),
    ("PARTITION_BY", "SUBPARTITION_BY"),
    ("PARTITION_BY", "SUBPARTITIONS"),
    ("PARTITIONS", "SUBPARTITIONS"),
    ("PARTITIONS", "SUBPARTITION_BY"),
    ("SUBPARTITION_BY", "SUBPARTITIONS"),
];

/// Options that are written after all others.
const PARTITIONING: &[&str] = &[
    "PARTITION_BY",
    "PARTITIONS",
    "SUBPARTITIONS",
    "SUBPARTITION_BY",
];

/// `ENGINE=InnoDB CHARSET=utf8mb4 COMMENT='...'` (`MySQLDDLCompiler.post_create_table()`).
pub(super) fn options(cx: &Context<'_>, table: &Table) -> Result<String, CompileError> {
    let mut options: Vec<(String, String)> = Vec::new();
    for (name, value) in table.options.of(cx.dialect.name()) {
        let name = name.to_uppercase();
        let value = value_text(&name, value)?;
        options.retain(|(known, _)| *known != name);
        options.push((name, value));
    }
    if let Some(comment) = &table.comment {
        options.retain(|(known, _)| known != "COMMENT");
        options.push(("COMMENT".to_owned(), comment.clone()));
    }
    let (partitioning, others): (Vec<_>, Vec<_>) = options
        .into_iter()
        .partition(|(name, _)| PARTITIONING.contains(&name.as_str()));
    let mut words = Vec::new();
    for (name, value) in sorted(others) {
        let value = if is_text(&name) {
            cx.string(&value)?
        } else {
            value
        };
        words.push(option(&name, &value));
    }
    for (name, value) in sorted(partitioning) {
        words.push(format!("{} {value}", name.replace('_', " ")));
    }
    Ok(words.join(" "))
}

/// An option with its value, as the reference manual writes it.
fn option(name: &str, value: &str) -> String {
    let name = match name {
        "DATA_DIRECTORY"
        | "INDEX_DIRECTORY"
        | "DEFAULT_CHARACTER_SET"
        | "CHARACTER_SET"
        | "DEFAULT_CHARSET"
        | "DEFAULT_COLLATE" => name.replace('_', " "),
        other => other.to_owned(),
    };
    let joiner = match name.as_str() {
        "TABLESPACE" | "DEFAULT CHARACTER SET" | "CHARACTER SET" | "COLLATE" => " ",
        _ => "=",
    };
    format!("{name}{joiner}{value}")
}

/// Whether an option is a string for the server.
fn is_text(name: &str) -> bool {
    matches!(
        name,
        "COMMENT" | "DATA DIRECTORY" | "INDEX DIRECTORY" | "PASSWORD" | "CONNECTION"
    )
}

/// The options in the order given, but for those that come before others.
fn sorted(options: Vec<(String, String)>) -> Vec<(String, String)> {
    let mut waiting = options;
    let mut sorted = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let names: Vec<String> = waiting.iter().map(|(name, _)| name.clone()).collect();
        let is_ready = |name: &str| {
            !ORDER.iter().any(|(before, after)| {
                *after == name && names.iter().any(|waiting| waiting == before)
            })
        };
        let (ready, others): (Vec<_>, Vec<_>) =
            waiting.into_iter().partition(|(name, _)| is_ready(name));
        sorted.extend(ready);
        waiting = others;
    }
    sorted
}

/// The value of an option as text.
fn value_text(name: &str, value: &OptionValue) -> Result<String, CompileError> {
    match value {
        OptionValue::Literal(Literal::Text(text)) => Ok(text.clone()),
        OptionValue::Literal(Literal::Integer(number)) => Ok(number.to_string()),
        OptionValue::Literal(_)
        | OptionValue::Expression(_)
        | OptionValue::List(_)
        | OptionValue::Map(_) => Err(CompileError::Unsupported {
            message: format!("The table option {name} must be a string"),
        }),
    }
}
