//! What the server fills in when a row gives no value.

use crate::{Expression, SequenceOptions};

/// `server_default` of a column.
#[derive(Clone, Debug, PartialEq)]
pub enum ServerDefault {
    /// A plain string: rendered as a quoted literal.
    Literal(String),
    /// `sa.text(...)`, a function call, `sa.true()`, ...
    Expression(Expression),
    /// `sa.Identity(...)`.
    Identity(Identity),
    /// `sa.Computed(...)`.
    Computed(Computed),
    /// `sa.FetchedValue()`: something the server does, not said here.
    Fetched,
}

/// `GENERATED ... AS IDENTITY`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Identity {
    /// `ALWAYS` rather than `BY DEFAULT`; `None` where only a change of other attributes is meant.
    pub always: Option<bool>,
    /// `ON NULL` (Oracle).
    pub on_null: Option<bool>,
    /// The options of its sequence.
    pub options: SequenceOptions,
}

/// A generated column.
#[derive(Clone, Debug, PartialEq)]
pub struct Computed {
    /// The expression.
    pub expression: Expression,
    /// `STORED` (true), `VIRTUAL` (false) or the dialect's default.
    pub persisted: Option<bool>,
}
