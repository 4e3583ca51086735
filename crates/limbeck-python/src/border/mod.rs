//! The border: the native module `_limbeck` that the stand-ins call, and what crosses it.

mod call;
mod convert;
mod execute;
mod objects;
mod shape;
mod site;

pub(crate) use call::{carried_diagnostic, import, module_def, syntax_error, with_handler};
pub use convert::placeholder_in;
pub(crate) use convert::{to_python, to_tree};
pub use execute::{EXECUTE_SHAPE, LEARN_SHAPE, unknown_shape};
pub use shape::Shape;
pub use site::call_site;
pub(crate) use site::{in_script, is_user_file, source_line};
