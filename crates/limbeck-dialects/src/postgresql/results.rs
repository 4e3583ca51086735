//! Values that PostgreSQL returned, as those of the types that columns were declared with.

use limbeck_database::Value;
use limbeck_schema::{
    SqlType,
    expression::typing::{Affinity, affinity},
};

use super::literal;
use crate::dml::decimal;

/// The value of a column of that type; what does not fit it stays as it is.
pub(super) fn result_value(value: Value, data_type: &SqlType) -> Value {
    match (affinity(data_type), value) {
        // `as_uuid=False`
        (Affinity::Uuid, Value::Uuid(text)) if literal::is_text_uuid(data_type) => {
            Value::Text(text)
        }
        (Affinity::Float, Value::Decimal(digits)) => match digits.parse() {
            Ok(number) => Value::Float(number),
            Err(_) => Value::Decimal(digits),
        },
        (Affinity::Numeric, value @ Value::Float(_)) => decimal(value, data_type),
        // Arrays of a type that the driver does not know, such as an enum.
        (Affinity::Array, Value::Text(text)) => match texts(&text) {
            Some(elements) => Value::Array(elements),
            None => Value::Text(text),
        },
        (_, value) => value,
    }
}

/// The elements of `{a,NULL,"b c",{...}}`.
fn texts(text: &str) -> Option<Vec<Value>> {
    let mut rest = text.strip_prefix('{')?;
    let elements = elements(&mut rest)?;
    rest.is_empty().then_some(elements)
}

/// The elements up to the closing brace.
fn elements(rest: &mut &str) -> Option<Vec<Value>> {
    let mut found = Vec::new();
    if let Some(after) = rest.strip_prefix('}') {
        *rest = after;
        return Some(found);
    }
    loop {
        found.push(element(rest)?);
        let (next, after) = (rest.chars().next()?, rest.get(1..)?);
        *rest = after;
        match next {
            ',' => {}
            '}' => return Some(found),
            _ => return None,
        }
    }
}

fn element(rest: &mut &str) -> Option<Value> {
    if let Some(after) = rest.strip_prefix('{') {
        *rest = after;
        return elements(rest).map(Value::Array);
    }
    if let Some(quoted) = rest.strip_prefix('"') {
        let mut text = String::new();
        let mut characters = quoted.char_indices();
        while let Some((at, character)) = characters.next() {
            match character {
                '\\' => text.push(characters.next()?.1),
                '"' => {
                    *rest = &quoted[at + 1..];
                    return Some(Value::Text(text));
                }
                character => text.push(character),
            }
        }
        return None;
    }
    let (text, after) = rest.split_at(rest.find([',', '}'])?);
    *rest = after;
    Some(if text == "NULL" {
        Value::Null
    } else {
        Value::Text(text.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use limbeck_schema::{Literal, expression::typing};

    use super::*;

    #[track_caller]
    fn check(data_type: SqlType, value: Value, expected: Value) {
        assert_eq!(result_value(value, &data_type), expected);
    }

    fn array() -> SqlType {
        typing::array_of(&typing::string(), None)
    }

    #[test]
    fn arrays_of_unknown_types_are_read() {
        let text = |text: &str| Value::Text(text.to_owned());
        check(array(), text("{}"), Value::Array(Vec::new()));
        check(
            array(),
            text(r#"{p,NULL,"q r\"",{s}}"#),
            Value::Array(vec![
                text("p"),
                Value::Null,
                text("q r\""),
                Value::Array(vec![text("s")]),
            ]),
        );
        check(array(), text("{p"), text("{p"));
        check(SqlType::Null, text("{p}"), text("{p}"));
    }

    #[test]
    fn numbers_are_of_the_kind_that_the_type_says() {
        check(
            typing::numeric(),
            Value::Float(1.5),
            Value::Decimal("1.5000000000".into()),
        );
        check(
            typing::type_of(&Literal::Float(0.5)),
            Value::Decimal("1.50".into()),
            Value::Float(1.5),
        );
    }
}
