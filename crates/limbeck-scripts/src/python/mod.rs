//! Scripts in Python.

mod compile;
pub mod directives;
mod errors;
mod evaluate;
pub mod header;
mod inspection;
mod lowering;
pub mod models;
mod parameter_sets;
pub mod render;
mod results;
mod shapes;
mod straight_line;
mod syntax;
mod template;

pub use compile::compile_element;
pub use errors::{
    compile_exception_class, database_details, exception_class, refuse_placeholders, sink_exception,
};
pub use evaluate::{INTERPRET_SCRIPTS, ScriptHandler, answer, translate_schemas};
pub use results::{result_tree, value_tree};
pub use shapes::Shapes;
pub use straight_line::{LocatedOperation, StraightLine, straight_line};
pub use template::{EncodeError, encode, template_facts};
