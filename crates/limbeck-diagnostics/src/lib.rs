//! One diagnostic type for everything limbeck tells a user about their input.
//!
//! A [`Diagnostic`] is data: what happened, where, and what to do next. How it looks is the
//! command line's business; every lower crate only builds one, usually by implementing
//! `From<ItsError> for Diagnostic` beside its `thiserror` type.

mod diagnostic;
mod source;

pub use diagnostic::{Diagnostic, Severity};
pub use source::{LineColumn, SourceFile, SourceLocation};
