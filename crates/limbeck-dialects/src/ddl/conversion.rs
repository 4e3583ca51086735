//! Values of a column that gets another type.

use limbeck_schema::{DialectOptions, Identifier, SqlType};

use super::Context;
use crate::{CompileError, CompileOptions, Dialect};

impl dyn Dialect + '_ {
    /// The keywords with which `ALTER COLUMN` converts the values of a column to another type; none where the server does
    /// that by itself.
    ///
    /// # Errors
    /// [`CompileError`] if the dialect cannot write a type.
    pub fn conversion(
        &self,
        column: &Identifier,
        from: &SqlType,
        to: &SqlType,
    ) -> Result<DialectOptions, CompileError> {
        let options = CompileOptions::default();
        let cx = Context {
            dialect: self,
            options: &options,
        };
        cx.ddl().conversion(&cx, column, from, to)
    }
}
