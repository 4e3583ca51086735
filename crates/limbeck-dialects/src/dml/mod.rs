//! Statements as text: SELECT, INSERT, UPDATE, DELETE.

mod bulk;
mod cte;
mod delete;
mod from;
mod froms;
mod insert;
mod limits;
mod query;
mod results;
mod select;
mod template;
mod update;
mod upsert;
mod values;

use limbeck_schema::{
    Expression,
    expression::{Query, Select, SelectColumn, Statement},
    operation::SqlStatement,
};

pub use bulk::compile_bulk_insert;
pub(crate) use cte::Ctes;
pub(crate) use limits::standard_limits;
pub(crate) use query::StackEntry;
pub use results::ResultShape;
pub(crate) use results::decimal;
pub(crate) use template::Marks;
pub use template::{Example, Template};

use crate::{
    Compilation, CompileError, CompileOptions, Dialect,
    expression::{Place, SqlCompiler},
};

/// The SQL of a statement, without terminator.
///
/// # Errors
/// [`CompileError`] if the dialect has no words for it.
pub fn compile_statement(
    dialect: &dyn Dialect,
    statement: &SqlStatement,
    options: &CompileOptions,
) -> Result<String, CompileError> {
    compile_with(&mut SqlCompiler::new(dialect, options), statement)
}

/// Adds a statement to a compilation.
///
/// # Errors
/// [`CompileError`] if the dialect has no words for it.
pub(crate) fn push_statement(
    dialect: &dyn Dialect,
    statement: &SqlStatement,
    options: &CompileOptions,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    let mut compiler = SqlCompiler::new(dialect, options);
    let sql = compile_with(&mut compiler, statement)?;
    for warning in compiler.warnings {
        compilation.warn(warning);
    }
    compilation.push(sql);
    Ok(())
}

fn compile_with(
    compiler: &mut SqlCompiler<'_>,
    statement: &SqlStatement,
) -> Result<String, CompileError> {
    match statement {
        SqlStatement::Text(clause) => {
            compiler.expression(&Expression::Text(clause.clone()), Place::default())
        }
        SqlStatement::Verbatim(sql) | SqlStatement::Script(sql) => Ok(sql.clone()),
        SqlStatement::Expression(expression) => {
            let select = Select {
                columns: vec![SelectColumn {
                    id: 0,
                    expression: (**expression).clone(),
                    from: None,
                }],
                ..Select::default()
            };
            compiler.query(&Query::Select(Box::new(select)), Place::default())
        }
        SqlStatement::Construct(statement) => match &**statement {
            Statement::Query(query) => compiler.query(query, Place::default()),
            Statement::Insert(insert) => compiler.insert(insert, Place::default()),
            Statement::Update(update) => compiler.update(update, Place::default()),
            Statement::Delete(delete) => compiler.delete(delete, Place::default()),
        },
    }
}

impl SqlCompiler<'_> {
    /// A statement inside another one.
    pub(crate) fn statement(
        &mut self,
        statement: &Statement,
        place: Place,
    ) -> Result<String, CompileError> {
        match statement {
            Statement::Query(query) => self.query(query, place),
            Statement::Insert(insert) => self.insert(insert, place),
            Statement::Update(update) => self.update(update, place),
            Statement::Delete(delete) => self.delete(delete, place),
        }
    }
}
