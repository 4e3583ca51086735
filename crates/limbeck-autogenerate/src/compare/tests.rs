//! Comparisons of schemas made by hand. What Alembic says of real ones is recorded (`cargo xtask conformance autogen`).

use limbeck_schema::{
    Column, Constraint, ConstraintName, Identifier, Index, IndexElement, QualifiedName, Schema,
    ServerDefault, SqlType, Table, UniqueConstraint,
};

use super::*;
use crate::{
    Comparing, NameKind, SchemaItem, diffs,
    testing::{foreign_key, table},
};

/// A server that takes every condition for true, and counts how often it is asked.
#[derive(Default)]
struct Agreeable(usize);

impl Server for Agreeable {
    fn holds(&mut self, conditions: &[String]) -> Result<Vec<Option<bool>>, CompareError> {
        self.0 += 1;
        Ok(vec![Some(true); conditions.len()])
    }
}

/// A project that leaves out what is named `skip...`.
struct Skipping;

impl Hooks for Skipping {
    fn include_name(
        &mut self,
        name: Option<&str>,
        _kind: NameKind,
        _parents: ParentNames<'_>,
    ) -> Result<bool, CompareError> {
        Ok(!name.unwrap_or_default().starts_with("skip_name"))
    }

    fn include_object(
        &mut self,
        item: SchemaItem<'_>,
        _reflected: bool,
        _compare_to: Option<SchemaItem<'_>>,
    ) -> Result<bool, CompareError> {
        Ok(!item.name().unwrap_or_default().starts_with("skip_object"))
    }
}

fn schema(tables: Vec<Table>) -> Schema {
    Schema {
        tables,
        ..Schema::default()
    }
}

fn run(dialect: &str, existing: Vec<Table>, wanted: Vec<Table>) -> Comparison {
    let options = CompareOptions {
        compare_server_default: Comparing::Always,
        ..CompareOptions::default()
    };
    compare(
        limbeck_dialects::dialect(dialect).expect("a dialect"),
        schema(existing),
        &[schema(wanted)],
        &options,
        &mut Skipping,
        &mut Agreeable::default(),
    )
    .expect("comparable")
}

/// Compares two lists of tables; what is found stands as `kind` and the lines of the log.
#[track_caller]
fn check(dialect: &str, existing: Vec<Table>, wanted: Vec<Table>, kinds: &[&str], log: &[&str]) {
    let comparison = run(dialect, existing, wanted);
    let found: Vec<&str> = diffs(&comparison.directives)
        .iter()
        .flat_map(|diff| diff.kinds.clone())
        .map(crate::DiffKind::word)
        .collect();
    assert_eq!(found, kinds);
    let lines: Vec<String> = comparison
        .events
        .iter()
        .filter_map(|event| event.log_line(|data_type| format!("{data_type:?}")))
        .map(|(_, text)| text)
        .collect();
    assert_eq!(lines, log);
    let there_and_back = comparison
        .downgrade()
        .and_then(|directives| Directive::reverse_all(&directives))
        .expect("reversible");
    assert_eq!(there_and_back.len(), comparison.directives.len());
}

fn unique(name: Option<&str>, columns: &[&str]) -> Constraint {
    Constraint::Unique(UniqueConstraint {
        name: name.map_or(ConstraintName::Unnamed, |name| {
            ConstraintName::Final(name.into())
        }),
        columns: columns
            .iter()
            .map(|column| Identifier::new(*column))
            .collect(),
        ..UniqueConstraint::default()
    })
}

fn index(table: &str, name: &str, column: &str) -> Index {
    Index {
        name: ConstraintName::Final(name.into()),
        table: QualifiedName::new(table),
        elements: vec![IndexElement::Column(column.into())],
        unique: false,
        options: Default::default(),
    }
}

fn with(mut table: Table, constraint: Constraint) -> Table {
    table.constraints.push(constraint);
    table
}

fn indexed(mut table: Table, index: Index) -> Table {
    table.indexes.push(index);
    table
}

#[test]
fn tables_are_added_parents_first_and_dropped_children_first() {
    let child = || with(table("a_child", &["p"]), foreign_key("p", "parent", "id"));
    let parent = || table("parent", &["id"]);
    check(
        "sqlite",
        vec![],
        vec![child(), parent()],
        &["add_table", "add_table"],
        &[
            "Detected added table 'parent'",
            "Detected added table 'a_child'",
        ],
    );
    check(
        "sqlite",
        vec![child(), parent()],
        vec![],
        &["remove_table", "remove_table"],
        &[
            "Detected removed table 'a_child'",
            "Detected removed table 'parent'",
        ],
    );
}

#[test]
fn the_version_table_and_what_hooks_leave_out_do_not_count() {
    check(
        "sqlite",
        vec![
            table("alembic_version", &["v"]),
            table("skip_name", &["a"]),
            table("skip_object", &["a"]),
        ],
        vec![],
        &[],
        &[],
    );
    check(
        "sqlite",
        vec![table("t", &["a", "skip_name_b", "skip_object_c"])],
        vec![table("t", &["a"])],
        &[],
        &[],
    );
}

#[test]
fn columns_come_first_and_go_last() {
    check(
        "sqlite",
        vec![indexed(table("t", &["a", "b"]), index("t", "ix_b", "b"))],
        vec![table("t", &["a", "c"])],
        &["add_column", "remove_index", "remove_column"],
        &[
            "Detected added column 't.c'",
            "Detected removed index 'ix_b' on 't'",
            "Detected removed column 't.b'",
        ],
    );
}

#[test]
fn a_column_is_altered_in_one_operation() {
    let mut existing = table("t", &["a"]);
    existing.columns[0].comment = Some("old".to_owned());
    let mut wanted = table("t", &["a"]);
    wanted.columns[0] = Column {
        nullable: false,
        comment: Some("new".to_owned()),
        ..Column::new("a", SqlType::BigInteger)
    };
    let comparison = run("postgresql", vec![existing], vec![wanted]);
    let [diff] = &diffs(&comparison.directives)[..] else {
        panic!("{comparison:?}");
    };
    let kinds: Vec<&str> = diff.kinds.iter().map(|kind| kind.word()).collect();
    assert_eq!(kinds, ["modify_type", "modify_nullable", "modify_comment"]);
}

#[test]
fn the_server_is_asked_about_all_defaults_at_once() {
    let defaults = |text: &str| {
        let mut table = table("t", &["a", "b"]);
        for column in &mut table.columns {
            column.server_default = Some(ServerDefault::Literal(text.to_owned()));
        }
        table
    };
    let mut server = Agreeable::default();
    let options = CompareOptions {
        compare_server_default: Comparing::Always,
        ..CompareOptions::default()
    };
    let comparison = compare(
        limbeck_dialects::dialect("postgresql").unwrap(),
        schema(vec![defaults("1")]),
        &[schema(vec![defaults("01")])],
        &options,
        &mut Skipping,
        &mut server,
    );
    assert!(comparison.unwrap().is_empty());
    assert_eq!(server.0, 1);
}

#[test]
fn uniques_without_a_name_are_known_by_their_columns() {
    let columns = || table("t", &["a", "b"]);
    check(
        "postgresql",
        vec![with(columns(), unique(Some("t_a_b_key"), &["a", "b"]))],
        vec![with(columns(), unique(None, &["b", "a"]))],
        &[],
        &[],
    );
    check(
        "postgresql",
        vec![columns()],
        vec![with(columns(), unique(None, &["a"]))],
        &["add_constraint"],
        &["Detected added unique constraint None on '('a',)'"],
    );
}

#[test]
fn a_unique_index_and_a_unique_constraint_are_one_where_the_server_says_so() {
    let existing = || with(table("t", &["a"]), unique(Some("u"), &["a"]));
    let mut wanted_index = index("t", "u", "a");
    wanted_index.unique = true;
    let wanted = indexed(table("t", &["a"]), wanted_index);
    check("mariadb", vec![existing()], vec![wanted.clone()], &[], &[]);
    check("mariadb", vec![existing()], vec![existing()], &[], &[]);
    check(
        "postgresql",
        vec![existing()],
        vec![wanted],
        &["remove_constraint", "add_index"],
        &[
            "Detected removed unique constraint 'u' on 't'",
            "Detected added index 'u' on '('a',)'",
        ],
    );
    check(
        "mariadb",
        vec![existing()],
        vec![table("t", &["a"])],
        &["remove_index"],
        &["Detected removed index 'u' on 't'"],
    );
}

#[test]
fn foreign_keys_are_compared_by_what_they_say() {
    let keyed = |action: Option<&str>| {
        let mut key = foreign_key("a", "p", "id");
        if let Constraint::ForeignKey(key) = &mut key {
            key.ondelete = action.map(str::to_owned);
        }
        with(table("t", &["a"]), key)
    };
    let parent = || table("p", &["id"]);
    check(
        "sqlite",
        vec![parent(), keyed(Some("NO ACTION"))],
        vec![parent(), keyed(None)],
        &[],
        &[],
    );
    check(
        "sqlite",
        vec![parent(), keyed(None)],
        vec![parent(), keyed(Some("CASCADE"))],
        &["remove_fk", "add_fk"],
        &[
            "Detected removed foreign key (a)(id) on table t",
            "Detected added foreign key (a)(id) on table t",
        ],
    );
    check(
        "mariadb",
        vec![parent(), keyed(None)],
        vec![parent(), keyed(Some("RESTRICT"))],
        &[],
        &[],
    );
}

#[test]
fn two_collections_of_models_must_not_have_one_table() {
    let options = CompareOptions::default();
    let models = [schema(vec![table("a", &[])]), schema(vec![table("a", &[])])];
    let error = compare(
        limbeck_dialects::dialect("sqlite").unwrap(),
        schema(vec![]),
        &models,
        &options,
        &mut Skipping,
        &mut Agreeable::default(),
    )
    .unwrap_err();
    assert_eq!(
        error.to_string(),
        "Duplicate table keys across multiple MetaData objects: \"a\""
    );
}
