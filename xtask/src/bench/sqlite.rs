//! Work on SQLite: tables that must be copied to be altered.

use std::path::Path;

use anyhow::Result;

use super::workload::{Project, Revision, start, write_line};

/// How many tables take turns in being altered.
const TABLES: usize = 10;

/// A project of `count` revisions each of which alters a column in a batch, after one that makes the tables.
pub fn batches(folder: &Path, count: usize) -> Result<Project> {
    let made: String = (0..TABLES)
        .map(|table| {
            format!(
                "    op.create_table('item_{table}',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('amount', sa.Numeric(precision=12, scale=2), server_default=sa.text('0'), nullable=False),
    sa.PrimaryKeyConstraint('id', name='pk_item_{table}'),
    sa.UniqueConstraint('name', name='uq_item_{table}_name')
    )
    op.create_index('ix_item_{table}_amount', 'item_{table}', ['amount'], unique=False)
    op.execute(\"INSERT INTO item_{table} (id, name) VALUES (1, 'a'), (2, 'b'), (3, 'c')\")
"
            )
        })
        .collect();
    let altered = (0..count).map(|index| {
        let table = index % TABLES;
        let round = index / TABLES;
        let (before, after) = (100 + round, 101 + round);
        format!(
            "    with op.batch_alter_table('item_{table}', schema=None) as batch_op:
        batch_op.alter_column('name',
            existing_type=sa.String(length={before}),
            type_=sa.String(length={after}),
            existing_nullable=False)
"
        )
    });
    project(folder, std::iter::once(made).chain(altered))
}

fn project(folder: &Path, upgrades: impl IntoIterator<Item = String>) -> Result<Project> {
    let versions = start(folder, &url(folder))?;
    write_line(
        folder,
        &versions,
        upgrades
            .into_iter()
            .enumerate()
            .map(|(index, upgrade)| Revision {
                title: format!("step {index:05}"),
                upgrade,
                downgrade: "    pass\n".to_owned(),
            }),
    )
}

/// The URL of the file that a project works on.
pub fn url(folder: &Path) -> String {
    format!("sqlite:///{}", database(folder).display())
}

/// The file that a project works on.
pub fn database(folder: &Path) -> std::path::PathBuf {
    folder.join("bench.db")
}
