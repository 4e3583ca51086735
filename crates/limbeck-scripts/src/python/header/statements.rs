//! The assignments at the top of a script, carried out as far as they are literal.

use std::collections::HashMap;

use ruff_python_ast::name::Name;
use ruff_python_ast::{Expr, Operator, Stmt};
use ruff_text_size::Ranged;

use super::values::{Unknown, Value, add, evaluate};

/// The module's names after its statements, and its docstring.
pub(super) struct Names {
    values: HashMap<Name, (Value, usize)>,
    /// Where something was imported with `*`, which may have set any name.
    star_import: Option<usize>,
}

impl Names {
    /// Carries out the statements of a module.
    pub(super) fn of(statements: &[Stmt]) -> Self {
        let mut names = Self {
            values: HashMap::new(),
            star_import: None,
        };
        if let Some(Stmt::Expr(first)) = statements.first()
            && let Expr::StringLiteral(doc) = &*first.value
        {
            names.set("__doc__", Value::Text(doc.value.to_str().to_owned()), 0);
        }
        for statement in statements {
            names.statement(statement);
        }
        names
    }

    /// Whether the name is set.
    pub(super) fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// The value of a name and the offset where it is set.
    pub(super) fn get(&self, name: &str) -> Option<&(Value, usize)> {
        self.values.get(name)
    }

    /// Why the value of a name is not known, if it is not.
    pub(super) fn unknown(&self, name: &str) -> Option<Unknown> {
        match (self.values.get(name), self.star_import) {
            (Some((Value::Unknown(unknown), _)), _) => Some(unknown.clone()),
            // Labels and dependencies do not come from nowhere.
            (None, Some(offset)) if matches!(name, "revision" | "down_revision") => Some(Unknown {
                reason: "it may come from an `import *`".to_owned(),
                offset,
            }),
            _ => None,
        }
    }

    /// The docstring; empty if there is none.
    pub(super) fn doc(&self) -> &str {
        match self.values.get("__doc__") {
            Some((Value::Text(text), _)) => text,
            _ => "",
        }
    }

    fn set(&mut self, name: &str, value: Value, offset: usize) {
        self.values.insert(Name::new(name), (value, offset));
    }

    fn evaluate(&self, expression: &Expr) -> Value {
        evaluate(expression, &|name| {
            self.values.get(name).map(|(value, _)| value)
        })
    }

    fn statement(&mut self, statement: &Stmt) {
        let offset = statement.range().start().to_usize();
        match statement {
            Stmt::Assign(assign) => {
                let value = self.evaluate(&assign.value);
                for target in &assign.targets {
                    self.assign(target, &value, offset);
                }
            }
            Stmt::AnnAssign(assign) => {
                if let Some(value) = &assign.value {
                    let value = self.evaluate(value);
                    self.assign(&assign.target, &value, offset);
                }
            }
            Stmt::AugAssign(assign) => {
                if let Expr::Name(name) = &*assign.target {
                    let value = match (self.values.get(name.id.as_str()), assign.op) {
                        (Some((old, _)), Operator::Add) => {
                            add(old.clone(), self.evaluate(&assign.value), offset)
                        }
                        _ => Value::unknown("it is computed", offset),
                    };
                    self.set(&name.id, value, offset);
                }
            }
            Stmt::Delete(delete) => {
                for target in &delete.targets {
                    if let Expr::Name(name) = target {
                        self.values.remove(name.id.as_str());
                    }
                }
            }
            Stmt::ImportFrom(import) if import.names.iter().any(|alias| &alias.name == "*") => {
                self.star_import.get_or_insert(offset);
            }
            Stmt::FunctionDef(_)
            | Stmt::ClassDef(_)
            | Stmt::Import(_)
            | Stmt::ImportFrom(_)
            | Stmt::TypeAlias(_)
            | Stmt::For(_)
            | Stmt::While(_)
            | Stmt::If(_)
            | Stmt::With(_)
            | Stmt::Match(_)
            | Stmt::Try(_) => self.forget_bound(statement),
            Stmt::Expr(_)
            | Stmt::Return(_)
            | Stmt::Raise(_)
            | Stmt::Assert(_)
            | Stmt::Global(_)
            | Stmt::Nonlocal(_)
            | Stmt::Pass(_)
            | Stmt::Break(_)
            | Stmt::Continue(_)
            | Stmt::IpyEscapeCommand(_) => {}
        }
    }

    /// Assigns a value to a target; targets that are no names do not matter here.
    fn assign(&mut self, target: &Expr, value: &Value, offset: usize) {
        match target {
            Expr::Name(name) => {
                let value = match value {
                    // The place to look at is where the value is used.
                    Value::Unknown(unknown) => Value::unknown(unknown.reason.clone(), offset),
                    value => value.clone(),
                };
                self.set(&name.id, value, offset);
            }
            Expr::Tuple(_) | Expr::List(_) => {
                let targets = match target {
                    Expr::Tuple(tuple) => &tuple.elts,
                    Expr::List(list) => &list.elts,
                    _ => return,
                };
                match value {
                    Value::Sequence(values)
                        if values.len() == targets.len()
                            && !targets.iter().any(Expr::is_starred_expr) =>
                    {
                        for (target, value) in targets.iter().zip(values) {
                            self.assign(target, value, offset);
                        }
                    }
                    _ => {
                        let value = Value::unknown("it is unpacked from something", offset);
                        for target in targets {
                            self.assign(target, &value, offset);
                        }
                    }
                }
            }
            Expr::Starred(starred) => {
                let value = Value::unknown("it is unpacked from something", offset);
                self.assign(&starred.value, &value, offset);
            }
            _ => {}
        }
    }

    /// Makes every name that a statement may set unknown.
    fn forget_bound(&mut self, statement: &Stmt) {
        let offset = statement.range().start().to_usize();
        let reason = |what: &str| format!("it is set by {what}");
        match statement {
            Stmt::FunctionDef(function) => {
                self.forget(&function.name, reason("a function definition"), offset);
            }
            Stmt::ClassDef(class) => {
                self.forget(&class.name, reason("a class definition"), offset);
            }
            Stmt::Import(import) => {
                for alias in &import.names {
                    let name = match &alias.asname {
                        Some(name) => name.as_str(),
                        None => alias.name.split('.').next().unwrap_or_default(),
                    };
                    self.forget(name, reason("an import"), offset);
                }
            }
            Stmt::ImportFrom(import) => {
                for alias in &import.names {
                    if &alias.name == "*" {
                        self.star_import.get_or_insert(offset);
                        continue;
                    }
                    let name = alias.asname.as_ref().unwrap_or(&alias.name);
                    self.forget(name, reason("an import"), offset);
                }
            }
            Stmt::Assign(assign) => {
                for target in &assign.targets {
                    self.forget_target(target, "a statement inside a block", offset);
                }
            }
            Stmt::AnnAssign(assign) if assign.value.is_some() => {
                self.forget_target(&assign.target, "a statement inside a block", offset);
            }
            Stmt::AugAssign(assign) => {
                self.forget_target(&assign.target, "a statement inside a block", offset);
            }
            Stmt::Delete(delete) => {
                for target in &delete.targets {
                    self.forget_target(target, "a statement inside a block", offset);
                }
            }
            Stmt::TypeAlias(alias) => self.forget_target(&alias.name, "a type alias", offset),
            Stmt::For(statement) => {
                self.forget_target(&statement.target, "a loop", offset);
                self.forget_block(&statement.body);
                self.forget_block(&statement.orelse);
            }
            Stmt::While(statement) => {
                self.forget_block(&statement.body);
                self.forget_block(&statement.orelse);
            }
            Stmt::If(statement) => {
                self.forget_block(&statement.body);
                for clause in &statement.elif_else_clauses {
                    self.forget_block(&clause.body);
                }
            }
            Stmt::With(statement) => {
                for item in &statement.items {
                    if let Some(target) = &item.optional_vars {
                        self.forget_target(target, "a `with`", offset);
                    }
                }
                self.forget_block(&statement.body);
            }
            Stmt::Match(statement) => {
                for case in &statement.cases {
                    self.forget_block(&case.body);
                }
            }
            Stmt::Try(statement) => {
                self.forget_block(&statement.body);
                for handler in &statement.handlers {
                    let ruff_python_ast::ExceptHandler::ExceptHandler(handler) = handler;
                    self.forget_block(&handler.body);
                }
                self.forget_block(&statement.orelse);
                self.forget_block(&statement.finalbody);
            }
            Stmt::AnnAssign(_)
            | Stmt::Expr(_)
            | Stmt::Return(_)
            | Stmt::Raise(_)
            | Stmt::Assert(_)
            | Stmt::Global(_)
            | Stmt::Nonlocal(_)
            | Stmt::Pass(_)
            | Stmt::Break(_)
            | Stmt::Continue(_)
            | Stmt::IpyEscapeCommand(_) => {}
        }
    }

    fn forget_block(&mut self, statements: &[Stmt]) {
        for statement in statements {
            self.forget_bound(statement);
        }
    }

    fn forget_target(&mut self, target: &Expr, what: &str, offset: usize) {
        match target {
            Expr::Name(name) => self.forget(&name.id, format!("it is set by {what}"), offset),
            Expr::Tuple(tuple) => {
                for target in &tuple.elts {
                    self.forget_target(target, what, offset);
                }
            }
            Expr::List(list) => {
                for target in &list.elts {
                    self.forget_target(target, what, offset);
                }
            }
            Expr::Starred(starred) => self.forget_target(&starred.value, what, offset),
            _ => {}
        }
    }

    fn forget(&mut self, name: &str, reason: String, offset: usize) {
        self.set(name, Value::unknown(reason, offset), offset);
    }
}
