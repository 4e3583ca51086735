//! Trees of the stand-ins as typed values: what the objects of a script mean.
//!
//! One file per kind of object; `operation/` has one per family of directives. Two evaluators
//! may feed it: the interpreter, and one that reads literal scripts from their syntax.

pub(crate) mod column;
pub(crate) mod constraint;
pub(crate) mod driver_sql;
pub(crate) mod expression;
pub(crate) mod fields;
pub(crate) mod index;
pub(crate) mod literal;
pub(crate) mod names;
pub(crate) mod operation;
pub(crate) mod options;
pub(crate) mod server_default;
pub(crate) mod statement;
pub(crate) mod table;
pub(crate) mod types;
