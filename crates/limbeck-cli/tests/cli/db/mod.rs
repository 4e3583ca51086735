//! `db ...`: commands on schemas.

mod apply;
mod diff;
mod drift;
mod schema;

use crate::original::Alembic;
use crate::project::{Finished, Project};

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

/// Models with a type of its own, a foreign key, a circle of them, indexes and comments.
const MODELS: &str = "
import sqlalchemy as sa

metadata = sa.MetaData()

groups = sa.Table(
    'groups', metadata,
    sa.Column('id', sa.Integer, primary_key=True),
    sa.Column('name', sa.String(50), nullable=False, unique=True),
    comment='of users',
)
users = sa.Table(
    'users', metadata,
    sa.Column('id', sa.Integer, primary_key=True),
    sa.Column('mail', sa.String(100), nullable=False, index=True),
    sa.Column('kind', sa.Enum('admin', 'user', name='kind')),
    sa.Column('group_id', sa.ForeignKey('groups.id')),
    sa.CheckConstraint('length(mail) > 0', name='reachable'),
)
sa.Table(
    'boxes', metadata,
    sa.Column('id', sa.Integer, primary_key=True),
    sa.Column('lid_id', sa.Integer, sa.ForeignKey('lids.id')),
)
sa.Table(
    'lids', metadata,
    sa.Column('id', sa.Integer, primary_key=True),
    sa.Column('box_id', sa.Integer, sa.ForeignKey('boxes.id')),
)
";

/// A project with models.
struct Modelled {
    project: Project,
    python: String,
}

impl Modelled {
    /// Runs the binary, which may ask the Python that has SQLAlchemy.
    fn run(&self, arguments: &[&str]) -> Finished {
        let python = [("LIMBECK_PYTHON", self.python.as_str())];
        self.project.run_with(&python, arguments)
    }
}

/// A project with Alembic's `env.py` and models, on a database; `None` where there is no SQLAlchemy to load them.
fn with_models(url: &str, models: &str) -> Option<Modelled> {
    let python = Alembic::found()?.python().to_owned();
    let project = Project::on(url);
    project.write("models.py", models);
    let env_py = project.path().join("migrations/env.py");
    let text = std::fs::read_to_string(&env_py).expect("a text");
    let text = text.replace(
        "target_metadata = None",
        "from models import metadata as target_metadata",
    );
    project.write("migrations/env.py", &text);
    Some(Modelled { project, python })
}
