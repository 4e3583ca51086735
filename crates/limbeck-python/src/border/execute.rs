//! `_limbeck.execute(name, arguments, key)`: a call that may find known what its statement is made of.

use rustpython_vm::{
    AsObject, PyResult, VirtualMachine,
    builtins::{PyDict, PyDictRef},
};

use super::call::ask;
use super::shape::{Shape, noting_dependence, with_values};
use super::{to_python, to_tree};
use crate::{Held, Node, Tree};

/// The call that executes a statement of a known [`Shape`]. Its arguments are `connection`, the `call`
/// that executes any statement, and the `shape`; the answer is that of the other call, or
/// [`unknown_shape`].
pub const EXECUTE_SHAPE: &str = "connection.execute_shape";

/// The call that makes a [`Shape`] known. Besides those of [`EXECUTE_SHAPE`] it has the arguments
/// `statement` and `parameters`, and the same with the values that were asked for as `sample` and
/// `sample_parameters`; these are `None` if more than the values would differ.
pub const LEARN_SHAPE: &str = "connection.learn_shape";

/// The kind of the answer that is none.
const UNKNOWN: &str = "shape.unknown";

/// The answer to [`EXECUTE_SHAPE`] if a shape is not known. With values for a sample it may be made
/// known.
pub fn unknown_shape(sample: Option<Vec<Tree>>) -> Tree {
    let sample = sample.map_or(Tree::None, Tree::List);
    Node::new(UNKNOWN, [("sample", sample)]).into()
}

/// Executes a statement: by its shape if that is known, else by its tree.
pub(super) fn execute(
    name: &str,
    arguments: &PyDictRef,
    key: &str,
    vm: &VirtualMachine,
) -> PyResult {
    let argument = |name: &str| {
        let found = arguments.get_item_opt(name, vm);
        found.map(|found| found.unwrap_or_else(|| vm.ctx.none()))
    };
    let (statement, parameters) = (argument(key)?, argument("parameters")?);
    let connection = argument("connection")?;
    let options = argument("execution_options")?;
    // What an execution wants otherwise is not part of a shape.
    let has_options = options
        .downcast_ref::<PyDict>()
        .map_or(!vm.is_none(&options), |options| options.__len__() > 0);
    if has_options {
        return to_python(&ask(name, to_tree(arguments.as_object(), vm)?, vm)?, vm);
    }
    let Some(shape) = Shape::of(&statement, &parameters, vm) else {
        return to_python(&ask(name, to_tree(arguments.as_object(), vm)?, vm)?, vm);
    };
    let about_shape = Tree::Dict(vec![
        (Tree::from("connection"), to_tree(&connection, vm)?),
        (Tree::from("call"), Tree::from(name)),
        (Tree::from("shape"), Tree::Held(Held::new(shape))),
    ]);
    let answer = ask(EXECUTE_SHAPE, about_shape.clone(), vm)?;
    let Some(unknown) = answer.as_node_of(UNKNOWN) else {
        return to_python(&answer, vm);
    };
    let (tree, depends) = noting_dependence(|| to_tree(arguments.as_object(), vm));
    let tree = tree?;
    if let Some(values) = unknown.get("sample").as_list() {
        let sample = if depends {
            // Functions that count their calls must not be called for a sample.
            None
        } else {
            with_values(&statement, &parameters, values, vm).ok()
        };
        learn(about_shape, &tree, key, sample, vm)?;
    }
    to_python(&ask(name, tree, vm)?, vm)
}

fn learn(
    about_shape: Tree,
    arguments: &Tree,
    key: &str,
    sample: Option<(Tree, Tree)>,
    vm: &VirtualMachine,
) -> PyResult<()> {
    let Tree::Dict(mut fields) = about_shape else {
        return Ok(());
    };
    let (sample, sample_parameters) = sample.unwrap_or((Tree::None, Tree::None));
    for (name, value) in [
        ("statement", arguments.get(key).clone()),
        ("parameters", arguments.get("parameters").clone()),
        ("sample", sample),
        ("sample_parameters", sample_parameters),
    ] {
        fields.push((Tree::from(name), value));
    }
    ask(LEARN_SHAPE, Tree::Dict(fields), vm).map(|_| ())
}
