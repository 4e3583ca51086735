//! What `init`, `list_templates` and `edit` answer.

use std::path::{Path, PathBuf};

use limbeck::{InitReport, SkippedFile, Template};
use schemars::JsonSchema;
use serde::Serialize;

/// The script directory that was set up.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Init {
    /// The folders and files that are new, in the order in which they were made.
    pub created: Vec<String>,
    /// The files that were there and stay as they are.
    pub skipped: Vec<String>,
    /// The ini file, with the URL of the database.
    pub ini: String,
    /// `pyproject.toml`, if the template has anything there; else null.
    pub pyproject: Option<String>,
}

impl Init {
    /// The report of the library.
    pub fn of(report: &InitReport) -> Self {
        let skipped = report.skipped.iter().map(|skipped| match skipped {
            SkippedFile::Ini(path) | SkippedFile::PyProject(path) => path,
        });
        Self {
            created: report.created.iter().map(|path| text(path)).collect(),
            skipped: skipped.map(|path| text(path)).collect(),
            ini: text(&report.ini),
            pyproject: report.pyproject.as_ref().map(|path| text(path)),
        }
    }
}

/// The templates of script directories.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Templates {
    /// The templates.
    pub templates: Vec<TemplateEntry>,
}

/// A template.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TemplateEntry {
    /// What `init --template` calls it.
    pub name: String,
    /// What it is for.
    pub synopsis: String,
}

impl Templates {
    /// The report of the library.
    pub fn of(templates: &[&Template]) -> Self {
        let entries = templates.iter().map(|template| TemplateEntry {
            name: template.name.to_owned(),
            synopsis: template.synopsis().to_owned(),
        });
        Self {
            templates: entries.collect(),
        }
    }
}

/// The scripts that were opened in the editor.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EditedScripts {
    /// The scripts, in order.
    pub paths: Vec<String>,
}

impl EditedScripts {
    /// The report of the library.
    pub fn of(paths: &[PathBuf]) -> Self {
        Self {
            paths: paths.iter().map(|path| text(path)).collect(),
        }
    }
}

fn text(path: &Path) -> String {
    path.display().to_string()
}
