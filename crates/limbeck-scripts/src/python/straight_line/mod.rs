//! Straight-line scripts: `upgrade()` and `downgrade()` that are nothing but calls of `op` with
//! literal arguments, evaluated from their syntax without an interpreter.
//!
//! The calls become the same trees that the stand-ins build, and go through the same lowering, so
//! there are two evaluators and one meaning. What is not plainly literal, and what a stand-in would
//! object to, is not for this module: it answers `None`, and the interpreter has its turn. So
//! nothing here reports an error, and nothing is carried out before all of a function is understood.
//!
//! `module` reads the script, `body` the function; `expression` and `call` evaluate what is in them,
//! `symbols` knows what the imported names mean, and the rest has a file for each kind of object.

mod arguments;
mod batch;
mod body;
mod call;
mod column;
mod constraint;
mod directive;
mod elements;
mod expression;
mod index;
mod module;
mod symbols;
mod table;
mod types;
mod value;

use limbeck_schema::Operation;

/// The operations of a straight-line function, in the order of its calls.
#[derive(Clone, Debug, PartialEq)]
pub struct StraightLine {
    /// What the function does.
    pub operations: Vec<LocatedOperation>,
}

/// An operation and the line of its call in the script, counted from 1.
#[derive(Clone, Debug, PartialEq)]
pub struct LocatedOperation {
    /// The operation.
    pub operation: Operation,
    /// The line.
    pub line: usize,
}

/// The operations of `function` in the source of a script, as they are on `dialect`; `None` if the
/// interpreter has to run it.
pub fn straight_line(source: &str, function: &str, dialect: &str) -> Option<StraightLine> {
    let module = module::read(source, function)?;
    let operations = body::operations(&module, source, dialect)?;
    Some(StraightLine { operations })
}
