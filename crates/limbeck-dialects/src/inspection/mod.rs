//! What a database says about its own schema.
//!
//! [`CatalogQueries`] answer single questions, in the form in which SQLAlchemy's `Inspector` asks
//! them. An [`Inspector`] puts the answers of a whole database together to a
//! [`Schema`](limbeck_schema::Schema). Neither talks to a database: queries go out, answers come in.

mod catalog;
mod column;
mod constraint;
mod index;
mod inspector;
mod objects;
mod rows;
mod scope;
mod tables;

pub(crate) use catalog::fill;
pub use catalog::{CatalogQueries, CatalogQuestion};
pub(crate) use column::{column, without_brackets};
pub(crate) use constraint::constraint;
pub(crate) use index::index;
pub use inspector::{Inspection, InspectionError, Inspector};
pub use objects::ObjectInspector;
pub(crate) use rows::{Row, rows};
pub use scope::{InspectedObjects, InspectionScope, InspectionView, SchemaScope};
pub(crate) use tables::Standard;
