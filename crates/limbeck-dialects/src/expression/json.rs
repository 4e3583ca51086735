//! Values as JSON documents, as Python's `json.dumps()` writes them.

use limbeck_schema::{
    Literal, SqlType,
    expression::typing::{self, type_name},
};

use super::{
    hooks::Sql,
    literal::{float, no_renderer, plain_text, quote},
};

/// An index or path into a document, as JSON functions want it: `'$."a"[0]'`.
///
/// # Errors
/// [`crate::CompileError::Unsupported`] if the type is that of neither.
pub(crate) fn path_literal(value: &Literal, data_type: &SqlType) -> Sql {
    let step = |step: &Literal| match step {
        Literal::Integer(index) => format!("[{index}]"),
        other => format!(".\"{}\"", plain_text(other)),
    };
    match (type_name(data_type), value) {
        (Some(typing::JSON_INDEX), value) => Ok(quote(&format!("${}", step(value)))),
        (Some(typing::JSON_PATH), Literal::List(steps)) => {
            let steps: String = steps.iter().map(step).collect();
            Ok(quote(&format!("${steps}")))
        }
        _ => Err(no_renderer(value, data_type)),
    }
}

/// The document of a value.
pub(crate) fn document(value: &Literal) -> String {
    let mut text = String::new();
    write(value, &mut text);
    text
}

fn write(value: &Literal, text: &mut String) {
    match value {
        Literal::Null => text.push_str("null"),
        Literal::Boolean(true) => text.push_str("true"),
        Literal::Boolean(false) => text.push_str("false"),
        Literal::Integer(value) => text.push_str(&value.to_string()),
        Literal::Decimal(value) => text.push_str(value),
        Literal::Float(value) if value.is_nan() => text.push_str("NaN"),
        Literal::Float(value) if value.is_infinite() => {
            text.push_str(if *value > 0.0 {
                "Infinity"
            } else {
                "-Infinity"
            });
        }
        Literal::Float(value) => text.push_str(&float(*value)),
        Literal::List(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    text.push_str(", ");
                }
                write(item, text);
            }
            text.push(']');
        }
        Literal::Map(entries) => {
            text.push('{');
            for (index, (key, item)) in entries.iter().enumerate() {
                if index > 0 {
                    text.push_str(", ");
                }
                string(key, text);
                text.push_str(": ");
                write(item, text);
            }
            text.push('}');
        }
        Literal::Text(value) => string(value, text),
        other => string(&super::literal::plain_text(other), text),
    }
}

fn string(value: &str, text: &mut String) {
    text.push('"');
    for character in value.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\u{8}' => text.push_str("\\b"),
            '\u{c}' => text.push_str("\\f"),
            ' '..='~' => text.push(character),
            other => {
                for unit in other.encode_utf16(&mut [0; 2]) {
                    text.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
    }
    text.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: Literal, expected: &str) {
        assert_eq!(document(&value), expected);
    }

    #[test]
    fn documents_are_written_as_python_writes_them() {
        check(
            Literal::Map(vec![
                ("a".to_owned(), Literal::Integer(1)),
                (
                    "b".to_owned(),
                    Literal::List(vec![Literal::Null, Literal::Boolean(true)]),
                ),
            ]),
            r#"{"a": 1, "b": [null, true]}"#,
        );
        check(
            Literal::Text("q\"\\\n\u{1}é😀".to_owned()),
            r#""q\"\\\n\u0001\u00e9\ud83d\ude00""#,
        );
        check(Literal::Float(1e16), "1e+16");
    }
}
