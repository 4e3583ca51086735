//! The statements of a rebuild.

use limbeck_schema::{
    Constraint, ConstraintName, DialectOptions, Expression, Identifier, Index, NamingConvention,
    Operation, QualifiedName, ServerDefault, Table,
    operation::{BatchAlterTable, CreateIndex, CreateTable, DropTable, RenameTable},
};

use super::{
    changes::{
        Changes, NewColumn, NewConstraint, columns_of, is_table, renamed_elements, set_name,
    },
    existing::{ExistingIndex, ExistingTable},
    text_of, with_only,
    words::{mentions, same_name},
};
use crate::{
    Compilation, CompileError, CompileOptions, CompiledStatement,
    compile::Rebuilding,
    ddl::{self, Context, TypeCheck},
};

/// The beginning of the names of the new tables while they are filled.
const TEMPORARY_PREFIX: &str = "_alembic_tmp_";

/// How long those names are at most, in characters.
const TEMPORARY_LENGTH: usize = 50;

/// Adds the statements that make the table anew (`ApplyBatchImpl._create()`).
pub(super) fn compile(
    cx: &Context<'_>,
    batch: &BatchAlterTable,
    existing: &ExistingTable,
    changes: &Changes<'_>,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    // All names are final: no convention applies any more.
    let options = CompileOptions {
        naming_convention: NamingConvention::default(),
        ..cx.options.clone()
    };
    let cx = &Context {
        dialect: cx.dialect,
        options: &options,
    };
    let is_complete = cx.options.rebuilding == Rebuilding::Complete;
    let name = &existing.table.name;
    let temporary = temporary_name(name);
    let table = new_table(cx, batch, existing, changes, temporary.clone())?;
    let old_indexes = old_indexes(cx, existing, changes, is_complete)?;
    let new_indexes = new_indexes(name, changes);

    for sql in &existing.dependents.before_create {
        compilation.push(sql.as_str());
    }
    cx.dialect
        .rebuild()
        .before_create(cx, existing, &kept_names(changes), compilation)?;
    ddl::compile_operation(
        cx,
        &Operation::CreateTable(CreateTable {
            table,
            if_not_exists: false,
            naming_convention: None,
        }),
        compilation,
    )?;
    let undo = with_only(compilation, |compilation| {
        ddl::compile_operation(cx, &drop_table(&temporary), compilation)
    })?;
    let undo = undo.into_iter().next().map(|statement| statement.sql);
    compilation.statements.push(CompiledStatement {
        undo: undo.clone(),
        ..CompiledStatement::new(copy(cx, name, &temporary, changes)?)
    });
    for sql in &existing.dependents.after_copy {
        compilation.statements.push(CompiledStatement {
            undo: undo.clone(),
            ..CompiledStatement::new(sql.as_str())
        });
    }
    let dropped = with_only(compilation, |compilation| {
        ddl::compile_operation(cx, &drop_table(name), compilation)
    })?;
    compilation
        .statements
        .extend(dropped.into_iter().map(|statement| CompiledStatement {
            undo: undo.clone(),
            ..statement
        }));
    ddl::compile_operation(
        cx,
        &Operation::RenameTable(RenameTable {
            table: temporary,
            new_name: name.name.clone(),
        }),
        compilation,
    )?;
    for index in old_indexes {
        match index {
            ExistingIndex::Described(index) => create_index(cx, index, compilation)?,
            ExistingIndex::Verbatim { sql, .. } => compilation.push(sql),
        }
    }
    for index in new_indexes {
        create_index(cx, index, compilation)?;
    }
    for sql in &existing.dependents.restore {
        compilation.push(sql.as_str());
    }
    Ok(())
}

fn drop_table(table: &QualifiedName) -> Operation {
    Operation::DropTable(DropTable {
        table: table.clone(),
        if_exists: false,
        before: None,
        naming_convention: None,
    })
}

fn create_index(
    cx: &Context<'_>,
    index: Index,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    ddl::compile_operation(
        cx,
        &Operation::CreateIndex(CreateIndex {
            index,
            if_not_exists: false,
            naming_convention: None,
        }),
        compilation,
    )
}

/// The name of the new table while it is filled.
pub(crate) fn temporary_name(table: &QualifiedName) -> QualifiedName {
    let name: String = TEMPORARY_PREFIX
        .chars()
        .chain(table.name.as_str().chars())
        .take(TEMPORARY_LENGTH)
        .collect();
    QualifiedName::in_schema(table.schema.clone(), name)
}

/// The names of constraints that the new table takes over.
fn kept_names(changes: &Changes<'_>) -> Vec<String> {
    changes.named.keys().cloned().collect()
}

/// The new table under its temporary name, without the indexes that wait for the old ones to go.
fn new_table(
    cx: &Context<'_>,
    batch: &BatchAlterTable,
    existing: &ExistingTable,
    changes: &Changes<'_>,
    temporary: QualifiedName,
) -> Result<Table, CompileError> {
    let mut table = Table::new(temporary);
    table.options = merged(&batch.table_options, &existing.table.options);
    table.comment = comment(batch, existing);
    table.columns = changes
        .columns
        .iter()
        .map(|column| column.column.clone())
        .chain(batch.table_args.columns.iter().cloned())
        .collect();
    table.constraints = batch.table_args.constraints.clone();
    table.indexes = batch.table_args.indexes.clone();
    for index in &mut table.indexes {
        index.table = table.name.clone();
    }
    for constraint in changes.named.values().chain(&changes.unnamed) {
        if let Some(constraint) = new_constraint(cx, existing, changes, constraint)? {
            if let Constraint::PrimaryKey(_) = constraint {
                // The last one counts.
                table
                    .constraints
                    .retain(|other| !matches!(other, Constraint::PrimaryKey(_)));
            }
            table.constraints.push(constraint);
        }
    }
    let has_key = table.constraints.iter().any(
        |constraint| matches!(constraint, Constraint::PrimaryKey(key) if !key.columns.is_empty()),
    );
    if has_key {
        for column in &mut table.columns {
            column.primary_key = false;
        }
    }
    Ok(table)
}

/// Keywords of the batch, and those of the table that it does not give.
fn merged(given: &DialectOptions, existing: &DialectOptions) -> DialectOptions {
    let mut options = given.clone();
    for (keyword, value) in &existing.0 {
        options
            .0
            .entry(keyword.clone())
            .or_insert_with(|| value.clone());
    }
    options
}

/// The comment that the batch leaves the table with.
fn comment(batch: &BatchAlterTable, existing: &ExistingTable) -> Option<String> {
    let mut comment = existing.table.comment.clone();
    for operation in &batch.operations {
        if let Operation::CreateTableComment(create) = operation {
            comment = create.comment.clone();
        } else if let Operation::DropTableComment(_) = operation {
            comment = None;
        }
    }
    comment
}

/// A constraint with the columns by their names of now; `None` if it goes with a column.
fn new_constraint(
    cx: &Context<'_>,
    existing: &ExistingTable,
    changes: &Changes<'_>,
    constraint: &NewConstraint,
) -> Result<Option<Constraint>, CompileError> {
    let constraint = match constraint {
        NewConstraint::Plain(constraint) => constraint,
        NewConstraint::OfType {
            name,
            key,
            data_type,
        } => {
            let Some(column) = changes.new_name(&Identifier::new(key.as_str())) else {
                return Ok(None);
            };
            return type_check(cx, name, &column, data_type);
        }
    };
    if !columns_of(constraint).iter().all(|name| changes.has(name)) {
        return Ok(None);
    }
    let is_complete = cx.options.rebuilding == Rebuilding::Complete;
    let rename = |names: &mut Vec<Identifier>| {
        for name in names {
            if let Some(new) = changes.new_name(name) {
                *name = new;
            }
        }
    };
    let mut constraint = constraint.clone();
    match &mut constraint {
        Constraint::PrimaryKey(key) => rename(&mut key.columns),
        Constraint::Unique(unique) => rename(&mut unique.columns),
        Constraint::ForeignKey(key) => {
            rename(&mut key.columns);
            if is_complete && is_table(&existing.table, &key.referred_table) {
                rename(&mut key.referred_columns);
            }
        }
        Constraint::Check(check) => {
            if is_complete
                && text_of(&check.condition).is_some_and(|text| changes.mentions_dropped(text))
            {
                return Ok(None);
            }
        }
        Constraint::Exclude(_) => {}
    }
    Ok(Some(constraint))
}

/// The CHECK of a column's type.
fn type_check(
    cx: &Context<'_>,
    name: &ConstraintName,
    column: &Identifier,
    data_type: &limbeck_schema::SqlType,
) -> Result<Option<Constraint>, CompileError> {
    let Some(check) = TypeCheck::new(column, data_type) else {
        return Ok(None);
    };
    let mut constraint = Constraint::Check(limbeck_schema::CheckConstraint {
        name: ConstraintName::Unnamed,
        condition: super::verbatim(check.condition(cx)?),
        deferral: Default::default(),
        options: DialectOptions::default(),
        comment: None,
    });
    set_name(&mut constraint, name.clone());
    Ok(Some(constraint))
}

/// `INSERT INTO new (...) SELECT ... FROM old`.
fn copy(
    cx: &Context<'_>,
    table: &QualifiedName,
    temporary: &QualifiedName,
    changes: &Changes<'_>,
) -> Result<String, CompileError> {
    let from = cx.qualified(table);
    let mut names = Vec::new();
    let mut values = Vec::new();
    for NewColumn { column, source, .. } in &changes.columns {
        // What the database computes cannot be given.
        if matches!(column.server_default, Some(ServerDefault::Computed(_))) {
            continue;
        }
        let Some(source) = source else { continue };
        let value = format!("{from}.{}", cx.quote(&source.name));
        names.push(cx.quote(&column.name));
        values.push(match &source.cast {
            Some(data_type) => format!(
                "CAST({value} AS {}) AS {}",
                cx.data_type(data_type)?,
                cx.quote(&source.name)
            ),
            None => value,
        });
    }
    if names.is_empty() {
        return Err(CompileError::Value {
            message: format!(
                "The batch leaves table '{}' no column whose values could be kept. Drop the table \
                 and create it anew if that is meant.",
                table.name
            ),
        });
    }
    Ok(format!(
        "INSERT INTO {} ({}) SELECT {} \nFROM {from}",
        cx.qualified(temporary),
        names.join(", "),
        values.join(", ")
    ))
}

/// The indexes of before that the new table gets, too.
fn old_indexes(
    cx: &Context<'_>,
    existing: &ExistingTable,
    changes: &Changes<'_>,
    is_complete: bool,
) -> Result<Vec<ExistingIndex>, CompileError> {
    let mut indexes = Vec::new();
    for index in &changes.indexes {
        match index {
            ExistingIndex::Described(index) => {
                let is_gone = |name: &Identifier| {
                    changes
                        .dropped
                        .iter()
                        .any(|dropped| same_name(dropped, name.as_str()))
                        && changes.new_name(name).is_none()
                };
                let mentions_gone = super::existing::plain_columns(index).any(is_gone)
                    || index_texts(index).any(|text| changes.mentions_dropped(text));
                if is_complete && mentions_gone {
                    continue;
                }
                indexes.push(ExistingIndex::Described(Index {
                    name: match &index.name {
                        ConstraintName::Unnamed => given_name(cx, existing, index)?,
                        name => name.clone(),
                    },
                    table: existing.table.name.clone(),
                    elements: renamed_elements(changes, index),
                    ..index.clone()
                }));
            }
            ExistingIndex::Verbatim { sql, .. } => {
                if !changes.mentions_dropped(sql) {
                    indexes.push(index.clone());
                }
            }
        }
    }
    Ok(indexes)
}

/// The name that the convention gives an index of a table in a script.
fn given_name(
    cx: &Context<'_>,
    existing: &ExistingTable,
    index: &Index,
) -> Result<ConstraintName, CompileError> {
    let index = Index {
        table: existing.table.name.clone(),
        ..index.clone()
    };
    Ok(ddl::index_name(cx, &index, ddl::IndexPlace::Table)?
        .map_or(ConstraintName::Unnamed, |name| {
            ConstraintName::Final(name.identifier().clone())
        }))
}

/// The conditions and expressions of an index.
fn index_texts(index: &Index) -> impl Iterator<Item = &str> {
    index.options.0.values().filter_map(|value| match value {
        limbeck_schema::OptionValue::Expression(expression) => text_of(expression),
        limbeck_schema::OptionValue::Literal(_)
        | limbeck_schema::OptionValue::List(_)
        | limbeck_schema::OptionValue::Map(_) => None,
    })
}

fn new_indexes(name: &QualifiedName, changes: &Changes<'_>) -> Vec<Index> {
    changes
        .new_indexes
        .values()
        .map(|index| Index {
            table: name.clone(),
            elements: renamed_elements(changes, index),
            ..index.clone()
        })
        .collect()
}

/// Whether an expression of the table mentions a column, as far as its text tells.
pub(super) fn expression_mentions(expression: &Expression, column: &str) -> bool {
    text_of(expression).is_some_and(|text| mentions(text, column))
        || expression
            .column_names()
            .iter()
            .any(|name| same_name(name, column))
}
