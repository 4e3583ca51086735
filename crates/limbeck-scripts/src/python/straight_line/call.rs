//! Calls of constructors, and of the methods of types.

use std::collections::HashMap;

use limbeck_python::{Node, Tree};
use limbeck_schema::Operation;
use ruff_python_ast::ExprCall;

use super::arguments::Arguments;
use super::expression::evaluate;
use super::symbols::{Symbol, symbol};
use super::value::{Value, node, truth};
use super::{column, constraint, elements, types};
use crate::python::lowering::operation::{create_type, drop_type};

/// What a call in an expression makes.
pub(super) fn call(expression: &ExprCall, names: &HashMap<String, Value>) -> Option<Value> {
    let called = evaluate(&expression.func, names)?;
    let arguments = arguments(&expression.arguments, names)?;
    match called {
        Value::Path(path) => construct(symbol(&path)?, arguments),
        Value::Method(value, name) if name == "with_variant" => with_variant(*value, arguments),
        _ => None,
    }
}

/// The arguments of a call; unpacked ones are refused.
pub(super) fn arguments(
    written: &ruff_python_ast::Arguments,
    names: &HashMap<String, Value>,
) -> Option<Arguments> {
    let positional = written
        .args
        .iter()
        .map(|argument| evaluate(argument, names))
        .collect::<Option<_>>()?;
    let keywords = written
        .keywords
        .iter()
        .map(|keyword| {
            let name = keyword.arg.as_ref()?.to_string();
            Some((name, evaluate(&keyword.value, names)?))
        })
        .collect::<Option<_>>()?;
    Some(Arguments {
        positional,
        keywords,
    })
}

fn construct(symbol: Symbol, arguments: Arguments) -> Option<Value> {
    match symbol {
        Symbol::Type(class) => types::instance(class, arguments).map(Value::Type),
        Symbol::Column => column::column(arguments).map(|column| Value::Column(Box::new(column))),
        Symbol::ForeignKey => column::foreign_key(arguments).map(Value::Part),
        Symbol::Identity => column::identity(arguments).map(Value::Part),
        Symbol::Computed => column::computed(arguments).map(Value::Part),
        Symbol::Constraint(kind) => constraint::constraint(kind, arguments).map(Value::Constraint),
        Symbol::Text => elements::text(arguments).map(Value::Element),
        Symbol::Constant(kind) => elements::constant(kind, arguments).map(Value::Element),
        Symbol::Function(name) => elements::function(&name, arguments).map(Value::Element),
        Symbol::FinalName => {
            let mut bound = arguments.bind(&["name"])?;
            let Tree::Str(name) = bound.text("name")? else {
                return None;
            };
            bound.finish()?;
            Some(Value::Plain(node("conv", vec![("value", Tree::Str(name))])))
        }
        Symbol::Bind => {
            arguments.bind(&[])?.finish()?;
            Some(Value::Bind)
        }
        Symbol::Directive(_) => None,
    }
}

/// `type.with_variant(type, *dialects)`.
fn with_variant(base: Value, arguments: Arguments) -> Option<Value> {
    let Value::Type(base) = base else { return None };
    let (mut bound, dialects) = arguments.bind_leading(&["type_"])?;
    let variant = types::given(bound.take("type_")?)?;
    bound.finish()?;
    let is_variant = |tree: &Tree| tree.as_node_of("type.variant").is_some();
    if is_variant(&base) || is_variant(&variant) || dialects.is_empty() {
        return None;
    }
    let mut variants: Vec<(Tree, Tree)> = Vec::new();
    for dialect in dialects {
        let name = Value::plain(dialect)?;
        let known = variants.iter().any(|(other, _)| *other == name);
        if known || !matches!(name, Tree::Str(_)) {
            return None;
        }
        variants.push((name, variant.clone()));
    }
    Some(Value::Type(node(
        "type.variant",
        vec![("base", base), ("variants", Tree::Dict(variants))],
    )))
}

/// `type.create(op.get_bind())` and `type.drop(op.get_bind())`: the operation, if the dialect has such
/// types.
pub(super) fn type_method(
    value: &Value,
    method: &str,
    arguments: Arguments,
    dialect: &str,
) -> Option<Option<Operation>> {
    let Value::Type(data_type) = value else {
        return None;
    };
    let mut bound = arguments.bind(&["bind", "checkfirst"])?;
    if !matches!(bound.take("bind")?, Value::Bind) {
        return None;
    }
    let default = Tree::Bool(types::checks_first(data_type)?);
    let check_first = truth(&bound.plain_or("checkfirst", default)?)?;
    bound.finish()?;
    let call = Tree::Node(Box::new(Node::new(
        "call",
        [
            ("type", data_type.clone()),
            ("check_first", Tree::Bool(check_first)),
        ],
    )));
    match method {
        "create" => create_type(&call, dialect).ok(),
        "drop" => drop_type(&call, dialect).ok(),
        _ => None,
    }
}
