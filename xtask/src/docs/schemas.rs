//! The JSON Schemas of `--json`.

use std::path::PathBuf;

/// A file for every verb.
pub fn pages() -> Vec<(PathBuf, String)> {
    let schemas = limbeck_cli::json::schemas().into_iter();
    schemas
        .map(|verb| {
            let path = format!("docs/schemas/{}.json", verb.name.replace(' ', "_"));
            (path.into(), format!("{:#}\n", verb.schema))
        })
        .collect()
}
