//! Database schema, SQL expressions and migration operations as plain values.
//!
//! Nothing here knows SQL text, a database or a file. Foreign keys refer to their target by
//! name, never by pointer, so that every value is self-contained and can be compared, moved
//! between threads and printed.

mod column;
mod constraint;
pub mod expression;
mod identifier;
mod index;
mod literal;
mod naming;
pub mod object;
pub mod operation;
mod options;
mod schema;
mod sequence;
mod server_default;
mod setting;
mod sql_type;
mod table;

pub use column::{Autoincrement, Column, InlineForeignKey};
pub use constraint::{
    CheckConstraint, Constraint, ConstraintKind, ConstraintName, Deferral, ExcludeConstraint,
    ExcludeElement, ForeignKeyConstraint, PrimaryKeyConstraint, UniqueConstraint,
};
pub use expression::{Expression, TextClause};
pub use identifier::{Identifier, QualifiedName, Quoting};
pub use index::{Index, IndexElement};
pub use literal::Literal;
pub use naming::NamingConvention;
pub use object::{Dependency, ObjectIdentity, SchemaObject};
pub use operation::Operation;
pub use options::{DialectOptions, OptionValue};
pub use schema::{Schema, UnsupportedObject};
pub use sequence::{Sequence, SequenceOptions};
pub use server_default::{Computed, Identity, ServerDefault};
pub use setting::Setting;
pub use sql_type::{
    ArrayType, CustomType, EnumType, NamedType, SqlType, TypeArgument, VariantType,
};
pub use table::Table;
