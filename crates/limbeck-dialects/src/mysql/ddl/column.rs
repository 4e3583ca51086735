//! Columns: AUTO_INCREMENT, comments, defaults in brackets.

use limbeck_schema::{Column, ServerDefault, SqlType, expression::typing::type_name};

use super::super::Vendor;
use crate::{
    Compilation, CompileError,
    ddl::{Context, TableContext},
    types::{Arguments, base_type},
};

/// The clause of a column (`MySQLDDLCompiler.get_column_specification()`).
pub(super) fn specification(
    vendor: Vendor,
    cx: &Context<'_>,
    table: &TableContext<'_>,
    column: &Column,
    compilation: &mut Compilation,
) -> Result<String, CompileError> {
    let data_type = column.data_type.for_dialect(cx.dialect.name());
    check_precision(data_type)?;
    let mut text = format!("{} {}", cx.quote(&column.name), cx.data_type(data_type)?);
    let is_computed = matches!(column.server_default, Some(ServerDefault::Computed(_)));
    if let Some(ServerDefault::Computed(computed)) = &column.server_default {
        let name = format!("{}.{}", table.table.name.name, column.name);
        text.push(' ');
        text.push_str(&cx.ddl().computed(cx, &name, computed, compilation)?);
    }
    // MariaDB takes no NOT NULL that only follows from the primary key on a computed column.
    let follows_from_key = vendor == Vendor::Mariadb && is_computed && column.primary_key;
    if !column.nullable && !follows_from_key {
        text.push_str(" NOT NULL");
    } else if column.nullable && type_name(data_type) == Some("TIMESTAMP") {
        text.push_str(" NULL");
    }
    if let Some(comment) = &column.comment {
        text.push_str(&format!(" COMMENT {}", cx.string(comment)?));
    }
    if counts(vendor, cx, table, column)? {
        text.push_str(" AUTO_INCREMENT");
    } else if let Some(default) = cx.server_default(column.server_default.as_ref())? {
        let in_brackets = vendor.has_expression_defaults(cx.options) && needs_brackets(&default);
        text.push_str(&if in_brackets {
            format!(" DEFAULT ({default})")
        } else {
            format!(" DEFAULT {default}")
        });
    }
    Ok(text)
}

/// Whether the server counts the column.
fn counts(
    vendor: Vendor,
    cx: &Context<'_>,
    table: &TableContext<'_>,
    column: &Column,
) -> Result<bool, CompileError> {
    let has_default = !matches!(
        column.server_default,
        None | Some(ServerDefault::Identity(_))
    );
    let has_sequence = vendor.has_sequences(cx.options)
        && column
            .sequence
            .as_ref()
            .is_some_and(|sequence| !sequence.optional);
    Ok(table.is_autoincrement(column)? && !has_default && !has_sequence)
}

/// Checks that DOUBLE and REAL have both numbers of digits or none.
fn check_precision(data_type: &SqlType) -> Result<(), CompileError> {
    let digits = match base_type(data_type) {
        SqlType::Double { precision } => (*precision, None),
        SqlType::Named(named) if matches!(named.name.as_str(), "DOUBLE" | "DOUBLE_PRECISION") => {
            (named.integer("precision"), named.integer("scale"))
        }
        _ => return Ok(()),
    };
    if digits.0.is_some() == digits.1.is_some() {
        return Ok(());
    }
    Err(CompileError::Invalid {
        message: "You must specify both precision and scale or omit both altogether.".to_owned(),
    })
}

/// Whether a default is an expression, which only stands in brackets: it is more than a word and
/// none of the forms that the server knows without them.
fn needs_brackets(default: &str) -> bool {
    let lower = default.to_ascii_lowercase();
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let is_current_time = ["now(", "current_timestamp("].iter().any(|word| {
        let digits = lower
            .strip_prefix(word)
            .and_then(|rest| rest.split_once(')'))
            .map_or("", |(digits, _)| digits);
        !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())
    });
    // Python's `.` ends at a line break.
    let first_line = default.split('\n').next().unwrap_or_default();
    let has_more = !default.chars().all(is_word)
        && (!first_line.chars().all(is_word) || first_line.len() < default.len());
    !default.trim_start().starts_with(['\'', '"', '('])
        && !has_on_update(&lower)
        && !is_current_time
        && has_more
}

/// Whether a default says what an UPDATE sets, too: `ON UPDATE` is no part of an expression.
fn has_on_update(lower: &str) -> bool {
    lower.match_indices("on").any(|(at, _)| {
        let rest = &lower[at + 2..];
        let word = rest.trim_start_matches(' ');
        word.len() < rest.len() && word.starts_with("update")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_put_in_brackets() {
        let check = |default, expected| assert_eq!(needs_brackets(default), expected, "{default}");
        check("CURRENT_TIMESTAMP", false);
        check("0", false);
        check("now()", true);
        check("now(6)", false);
        check("NOW(3) ON UPDATE NOW(3)", false);
        check("CURRENT_TIMESTAMP ON  UPDATE CURRENT_TIMESTAMP", false);
        check("-1", true);
        check("0.5", true);
        check(" 'it''s'", false);
        check("(1 + 1)", false);
        check("uuid()", true);
    }
}
