//! Constraints of tables.

use limbeck_python::Tree;

use super::arguments::{Arguments, Bound};
use super::elements;
use super::value::{Fields, Value, node, text};

/// The kinds of constraints that straight-line scripts make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ConstraintKind {
    PrimaryKey,
    Unique,
    Check,
    ForeignKey,
}

/// A constraint and the columns of its table that it needs.
#[derive(Clone, Debug)]
pub(super) struct TableConstraint {
    /// What it is.
    pub(super) kind: ConstraintKind,
    /// Its node.
    pub(super) tree: Tree,
    /// Columns by name.
    pub(super) columns: Vec<Tree>,
}

/// A constraint from the arguments of its class.
pub(super) fn constraint(kind: ConstraintKind, arguments: Arguments) -> Option<TableConstraint> {
    match kind {
        ConstraintKind::PrimaryKey | ConstraintKind::Unique => {
            let (mut bound, columns) = arguments.bind_leading(&[])?;
            let columns = names(Value::List(columns))?;
            // A key without columns is made of the columns that say so.
            if columns.is_empty() {
                return None;
            }
            let name = bound.optional_text("name")?;
            over_columns(kind, name, columns, bound)
        }
        ConstraintKind::Check => {
            let mut bound = arguments.bind(&["sqltext", "name", "deferrable", "initially"])?;
            let condition = bound.take("sqltext")?;
            let name = bound.optional_text("name")?;
            check(name, condition, bound)
        }
        ConstraintKind::ForeignKey => {
            let mut bound = arguments.bind(&[
                "columns",
                "refcolumns",
                "name",
                "onupdate",
                "ondelete",
                "deferrable",
                "initially",
                "use_alter",
            ])?;
            let columns = names(bound.take("columns")?)?;
            let references = names(bound.take("refcolumns")?)?
                .iter()
                .map(Reference::parse)
                .collect::<Option<Vec<_>>>()?;
            let first = references.first()?;
            let same_table = references
                .iter()
                .all(|other| (&other.schema, &other.table) == (&first.schema, &first.table));
            if !same_table {
                return None;
            }
            let (schema, table) = (first.schema.clone(), first.table.clone());
            let referred = references.into_iter().map(|reference| reference.column);
            let name = bound.optional_text("name")?;
            foreign_key(
                name,
                columns,
                Referred {
                    table,
                    schema,
                    columns: referred.collect(),
                },
                bound,
            )
        }
    }
}

/// A key over columns.
pub(super) fn over_columns(
    kind: ConstraintKind,
    name: Tree,
    columns: Vec<Tree>,
    mut bound: Bound,
) -> Option<TableConstraint> {
    let mut fields = vec![("name", name)];
    deferral(&mut bound, &mut fields)?;
    bound.finish()?;
    fields.push(("columns", Tree::List(columns.clone())));
    let class = if kind == ConstraintKind::PrimaryKey {
        "PrimaryKeyConstraint"
    } else {
        "UniqueConstraint"
    };
    Some(TableConstraint {
        kind,
        tree: node(class, fields),
        columns,
    })
}

/// A condition.
pub(super) fn check(name: Tree, condition: Value, mut bound: Bound) -> Option<TableConstraint> {
    let mut fields = vec![("name", name)];
    deferral(&mut bound, &mut fields)?;
    bound.finish()?;
    fields.push(("sqltext", elements::sql(condition)?));
    Some(TableConstraint {
        kind: ConstraintKind::Check,
        tree: node("CheckConstraint", fields),
        columns: Vec::new(),
    })
}

/// The other side of a foreign key.
pub(super) struct Referred {
    pub(super) table: Tree,
    pub(super) schema: Tree,
    pub(super) columns: Vec<Tree>,
}

/// A reference.
pub(super) fn foreign_key(
    name: Tree,
    columns: Vec<Tree>,
    referred: Referred,
    mut bound: Bound,
) -> Option<TableConstraint> {
    let repeats = columns
        .iter()
        .enumerate()
        .any(|(at, column)| columns[..at].contains(column));
    if columns.len() != referred.columns.len() || repeats {
        return None;
    }
    let mut fields = vec![("name", name)];
    key_options(&mut bound, &mut fields)?;
    bound.finish()?;
    fields.push(("columns", Tree::List(columns.clone())));
    fields.push(("table", referred.table));
    fields.push(("schema", referred.schema));
    fields.push(("referred_columns", Tree::List(referred.columns)));
    Some(TableConstraint {
        kind: ConstraintKind::ForeignKey,
        tree: node("ForeignKeyConstraint", fields),
        columns,
    })
}

/// What a foreign key says beside its columns.
pub(super) fn key_options(bound: &mut Bound, fields: &mut Fields) -> Option<()> {
    for name in ["onupdate", "ondelete", "match"] {
        push_given(name, bound.optional_text(name)?, fields);
    }
    deferral(bound, fields)?;
    if bound.flag("use_alter")? == Tree::Bool(true) {
        fields.push(("use_alter", Tree::Bool(true)));
    }
    Some(())
}

fn deferral(bound: &mut Bound, fields: &mut Fields) -> Option<()> {
    push_given("deferrable", bound.optional_flag("deferrable")?, fields);
    push_given("initially", bound.optional_text("initially")?, fields);
    Some(())
}

fn push_given(name: &'static str, value: Tree, fields: &mut Fields) {
    if !value.is_none() {
        fields.push((name, value));
    }
}

/// Columns by name.
pub(super) fn names(value: Value) -> Option<Vec<Tree>> {
    let name = |member: Value| text(member.plain()?);
    value.members()?.into_iter().map(name).collect()
}

/// A column of another table, as text.
pub(super) struct Reference {
    pub(super) schema: Tree,
    pub(super) table: Tree,
    pub(super) column: Tree,
}

impl Reference {
    /// `table.column` or `schema.table.column`.
    pub(super) fn parse(text: &Tree) -> Option<Self> {
        let Tree::Str(text) = text else { return None };
        let (table, column) = text.rsplit_once('.')?;
        let (schema, table) = match table.rsplit_once('.') {
            Some((schema, table)) => (Tree::from(schema), table),
            None => (Tree::None, table),
        };
        Some(Self {
            schema,
            table: Tree::from(table),
            column: Tree::from(column),
        })
    }
}
