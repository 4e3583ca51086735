//! `USING` of a column whose type has no way to the new one that the server would take by itself.

use limbeck_schema::{DialectOptions, Identifier, Literal, OptionValue, SqlType};

use super::super::NAME;
use crate::{CompileError, ddl::Context};

/// Types between which an assignment converts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Number,
    Text,
    Moment,
    Json,
    Bits,
    Address,
}

/// `postgresql_using`, if there must be one. Whatever has no cast of its own goes through its text.
pub(super) fn using(
    cx: &Context<'_>,
    column: &Identifier,
    from: &SqlType,
    to: &SqlType,
) -> Result<DialectOptions, CompileError> {
    let (from, to) = (cx.data_type(from)?, cx.data_type(to)?);
    let (before, after) = (base(&from), base(&to));
    let is_array = |text: &str| text.ends_with("[]");
    let (source, target) = (family(before), family(after));
    let converts = target == Some(Family::Text) && !is_array(&to)
        || before == after && is_array(&from) == is_array(&to)
        || source.is_some() && source == target && is_array(&from) == is_array(&to);
    if converts {
        return Ok(DialectOptions::default());
    }
    let name = cx.quote(column);
    let value = match (source, target) {
        (Some(Family::Text), _) if !is_array(&from) => name,
        // Arrays have no casts to or from what their elements are cast to.
        _ if is_array(&from) || is_array(&to) => format!("{name}::TEXT"),
        (Some(Family::Number), _) if before != "INTEGER" && after == "BOOLEAN" => {
            format!("{name}::INTEGER")
        }
        (Some(Family::Number), _) if after == "BOOLEAN" => name,
        (_, Some(Family::Number)) if before == "BOOLEAN" => format!("{name}::INTEGER"),
        _ => format!("{name}::TEXT"),
    };
    let using = OptionValue::Literal(Literal::Text(format!("{value}::{to}")));
    Ok([(format!("{NAME}_using"), using)].into_iter().collect())
}

/// A type without its arguments, collation and brackets.
fn base(text: &str) -> &str {
    let end = text.find(['(', '[']).unwrap_or(text.len());
    let text = &text[..end];
    text.split_once(" COLLATE ")
        .map_or(text, |(name, _)| name)
        .trim_end()
}

fn family(name: &str) -> Option<Family> {
    Some(match name {
        "SMALLINT" | "INTEGER" | "BIGINT" | "NUMERIC" | "DECIMAL" | "REAL" | "FLOAT"
        | "DOUBLE PRECISION" => Family::Number,
        "CHAR" | "VARCHAR" | "TEXT" | "CITEXT" | "NAME" => Family::Text,
        "DATE" | "TIMESTAMP" | "TIMESTAMP WITHOUT TIME ZONE" | "TIMESTAMP WITH TIME ZONE" => {
            Family::Moment
        }
        "JSON" | "JSONB" => Family::Json,
        "BIT" | "BIT VARYING" => Family::Bits,
        "INET" | "CIDR" => Family::Address,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use limbeck_schema::{ArrayType, NamedType};

    use super::*;
    use crate::dialect;

    fn named(name: &str) -> SqlType {
        SqlType::Named(NamedType {
            dialect: None,
            name: name.to_owned(),
            arguments: Default::default(),
        })
    }

    #[track_caller]
    fn check(from: SqlType, to: SqlType, expected: Option<&str>) {
        let dialect = dialect(NAME).unwrap();
        let options = dialect.conversion(&"C".into(), &from, &to).unwrap();
        let found = options.get("postgresql_using");
        let expected = expected.map(|text| OptionValue::Literal(Literal::Text(text.to_owned())));
        assert_eq!(found, expected.as_ref());
    }

    #[test]
    fn what_has_no_assignment_is_cast() {
        let array = |item| {
            SqlType::Array(ArrayType {
                item: Box::new(item),
                dimensions: None,
                dialect: None,
            })
        };
        let boolean = SqlType::Boolean {
            create_constraint: false,
            name: Default::default(),
        };
        check(SqlType::Integer, SqlType::BigInteger, None);
        check(SqlType::Integer, named("TEXT"), None);
        check(named("TEXT"), SqlType::Integer, Some("\"C\"::INTEGER"));
        check(
            named("UUID"),
            SqlType::Integer,
            Some("\"C\"::TEXT::INTEGER"),
        );
        check(
            boolean.clone(),
            SqlType::BigInteger,
            Some("\"C\"::INTEGER::BIGINT"),
        );
        check(
            SqlType::BigInteger,
            boolean.clone(),
            Some("\"C\"::INTEGER::BOOLEAN"),
        );
        check(array(SqlType::Integer), array(SqlType::BigInteger), None);
        check(array(SqlType::Integer), named("TEXT"), None);
        check(
            array(SqlType::Integer),
            boolean,
            Some("\"C\"::TEXT::BOOLEAN"),
        );
        check(
            named("TEXT"),
            array(SqlType::Integer),
            Some("\"C\"::INTEGER[]"),
        );
    }
}
