//! `op.alter_column`.

use crate::{
    Autoincrement, DialectOptions, Identifier, QualifiedName, ServerDefault, Setting, SqlType,
};

/// `op.alter_column`: what changes, and what is known of the column before.
#[derive(Clone, Debug, PartialEq)]
pub struct AlterColumn {
    /// The table.
    pub table: QualifiedName,
    /// The column.
    pub column: Identifier,
    /// The new nullability.
    pub nullable: Option<bool>,
    /// The new type.
    pub data_type: Option<SqlType>,
    /// The new server default.
    pub server_default: Setting<ServerDefault>,
    /// The new name.
    pub new_name: Option<Identifier>,
    /// The new comment.
    pub comment: Setting<String>,
    /// The new counting.
    pub autoincrement: Option<Autoincrement>,
    /// The type before.
    pub existing_type: Option<SqlType>,
    /// The server default before; [`Setting::Keep`] is "not said".
    pub existing_server_default: Setting<ServerDefault>,
    /// The nullability before.
    pub existing_nullable: Option<bool>,
    /// The comment before.
    pub existing_comment: Option<String>,
    /// The counting before.
    pub existing_autoincrement: Option<Autoincrement>,
    /// `insert_before` of batch mode.
    pub insert_before: Option<Identifier>,
    /// `insert_after` of batch mode.
    pub insert_after: Option<Identifier>,
    /// Dialect keywords, such as `postgresql_using`.
    pub options: DialectOptions,
}
