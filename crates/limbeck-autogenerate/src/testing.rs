//! Schemas by hand.

use limbeck_schema::{
    Column, Constraint, ConstraintName, Deferral, DialectOptions, ForeignKeyConstraint,
    QualifiedName, SqlType, Table,
};

/// A table of integers.
pub(crate) fn table(name: &str, columns: &[&str]) -> Table {
    let mut table = Table::new(QualifiedName::new(name));
    let columns = columns
        .iter()
        .map(|name| Column::new(*name, SqlType::Integer));
    table.columns = columns.collect();
    table
}

/// A foreign key without name.
pub(crate) fn foreign_key(column: &str, table: &str, referred: &str) -> Constraint {
    Constraint::ForeignKey(ForeignKeyConstraint {
        name: ConstraintName::Unnamed,
        columns: vec![column.into()],
        referred_table: QualifiedName::new(table),
        referred_columns: vec![referred.into()],
        ondelete: None,
        onupdate: None,
        match_: None,
        deferral: Deferral::default(),
        use_alter: false,
        options: DialectOptions::default(),
        comment: None,
    })
}
