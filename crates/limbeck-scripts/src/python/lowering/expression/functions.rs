//! Functions, windows, filters.

use limbeck_python::{Node, Tree};
use limbeck_schema::{
    Expression, SqlType,
    expression::{
        Frame, FrameBound, FrameKind, Function, FunctionFilter, Operator, Over,
        ScalarFunctionColumn, build,
    },
};

use super::{Lowering, identity};
use crate::python::lowering::{
    fields::{Lowered, unexpected},
    names::{identifier, identifiers},
};

impl Lowering<'_> {
    pub(super) fn function_element(&self, node: &Node) -> Lowered<Expression> {
        match node.kind.as_str() {
            "sql.function" => self.function_expression(node),
            "sql.scalar_function_column" => Ok(Expression::ScalarFunctionColumn(Box::new(
                ScalarFunctionColumn {
                    function: self.function(node.get("function"))?,
                    name: identifier(node.get("name"))?,
                    data_type: self.data_type(node)?.unwrap_or(SqlType::Null),
                },
            ))),
            "sql.over" => self.over(node),
            _ => {
                let criteria = self.conditions(node.get("criterion"))?;
                Ok(
                    match build::function_filter(self.expression(node.get("element"))?, criteria) {
                        Expression::FunctionFilter(filter) => {
                            let FunctionFilter {
                                function,
                                criterion,
                            } = *filter;
                            Expression::FunctionFilter(Box::new(FunctionFilter {
                                function,
                                criterion,
                            }))
                        }
                        other => other,
                    },
                )
            }
        }
    }

    /// A function where nothing else may stand.
    pub(super) fn function(&self, tree: &Tree) -> Lowered<Function> {
        let node = tree
            .as_node_of("sql.function")
            .ok_or_else(|| unexpected("a SQL function", tree))?;
        match self.function_expression(node)? {
            Expression::Function(function) => Ok(*function),
            _ => Err(unexpected("a SQL function", tree)),
        }
    }

    fn function_expression(&self, node: &Node) -> Lowered<Expression> {
        let tree = Tree::Node(Box::new(node.clone()));
        Ok(build::function(
            identity(node),
            identifiers(&tree, "packages")?,
            identifier(node.get("name"))?,
            self.expressions(node.get("arguments"))?,
            self.data_type(node)?,
            node.get("with_ordinality").as_bool().unwrap_or(false),
        ))
    }

    fn over(&self, node: &Node) -> Lowered<Expression> {
        let clauses = |name: &str| -> Lowered<Option<Vec<Expression>>> {
            match node.get(name) {
                Tree::None => Ok(None),
                given => Ok(Some(
                    self.expressions(given)?
                        .into_iter()
                        .map(|clause| clause.grouped_in(&Operator::Comma))
                        .collect(),
                )),
            }
        };
        Ok(Expression::Over(Box::new(Over {
            element: self.expression(node.get("element"))?,
            partition_by: clauses("partition_by")?,
            order_by: clauses("order_by")?,
            frame: match node.get("frame") {
                Tree::None => None,
                given => Some(frame(given)?),
            },
        })))
    }
}

fn frame(tree: &Tree) -> Lowered<Frame> {
    let kind = match tree.get("kind").as_str() {
        Some("RANGE") => FrameKind::Range,
        Some("GROUPS") => FrameKind::Groups,
        _ => FrameKind::Rows,
    };
    Ok(Frame {
        kind,
        start: bound(tree.get("start"))?,
        end: bound(tree.get("end"))?,
        exclude: tree.get("exclude").as_str().map(str::to_owned),
    })
}

/// `None` is unbounded, zero the current row, less is before it and more after it.
fn bound(tree: &Tree) -> Lowered<FrameBound> {
    match tree {
        Tree::None => Ok(FrameBound::Unbounded),
        other => match other.as_int() {
            Some(0) => Ok(FrameBound::Current),
            Some(count) if count < 0 => Ok(FrameBound::Preceding(count.unsigned_abs())),
            Some(count) => Ok(FrameBound::Following(count.unsigned_abs())),
            None => Err(unexpected("an integer or None for a frame", other)),
        },
    }
}
