//! [`Change`]: what an operation changes, for those who read plans.

use limbeck_schema::{
    Constraint, ConstraintKind, ConstraintName, Identifier, ObjectIdentity, Operation,
    QualifiedName, Setting, operation::AlterColumn,
};

/// Whether something comes, goes, or becomes another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// It comes.
    Add,
    /// It becomes another one.
    Alter,
    /// It goes.
    Drop,
}

/// What an operation changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What happens to [`Change::part`], or to the whole subject if there is none.
    pub kind: ChangeKind,
    /// What is changed; `None` for statements of which nothing is known.
    pub subject: Option<ObjectIdentity>,
    /// The part of the subject that is changed.
    pub part: Option<Part>,
}

/// A part of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// Its name, if it has one.
    pub name: Option<String>,
    /// Which of its attributes change.
    pub attributes: Vec<Attribute>,
}

/// What a part of a table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// A column.
    Column,
    /// An index.
    Index,
    /// A constraint; `None` if it is not known of which kind.
    Constraint(Option<ConstraintKind>),
    /// The comment.
    Comment,
    /// The name.
    Name,
    /// Rows.
    Rows,
}

/// An attribute of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attribute {
    /// Its name.
    Name,
    /// Its type.
    Type,
    /// Whether it accepts NULL.
    Nullable,
    /// Its default.
    Default,
    /// Its comment.
    Comment,
    /// Whether it counts up.
    Autoincrement,
}

impl Attribute {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Attribute::Name => "name",
            Attribute::Type => "type",
            Attribute::Nullable => "nullable",
            Attribute::Default => "default",
            Attribute::Comment => "comment",
            Attribute::Autoincrement => "autoincrement",
        }
    }
}

impl PartKind {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            PartKind::Column => "column",
            PartKind::Index => "index",
            PartKind::Constraint(Some(ConstraintKind::PrimaryKey)) => "primary key",
            PartKind::Constraint(Some(ConstraintKind::ForeignKey)) => "foreign key",
            PartKind::Constraint(Some(ConstraintKind::Unique)) => "unique constraint",
            PartKind::Constraint(Some(ConstraintKind::Check)) => "check constraint",
            PartKind::Constraint(Some(ConstraintKind::Exclude)) => "exclusion constraint",
            PartKind::Constraint(None) => "constraint",
            PartKind::Comment => "comment",
            PartKind::Name => "name",
            PartKind::Rows => "rows",
        }
    }
}

impl Change {
    /// What an operation changes.
    pub fn of(operation: &Operation) -> Self {
        use ChangeKind::{Add, Alter, Drop};
        match operation {
            Operation::CreateTable(create) => relation(Add, &create.table.name),
            Operation::DropTable(drop) => relation(Drop, &drop.table),
            Operation::RenameTable(rename) => part(Alter, &rename.table, PartKind::Name, None),
            Operation::CreateTableComment(comment) => {
                let kind = if comment.existing_comment.is_some() {
                    Alter
                } else {
                    Add
                };
                part(kind, &comment.table, PartKind::Comment, None)
            }
            Operation::DropTableComment(comment) => {
                part(Drop, &comment.table, PartKind::Comment, None)
            }
            Operation::AddColumn(add) => {
                part(Add, &add.table, PartKind::Column, Some(&add.column.name))
            }
            Operation::DropColumn(drop) => {
                part(Drop, &drop.table, PartKind::Column, Some(&drop.column))
            }
            Operation::AlterColumn(alter) => {
                let mut change = part(Alter, &alter.table, PartKind::Column, Some(&alter.column));
                if let Some(part) = &mut change.part {
                    part.attributes = attributes(alter);
                }
                change
            }
            Operation::CreateIndex(create) => part(
                Add,
                &create.index.table,
                PartKind::Index,
                create.index.name.identifier(),
            ),
            Operation::DropIndex(drop) => match &drop.table {
                Some(table) => part(Drop, table, PartKind::Index, drop.name.identifier()),
                None => Self {
                    kind: Drop,
                    subject: None,
                    part: Some(Part::new(PartKind::Index, drop.name.identifier())),
                },
            },
            Operation::AddConstraint(add) => {
                let kind = PartKind::Constraint(Some(add.constraint.kind()));
                let name = constraint_name(&add.constraint).identifier();
                part(Add, &add.table, kind, name)
            }
            Operation::DropConstraint(drop) => {
                let kind = PartKind::Constraint(drop.kind);
                part(Drop, &drop.table, kind, drop.name.identifier())
            }
            Operation::BulkInsert(_) => Self {
                kind: Add,
                subject: None,
                part: Some(Part::new(PartKind::Rows, None)),
            },
            Operation::Execute(_) => Self {
                kind: Alter,
                subject: None,
                part: None,
            },
            Operation::BatchAlterTable(batch) => relation(Alter, &batch.table),
            Operation::CreateSchema(create) => {
                whole(Add, ObjectIdentity::Schema(create.name.clone()))
            }
            Operation::DropSchema(drop) => whole(Drop, ObjectIdentity::Schema(drop.name.clone())),
            Operation::CreateSequence(create) => relation(Add, &create.sequence.name),
            Operation::DropSequence(drop) => relation(Drop, &drop.name),
            Operation::AlterSequence(alter) => relation(Alter, &alter.after.name),
            Operation::CreateEnum(create) => Self {
                kind: Add,
                subject: enum_name(&create.data_type),
                part: None,
            },
            Operation::DropEnum(drop) => whole(Drop, ObjectIdentity::Type(drop.name.clone())),
            Operation::AlterEnum(alter) => Self {
                kind: Alter,
                subject: enum_name(&alter.after),
                part: None,
            },
            Operation::CreateDomain(create) => {
                whole(Add, ObjectIdentity::Type(create.name.clone()))
            }
            Operation::DropDomain(drop) => whole(Drop, ObjectIdentity::Type(drop.name.clone())),
            Operation::CreateObject(create) => whole(Add, create.object.identity()),
            Operation::DropObject(drop) => whole(Drop, drop.object.identity()),
            Operation::ReplaceObject(replace) => whole(Alter, replace.after.identity()),
        }
    }
}

impl Part {
    fn new(kind: PartKind, name: Option<&Identifier>) -> Self {
        Self {
            kind,
            name: name.map(|name| name.as_str().to_owned()),
            attributes: Vec::new(),
        }
    }
}

fn whole(kind: ChangeKind, subject: ObjectIdentity) -> Change {
    Change {
        kind,
        subject: Some(subject),
        part: None,
    }
}

fn relation(kind: ChangeKind, name: &QualifiedName) -> Change {
    whole(kind, ObjectIdentity::Relation(name.clone()))
}

fn part(
    kind: ChangeKind,
    table: &QualifiedName,
    part: PartKind,
    name: Option<&Identifier>,
) -> Change {
    Change {
        part: Some(Part::new(part, name)),
        ..relation(kind, table)
    }
}

fn enum_name(data_type: &limbeck_schema::EnumType) -> Option<ObjectIdentity> {
    let name = data_type.name.clone()?;
    let name = QualifiedName::in_schema(data_type.schema.clone(), name);
    Some(ObjectIdentity::Type(name))
}

fn constraint_name(constraint: &Constraint) -> &ConstraintName {
    match constraint {
        Constraint::PrimaryKey(key) => &key.name,
        Constraint::Unique(unique) => &unique.name,
        Constraint::ForeignKey(key) => &key.name,
        Constraint::Check(check) => &check.name,
        Constraint::Exclude(exclude) => &exclude.name,
    }
}

fn attributes(alter: &AlterColumn) -> Vec<Attribute> {
    fn changes<T>(setting: &Setting<T>) -> bool {
        !setting.is_keep()
    }
    // What is given together with what was there before says only that it stays.
    let counts =
        alter.autoincrement.is_some() && alter.autoincrement != alter.existing_autoincrement;
    [
        (alter.new_name.is_some(), Attribute::Name),
        (alter.data_type.is_some(), Attribute::Type),
        (alter.nullable.is_some(), Attribute::Nullable),
        (changes(&alter.server_default), Attribute::Default),
        (changes(&alter.comment), Attribute::Comment),
        (counts, Attribute::Autoincrement),
    ]
    .into_iter()
    .filter_map(|(changes, attribute)| changes.then_some(attribute))
    .collect()
}

#[cfg(test)]
mod tests {
    use limbeck_schema::{
        Column, SqlType, Table,
        operation::{AddColumn, CreateTable, DropTableComment},
    };

    use super::*;

    fn check(operation: &Operation, expected: &str) {
        let change = Change::of(operation);
        let subject = match change.subject {
            Some(ObjectIdentity::Relation(name)) => name.to_string(),
            other => format!("{other:?}"),
        };
        let part = change.part.map(|part| {
            let name = part.name.map(|name| format!(" {name}")).unwrap_or_default();
            format!(" {}{name}", part.kind.word())
        });
        let shown = format!("{:?} {subject}{}", change.kind, part.unwrap_or_default());
        assert_eq!(shown, expected);
    }

    #[test]
    fn operations_say_what_they_change() {
        let name = QualifiedName::in_schema(Some("s".into()), "t");
        check(
            &Operation::CreateTable(CreateTable {
                table: Table::new(name.clone()),
                if_not_exists: false,
                naming_convention: None,
            }),
            "Add s.t",
        );
        check(
            &Operation::AddColumn(Box::new(AddColumn {
                table: name.clone(),
                column: Column::new("c", SqlType::Integer),
                if_not_exists: false,
                inline_references: false,
                inline_primary_key: false,
                insert_before: None,
                insert_after: None,
            })),
            "Add s.t column c",
        );
        check(
            &Operation::DropTableComment(DropTableComment {
                table: name,
                existing_comment: None,
            }),
            "Drop s.t comment",
        );
    }
}
