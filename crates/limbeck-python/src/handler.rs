//! [`Handler`]: the Rust side of the stand-ins.

use limbeck_diagnostics::Diagnostic;

use crate::Tree;

/// Answers the calls that stand-ins make.
///
/// One handler is in force at a time; a nested run (a script inside `env.py`) puts its own in
/// front for as long as it lasts. Handlers take `&self`, because a call may lead back into
/// Python and from there into the same handler.
pub trait Handler {
    /// Answers a call.
    ///
    /// # Errors
    /// [`Raise`] becomes a Python exception at the place of the call.
    fn call(&self, name: &str, arguments: Tree) -> Result<Tree, Raise>;
}

/// A Python exception to raise.
#[derive(Clone, Debug, PartialEq)]
pub struct Raise {
    /// Its class with the module, such as `alembic.util.exc.CommandError` or `ValueError`.
    pub class: &'static str,
    /// Its message.
    pub message: String,
    /// The diagnostic behind it, which reaches the user unless the script catches the exception.
    pub diagnostic: Option<Box<Diagnostic>>,
    /// What the class's `_from_database_` takes besides the message.
    pub details: Tree,
}

impl Raise {
    /// An exception without a diagnostic.
    pub fn new(class: &'static str, message: impl Into<String>) -> Self {
        Self {
            class,
            message: message.into(),
            diagnostic: None,
            details: Tree::None,
        }
    }
}
