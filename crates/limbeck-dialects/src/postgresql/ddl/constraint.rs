//! Constraints: INCLUDE, NULLS NOT DISTINCT, NOT VALID, EXCLUDE.

use limbeck_schema::{
    Constraint, DialectOptions, ExcludeConstraint, ForeignKeyConstraint, Identifier,
    PrimaryKeyConstraint, UniqueConstraint,
};

use super::{super::NAME, index::storage_parameters};
use crate::{
    CompileError,
    ddl::{
        CheckClause, ConstraintContext, Context, constraint, element, is_word, options::Options,
        unexpected_phrase,
    },
};

/// `PRIMARY KEY (...) INCLUDE (...) WITH (...)`.
pub(super) fn primary_key(
    context: &ConstraintContext<'_>,
    key: &PrimaryKeyConstraint,
) -> Result<String, CompileError> {
    constraint::primary_key(context, key, &index_parameters(&context.cx, &key.options))
}

/// `UNIQUE NULLS NOT DISTINCT (...) INCLUDE (...)`.
pub(super) fn unique(
    context: &ConstraintContext<'_>,
    unique: &UniqueConstraint,
) -> Result<String, CompileError> {
    let nulls = nulls_distinct(&unique.options).map_or_else(String::new, |words| {
        let mut words = words.to_owned();
        words.push(' ');
        words
    });
    constraint::unique(
        context,
        unique,
        &nulls,
        &index_parameters(&context.cx, &unique.options),
    )
}

/// `CHECK (...) NO INHERIT NOT VALID`.
pub(super) fn check(
    context: &ConstraintContext<'_>,
    check: &CheckClause<'_>,
) -> Result<String, CompileError> {
    let no_inherit = match Options::new(check.options, NAME).flag("no_inherit") {
        Some(true) => " NO INHERIT",
        Some(false) | None => "",
    };
    Ok(constraint::check(context, check)? + no_inherit + not_valid(check.options))
}

/// `FOREIGN KEY(...) REFERENCES ... NOT VALID`.
pub(super) fn foreign_key(
    context: &ConstraintContext<'_>,
    key: &ForeignKeyConstraint,
) -> Result<String, CompileError> {
    let referred = context.cx.qualified(&key.referred_table);
    Ok(constraint::foreign_key(context, key, &referred)? + not_valid(&key.options))
}

/// `EXCLUDE USING ... (... WITH ...) WHERE (...)`.
pub(super) fn exclude(
    context: &ConstraintContext<'_>,
    exclude: &ExcludeConstraint,
) -> Result<String, CompileError> {
    let cx = &context.cx;
    let elements = exclude
        .elements
        .iter()
        .map(|element| {
            let mut text = cx.expression(&element.expression)?;
            let class = element::key(&element.expression).and_then(|key| {
                exclude
                    .ops
                    .iter()
                    .find(|(column, _)| column == key)
                    .map(|(_, class)| class)
            });
            if let Some(class) = class {
                text.push(' ');
                text.push_str(class);
            }
            Ok(format!("{text} WITH {}", element.operator))
        })
        .collect::<Result<Vec<_>, CompileError>>()?;
    let mut text = format!(
        "{}EXCLUDE USING {} ({})",
        context.preamble()?,
        index_method(exclude.using.as_deref().unwrap_or("gist"))?,
        elements.join(", ")
    );
    text.push_str(&index_parameters(cx, &exclude.options));
    if let Some(condition) = &exclude.condition {
        text.push_str(&format!(" WHERE ({})", cx.expression(condition)?));
    }
    text.push_str(&constraint::deferral(cx, &exclude.deferral)?);
    Ok(text)
}

/// What the index behind a key has besides its columns: INCLUDE, storage parameters, a tablespace.
fn index_parameters(cx: &Context<'_>, options: &DialectOptions) -> String {
    let mut text = include(cx, options);
    let options = Options::new(options, NAME);
    let with = storage_parameters(&options.map("with"));
    if !with.is_empty() {
        text.push_str(&format!(" WITH ({with})"));
    }
    if let Some(tablespace) = options.text("tablespace") {
        let tablespace = cx.quote(&tablespace.into());
        text.push_str(&format!(" USING INDEX TABLESPACE {tablespace}"));
    }
    text
}

/// The action of a foreign key: keywords, which a list of columns may follow
/// (`SET NULL (a, "B")`).
pub(super) fn ondelete(action: &str) -> Result<String, CompileError> {
    let (words, columns) = match action.split_once('(') {
        Some((words, rest)) => match rest.strip_suffix(')') {
            Some(columns) => (words, Some(columns)),
            None => return Err(unexpected_phrase(action)),
        },
        None => (action, None),
    };
    let words_are_plain = !words.trim().is_empty()
        && !words.starts_with(char::is_whitespace)
        && (columns.is_some() || !words.ends_with(char::is_whitespace))
        && words.split_whitespace().all(is_word);
    let columns_are_plain = columns.is_none_or(|columns| {
        columns.split(',').all(|column| {
            let column = column.trim();
            is_quoted(column) || (!column.is_empty() && is_word(&column.replace('$', "_")))
        })
    });
    if words_are_plain && columns_are_plain {
        Ok(action.to_owned())
    } else {
        Err(unexpected_phrase(action))
    }
}

/// Whether a name stands in quotes, those within doubled.
fn is_quoted(name: &str) -> bool {
    name.strip_prefix('"')
        .and_then(|name| name.strip_suffix('"'))
        .is_some_and(|name| !name.is_empty() && !name.replace("\"\"", "").contains('"'))
}

/// The method behind USING: one word, in lower case.
pub(super) fn index_method(method: &str) -> Result<String, CompileError> {
    if is_word(method) {
        Ok(method.to_lowercase())
    } else {
        Err(unexpected_phrase(method))
    }
}

/// ` INCLUDE (...)`, or nothing.
pub(super) fn include(cx: &Context<'_>, options: &DialectOptions) -> String {
    let columns: Vec<Identifier> = Options::new(options, NAME)
        .texts("include")
        .into_iter()
        .map(Identifier::from)
        .collect();
    if columns.is_empty() {
        String::new()
    } else {
        format!(" INCLUDE ({})", cx.quote_all(&columns))
    }
}

/// `NULLS [NOT] DISTINCT`, if that was said.
pub(super) fn nulls_distinct(options: &DialectOptions) -> Option<&'static str> {
    Options::new(options, NAME)
        .flag("nulls_not_distinct")
        .map(|not_distinct| {
            if not_distinct {
                "NULLS NOT DISTINCT"
            } else {
                "NULLS DISTINCT"
            }
        })
}

/// A new table has no rows that were not looked at.
pub(super) fn is_not_valid(constraint: &Constraint) -> bool {
    let options = match constraint {
        Constraint::ForeignKey(key) => &key.options,
        Constraint::Check(check) => &check.options,
        Constraint::PrimaryKey(_) | Constraint::Unique(_) | Constraint::Exclude(_) => return false,
    };
    !not_valid(options).is_empty()
}

fn not_valid(options: &DialectOptions) -> &'static str {
    match Options::new(options, NAME).flag("not_valid") {
        Some(true) => " NOT VALID",
        Some(false) | None => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_phrases_pass_as_actions() {
        let check = |action: &str, is_fine: bool| {
            assert_eq!(ondelete(action).is_ok(), is_fine, "{action}");
        };
        check("CASCADE", true);
        check("SET NULL", true);
        check("SET NULL (a, \"B\"\"c\")", true);
        check("SET DEFAULT(a$1)", true);
        check("", false);
        check("CASCADE; DROP TABLE x", false);
        check("SET NULL ()", false);
        check("SET NULL (a) x", false);
    }
}
