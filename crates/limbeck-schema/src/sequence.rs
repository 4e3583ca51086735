//! Sequences.

use crate::{QualifiedName, SqlType};

/// The options of a sequence or identity column; `None` is the server's default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SequenceOptions {
    /// `START WITH`.
    pub start: Option<i64>,
    /// `INCREMENT BY`.
    pub increment: Option<i64>,
    /// `MINVALUE`.
    pub minvalue: Option<i64>,
    /// `MAXVALUE`.
    pub maxvalue: Option<i64>,
    /// `NO MINVALUE`.
    pub nominvalue: Option<bool>,
    /// `NO MAXVALUE`.
    pub nomaxvalue: Option<bool>,
    /// `CYCLE` or `NO CYCLE`.
    pub cycle: Option<bool>,
    /// `CACHE`.
    pub cache: Option<i64>,
    /// `ORDER` (Oracle).
    pub order: Option<bool>,
}

/// `sa.Sequence(...)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Sequence {
    /// Its name.
    pub name: QualifiedName,
    /// Its options.
    pub options: SequenceOptions,
    /// `AS type`.
    pub data_type: Option<SqlType>,
    /// `optional=True`: not needed where the dialect has serial columns.
    pub optional: bool,
}
