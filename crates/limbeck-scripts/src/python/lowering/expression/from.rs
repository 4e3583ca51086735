//! FROM clauses by their numbers.

use std::sync::Arc;

use limbeck_python::{Node, Tree};
use limbeck_schema::{
    Expression, Identifier, SqlType,
    expression::{
        AliasFrom, Aliased, ColumnReference, CteFrom, FromClause, FromKind, LabelStyle, Name,
        Operator, Query, SampleFrom, SelectColumn, Statement, TableFrom, TableValuedFrom,
        ValuesFrom, labels,
    },
};

use super::{Lowering, identity, number};
use crate::python::lowering::{
    fields::{Lowered, flag, optional, unexpected},
    names::{identifier, optional_identifier},
    types::sql_type,
};

impl<'t> Lowering<'t> {
    /// The FROM clause of that number.
    pub(super) fn from(&self, tree: &Tree) -> Lowered<Arc<FromClause>> {
        let key = number(tree)?;
        if let Some(made) = self.made.borrow().get(&key) {
            return Ok(made.clone());
        }
        let node = self.definition(key, tree)?;
        let from = Arc::new(FromClause {
            id: key.unsigned_abs(),
            kind: self.lower_from_kind(node)?,
        });
        self.made.borrow_mut().insert(key, from.clone());
        Ok(from)
    }

    /// The FROM clauses of those numbers.
    pub(super) fn froms(&self, trees: &Tree) -> Lowered<Vec<Arc<FromClause>>> {
        trees
            .as_list()
            .unwrap_or_default()
            .iter()
            .map(|tree| self.from(tree))
            .collect()
    }

    /// What was said about the FROM clause of that number.
    pub(super) fn definition(&self, key: i64, tree: &Tree) -> Lowered<&'t Node> {
        self.definitions
            .get(&key)
            .copied()
            .ok_or_else(|| unexpected("a known FROM clause", tree))
    }

    fn lower_from_kind(&self, node: &Node) -> Lowered<FromKind> {
        let tree = Tree::Node(Box::new(node.clone()));
        Ok(match node.kind.as_str() {
            "sql.table" => FromKind::Table(TableFrom {
                name: identifier(node.get("name"))?,
                schema: optional_identifier(&tree, "schema")?,
                in_metadata: flag(&tree, "in_metadata")?,
            }),
            "sql.alias" | "sql.subquery" => FromKind::Alias(self.alias(node, false)?),
            "sql.lateral" => FromKind::Alias(self.alias(node, true)?),
            "sql.cte" => FromKind::Cte(Box::new(CteFrom {
                name: self.alias_name(node)?,
                element: self.aliased(node)?,
                recursive: flag(&tree, "recursive")?,
                nesting: flag(&tree, "nesting")?,
                alias_of: optional(&tree, "alias_of", |number| self.from(number))?,
                restates: optional(&tree, "restates", |number| self.from(number))?,
                prefixes: self.expressions(node.get("prefixes"))?,
            })),
            "sql.join" => FromKind::Join(Box::new(self.join(node)?)),
            "sql.tablesample" => FromKind::Sample(Box::new(SampleFrom {
                alias: self.alias(node, false)?,
                sampling: self.function(node.get("sampling"))?,
                seed: self.optional(node.get("seed"))?,
            })),
            "sql.function_from" => {
                FromKind::Function(Box::new(self.function(node.get("function"))?))
            }
            "sql.table_valued" => FromKind::TableValued(Box::new(self.table_valued(node, &tree)?)),
            "sql.text_from" => match node.get("text").as_node() {
                Some(text) => FromKind::Text(self.text(text)?),
                None => return Err(unexpected("sa.text()", node.get("text"))),
            },
            "sql.values" => FromKind::Values(Box::new(self.values_from(node, &tree)?)),
            _ => return Err(unexpected("something to select from", &tree)),
        })
    }

    fn alias(&self, node: &Node, lateral: bool) -> Lowered<AliasFrom> {
        Ok(AliasFrom {
            name: self.alias_name(node)?,
            element: self.aliased(node)?,
            lateral,
        })
    }

    /// What an alias is the name of.
    fn aliased(&self, node: &Node) -> Lowered<Aliased> {
        Ok(match node.get("element") {
            number @ Tree::Int(_) => Aliased::From(self.from(number)?),
            element if element.as_node_of("sql.from").is_some() => {
                let from = self.from(element.get("from"))?;
                match &from.kind {
                    FromKind::Values(_) => {
                        Aliased::Statement(Box::new(Statement::Query(Query::Values(from))))
                    }
                    _ => Aliased::From(from),
                }
            }
            element => Aliased::Statement(Box::new(self.statement(element)?)),
        })
    }

    /// The name given, or one made from that of what is aliased.
    fn alias_name(&self, node: &Node) -> Lowered<Name> {
        if !node.get("name").is_none() {
            return Ok(Name::Given(identifier(node.get("name"))?));
        }
        let body = match node.get("element") {
            inner @ Tree::Int(_) => match self.from(inner)?.name() {
                Some(Name::Given(name) | Name::Truncatable(name)) => name.text,
                Some(Name::Anonymous { .. } | Name::Qualified { .. }) | None => "anon".to_owned(),
            },
            _ => "anon".to_owned(),
        };
        Ok(Name::anonymous(identity(node), body))
    }

    fn table_valued(&self, node: &Node, tree: &Tree) -> Lowered<TableValuedFrom> {
        Ok(TableValuedFrom {
            name: match node.get("name") {
                // SQLAlchemy does not name it after the function.
                Tree::None => Name::anonymous(identity(node), "anon"),
                given => Name::Given(identifier(given)?),
            },
            function: self.function(node.get("function"))?,
            columns: optional(tree, "columns", columns)?,
            render_derived: flag(tree, "render_derived")?,
            with_types: flag(tree, "with_types")?,
            lateral: flag(tree, "lateral")?,
        })
    }

    fn values_from(&self, node: &Node, tree: &Tree) -> Lowered<ValuesFrom> {
        let columns = columns(node.get("columns"))?;
        let mut rows = Vec::new();
        for row in node.get("rows").as_list().unwrap_or_default() {
            let mut values = Vec::new();
            for (index, value) in row.as_list().unwrap_or_default().iter().enumerate() {
                let value = self.expression(value)?;
                values.push(match (value, columns.get(index)) {
                    (Expression::Bind(mut bind), Some((_, data_type)))
                        if *data_type != SqlType::Null =>
                    {
                        bind.data_type = data_type.clone();
                        Expression::Bind(bind)
                    }
                    (value, _) => value.grouped_in(&Operator::Comma),
                });
            }
            rows.push(values);
        }
        Ok(ValuesFrom {
            name: optional_identifier(tree, "name")?,
            columns,
            rows,
            lateral: flag(tree, "lateral")?,
        })
    }

    /// A column of an alias, known by its place in what is aliased.
    pub(super) fn proxy_column(&self, node: &Node) -> Lowered<Expression> {
        let table = self.from(node.get("table"))?;
        let source = match node.get("source") {
            Tree::None => table.clone(),
            number => self.from(number)?,
        };
        let index = node.get("index").as_int().unwrap_or_default();
        let index = usize::try_from(index).unwrap_or_default();
        let (columns, style) = source_columns(&source);
        let named = labels::named_columns(columns, style, false)
            .into_iter()
            .nth(index)
            .ok_or_else(|| unexpected("a column of the subquery", node.get("index")))?;
        let expression = &named.column.expression;
        let name = named
            .required
            .or_else(|| labels::plain_name(expression))
            .unwrap_or_else(|| labels::anonymous_name(expression, named.column.id, 0));
        let name = match name {
            Name::Given(name) => Name::Truncatable(name),
            other => other,
        };
        Ok(Expression::Column(Box::new(ColumnReference {
            id: identity(node),
            name,
            data_type: expression.data_type(),
            table: Some(table),
            is_literal: false,
        })))
    }
}

/// The columns of what an alias is the name of.
fn source_columns(from: &FromClause) -> (&[SelectColumn], LabelStyle) {
    let element = match &from.kind {
        FromKind::Alias(alias) => &alias.element,
        FromKind::Cte(cte) => &cte.element,
        FromKind::Sample(sample) => &sample.alias.element,
        FromKind::Table(_)
        | FromKind::Join(_)
        | FromKind::Function(_)
        | FromKind::TableValued(_)
        | FromKind::Values(_)
        | FromKind::Text(_) => return (&[], LabelStyle::None),
    };
    match element {
        Aliased::From(inner) => source_columns(inner),
        Aliased::Statement(statement) => match &**statement {
            Statement::Query(query) => (query.columns(), label_style(query)),
            Statement::Insert(insert) => (&insert.returning, LabelStyle::DisambiguateOnly),
            Statement::Update(update) => (&update.returning, LabelStyle::DisambiguateOnly),
            Statement::Delete(delete) => (&delete.returning, LabelStyle::DisambiguateOnly),
        },
    }
}

fn label_style(query: &Query) -> LabelStyle {
    match query {
        Query::Select(select) => select.label_style,
        Query::Compound(compound) => compound
            .selects
            .first()
            .map_or(LabelStyle::DisambiguateOnly, label_style),
        Query::Textual(_) | Query::Values(_) => LabelStyle::None,
    }
}

/// Names and types of columns.
fn columns(tree: &Tree) -> Lowered<Vec<(Identifier, SqlType)>> {
    tree.as_list()
        .unwrap_or_default()
        .iter()
        .map(|column| {
            let data_type = match column.get("type") {
                Tree::None => SqlType::Null,
                given => sql_type(given)?,
            };
            Ok((identifier(column.get("name"))?, data_type))
        })
        .collect()
}
