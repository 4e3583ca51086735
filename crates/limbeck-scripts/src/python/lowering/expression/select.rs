//! SELECT and what is made of SELECTs.

use std::sync::Arc;

use limbeck_python::{Node, Tree};
use limbeck_schema::{
    Expression,
    expression::{
        CompoundKeyword, CompoundSelect, Constant, DialectText, Fetch, ForUpdate, FromClause, Hint,
        LabelReference, LabelStyle, Operator, Query, RowLimits, Select, SelectColumn, Statement,
        TextualSelect,
    },
};

use super::{Lowering, identity};
use crate::python::lowering::fields::{Lowered, flag, unexpected};

/// The query as one value: its columns need no names.
pub(super) fn without_labels(query: Query) -> Query {
    match query {
        Query::Select(mut select) => {
            select.label_style = LabelStyle::None;
            Query::Select(select)
        }
        Query::Compound(mut compound) => {
            compound.label_style = LabelStyle::None;
            let mut selects = compound.selects.into_iter();
            compound.selects = selects
                .next()
                .map(without_labels)
                .into_iter()
                .chain(selects)
                .collect();
            Query::Compound(compound)
        }
        other => other,
    }
}

impl Lowering<'_> {
    /// A statement made of constructs.
    pub(crate) fn statement(&self, tree: &Tree) -> Lowered<Statement> {
        let kind = tree.as_node().map(|node| node.kind.as_str());
        Ok(match kind {
            Some("sql.insert") => Statement::Insert(Box::new(self.insert(tree)?)),
            Some("sql.update") => Statement::Update(Box::new(self.update(tree)?)),
            Some("sql.delete") => Statement::Delete(Box::new(self.delete(tree)?)),
            _ => Statement::Query(self.query(tree)?),
        })
    }

    /// A statement that reads.
    pub(super) fn query(&self, tree: &Tree) -> Lowered<Query> {
        let node = tree.as_node().ok_or_else(|| unexpected("a SELECT", tree))?;
        Ok(match node.kind.as_str() {
            "sql.select" => Query::Select(Box::new(self.select(node, tree)?)),
            "sql.compound_select" => Query::Compound(Box::new(self.compound(node, tree)?)),
            "sql.textual_select" => Query::Textual(Box::new(self.textual(node)?)),
            "sql.text" => Query::Textual(Box::new(TextualSelect {
                text: self.text(node)?,
                columns: Vec::new(),
                ctes: Vec::new(),
            })),
            "sql.from" => {
                let from = self.from(node.get("from"))?;
                match from.kind {
                    limbeck_schema::expression::FromKind::Values(_) => Query::Values(from),
                    _ => return Err(unexpected("a SELECT", tree)),
                }
            }
            _ => return Err(unexpected("a SELECT", tree)),
        })
    }

    fn select(&self, node: &Node, tree: &Tree) -> Lowered<Select> {
        let columns = self.select_columns(node.get("columns"))?;
        let criteria = self.conditions(node.get("where"))?;
        let froms = self.with_joins(
            self.froms(node.get("froms"))?,
            node.get("joins"),
            &columns,
            &criteria,
        )?;
        let correlated = |name: &str| -> Lowered<Option<Vec<Arc<FromClause>>>> {
            match node.get(name) {
                Tree::None => Ok(None),
                given => self.froms(given).map(Some),
            }
        };
        Ok(Select {
            id: identity(node),
            label_style: label_style(node),
            columns,
            froms,
            criteria,
            having: self.conditions(node.get("having"))?,
            distinct: flag(tree, "distinct")?,
            distinct_on: self.expressions(node.get("distinct_on"))?,
            rows: self.row_limits(node, tree)?,
            correlate: correlated("correlate")?,
            correlate_except: correlated("correlate_except")?,
            prefixes: self.dialect_texts(node.get("prefixes"))?,
            suffixes: self.dialect_texts(node.get("suffixes"))?,
            hints: self.hints(node.get("hints"))?,
            ctes: self.froms(node.get("ctes"))?,
        })
    }

    /// The columns of a SELECT or of RETURNING.
    pub(super) fn select_columns(&self, trees: &Tree) -> Lowered<Vec<SelectColumn>> {
        let mut columns = Vec::new();
        for tree in trees.as_list().unwrap_or_default() {
            match tree.as_node() {
                Some(node) if node.kind == "sql.from" => {
                    let from = self.from(node.get("from"))?;
                    for column in node.get("columns").as_list().unwrap_or_default() {
                        columns.push(SelectColumn {
                            from: Some(from.clone()),
                            ..self.select_column(column)?
                        });
                    }
                }
                _ => columns.push(self.select_column(tree)?),
            }
        }
        Ok(columns)
    }

    fn select_column(&self, tree: &Tree) -> Lowered<SelectColumn> {
        let expression = match tree {
            Tree::None | Tree::Bool(_) => self.condition(tree)?,
            // Numbers stand as they are.
            Tree::Int(_) | Tree::Float(_) | Tree::BigInt(_) => {
                let text = match tree {
                    Tree::Int(value) => value.to_string(),
                    Tree::BigInt(digits) => digits.clone(),
                    Tree::Float(value) => format!("{value:?}"),
                    _ => String::new(),
                };
                let mut column = match Expression::column(text) {
                    Expression::Column(column) => column,
                    other => return Ok(plain(other)),
                };
                column.is_literal = true;
                Expression::Column(column)
            }
            other => self.expression(other)?,
        };
        Ok(SelectColumn {
            id: match &expression {
                // Constants are the same element wherever they stand.
                Expression::Constant(Constant::Null) => u64::MAX,
                Expression::Constant(Constant::True) => u64::MAX - 1,
                Expression::Constant(Constant::False) => u64::MAX - 2,
                _ => tree.as_node().map(identity).unwrap_or_default(),
            },
            expression,
            from: None,
        })
    }

    fn compound(&self, node: &Node, tree: &Tree) -> Lowered<CompoundSelect> {
        let keyword = match node.get("keyword").as_str() {
            Some("UNION") => CompoundKeyword::Union,
            Some("UNION ALL") => CompoundKeyword::UnionAll,
            Some("EXCEPT") => CompoundKeyword::Except,
            Some("EXCEPT ALL") => CompoundKeyword::ExceptAll,
            Some("INTERSECT") => CompoundKeyword::Intersect,
            Some("INTERSECT ALL") => CompoundKeyword::IntersectAll,
            _ => return Err(unexpected("UNION, EXCEPT or INTERSECT", tree)),
        };
        let selects = node
            .get("selects")
            .as_list()
            .unwrap_or_default()
            .iter()
            .map(|select| self.query(select))
            .collect::<Lowered<Vec<_>>>()?;
        if selects.is_empty() {
            return Err(unexpected("at least one SELECT", node.get("selects")));
        }
        Ok(CompoundSelect {
            id: identity(node),
            label_style: label_style(node),
            keyword,
            selects,
            rows: self.row_limits(node, tree)?,
            ctes: self.froms(node.get("ctes"))?,
        })
    }

    fn textual(&self, node: &Node) -> Lowered<TextualSelect> {
        let text = node
            .get("element")
            .as_node()
            .ok_or_else(|| unexpected("sa.text()", node.get("element")))?;
        Ok(TextualSelect {
            text: self.text(text)?,
            columns: self.select_columns(node.get("columns"))?,
            ctes: self.froms(node.get("ctes"))?,
        })
    }

    fn row_limits(&self, node: &Node, tree: &Tree) -> Lowered<RowLimits> {
        let order_by = self
            .expressions(node.get("order_by"))?
            .into_iter()
            .map(by_label)
            .collect();
        let fetch = match node.get("fetch") {
            Tree::None => None,
            given => Some(Fetch {
                count: self.expression(given.get("count"))?,
                with_ties: flag(given, "with_ties")?,
                percent: flag(given, "percent")?,
            }),
        };
        let for_update = match tree.get("for_update") {
            Tree::None => None,
            given => Some(ForUpdate {
                nowait: flag(given, "nowait")?,
                read: flag(given, "read")?,
                of: self.locked(given.get("of"))?,
                skip_locked: flag(given, "skip_locked")?,
                key_share: flag(given, "key_share")?,
            }),
        };
        Ok(RowLimits {
            group_by: self.expressions(node.get("group_by"))?,
            order_by,
            limit: self.optional(node.get("limit"))?,
            offset: self.optional(node.get("offset"))?,
            fetch,
            for_update,
        })
    }

    /// The tables after FOR UPDATE OF, which may be named by their columns.
    fn locked(&self, trees: &Tree) -> Lowered<Vec<Arc<FromClause>>> {
        let mut froms: Vec<Arc<FromClause>> = Vec::new();
        for tree in trees.as_list().unwrap_or_default() {
            let found = match tree.as_node() {
                Some(node) if node.kind == "sql.from" => vec![self.from(node.get("from"))?],
                _ => self.expression(tree)?.from_objects(),
            };
            for from in found {
                if !froms.iter().any(|known| known.id == from.id) {
                    froms.push(from);
                }
            }
        }
        Ok(froms)
    }

    /// Words with their dialects.
    pub(super) fn dialect_texts(&self, trees: &Tree) -> Lowered<Vec<DialectText>> {
        trees
            .as_list()
            .unwrap_or_default()
            .iter()
            .map(|pair| {
                let Some([text, dialect]) = pair.as_list() else {
                    return Err(unexpected("a text with its dialect", pair));
                };
                Ok(DialectText {
                    text: self.expression(text)?,
                    dialect: dialect.as_str().unwrap_or("*").to_owned(),
                })
            })
            .collect()
    }

    /// `with_hint(...)`.
    pub(super) fn hints(&self, trees: &Tree) -> Lowered<Vec<Hint>> {
        trees
            .as_list()
            .unwrap_or_default()
            .iter()
            .map(|hint| {
                Ok(Hint {
                    from: self.from(hint.get("from"))?,
                    text: hint.get("text").as_str().unwrap_or_default().to_owned(),
                    dialect: hint.get("dialect").as_str().unwrap_or("*").to_owned(),
                })
            })
            .collect()
    }
}

fn plain(expression: Expression) -> SelectColumn {
    SelectColumn {
        id: 0,
        expression,
        from: None,
    }
}

fn label_style(node: &Node) -> LabelStyle {
    match node.get("label_style").as_str() {
        Some("none") => LabelStyle::None,
        Some("tablename_plus_col") => LabelStyle::TableNamePlusColumn,
        _ => LabelStyle::DisambiguateOnly,
    }
}

/// An element of ORDER BY: a label there is meant by its name.
fn by_label(expression: Expression) -> Expression {
    if is_label(&expression) {
        Expression::LabelReference(Box::new(LabelReference::Label(expression)))
    } else {
        expression.grouped_in(&Operator::Comma)
    }
}

fn is_label(expression: &Expression) -> bool {
    match expression {
        Expression::Label(_) => true,
        Expression::Unary(unary) => unary.operator.is_ordering() && is_label(&unary.element),
        _ => false,
    }
}
