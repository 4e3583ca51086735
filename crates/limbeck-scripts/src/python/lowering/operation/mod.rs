//! The calls `op.*` as operations.

mod alter_column;
mod batch;
mod columns;
mod comments;
mod constraints;
mod ddl;
mod indexes;
mod repeated;
mod tables;
mod types;

use limbeck_python::{Raise, Tree};
use limbeck_schema::{
    Operation,
    operation::{Execute, SqlStatement},
};

use super::{fields::Lowered, statement};

pub(crate) use super::statement::{only_counts, statements};
pub(crate) use ddl::{DdlStatement, ddl, whole};
pub(crate) use types::{create_type, drop_type};

/// The operation that a call of the stand-in `op` describes.
///
/// # Errors
/// The exception that the directive raises for such arguments.
pub(crate) fn operation(name: &str, arguments: &Tree) -> Lowered<Operation> {
    Ok(match name {
        "op.create_table" => tables::create_table(arguments)?,
        "op.drop_table" => tables::drop_table(arguments)?,
        "op.rename_table" => tables::rename_table(arguments)?,
        "op.create_table_comment" => comments::create_table_comment(arguments)?,
        "op.drop_table_comment" => comments::drop_table_comment(arguments)?,
        "op.add_column" => columns::add_column(arguments)?,
        "op.drop_column" => columns::drop_column(arguments)?,
        "op.alter_column" => alter_column::alter_column(arguments)?,
        "op.create_index" => indexes::create_index(arguments)?,
        "op.drop_index" => indexes::drop_index(arguments)?,
        "op.add_constraint" => constraints::add_constraint(arguments)?,
        "op.drop_constraint" => constraints::drop_constraint(arguments)?,
        "op.bulk_insert" => Operation::BulkInsert(statement::bulk_insert(arguments.get("insert"))?),
        "op.execute" => execute(arguments)?,
        "op.batch_alter_table" => batch::batch_alter_table(arguments)?,
        _ => {
            return Err(Raise::new(
                "NotImplementedError",
                format!("limbeck does not have {name}()"),
            ));
        }
    })
}

fn execute(arguments: &Tree) -> Lowered<Operation> {
    let statement = match arguments.get("sqltext") {
        ddl if ddl.as_node_of("ddl").is_some() => match self::ddl(ddl)? {
            DdlStatement::Operation(operation) => return Ok(*operation),
            DdlStatement::Text(text) => SqlStatement::Verbatim(text),
        },
        sqltext => statement::statement(sqltext, &Tree::None)?,
    };
    Ok(Operation::Execute(Execute { statement }))
}

/// What a script executes.
pub(crate) enum Command {
    /// A statement, which may return rows: once for each set of parameters.
    Statement(Vec<SqlStatement>),
    /// DDL as an object.
    Ddl(DdlStatement),
}

impl Command {
    /// The statement, if it is one.
    pub(crate) fn only_statement(self) -> Option<SqlStatement> {
        match self {
            Command::Statement(statements) => <[SqlStatement; 1]>::try_from(statements)
                .ok()
                .map(|[statement]| statement),
            Command::Ddl(_) => None,
        }
    }
}

/// A statement to execute, with its parameters: a dict, or a list of dicts to execute it several
/// times.
pub(crate) fn statement_or_ddl(executed: &Tree, parameters: &Tree) -> Lowered<Command> {
    if executed.as_node_of("ddl").is_some() {
        return Ok(Command::Ddl(ddl(executed)?));
    }
    let statements = match parameters.as_list() {
        None => vec![statement::statement(executed, parameters)?],
        Some([]) => Vec::new(),
        Some(sets) => statements(executed, &sets[0], sets, 0)?,
    };
    Ok(Command::Statement(statements))
}
