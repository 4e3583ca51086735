//! Functions.

use limbeck_schema::{Identifier, Quoting, expression::Function};

use super::{Place, SqlCompiler, hooks::Sql};

/// A function as most dialects write it.
///
/// # Errors
/// [`crate::CompileError`] if an argument fails.
pub(crate) fn generic(compiler: &mut SqlCompiler<'_>, function: &Function, place: Place) -> Sql {
    let name = function.name.as_str();
    let known = function
        .packages
        .is_empty()
        .then(|| known(&name.to_ascii_lowercase()))
        .flatten();
    let mut sql = match known {
        Some(Known::Always(word)) => format!("{word}{}", arguments(compiler, function, place)?),
        Some(Known::Keyword(word)) if function.arguments.is_empty() => word.to_owned(),
        Some(Known::Keyword(word)) => format!("{word}{}", arguments(compiler, function, place)?),
        Some(Known::AggregateStrings) => aggregate_strings(compiler, function, place)?,
        None => {
            let mut parts: Vec<String> = function
                .packages
                .iter()
                .map(|package| quote(compiler, package))
                .collect();
            parts.push(quote(compiler, &function.name));
            format!(
                "{}{}",
                parts.join("."),
                arguments(compiler, function, place)?
            )
        }
    };
    if function.with_ordinality {
        sql.push_str(" WITH ORDINALITY");
    }
    Ok(sql)
}

/// A function that SQLAlchemy has a class for.
enum Known {
    /// With parentheses in any case.
    Always(&'static str),
    /// Without parentheses unless it has arguments.
    Keyword(&'static str),
    /// `aggregate_strings()`.
    AggregateStrings,
}

fn known(name: &str) -> Option<Known> {
    Some(match name {
        "coalesce" => Known::Always("coalesce"),
        "random" => Known::Always("random"),
        "cube" => Known::Always("CUBE"),
        "rollup" => Known::Always("ROLLUP"),
        "grouping_sets" => Known::Always("GROUPING SETS"),
        "current_date" => Known::Keyword("CURRENT_DATE"),
        "current_time" => Known::Keyword("CURRENT_TIME"),
        "current_timestamp" => Known::Keyword("CURRENT_TIMESTAMP"),
        "current_user" => Known::Keyword("CURRENT_USER"),
        "localtime" => Known::Keyword("LOCALTIME"),
        "localtimestamp" => Known::Keyword("LOCALTIMESTAMP"),
        "sysdate" => Known::Keyword("sysdate"),
        "session_user" => Known::Keyword("SESSION_USER"),
        "user" => Known::Keyword("USER"),
        "aggregate_strings" => Known::AggregateStrings,
        _ => return None,
    })
}

/// The arguments in parentheses.
///
/// # Errors
/// [`crate::CompileError`] if one of them fails.
pub(crate) fn arguments(compiler: &mut SqlCompiler<'_>, function: &Function, place: Place) -> Sql {
    Ok(format!(
        "({})",
        compiler.comma_separated(&function.arguments, place)?
    ))
}

/// A name of a function, in quotes only for characters that no name has without them.
fn quote(compiler: &SqlCompiler<'_>, name: &Identifier) -> String {
    let legal = !name.as_str().is_empty()
        && name
            .as_str()
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '$');
    if legal && name.quoting == Quoting::Auto {
        name.as_str().to_owned()
    } else {
        compiler.quote(name)
    }
}

fn aggregate_strings(compiler: &mut SqlCompiler<'_>, function: &Function, place: Place) -> Sql {
    let name = compiler.dml().aggregate_strings();
    Ok(format!("{name}{}", arguments(compiler, function, place)?))
}
