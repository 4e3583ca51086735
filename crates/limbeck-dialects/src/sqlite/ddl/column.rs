//! Columns: AUTOINCREMENT, ON CONFLICT, defaults in brackets.

use limbeck_schema::{Autoincrement, Column, ServerDefault};

use super::super::NAME;
use crate::{
    Compilation, CompileError,
    ddl::{Context, TableContext, options::Options},
    types::{base_type, integer_width},
};

/// Name, type, default and nullability (`SQLiteDDLCompiler.get_column_specification()`).
pub(super) fn specification(
    cx: &Context<'_>,
    table: &TableContext<'_>,
    column: &Column,
    compilation: &mut Compilation,
) -> Result<String, CompileError> {
    let mut text = format!(
        "{} {}",
        cx.quote(&column.name),
        cx.data_type(&column.data_type)?
    );
    if let Some(default) = cx.server_default(column.server_default.as_ref())? {
        if needs_brackets(&default) {
            text.push_str(&format!(" DEFAULT ({default})"));
        } else {
            text.push_str(&format!(" DEFAULT {default}"));
        }
    }
    let options = Options::new(&column.options, NAME);
    if !column.nullable {
        text.push_str(" NOT NULL");
        if let Some(action) = options.text("on_conflict_not_null") {
            text.push_str(&format!(" ON CONFLICT {action}"));
        }
    }
    if table.is_flagged(column)
        && column.autoincrement == Autoincrement::Always
        && table.key_columns().len() != 1
    {
        return Err(CompileError::Unsupported {
            message: "SQLite does not support autoincrement for composite primary keys".to_owned(),
        });
    }
    if has_inline_key(table, column) {
        text.push_str(" PRIMARY KEY");
        if let Some(action) = options.text("on_conflict_primary_key") {
            text.push_str(&format!(" ON CONFLICT {action}"));
        }
        text.push_str(" AUTOINCREMENT");
    }
    if let Some(ServerDefault::Computed(computed)) = &column.server_default {
        let name = format!("{}.{}", table.table.name.name, column.name);
        text.push(' ');
        text.push_str(&cx.ddl().computed(cx, &name, computed, compilation)?);
    }
    Ok(text)
}

/// Whether the primary key stands in the column itself, because only there it can be
/// `AUTOINCREMENT`.
pub(super) fn has_inline_key(table: &TableContext<'_>, column: &Column) -> bool {
    table.is_flagged(column)
        && table.key_columns().len() == 1
        && Options::new(&table.table.options, NAME).flag("autoincrement") == Some(true)
        && integer_width(base_type(&column.data_type)).is_some()
        && (!table.has_foreign_key(column) || counts_in_any_case(column))
}

/// Whether a column that was read from a database counts though it refers to another one, which
/// SQLAlchemy does not write.
fn counts_in_any_case(column: &Column) -> bool {
    Options::new(&column.options, NAME).flag("autoincrement") == Some(true)
}

/// Whether a default is an expression, which SQLite wants in brackets: it has more than a word
/// in it and does not begin with a quote or bracket.
fn needs_brackets(default: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    !default.trim_start().starts_with(['\'', '"', '(']) && !default.chars().all(is_word)
}

/// Whether Alembic writes a default into scripts without brackets: it is empty, a single digit, a string, or in
/// brackets already (`_guess_if_default_is_unparenthesized_sql_expr()`).
pub(super) fn stands_alone_in_script(default: &str) -> bool {
    let between = |open: char, close: char| {
        let inside = default
            .strip_prefix(open)
            .and_then(|rest| rest.strip_suffix(close));
        inside.is_some_and(|inside| !inside.is_empty() && !inside.contains('\n'))
    };
    let is_digit =
        default.len() == 1 && default.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    default.is_empty() || is_digit || between('\'', '\'') || between('(', ')')
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
        check("-1", true);
        check("0.5", true);
        check(" 'it''s'", false);
        check("(1 + 1)", false);
        check("CAST(3 AS INTEGER)", true);
    }

    #[test]
    fn scripts_have_more_brackets() {
        let check = |default, expected| {
            assert_eq!(stands_alone_in_script(default), expected, "{default}");
        };
        check("", true);
        check("7", true);
        check("10", false);
        check("'a'", true);
        check("''", false);
        check("(1 + 1)", true);
        check("CURRENT_TIMESTAMP", false);
    }
}
