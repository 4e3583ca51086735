//! [`ModelsReader`]: lines of the exporter become [`Models`].

use limbeck_dialects::Dialect;
use limbeck_python::Raise;
use limbeck_schema::{EnumType, Identifier, Schema, SqlType, TypeArgument};
use limbeck_scripts::python::models;
use serde::Deserialize;

use super::error::{ModelsError, RaisedError, Unsupported};
use super::tree::TreeValue;
use crate::{ModelMetadata, Models};

/// Takes the exporter's lines, one by one: what is read is lowered at once, so that only the schema is kept.
pub struct ModelsReader {
    dialect: &'static dyn Dialect,
    models: Models,
}

/// How far the reading is.
#[derive(Clone, Debug, PartialEq)]
pub enum Progress {
    /// There are more lines to come.
    Reading,
    /// That was the last one.
    Finished(Models),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    Metadata(TreeValue),
    Table(TreeValue),
    Sequence(TreeValue),
    Warning(String),
    Unsupported(Unsupported),
    End(serde::de::IgnoredAny),
    Error(RaisedError),
}

impl ModelsReader {
    /// A reader of models for that dialect, which is the one that the exporter was asked for.
    pub fn new(dialect: &'static dyn Dialect) -> Self {
        Self {
            dialect,
            models: Models::default(),
        }
    }

    /// Reads one line.
    ///
    /// # Errors
    /// [`ModelsError`] if the application raised an exception or something cannot be read; no further line belongs to
    /// this answer then.
    pub fn line(&mut self, line: &str) -> Result<Progress, ModelsError> {
        let read =
            serde_json::from_str(line).map_err(|_| ModelsError::Unintelligible(line.to_owned()))?;
        match read {
            Line::Metadata(TreeValue(tree)) => {
                let naming_convention = models::naming_convention(tree.get("naming_convention"))
                    .map_err(|raise| unsupported("a naming convention", &raise))?;
                self.models.metadatas.push(ModelMetadata {
                    schema: Schema::default(),
                    naming_convention,
                });
            }
            Line::Table(TreeValue(tree)) => {
                let table = models::table(&tree).map_err(|raise| {
                    let name = tree.get("name").as_str().unwrap_or_default();
                    unsupported(&format!("the table `{name}`"), &raise)
                })?;
                self.schema(line)?.tables.push(table);
            }
            Line::Sequence(TreeValue(tree)) => {
                let sequence = models::sequence(&tree).map_err(|raise| {
                    let name = tree.get("name").as_str().unwrap_or_default();
                    unsupported(&format!("the sequence `{name}`"), &raise)
                })?;
                self.schema(line)?.sequences.push(sequence);
            }
            Line::Warning(warning) => self.models.warnings.push(warning),
            Line::Unsupported(unsupported) => return Err(ModelsError::Unsupported(unsupported)),
            Line::Error(raised) => return Err(ModelsError::Raised(raised)),
            Line::End(_) => {
                let mut models = std::mem::take(&mut self.models);
                for metadata in &mut models.metadatas {
                    finish(&mut metadata.schema, self.dialect);
                }
                return Ok(Progress::Finished(models));
            }
        }
        Ok(Progress::Reading)
    }

    fn schema(&mut self, line: &str) -> Result<&mut Schema, ModelsError> {
        let metadata = self.models.metadatas.last_mut();
        metadata
            .map(|metadata| &mut metadata.schema)
            .ok_or_else(|| ModelsError::Unintelligible(line.to_owned()))
    }
}

fn unsupported(place: &str, raise: &Raise) -> ModelsError {
    ModelsError::Unsupported(Unsupported {
        place: place.to_owned(),
        message: raise.message.clone(),
    })
}

/// Brings a schema whose tables and sequences are complete into its canonical form.
fn finish(schema: &mut Schema, dialect: &dyn Dialect) {
    schema.tables.sort_by(|a, b| a.name.cmp(&b.name));
    schema.sequences.sort_by(|a, b| a.name.cmp(&b.name));
    let mut schemas: Vec<Identifier> = schema
        .tables
        .iter()
        .filter_map(|table| table.name.schema.clone())
        .collect();
    schemas.sort();
    schemas.dedup();
    schema.schemas = schemas;
    if dialect.types().enums_have_names() {
        let mut enums = Vec::new();
        for table in &schema.tables {
            for column in &table.columns {
                collect_enums(column.data_type.for_dialect(dialect.name()), &mut enums);
            }
        }
        enums.sort_by(|a, b| (&a.schema, &a.name).cmp(&(&b.schema, &b.name)));
        enums.dedup_by(|a, b| (&a.schema, &a.name) == (&b.schema, &b.name));
        schema.enums = enums;
    }
}

/// The enums with names that a type of the dialect is made of.
fn collect_enums(data_type: &SqlType, enums: &mut Vec<EnumType>) {
    match data_type {
        SqlType::Enum(data_type) if data_type.native && data_type.name.is_some() => {
            enums.push(data_type.as_ref().clone());
        }
        SqlType::Array(array) => collect_enums(&array.item, enums),
        SqlType::Named(named) => {
            for argument in named.arguments.values() {
                if let TypeArgument::Type(inner) = argument {
                    collect_enums(inner, enums);
                }
            }
        }
        _ => {}
    }
}
