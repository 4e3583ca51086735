//! Models of Pydantic: a script that the project's own interpreter runs makes tables of them, by the rules that the
//! documentation has.

use std::path::Path;

use limbeck_dialects::{CompileOptions, Dialect};
use limbeck_schema::{Identifier, Quoting};
use serde_json::{Value, json};

/// The script that makes tables of models: a module with a function `export`.
pub const EXPORTER: &str = concat!(
    include_str!("../python/common.py"),
    include_str!("export.py")
);

/// What the exporter has to know: the database that the models are meant for, the modules, packages and folders that
/// they are in, and the folder of the project, from which folders are named.
pub fn request(dialect: &dyn Dialect, models: &[String], folder: &Path) -> Value {
    json!({
        "dialect": dialect.name(),
        "quotes": quotes(dialect),
        "models": models,
        "folder": folder,
    })
}

/// What the dialect puts a name between.
fn quotes(dialect: &dyn Dialect) -> Vec<String> {
    let name = Identifier {
        text: "x".to_owned(),
        quoting: Quoting::Always,
    };
    let quoted = dialect
        .identifiers()
        .quote(&name, &CompileOptions::default());
    quoted.split('x').map(str::to_owned).collect()
}

#[cfg(test)]
mod tests;
