//! [`changes`]: what tells two inspected schemas apart.

use limbeck_schema::{
    Column, Constraint, ConstraintName, Identifier, ObjectIdentity, QualifiedName, Schema, Table,
};

use crate::{Attribute, Change, ChangeKind, Part, PartKind};

/// What tells two schemas apart that were inspected on servers of one kind, where what is the same is written the
/// same: what has come, changed and gone from one to the other, in the order of the names. The order of columns does
/// not count.
///
/// Nothing is left out that both have a value for: where two tables differ in what is no part, the table itself is
/// listed.
pub fn changes(before: &Schema, after: &Schema) -> Vec<Change> {
    let mut found = Vec::new();
    let types = |schema: &Schema| -> Vec<(ObjectIdentity, limbeck_schema::EnumType)> {
        let enums = schema.enums.iter().filter_map(|data_type| {
            let name = data_type.name.clone()?;
            let name = QualifiedName::in_schema(data_type.schema.clone(), name);
            Some((ObjectIdentity::Type(name), data_type.clone()))
        });
        enums.collect()
    };
    wholes(&types(before), &types(after), &mut found);
    let sequences = |schema: &Schema| -> Vec<_> {
        let sequences = schema.sequences.iter();
        sequences
            .map(|one| (ObjectIdentity::Relation(one.name.clone()), one.clone()))
            .collect()
    };
    wholes(&sequences(before), &sequences(after), &mut found);
    for table in &before.tables {
        match after.table(&table.name) {
            None => found.push(whole(ChangeKind::Drop, relation(table))),
            Some(other) => tables(table, other, &mut found),
        }
    }
    let is_new = |table: &&Table| before.table(&table.name).is_none();
    let new = after.tables.iter().filter(is_new);
    found.extend(new.map(|table| whole(ChangeKind::Add, relation(table))));
    let objects = |schema: &Schema| -> Vec<_> {
        let objects = schema.objects.iter();
        objects
            .map(|object| (object.identity(), object.clone()))
            .collect()
    };
    wholes(&objects(before), &objects(after), &mut found);
    found
}

fn relation(table: &Table) -> ObjectIdentity {
    ObjectIdentity::Relation(table.name.clone())
}

fn whole(kind: ChangeKind, subject: ObjectIdentity) -> Change {
    Change {
        kind,
        subject: Some(subject),
        part: None,
    }
}

/// What has come, changed and gone of things that are compared as a whole.
fn wholes<T: PartialEq>(
    before: &[(ObjectIdentity, T)],
    after: &[(ObjectIdentity, T)],
    found: &mut Vec<Change>,
) {
    for (kind, identity) in differing(before, after) {
        found.push(whole(kind, identity));
    }
}

/// The keys under which two lists differ, and how.
fn differing<K: PartialEq + Clone, T: PartialEq>(
    before: &[(K, T)],
    after: &[(K, T)],
) -> Vec<(ChangeKind, K)> {
    let mut found = Vec::new();
    for (key, one) in before {
        match after.iter().find(|(other, _)| other == key) {
            None => found.push((ChangeKind::Drop, key.clone())),
            Some((_, other)) if other != one => found.push((ChangeKind::Alter, key.clone())),
            Some(_) => {}
        }
    }
    let is_new = |(key, _): &&(K, T)| before.iter().all(|(other, _)| other != key);
    let new = after.iter().filter(is_new);
    found.extend(new.map(|(key, _)| (ChangeKind::Add, key.clone())));
    found
}

fn tables(before: &Table, after: &Table, found: &mut Vec<Change>) {
    if before == after {
        return;
    }
    let so_far = found.len();
    let mut part = |kind, what: PartKind, name: Option<String>, attributes| {
        found.push(Change {
            kind,
            subject: Some(relation(before)),
            part: Some(Part {
                kind: what,
                name,
                attributes,
            }),
        });
    };
    let columns = |table: &Table| -> Vec<(Identifier, Column)> {
        let columns = table.columns.iter();
        columns
            .map(|column| (column.name.clone(), column.clone()))
            .collect()
    };
    for (kind, name) in differing(&columns(before), &columns(after)) {
        let attributes = match (before.column(&name), after.column(&name)) {
            (Some(one), Some(other)) => attributes(one, other),
            _ => Vec::new(),
        };
        part(
            kind,
            PartKind::Column,
            Some(name.as_str().to_owned()),
            attributes,
        );
    }
    let constraints = |table: &Table| -> Vec<((PartKind, Option<String>), Constraint)> {
        let constraints = table.constraints.iter();
        constraints
            .map(|constraint| {
                let kind = PartKind::Constraint(Some(constraint.kind()));
                ((kind, text(name_of(constraint))), constraint.clone())
            })
            .collect()
    };
    for (kind, (what, name)) in differing(&constraints(before), &constraints(after)) {
        part(kind, what, name, Vec::new());
    }
    let indexes = |table: &Table| -> Vec<(Option<String>, limbeck_schema::Index)> {
        let indexes = table.indexes.iter();
        indexes
            .map(|index| (text(&index.name), index.clone()))
            .collect()
    };
    for (kind, name) in differing(&indexes(before), &indexes(after)) {
        part(kind, PartKind::Index, name, Vec::new());
    }
    if before.comment != after.comment {
        let kind = match (&before.comment, &after.comment) {
            (None, _) => ChangeKind::Add,
            (_, None) => ChangeKind::Drop,
            _ => ChangeKind::Alter,
        };
        part(kind, PartKind::Comment, None, Vec::new());
    }
    let is_other = before.options != after.options || before.prefixes != after.prefixes;
    if is_other && found.len() == so_far {
        found.push(whole(ChangeKind::Alter, relation(before)));
    }
}

/// The attributes in which two columns differ, as far as there are words for them.
fn attributes(before: &Column, after: &Column) -> Vec<Attribute> {
    [
        (before.data_type != after.data_type, Attribute::Type),
        (before.nullable != after.nullable, Attribute::Nullable),
        (
            before.server_default != after.server_default,
            Attribute::Default,
        ),
        (before.comment != after.comment, Attribute::Comment),
        (
            before.autoincrement != after.autoincrement,
            Attribute::Autoincrement,
        ),
    ]
    .into_iter()
    .filter_map(|(differs, attribute)| differs.then_some(attribute))
    .collect()
}

fn text(name: &ConstraintName) -> Option<String> {
    name.identifier().map(|name| name.as_str().to_owned())
}

fn name_of(constraint: &Constraint) -> &ConstraintName {
    match constraint {
        Constraint::PrimaryKey(key) => &key.name,
        Constraint::Unique(unique) => &unique.name,
        Constraint::ForeignKey(key) => &key.name,
        Constraint::Check(check) => &check.name,
        Constraint::Exclude(exclude) => &exclude.name,
    }
}

#[cfg(test)]
mod tests {
    use limbeck_schema::SqlType;

    use super::*;

    /// A schema of tables, each with its columns and their types.
    fn schema(tables: &[(&str, &[(&str, SqlType)])]) -> Schema {
        let table = |(name, columns): &(&str, &[(&str, SqlType)])| {
            let mut table = Table::new(QualifiedName::new(*name));
            let columns = columns.iter();
            table.columns = columns
                .map(|(name, data_type)| Column::new(*name, data_type.clone()))
                .collect();
            table
        };
        Schema {
            tables: tables.iter().map(table).collect(),
            ..Schema::default()
        }
    }

    fn check(before: &Schema, after: &Schema, expected: &[&str]) {
        let shown: Vec<String> = changes(before, after)
            .into_iter()
            .map(|change| {
                let Some(ObjectIdentity::Relation(name)) = change.subject else {
                    panic!("no table");
                };
                let part = change.part.map(|part| {
                    let name = part.name.unwrap_or_default();
                    let attributes: Vec<_> =
                        part.attributes.into_iter().map(Attribute::word).collect();
                    format!(" {} {name} {}", part.kind.word(), attributes.join(" "))
                });
                format!("{:?} {name}{}", change.kind, part.unwrap_or_default())
                    .trim_end()
                    .to_owned()
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn what_differs_is_listed() {
        let integer = |name| (name, SqlType::Integer);
        let one = schema(&[("a", &[integer("x"), integer("y")]), ("b", &[integer("x")])]);
        check(&one, &one, &[]);
        let other = schema(&[
            ("a", &[integer("z"), ("x", SqlType::Date)]),
            ("c", &[integer("x")]),
        ]);
        check(
            &one,
            &other,
            &[
                "Alter a column x type",
                "Drop a column y",
                "Add a column z",
                "Drop b",
                "Add c",
            ],
        );
        // Their order does not count.
        let turned = schema(&[("a", &[integer("y"), integer("x")]), ("b", &[integer("x")])]);
        check(&one, &turned, &[]);
        let mut commented = one.clone();
        commented.tables[0].comment = Some("new".to_owned());
        check(&one, &commented, &["Add a comment"]);
        let mut temporary = one.clone();
        temporary.tables[0].prefixes.push("UNLOGGED".to_owned());
        check(&one, &temporary, &["Alter a"]);
    }
}
