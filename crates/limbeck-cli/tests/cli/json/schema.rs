//! Checks a value against a JSON Schema, as far as the committed schemas go: a keyword that this does
//! not know fails the test, so that nothing is passed over. (Validators from the registry bring along
//! Unicode tables and change the features of what the interpreter is built from.)

use serde_json::Value;

/// What is wrong with `value`, each with its place.
pub fn errors(schema: &Value, value: &Value) -> Vec<String> {
    let mut errors = Vec::new();
    Checker {
        root: schema,
        errors: &mut errors,
    }
    .check(schema, value, "$");
    errors
}

struct Checker<'c> {
    root: &'c Value,
    errors: &'c mut Vec<String>,
}

impl<'c> Checker<'c> {
    fn check(&mut self, schema: &'c Value, value: &Value, place: &str) {
        let Some(keywords) = schema.as_object() else {
            return self.errors.push(format!("{place}: {schema} is no schema"));
        };
        for (keyword, rule) in keywords {
            let holds = match keyword.as_str() {
                "$schema" | "$defs" | "title" | "description" | "format" | "minimum" => true,
                "const" => value == rule,
                "enum" => list(rule).contains(value),
                "type" => is_of_type(rule, value),
                "$ref" => {
                    self.check(self.definition(rule), value, place);
                    true
                }
                "anyOf" | "oneOf" => list(rule).iter().any(|one| self.holds(one, value)),
                "properties" => {
                    self.check_properties(rule, value, place);
                    true
                }
                "required" => list(rule)
                    .iter()
                    .filter_map(Value::as_str)
                    .all(|name| value.get(name).is_some()),
                "items" => {
                    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.check(rule, item, &format!("{place}[{index}]"));
                    }
                    true
                }
                _ => false,
            };
            if !holds {
                self.errors
                    .push(format!("{place}: {keyword} {rule} does not fit {value}"));
            }
        }
    }

    /// An object has no fields but those that are described.
    fn check_properties(&mut self, rule: &'c Value, value: &Value, place: &str) {
        for (name, value) in value.as_object().into_iter().flatten() {
            let place = format!("{place}.{name}");
            match rule.get(name) {
                Some(schema) => self.check(schema, value, &place),
                None => self.errors.push(format!("{place}: not described")),
            }
        }
    }

    fn holds(&self, schema: &'c Value, value: &Value) -> bool {
        let mut errors = Vec::new();
        Checker {
            root: self.root,
            errors: &mut errors,
        }
        .check(schema, value, "$");
        errors.is_empty()
    }

    fn definition(&self, reference: &Value) -> &'c Value {
        reference
            .as_str()
            .and_then(|reference| reference.strip_prefix('#'))
            .and_then(|pointer| self.root.pointer(pointer))
            .unwrap_or(&Value::Null)
    }
}

fn list(rule: &Value) -> &[Value] {
    rule.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn is_of_type(rule: &Value, value: &Value) -> bool {
    let is = |name: &Value| match name.as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("null") => value.is_null(),
        Some("integer") => value.is_u64() || value.is_i64(),
        Some("number") => value.is_number(),
        Some(_) | None => false,
    };
    match rule {
        Value::Array(names) => names.iter().any(is),
        name => is(name),
    }
}

#[test]
fn what_does_not_fit_is_told() {
    let schema = serde_json::json!({
        "type": "object",
        "properties": {
            "a": { "type": ["integer", "null"] },
            "b": { "type": "array", "items": { "$ref": "#/$defs/word" } },
        },
        "required": ["a"],
        "$defs": { "word": { "anyOf": [{ "const": "x" }, { "enum": ["y"] }] } },
    });
    let check = |value: Value, expected: usize| {
        let found = errors(&schema, &value);
        assert_eq!(found.len(), expected, "{value}: {found:?}");
    };
    check(serde_json::json!({ "a": 1, "b": ["x", "y"] }), 0);
    check(serde_json::json!({ "a": null }), 0);
    check(serde_json::json!({ "a": "1" }), 1);
    check(serde_json::json!({ "b": ["z"] }), 2);
    check(serde_json::json!({ "a": 1, "c": 1 }), 1);
    check(serde_json::json!([]), 2);
    assert_eq!(
        errors(&serde_json::json!({ "not": {} }), &Value::Null).len(),
        1
    );
}
