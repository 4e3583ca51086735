//! The script around the function: imports, variables, other functions.

use std::collections::HashMap;

use ruff_python_ast::{Expr, Stmt, StmtFunctionDef, StmtImport, StmtImportFrom};

use super::expression::evaluate;
use super::symbols::{is_importable, is_module};
use super::value::Value;
use crate::python::syntax;

/// What a script has beside its function.
pub(super) struct Module {
    /// What the names of the module mean.
    pub(super) names: HashMap<String, Value>,
    /// The statements of the function.
    pub(super) body: Vec<Stmt>,
}

/// Names that annotations use without importing them.
const BUILTIN_TYPES: [&str; 9] = [
    "str", "int", "bool", "float", "bytes", "list", "tuple", "dict", "set",
];

/// Reads a script; `None` if something in it, outside of the function, has to be run, or if it has no
/// such function.
pub(super) fn read(source: &str, function: &str) -> Option<Module> {
    let mut names = HashMap::new();
    let mut body = None;
    for statement in syntax::parse(source)? {
        match statement {
            Stmt::Expr(expression) if expression.value.is_string_literal_expr() => {}
            Stmt::Pass(_) => {}
            Stmt::Import(import) => bind_import(&import, &mut names)?,
            Stmt::ImportFrom(import) => bind_import_from(&import, &mut names)?,
            Stmt::Assign(assignment) => {
                let value = evaluate(&assignment.value, &names)?;
                for target in &assignment.targets {
                    names.insert(target.as_name_expr()?.id.to_string(), value.clone());
                }
            }
            Stmt::AnnAssign(assignment) => {
                check_annotation(&assignment.annotation, &names)?;
                let name = assignment.target.as_name_expr()?.id.to_string();
                let value = evaluate(assignment.value.as_deref()?, &names)?;
                names.insert(name, value);
            }
            Stmt::FunctionDef(definition) => {
                check_definition(&definition, &names)?;
                // A function takes the place of what had its name.
                names.remove(definition.name.as_str());
                if definition.name.as_str() == function {
                    let takes_nothing = definition.parameters.is_empty();
                    if body.is_some() || !takes_nothing {
                        return None;
                    }
                    body = Some(definition.body);
                }
            }
            _ => return None,
        }
    }
    Some(Module { names, body: body? })
}

fn bind_import(import: &StmtImport, names: &mut HashMap<String, Value>) -> Option<()> {
    for alias in &import.names {
        let path = alias.name.as_str();
        if !is_module(path) {
            return None;
        }
        match &alias.asname {
            Some(name) => names.insert(name.to_string(), Value::Path(path.to_owned())),
            None => {
                let root = path.split('.').next()?;
                names.insert(root.to_owned(), Value::Path(root.to_owned()))
            }
        };
    }
    Some(())
}

fn bind_import_from(import: &StmtImportFrom, names: &mut HashMap<String, Value>) -> Option<()> {
    let module = import.module.as_ref()?.as_str();
    if import.level != 0 {
        return None;
    }
    if module == "__future__" {
        return import
            .names
            .iter()
            .all(|alias| alias.name.as_str() == "annotations")
            .then_some(());
    }
    for alias in &import.names {
        if !is_importable(module, alias.name.as_str()) {
            return None;
        }
        let name = alias.asname.as_ref().unwrap_or(&alias.name);
        let path = format!("{module}.{}", alias.name);
        names.insert(name.to_string(), Value::Path(path));
    }
    Some(())
}

/// A definition runs its decorators, defaults and annotations.
fn check_definition(definition: &StmtFunctionDef, names: &HashMap<String, Value>) -> Option<()> {
    if definition.is_async
        || !definition.decorator_list.is_empty()
        || definition.type_params.is_some()
    {
        return None;
    }
    for parameter in definition.parameters.iter() {
        if parameter.default().is_some() {
            return None;
        }
        if let Some(annotation) = parameter.annotation() {
            check_annotation(annotation, names)?;
        }
    }
    match &definition.returns {
        Some(annotation) => check_annotation(annotation, names),
        None => Some(()),
    }
}

/// An annotation is evaluated too: its names must be there.
fn check_annotation(annotation: &Expr, names: &HashMap<String, Value>) -> Option<()> {
    match annotation {
        Expr::NoneLiteral(_) | Expr::StringLiteral(_) | Expr::EllipsisLiteral(_) => Some(()),
        Expr::Name(name) => {
            let name = name.id.as_str();
            let known =
                BUILTIN_TYPES.contains(&name) || matches!(names.get(name), Some(Value::Path(_)));
            known.then_some(())
        }
        Expr::Attribute(attribute) => match &*attribute.value {
            Expr::Name(name) if name.id.as_str() == "typing" => {
                check_annotation(&attribute.value, names)?;
                is_importable("typing", attribute.attr.as_str()).then_some(())
            }
            _ => None,
        },
        Expr::Subscript(subscript) => {
            check_annotation(&subscript.value, names)?;
            check_annotation(&subscript.slice, names)
        }
        Expr::Tuple(tuple) => tuple
            .elts
            .iter()
            .try_for_each(|element| check_annotation(element, names).ok_or(()))
            .ok(),
        Expr::BinOp(operation) if operation.op == ruff_python_ast::Operator::BitOr => {
            check_annotation(&operation.left, names)?;
            check_annotation(&operation.right, names)
        }
        _ => None,
    }
}
