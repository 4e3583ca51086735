//! Alembic itself, to hold limbeck against.

use std::process::Command;

use crate::project::{Finished, Project};

/// A Python with Alembic.
#[derive(Clone, Debug)]
pub struct Alembic {
    python: String,
}

impl Alembic {
    /// The one that `LIMBECK_TEST_PYTHON` names. `scripts/with-alembic` makes one where it can, and says so
    /// where it cannot; then there is nothing to compare with.
    pub fn found() -> Option<Self> {
        let python = std::env::var("LIMBECK_TEST_PYTHON").ok()?;
        (!python.is_empty()).then_some(Self { python })
    }

    /// The path of the Python.
    pub fn python(&self) -> &str {
        &self.python
    }

    /// Runs `alembic` in the project folder.
    pub fn run(&self, project: &Project, arguments: &[&str]) -> Finished {
        let ran = Command::new(&self.python)
            .args(["-m", "alembic"])
            .args(arguments)
            .current_dir(project.path())
            .env("COLUMNS", "80")
            .output()
            .expect("Python runs");
        Finished::of(ran)
    }
}
