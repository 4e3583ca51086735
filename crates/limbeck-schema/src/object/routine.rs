//! Functions and procedures.

use crate::QualifiedName;

/// A function or procedure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Routine {
    /// Its name.
    pub name: QualifiedName,
    /// Function or procedure.
    pub kind: RoutineKind,
    /// The types of its input parameters as the server writes them, without names, separated by
    /// commas: what tells it from others of its name. Empty where routines cannot share a name.
    pub signature: String,
    /// Its parameters as they are declared: mode, name, type and default.
    pub arguments: String,
    /// [`Routine::arguments`] without the defaults: what cannot change while the routine stays.
    pub parameters: String,
    /// How many of its parameters have a default.
    pub defaults: u32,
    /// What it returns, as the server writes it; `None` for procedures.
    pub returns: Option<String>,
    /// The language of its body.
    pub language: String,
    /// Everything that stands behind the parameters in its `CREATE` statement: what it returns,
    /// its properties and its body.
    pub definition: String,
    /// Its comment.
    pub comment: Option<String>,
}

/// The two kinds of routines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RoutineKind {
    /// A function: it returns something.
    Function,
    /// A procedure: it is called.
    Procedure,
}

impl RoutineKind {
    /// Its keyword.
    pub fn keyword(self) -> &'static str {
        match self {
            RoutineKind::Function => "FUNCTION",
            RoutineKind::Procedure => "PROCEDURE",
        }
    }
}

impl Routine {
    /// Whether the server looks up the tables and views of its body when it is created, though
    /// it tells no dependency on them.
    pub(crate) fn is_checked_at_creation(&self) -> bool {
        self.language.eq_ignore_ascii_case("sql")
    }
}
