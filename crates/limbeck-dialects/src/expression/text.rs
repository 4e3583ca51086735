//! `sa.text(...)`.

use limbeck_schema::{SqlType, TextClause};

use super::literal;
use crate::{CompileError, CompileOptions, Dialect};

/// The text with its binds replaced: `:name` by the literal of its value (NULL if it has none),
/// `\:` by a colon, `::` left alone.
pub(super) fn compile(
    dialect: &dyn Dialect,
    clause: &TextClause,
    options: &CompileOptions,
) -> Result<String, CompileError> {
    let text = options.percent(&clause.text);
    let mut sql = String::with_capacity(text.len());
    let mut rest: &str = &text;
    let mut before: Option<char> = None;
    while let Some(character) = rest.chars().next() {
        let after = &rest[character.len_utf8()..];
        if character == '\\' && after.starts_with(':') {
            sql.push(':');
            rest = &after[1..];
            before = Some(':');
            continue;
        }
        if character == ':' && !before.is_some_and(|c| c == ':' || is_word(c) || c == '\\') {
            let length: usize = after
                .chars()
                .take_while(|c| is_word(*c))
                .map(char::len_utf8)
                .sum();
            let (name, tail) = after.split_at(length);
            if !name.is_empty() && !tail.starts_with(':') {
                match clause.binds.iter().find(|bind| bind.name == name) {
                    Some(bind) => {
                        let data_type = bind.data_type.as_ref().unwrap_or(&SqlType::Null);
                        let value = literal(dialect, &bind.value, data_type)?;
                        sql.push_str(&options.percent(&value));
                    }
                    None => sql.push_str("NULL"),
                }
                before = name.chars().next_back();
                rest = tail;
                continue;
            }
        }
        sql.push(character);
        before = Some(character);
        rest = after;
    }
    Ok(sql)
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}
