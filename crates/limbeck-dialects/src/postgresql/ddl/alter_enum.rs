//! The labels of an enum type, changed.

use limbeck_schema::{EnumType, Identifier, QualifiedName, operation::AlterEnum};

use super::named_type::create_enum_statement;
use crate::{Compilation, CompileError, ddl::Context, types::cannot_render};

/// Adds labels where that is all, else puts a new type in place of the old one.
pub(super) fn compile(
    cx: &Context<'_>,
    alter: &AlterEnum,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    let Some(name) = &alter.after.name else {
        return Err(cannot_render(cx.dialect, "ENUM"));
    };
    let name = QualifiedName::in_schema(alter.after.schema.clone(), name.clone());
    match additions(&alter.before, &alter.after) {
        Some(additions) => {
            for addition in additions {
                compilation.push(addition.statement(cx, &name)?);
            }
            Ok(())
        }
        None => rebuild(cx, alter, &name, compilation),
    }
}

/// A label that is added.
struct Addition<'a> {
    label: &'a str,
    place: Place<'a>,
}

/// Where a label is added.
enum Place<'a> {
    /// In front of a label.
    Before(&'a str),
    /// Behind all others.
    Last,
}

impl Addition<'_> {
    fn statement(&self, cx: &Context<'_>, name: &QualifiedName) -> Result<String, CompileError> {
        let place = match self.place {
            Place::Before(label) => format!(" BEFORE {}", cx.string(label)?),
            Place::Last => String::new(),
        };
        Ok(format!(
            "ALTER TYPE {} ADD VALUE {}{place}",
            cx.qualified(name),
            cx.string(self.label)?
        ))
    }
}

/// The labels to add, each before one that is there by then; `None` if that does not do it.
fn additions<'a>(before: &'a EnumType, after: &'a EnumType) -> Option<Vec<Addition<'a>>> {
    let mut existing = before.values.iter().peekable();
    let mut additions = Vec::new();
    for label in &after.values {
        if existing.peek() == Some(&label) {
            existing.next();
            continue;
        }
        let place = match existing.peek() {
            Some(next) => Place::Before(next),
            None => Place::Last,
        };
        additions.push(Addition { label, place });
    }
    existing.next().is_none().then_some(additions)
}

/// Renames the type, makes the new one, moves the columns, drops the old one.
fn rebuild(
    cx: &Context<'_>,
    alter: &AlterEnum,
    name: &QualifiedName,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    let old = QualifiedName {
        schema: name.schema.clone(),
        name: old_name(&name.name),
    };
    compilation.push(format!(
        "ALTER TYPE {} RENAME TO {}",
        cx.qualified(name),
        cx.quote(&old.name)
    ));
    compilation.push(create_enum_statement(cx, &alter.after)?);
    for used in &alter.columns {
        let table = cx.qualified(&used.table);
        let column = cx.quote(&used.column);
        let brackets = if used.array { "[]" } else { "" };
        let data_type = format!("{}{brackets}", cx.qualified(name));
        // A default of the old type would have no way to the new one.
        if used.default.is_some() {
            compilation.push(format!(
                "ALTER TABLE {table} ALTER COLUMN {column} DROP DEFAULT"
            ));
        }
        compilation.push(format!(
            "ALTER TABLE {table} ALTER COLUMN {column} TYPE {data_type} \
             USING {column}::text{brackets}::{data_type}"
        ));
        if let Some(default) = &used.default {
            compilation.push(format!(
                "ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT {}",
                cx.verbatim(default)
            ));
        }
    }
    compilation.push(format!("DROP TYPE {}", cx.qualified(&old)));
    Ok(())
}

/// What the old type is called in the meantime, within the length that names may have.
fn old_name(name: &Identifier) -> Identifier {
    const SUFFIX: &str = "__old";
    const LONGEST: usize = 63;
    let mut end = name.text.len().min(LONGEST - SUFFIX.len());
    while !name.text.is_char_boundary(end) {
        end -= 1;
    }
    Identifier {
        text: format!("{}{SUFFIX}", &name.text[..end]),
        quoting: name.quoting,
    }
}

#[cfg(test)]
mod tests {
    use limbeck_schema::{Operation, operation::EnumColumn};
    use proptest::prelude::*;

    use super::*;
    use crate::ddl::testing::{check_on, name};

    fn data_type(labels: &[&str]) -> EnumType {
        EnumType {
            values: labels.iter().map(|label| (*label).to_owned()).collect(),
            name: Some("Mood".into()),
            name_is_final: false,
            schema: None,
            native: true,
            create_constraint: false,
            create_type: true,
            length: None,
            collation: None,
            dialect: Some("postgresql".to_owned()),
            arguments: Default::default(),
        }
    }

    #[track_caller]
    fn check(before: &[&str], after: &[&str], expected: &str) {
        let column = |column: &str, array, default: Option<&str>| EnumColumn {
            table: name("s.t"),
            column: column.into(),
            array,
            default: default.map(str::to_owned),
        };
        let alter = Operation::AlterEnum(Box::new(AlterEnum {
            before: data_type(before),
            after: data_type(after),
            columns: vec![
                column("a", false, Some("'x'::\"Mood\"")),
                column("b", true, None),
            ],
        }));
        check_on("postgresql", alter, expected);
    }

    #[test]
    fn labels_are_added_at_their_places() {
        check(&["x"], &["x"], "");
        check(
            &["b", "d"],
            &["a", "b", "c1", "c2", "d", "e", "f"],
            "ALTER TYPE \"Mood\" ADD VALUE 'a' BEFORE 'b';\n\
             ALTER TYPE \"Mood\" ADD VALUE 'c1' BEFORE 'd';\n\
             ALTER TYPE \"Mood\" ADD VALUE 'c2' BEFORE 'd';\n\
             ALTER TYPE \"Mood\" ADD VALUE 'e';\n\
             ALTER TYPE \"Mood\" ADD VALUE 'f';",
        );
    }

    #[test]
    fn anything_else_is_a_new_type() {
        check(
            &["x", "y"],
            &["y", "x"],
            "ALTER TYPE \"Mood\" RENAME TO \"Mood__old\";\n\
             CREATE TYPE \"Mood\" AS ENUM ('y', 'x');\n\
             ALTER TABLE s.t ALTER COLUMN a DROP DEFAULT;\n\
             ALTER TABLE s.t ALTER COLUMN a TYPE \"Mood\" USING a::text::\"Mood\";\n\
             ALTER TABLE s.t ALTER COLUMN a SET DEFAULT 'x'::\"Mood\";\n\
             ALTER TABLE s.t ALTER COLUMN b TYPE \"Mood\"[] USING b::text[]::\"Mood\"[];\n\
             DROP TYPE \"Mood__old\";",
        );
    }

    #[test]
    fn a_long_name_is_cut_for_the_old_type() {
        let long = Identifier::new("é".repeat(31));
        let old = old_name(&long);
        assert!(old.text.len() <= 63 && old.text.ends_with("é__old"));
    }

    proptest! {
        #[test]
        fn what_is_added_one_by_one_gives_the_new_labels(
            labels in proptest::collection::btree_set("[a-e]{1,2}", 1..9),
            kept in proptest::collection::vec(any::<bool>(), 9),
        ) {
            let after: Vec<&str> = labels.iter().map(String::as_str).collect();
            let before: Vec<&str> = after
                .iter()
                .zip(kept)
                .filter_map(|(label, kept)| kept.then_some(*label))
                .collect();
            let (before_type, after_type) = (data_type(&before), data_type(&after));
            let additions = additions(&before_type, &after_type).expect("only additions");
            let mut labels = before;
            for addition in &additions {
                let at = match addition.place {
                    Place::Before(next) => {
                        labels.iter().position(|label| *label == next).expect("is there")
                    }
                    Place::Last => labels.len(),
                };
                labels.insert(at, addition.label);
            }
            prop_assert_eq!(labels, after);
        }
    }
}
