//! Plain Python values: [`Literal`]s.

use std::str::FromStr;

use jiff::{SignedDuration, civil};
use limbeck_python::{Node, Tree};
use limbeck_schema::Literal;

use super::fields::{Lowered, unexpected};

/// A plain value.
pub(crate) fn literal(tree: &Tree) -> Lowered<Literal> {
    Ok(match tree {
        Tree::None => Literal::Null,
        Tree::Bool(value) => Literal::Boolean(*value),
        Tree::Int(value) => Literal::Integer(*value),
        Tree::BigInt(digits) => Literal::Decimal(digits.clone()),
        Tree::Float(value) => Literal::Float(*value),
        Tree::Str(text) => Literal::Text(text.clone()),
        Tree::Bytes(bytes) => Literal::Bytes(bytes.clone()),
        Tree::List(items) => Literal::List(items.iter().map(literal).collect::<Lowered<_>>()?),
        Tree::Dict(pairs) => Literal::Map(
            pairs
                .iter()
                .map(|(key, value)| Ok((dict_key(key)?, literal(value)?)))
                .collect::<Lowered<_>>()?,
        ),
        Tree::Node(node) => known(node).ok_or_else(|| unexpected("a plain value", tree))?,
        Tree::Held(_) => return Err(unexpected("a plain value", tree)),
    })
}

/// A key as `json.dumps()` writes it.
fn dict_key(key: &Tree) -> Lowered<String> {
    Ok(match key {
        Tree::None => "null".to_owned(),
        Tree::Bool(value) => value.to_string(),
        Tree::Int(value) => value.to_string(),
        Tree::Float(value) => value.to_string(),
        other => match literal(other)? {
            Literal::Text(text) | Literal::Uuid(text) | Literal::Decimal(text) => text,
            _ => return Err(unexpected("a string as the key of a dict", key)),
        },
    })
}

/// A value of the standard library.
fn known(node: &Node) -> Option<Literal> {
    let text = || node.get("value").as_str();
    match node.kind.as_str() {
        "date" => civil::Date::from_str(text()?).ok().map(Literal::Date),
        "time" => {
            let (time, offset) = split_offset(text()?);
            let time = civil::Time::from_str(time).ok()?;
            Some(Literal::Time(time, offset))
        }
        "datetime" => {
            let (date, rest) = text()?.split_once('T')?;
            let (time, offset) = split_offset(rest);
            let moment = civil::Date::from_str(date)
                .ok()?
                .to_datetime(civil::Time::from_str(time).ok()?);
            Some(Literal::DateTime(moment, offset))
        }
        "timedelta" => duration(text()?).map(Literal::Interval),
        "Decimal" => Some(Literal::Decimal(text()?.to_owned())),
        "UUID" => Some(Literal::Uuid(text()?.to_owned())),
        "quoted_name" | "conv" => Some(Literal::Text(text()?.to_owned())),
        // A member of an enum that no type speaks for: what it stands for, else its name.
        "Enum" => match node.get("value") {
            value @ (Tree::Str(_) | Tree::Int(_) | Tree::Float(_)) => literal(value).ok(),
            _ => Some(Literal::Text(node.get("name").as_str()?.to_owned())),
        },
        _ => None,
    }
}

/// A time and its UTC offset.
fn split_offset(text: &str) -> (&str, Option<String>) {
    match text.find(['+', '-']) {
        Some(at) => (&text[..at], Some(text[at..].to_owned())),
        None => (text, None),
    }
}

/// `PT1.500000S`.
fn duration(text: &str) -> Option<SignedDuration> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = text
        .strip_prefix("PT")?
        .strip_suffix('S')?
        .split_once('.')?;
    let microseconds = i64::from_str(whole)
        .ok()?
        .checked_mul(1_000_000)?
        .checked_add(i64::from_str(fraction).ok()?)?;
    Some(SignedDuration::from_micros(if negative {
        -microseconds
    } else {
        microseconds
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(kind: &str, text: &str, expected: Literal) {
        let node = Node::new(kind, [("value", Tree::from(text))]);
        assert_eq!(literal(&node.into()), Ok(expected));
    }

    #[test]
    fn values_of_the_standard_library() {
        check("date", "2020-01-02", Literal::Date(civil::date(2020, 1, 2)));
        check(
            "datetime",
            "2020-01-02T03:04:05.000006+02:00",
            Literal::DateTime(
                civil::datetime(2020, 1, 2, 3, 4, 5, 6_000),
                Some("+02:00".to_owned()),
            ),
        );
        check(
            "time",
            "03:04:05",
            Literal::Time(civil::time(3, 4, 5, 0), None),
        );
        check(
            "timedelta",
            "-PT86400.000001S",
            Literal::Interval(SignedDuration::from_micros(-86_400_000_001)),
        );
        check("Decimal", "1.50", Literal::Decimal("1.50".to_owned()));
    }

    #[test]
    fn keys_of_dicts_become_strings() {
        let dict = Tree::Dict(vec![(Tree::Int(1), Tree::None)]);
        assert_eq!(
            literal(&dict),
            Ok(Literal::Map(vec![("1".to_owned(), Literal::Null)]))
        );
    }
}
