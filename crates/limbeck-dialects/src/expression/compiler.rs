//! [`DmlCompiler`]: what differs per dialect in expressions and DML.

/// What differs per dialect in expressions and DML; the defaults are those of SQLAlchemy's
/// `SQLCompiler` and `DefaultDialect`.
pub trait DmlCompiler: Send + Sync {
    /// The literal of a boolean.
    fn boolean(&self, value: bool) -> &'static str {
        if value { "true" } else { "false" }
    }
}
