//! INSERT, UPDATE, DELETE.

use limbeck_python::{Node, Tree};
use limbeck_schema::{
    Expression, Literal, QualifiedName, SqlType,
    expression::{
        BindParameter, ColumnDefault, ConflictAction, ConflictTarget, Delete, DmlColumn, DmlTable,
        DuplicateKey, Insert, InsertSource, Update, UpsertClause, ValueTarget, build,
    },
    operation::BulkInsert,
};

use super::Lowering;
use crate::python::lowering::{
    fields::{Lowered, flag, unexpected},
    literal::literal,
    names::{identifier, optional_identifier},
    types::sql_type,
};

/// Values of a row by what they are for.
type Values = Vec<(ValueTarget, Expression)>;

/// `op.bulk_insert(...)`.
pub(crate) fn bulk_insert(tree: &Tree) -> Lowered<BulkInsert> {
    let lowering = Lowering::new(tree, None)?;
    let insert = tree.get("insert");
    let table = lowering.dml_table(insert)?;
    let rows = tree
        .get("rows")
        .as_list()
        .unwrap_or_default()
        .iter()
        .map(|row| match row.as_dict() {
            Some(pairs) => pairs
                .iter()
                .map(|pair| lowering.named_value(pair))
                .collect(),
            None => lowering
                .values(row, &table)?
                .into_iter()
                .map(|(target, value)| match target {
                    ValueTarget::Key(key) => Ok((key, value)),
                    ValueTarget::Expression(_) => Err(unexpected("the name of a column", row)),
                })
                .collect(),
        })
        .collect::<Lowered<_>>()?;
    Ok(BulkInsert {
        table: Box::new(table),
        rows,
        multiinsert: flag(tree, "multiinsert")?,
    })
}

impl Lowering<'_> {
    pub(super) fn insert(&self, tree: &Tree) -> Lowered<Insert> {
        let node = tree
            .as_node()
            .ok_or_else(|| unexpected("an INSERT", tree))?;
        let table = self.dml_table(tree)?;
        let source = self.insert_source(node, &table)?;
        Ok(Insert {
            source,
            inline: flag(tree, "inline")?,
            upserts: self.upserts(node.get("post_values"), &table)?,
            returning: self.select_columns(node.get("returning"))?,
            prefixes: self.dialect_texts(node.get("prefixes"))?,
            hints: self.hints(node.get("hints"))?,
            ctes: self.froms(node.get("ctes"))?,
            table,
        })
    }

    fn insert_source(&self, node: &Node, table: &DmlTable) -> Lowered<InsertSource> {
        if !node.get("select").is_none() {
            let names = node
                .get("select_names")
                .as_list()
                .unwrap_or_default()
                .iter()
                .map(|name| {
                    name.as_str()
                        .map(str::to_owned)
                        .ok_or_else(|| unexpected("the name of a column", name))
                })
                .collect::<Lowered<_>>()?;
            return Ok(InsertSource::Select {
                names,
                query: self.query(node.get("select"))?,
                include_defaults: node.get("include_defaults").as_bool().unwrap_or(true),
            });
        }
        let rows = node.get("multi_values").as_list().unwrap_or_default();
        if !rows.is_empty() {
            return rows
                .iter()
                .map(|row| self.values(row, table))
                .collect::<Lowered<_>>()
                .map(InsertSource::MultiValues);
        }
        Ok(match self.given_values(node, table)? {
            None => InsertSource::Nothing,
            Some(values) => InsertSource::Values(values),
        })
    }

    pub(super) fn update(&self, tree: &Tree) -> Lowered<Update> {
        let node = tree
            .as_node()
            .ok_or_else(|| unexpected("an UPDATE", tree))?;
        let table = self.dml_table(tree)?;
        Ok(Update {
            values: self.given_values(node, &table)?,
            ordered: flag(tree, "ordered")?,
            criteria: self.conditions(node.get("where"))?,
            returning: self.select_columns(node.get("returning"))?,
            prefixes: self.dialect_texts(node.get("prefixes"))?,
            suffixes: self.dialect_texts(node.get("suffixes"))?,
            hints: self.hints(node.get("hints"))?,
            ctes: self.froms(node.get("ctes"))?,
            table,
        })
    }

    pub(super) fn delete(&self, tree: &Tree) -> Lowered<Delete> {
        let node = tree.as_node().ok_or_else(|| unexpected("a DELETE", tree))?;
        Ok(Delete {
            table: self.dml_table(tree)?,
            using: self.froms(node.get("using"))?,
            criteria: self.conditions(node.get("where"))?,
            returning: self.select_columns(node.get("returning"))?,
            prefixes: self.dialect_texts(node.get("prefixes"))?,
            suffixes: self.dialect_texts(node.get("suffixes"))?,
            hints: self.hints(node.get("hints"))?,
            ctes: self.froms(node.get("ctes"))?,
        })
    }

    /// The values of a statement, with those of its execution.
    fn given_values(&self, node: &Node, table: &DmlTable) -> Lowered<Option<Values>> {
        let mut values = match node.get("values") {
            Tree::None => None,
            given => Some(self.values(given, table)?),
        };
        for (key, value) in self.parameters.and_then(Tree::as_dict).unwrap_or_default() {
            let Some(key) = key.as_str() else { continue };
            let Some(column) = table.column(key) else {
                continue;
            };
            let values = values.get_or_insert_default();
            let known = values
                .iter_mut()
                .find(|(target, _)| *target == ValueTarget::Key(key.to_owned()));
            match (known, self.operand(value)?) {
                (Some((_, Expression::Bind(bind))), build::Operand::Value(value)) => {
                    bind.value = Some(value);
                }
                (Some((_, bind @ Expression::Bind(_))), build::Operand::Expression(value)) => {
                    *bind = value;
                }
                (Some(_), _) => {}
                (None, value) => {
                    let value = match value {
                        build::Operand::Expression(expression) => expression,
                        build::Operand::Value(value) => bound(value, column.data_type.clone()),
                    };
                    values.push((ValueTarget::Key(key.to_owned()), value));
                }
            }
        }
        Ok(values)
    }

    /// A value under the name of its column.
    fn named_value(&self, (key, value): &(Tree, Tree)) -> Lowered<(String, Expression)> {
        let name = key
            .as_str()
            .ok_or_else(|| unexpected("the name of a column", key))?;
        let value = match self.operand(value)? {
            build::Operand::Expression(expression) => expression,
            build::Operand::Value(value) => bound(value, SqlType::Null),
        };
        Ok((name.to_owned(), value))
    }

    /// Values by column, from triples of key, column and value.
    fn values(&self, tree: &Tree, table: &DmlTable) -> Lowered<Values> {
        tree.as_list()
            .unwrap_or_default()
            .iter()
            .map(|triple| {
                let Some([key, column, value]) = triple.as_list() else {
                    return Err(unexpected("a column with its value", triple));
                };
                let value = match self.operand(value)? {
                    build::Operand::Expression(expression) => expression,
                    build::Operand::Value(value) => bound(value, SqlType::Null),
                };
                Ok((self.value_target(key, column, table)?, value))
            })
            .collect()
    }

    fn value_target(&self, key: &Tree, column: &Tree, table: &DmlTable) -> Lowered<ValueTarget> {
        if let Some(node) = column.as_node()
            && node.kind.starts_with("sql.")
        {
            let expression = self.expression(column)?;
            let own = match &expression {
                Expression::Column(reference) => reference
                    .table
                    .as_ref()
                    .is_none_or(|from| from.id == table.from.id),
                _ => false,
            };
            if !own {
                return Ok(ValueTarget::Expression(expression));
            }
        }
        key.as_str()
            .map(|key| ValueTarget::Key(key.to_owned()))
            .ok_or_else(|| unexpected("the name of a column", key))
    }

    /// The table that a statement changes, with its columns.
    fn dml_table(&self, tree: &Tree) -> Lowered<DmlTable> {
        let columns = tree
            .get("columns")
            .as_list()
            .unwrap_or_default()
            .iter()
            .map(|column| self.dml_column(column))
            .collect::<Lowered<_>>()?;
        Ok(DmlTable {
            from: self.from(tree.get("table"))?,
            columns,
        })
    }

    fn dml_column(&self, tree: &Tree) -> Lowered<DmlColumn> {
        let key = tree
            .get("key")
            .as_str()
            .ok_or_else(|| unexpected("the name of a column", tree.get("key")))?;
        Ok(DmlColumn {
            key: key.to_owned(),
            name: identifier(tree.get("name"))?,
            data_type: match tree.get("type") {
                Tree::None => SqlType::Null,
                given => sql_type(given)?,
            },
            primary_key: flag(tree, "primary_key")?,
            autoincrement: flag(tree, "autoincrement")?,
            default: self.column_default(tree.get("default"))?,
            onupdate: self.column_default(tree.get("onupdate"))?,
            server_default: flag(tree, "server_default")?,
        })
    }

    fn column_default(&self, tree: &Tree) -> Lowered<Option<ColumnDefault>> {
        let Some(node) = tree.as_node() else {
            return Ok(None);
        };
        Ok(Some(match node.kind.as_str() {
            "sql.default_value" => ColumnDefault::Value(literal(node.get("value"))?),
            "sql.default_expression" => {
                ColumnDefault::Expression(self.expression(node.get("element"))?)
            }
            "sql.default_sequence" => ColumnDefault::Sequence {
                name: QualifiedName::in_schema(
                    optional_identifier(tree, "schema")?,
                    identifier(node.get("name"))?,
                ),
                optional: flag(tree, "optional")?,
            },
            _ => ColumnDefault::Callable,
        }))
    }

    fn upserts(&self, trees: &Tree, table: &DmlTable) -> Lowered<Vec<UpsertClause>> {
        trees
            .as_list()
            .unwrap_or_default()
            .iter()
            .map(|tree| self.upsert(tree, table))
            .collect()
    }

    fn upsert(&self, tree: &Tree, table: &DmlTable) -> Lowered<UpsertClause> {
        let values = || self.values(tree.get("set"), table);
        let action = match tree.get("action").as_str() {
            Some("update") => ConflictAction::Update {
                values: values()?,
                criterion: self.optional_condition(tree.get("where"))?,
            },
            Some("duplicate") => ConflictAction::DuplicateKey(DuplicateKey {
                values: values()?,
                ordered: flag(tree, "ordered")?,
            }),
            _ => ConflictAction::Nothing,
        };
        let target = match (tree.get("constraint"), tree.get("index_elements")) {
            (Tree::None, Tree::None) => ConflictTarget::Any,
            (Tree::None, elements) => ConflictTarget::Elements {
                elements: elements
                    .as_list()
                    .unwrap_or_default()
                    .iter()
                    .map(|element| match element {
                        Tree::Str(_) => Ok(Expression::column(identifier(element)?)),
                        other => self.expression(other),
                    })
                    .collect::<Lowered<_>>()?,
                criterion: self.optional_condition(tree.get("index_where"))?,
            },
            (constraint, _) => ConflictTarget::Constraint(identifier(constraint)?),
        };
        Ok(UpsertClause {
            dialect: tree.get("dialect").as_str().unwrap_or_default().to_owned(),
            target,
            action,
        })
    }
}

/// A value for a column.
fn bound(value: Literal, data_type: SqlType) -> Expression {
    Expression::Bind(Box::new(BindParameter::anonymous(value, data_type)))
}
