//! `sa.text(...)`.

use limbeck_schema::SqlType;
use limbeck_schema::expression::{Expression, Name, TextClause, typing};

use super::{Place, SqlCompiler, hooks::Sql};

/// The text with its binds replaced: `:name` by the literal of its value (NULL if it has none),
/// `\:` by a colon, `::` left alone.
pub(super) fn compile(compiler: &mut SqlCompiler<'_>, clause: &TextClause, place: Place) -> Sql {
    let text = compiler.options.percent(&clause.text).into_owned();
    let mut sql = String::with_capacity(text.len());
    let mut before: Option<char> = None;
    let mut rest = text.as_str();
    while let Some(at) = rest.find([':', '\\']) {
        let (plain, tail) = rest.split_at(at);
        sql.push_str(plain);
        before = plain.chars().next_back().or(before);
        if let Some(after) = tail.strip_prefix('\\') {
            match after.strip_prefix(':') {
                Some(word) if escapes(word) => {
                    sql.push(':');
                    before = Some(':');
                    rest = word;
                }
                _ => {
                    sql.push('\\');
                    before = Some('\\');
                    rest = after;
                }
            }
            continue;
        }
        let after = &tail[1..];
        let (name, following) = word(after);
        let is_bind = !name.is_empty()
            && !following.starts_with(':')
            && !before.is_some_and(|c| c == ':' || c == '\\' || is_word(c));
        if is_bind {
            sql.push_str(&bind(compiler, clause, name, place)?);
            before = name.chars().next_back();
            rest = following;
        } else {
            sql.push(':');
            before = Some(':');
            rest = after;
        }
    }
    sql.push_str(rest);
    Ok(sql)
}

fn bind(compiler: &mut SqlCompiler<'_>, clause: &TextClause, name: &str, place: Place) -> Sql {
    let given = clause
        .binds
        .iter()
        .find(|bind| matches!(&bind.name, Name::Given(given) if given.as_str() == name));
    match given {
        Some(bind) => {
            let mut bind = bind.clone();
            if let (SqlType::Null, Some(value), true) =
                (&bind.data_type, &bind.value, compiler.options.offline)
            {
                // The value is that of an execution; what is written down for it is what it is itself.
                bind.data_type = typing::type_of(value);
            }
            compiler.expression(&Expression::Bind(Box::new(bind)), place)
        }
        None if compiler.options.literal_binds && compiler.options.offline => Ok("NULL".to_owned()),
        None if compiler.options.literal_binds => Err(compiler.no_value(&Name::Given(name.into()))),
        None => Ok(compiler.placeholder(name)),
    }
}

/// Whether `\:` followed by this is a written-out colon: the word after it must end there.
fn escapes(after: &str) -> bool {
    let (_, following) = word(after);
    !following.starts_with(':')
}

/// The word at the beginning, and what follows it.
fn word(text: &str) -> (&str, &str) {
    let length = text
        .chars()
        .take_while(|c| is_word(*c))
        .map(char::len_utf8)
        .sum();
    text.split_at(length)
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}
