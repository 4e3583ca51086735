//! The JSON Schemas, generated from the report types.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

#[cfg(feature = "python")]
use super::Check;
use super::{
    AppliedFile, Current, Doctor, EditedScripts, ErrorReport, Init, MigrationReport, NewScripts,
    Revisions, SCHEMA_VERSION, Status, Templates,
};

/// The schema of what a verb answers with `--json`.
#[derive(Debug)]
pub struct VerbSchema {
    /// The name of the verb, of two words for those of `db`; `error` for what all of them answer when they fail.
    pub name: &'static str,
    /// The schema, in draft 2020-12 of JSON Schema.
    pub schema: Value,
}

/// The schemas of all verbs, in the order of their names.
pub fn schemas() -> Vec<VerbSchema> {
    vec![
        of_verb::<Revisions>("branches"),
        #[cfg(feature = "python")]
        of_verb::<Check>("check"),
        #[cfg(feature = "python")]
        of_verb::<NewScripts>("create"),
        of_verb::<Current>("current"),
        of_verb::<AppliedFile>("db apply"),
        #[cfg(feature = "python")]
        of_verb::<super::SchemaDiff>("db diff"),
        of_verb::<super::Drift>("db drift"),
        #[cfg(feature = "python")]
        of_verb::<super::GeneratedSchema>("db schema generate"),
        of_verb::<Doctor>("doctor"),
        of_verb::<MigrationReport>("downgrade"),
        of_verb::<EditedScripts>("edit"),
        of_verb::<MigrationReport>("ensure_version"),
        of_error(),
        of_verb::<Revisions>("graph"),
        of_verb::<Revisions>("heads"),
        of_verb::<Revisions>("history"),
        of_verb::<Init>("init"),
        of_verb::<Templates>("list_templates"),
        of_verb::<NewScripts>("merge"),
        of_verb::<NewScripts>("revision"),
        of_verb::<Revisions>("show"),
        of_verb::<MigrationReport>("stamp"),
        of_verb::<Status>("status"),
        of_verb::<MigrationReport>("upgrade"),
    ]
}

fn of_verb<R: JsonSchema>(verb: &'static str) -> VerbSchema {
    let command = json!({ "description": "The verb.", "const": verb });
    with_head::<R>(verb, &format!("limbeck {verb} --json"), command)
}

fn of_error() -> VerbSchema {
    let command = json!({
        "description": "The verb; null if the command line was not understood.",
        "type": ["string", "null"],
    });
    with_head::<ErrorReport>("error", "limbeck --json, of any verb that fails", command)
}

/// The schema of a report with the fields that every report has.
fn with_head<R: JsonSchema>(name: &'static str, title: &str, command: Value) -> VerbSchema {
    let generator = SchemaSettings::draft2020_12().into_generator();
    let mut own = generator.into_root_schema_for::<R>().to_value();
    let version = json!({ "description": "The version of this schema.", "const": SCHEMA_VERSION });
    let mut properties = Map::new();
    properties.insert("schema_version".to_owned(), version);
    properties.insert("command".to_owned(), command);
    if let Some(own) = own["properties"].as_object_mut() {
        properties.append(own);
    }
    let mut required = vec![json!("schema_version"), json!("command")];
    if let Some(own) = own["required"].as_array_mut() {
        required.append(own);
    }
    let schema = json!({
        "$schema": own["$schema"],
        "title": title,
        "description": own["description"],
        "type": "object",
        "properties": properties,
        "required": required,
        "$defs": own["$defs"],
    });
    VerbSchema { name, schema }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemas_are_listed_once_by_name() {
        let names: Vec<_> = schemas().iter().map(|schema| schema.name).collect();
        let mut sorted = names.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(names, sorted);
    }

    #[test]
    fn a_schema_begins_with_what_all_have() {
        let schema = of_verb::<Revisions>("heads").schema;
        assert_eq!(schema["properties"]["command"]["const"], "heads");
        assert_eq!(
            schema["required"],
            json!(["schema_version", "command", "revisions"])
        );
    }
}
