//! The statements of the function.

use std::collections::HashMap;

use limbeck_python::Tree;
use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::Ranged;

use super::call::{arguments, type_method};
use super::directive::{directive, sent_as};
use super::expression::evaluate;
use super::module::Module;
use super::symbols::{Symbol, symbol};
use super::value::Value;
use super::{LocatedOperation, batch};
use crate::python::lowering::operation::operation;

/// The operations of a function's body; `None` if something in it is not plainly literal.
pub(super) fn operations(
    module: &Module,
    source: &str,
    dialect: &str,
) -> Option<Vec<LocatedOperation>> {
    let mut body = Body {
        names: module.names.clone(),
        module,
        dialect,
        lines: Lines::new(source),
        operations: Vec::new(),
    };
    for statement in &module.body {
        body.statement(statement)?;
    }
    Some(body.operations)
}

struct Body<'m> {
    names: HashMap<String, Value>,
    module: &'m Module,
    dialect: &'m str,
    lines: Lines<'m>,
    operations: Vec<LocatedOperation>,
}

impl Body<'_> {
    fn statement(&mut self, statement: &Stmt) -> Option<()> {
        match statement {
            Stmt::Pass(_) => Some(()),
            Stmt::Expr(expression) => match &*expression.value {
                Expr::StringLiteral(_) => Some(()),
                Expr::Call(_) => self.call(&expression.value),
                _ => None,
            },
            Stmt::Assign(assignment) => {
                let [target] = assignment.targets.as_slice() else {
                    return None;
                };
                let name = target.as_name_expr()?.id.as_str();
                // Such a name is one of the function throughout, also before it has a value.
                if self.module.names.contains_key(name) {
                    return None;
                }
                let value = evaluate(&assignment.value, &self.names)?;
                // Two names of one object would have to share what happens to it.
                match value {
                    Value::Plain(_) | Value::Type(_) | Value::Element(_) | Value::Bind => {}
                    _ => return None,
                }
                self.names.insert(name.to_owned(), value);
                Some(())
            }
            Stmt::With(with) => {
                let arguments = batch::arguments(with, &self.names)?;
                self.push("op.batch_alter_table", &arguments, with.start().to_usize())
            }
            _ => None,
        }
    }

    fn call(&mut self, expression: &Expr) -> Option<()> {
        let call = expression.as_call_expr()?;
        let start = call.start().to_usize();
        match evaluate(&call.func, &self.names)? {
            Value::Path(path) => match symbol(&path)? {
                Symbol::Directive(name) => {
                    let tree = directive(name, arguments(&call.arguments, &self.names)?)?;
                    self.push(&format!("op.{}", sent_as(name)), &tree, start)
                }
                _ => None,
            },
            Value::Method(value, method) => {
                let arguments = arguments(&call.arguments, &self.names)?;
                let operation = type_method(&value, &method, arguments, self.dialect)?;
                let line = self.lines.of(start);
                let located = operation.map(|operation| LocatedOperation { operation, line });
                self.operations.extend(located);
                Some(())
            }
            _ => None,
        }
    }

    fn push(&mut self, name: &str, arguments: &Tree, start: usize) -> Option<()> {
        let operation = operation(name, arguments).ok()?;
        let line = self.lines.of(start);
        self.operations.push(LocatedOperation { operation, line });
        Some(())
    }
}

/// Counts lines; offsets are asked for in ascending order.
struct Lines<'s> {
    source: &'s [u8],
    counted: usize,
    line: usize,
}

impl<'s> Lines<'s> {
    fn new(source: &'s str) -> Self {
        Self {
            source: source.as_bytes(),
            counted: 0,
            line: 1,
        }
    }

    /// The line of an offset, counted from 1.
    fn of(&mut self, offset: usize) -> usize {
        let passed = self.source.get(self.counted..offset).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', passed).count();
        self.counted = self.counted.max(offset);
        self.line
    }
}
