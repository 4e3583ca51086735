//! Data migrations: rows that a script changes, in the ways in which scripts do it.

use std::path::Path;

use anyhow::Result;

use super::workload::{Project, Revision, start, write_line};

/// How a script changes rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// An `update()` for every row.
    Core,
    /// A `text()` with parameters for every row.
    Text,
    /// One `update()` with a set of parameters for every row.
    Many,
}

impl Form {
    /// All of them.
    pub const ALL: [Form; 3] = [Form::Core, Form::Text, Form::Many];

    /// What it is called in the report.
    pub fn title(self) -> &'static str {
        match self {
            Form::Core => "updated one by one",
            Form::Text => "updated one by one with `text()`",
            Form::Many => "updated by one `executemany`",
        }
    }

    /// What the script does with each row, and afterwards.
    fn statements(self) -> (&'static str, &'static str) {
        match self {
            Form::Core => (
                "connection.execute(person.update().where(person.c.id == row.id).values(slug=slug))",
                "",
            ),
            Form::Text => (
                "connection.execute(sa.text('UPDATE person SET slug = :slug WHERE id = :id'), \
                 {'slug': slug, 'id': row.id})",
                "",
            ),
            Form::Many => (
                "changes.append({'person_id': row.id, 'new_slug': slug})",
                "    connection.execute(person.update().where(person.c.id == sa.bindparam('person_id'))\
                 .values(slug=sa.bindparam('new_slug')), changes)
",
            ),
        }
    }
}

/// A project whose second revision reads `rows` rows and changes each.
pub fn project(folder: &Path, url: &str, rows: usize, form: Form) -> Result<Project> {
    let made = format!(
        "    op.create_table('person',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('slug', sa.String(length=100), nullable=True),
    sa.PrimaryKeyConstraint('id', name='pk_person')
    )
    op.execute(\"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows}) \"
               \"INSERT INTO person (id, name) SELECT i, 'Person ' || i FROM n\")
"
    );
    let (each, afterwards) = form.statements();
    let changed = format!(
        "    person = sa.table('person', sa.column('id', sa.Integer), sa.column('name', sa.String), \
                   sa.column('slug', sa.String))
    connection = op.get_bind()
    changes = []
    for row in connection.execute(sa.select(person.c.id, person.c.name)):
        slug = row.name.lower().replace(' ', '-')
        {each}
{afterwards}"
    );
    let versions = start(folder, url)?;
    write_line(
        folder,
        &versions,
        [made, changed]
            .into_iter()
            .enumerate()
            .map(|(index, upgrade)| Revision {
                title: format!("step {index}"),
                upgrade,
                downgrade: "    pass\n".to_owned(),
            }),
    )
}
