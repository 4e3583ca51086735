//! `db schema generate`.

use limbeck_autogenerate::creation;
use limbeck_diagnostics::Diagnostic;
use limbeck_dialects::CompileOptions;
use limbeck_models::Models;
use limbeck_schema::{NamingConvention, Operation, Schema};

use crate::database::choose;
use crate::{Failure, LoadedModels, Project, Run, load_models, sql_text};

/// What the models describe, as SQL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneratedSchema {
    /// The name of the dialect that it is for.
    pub dialect: &'static str,
    /// The statements, in an order in which they run on an empty database.
    pub statements: Vec<String>,
    /// The file: a comment on what it was made from, and the statements.
    pub text: String,
}

/// Writes down everything that the models describe, as it would be made in an empty database. No database is connected
/// to; `database` chooses its dialect, as `--db` does.
///
/// # Errors
/// [`Failure`] if the models cannot be loaded, are for several databases, or the dialect has no words for something.
pub fn generate_schema(
    project: &Project,
    run: Run,
    database: Option<&str>,
) -> Result<GeneratedSchema, Failure> {
    let run = choose(project, run, database)?;
    let observer = run.log.observer().clone();
    let mut loaded = load_models(project, run)?;
    let (Some(LoadedModels { dialect, models }), []) = (loaded.pop(), loaded.as_slice()) else {
        return Err(Failure::error(
            Diagnostic::error(
                "several-databases",
                "The project does not have the models of one database.",
            )
            .help("Name a database with --db, so that env.py has only that one."),
        ));
    };
    for warning in &models.warnings {
        observer.warning("UserWarning", warning);
    }
    let convention = models
        .metadatas
        .first()
        .map(|metadata| metadata.naming_convention.clone())
        .unwrap_or_default();
    let options = CompileOptions {
        naming_convention: convention.clone(),
        offline: true,
        ..CompileOptions::default()
    };
    let mut operations = creation(dialect, &merged(&models));
    keep_conventions(&mut operations, &models, &convention);
    let statements = sql_text::statements(dialect, &options, &operations)?;
    let comments = [
        format!("The schema of the models, for {}.", dialect.name()),
        "Made by `limbeck db schema generate`; it runs as it is on an empty database.".to_owned(),
    ];
    Ok(GeneratedSchema {
        dialect: dialect.name(),
        text: sql_text::file(dialect, &comments, &statements),
        statements,
    })
}

/// All that the models describe, together.
fn merged(models: &Models) -> Schema {
    let mut all = Schema::default();
    for metadata in &models.metadatas {
        let schema = metadata.schema.clone();
        all.default_schema = all.default_schema.or(schema.default_schema);
        all.schemas.extend(schema.schemas);
        all.tables.extend(schema.tables);
        all.sequences.extend(schema.sequences);
        all.enums.extend(schema.enums);
        all.objects.extend(schema.objects);
        all.dependencies.extend(schema.dependencies);
    }
    // Several collections may use the same type.
    let mut known = Vec::new();
    all.enums.retain(|data_type| {
        let is_new = !known.contains(data_type);
        known.push(data_type.clone());
        is_new
    });
    all.schemas.sort();
    all.schemas.dedup();
    all
}

/// Tables of a `MetaData` with another naming convention than the first one keep theirs.
fn keep_conventions(operations: &mut [Operation], models: &Models, convention: &NamingConvention) {
    for operation in operations {
        if let Operation::CreateTable(create) = operation {
            let metadata = models
                .metadatas
                .iter()
                .find(|metadata| metadata.schema.table(&create.table.name).is_some());
            create.naming_convention = metadata
                .map(|metadata| &metadata.naming_convention)
                .filter(|own| *own != convention)
                .cloned();
        }
    }
}
