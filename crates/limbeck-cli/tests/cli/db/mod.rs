//! `db ...`: commands on schemas.

mod apply;

use crate::project::Project;

/// A project of SQL scripts, without any, on a database.
fn project(url: &str) -> Project {
    let project = Project::empty();
    let url = url.replace('%', "%%");
    project.write(
        "alembic.ini",
        &format!("[alembic]\nscript_location = %(here)s/migrations\nsqlalchemy.url = {url}\n"),
    );
    project.make_folder("migrations/versions");
    project
}
