//! Joins: their condition from foreign keys, and what `Select.join()` joins to.

use std::{collections::HashSet, sync::Arc};

use limbeck_python::{Node, Raise, Tree};
use limbeck_schema::{
    Expression, Identifier,
    expression::{
        Aliased, ColumnReference, FromClause, FromKind, JoinFrom, Name, Operator, SelectColumn,
        build,
    },
};

use super::{Lowering, identity};
use crate::python::lowering::fields::Lowered;

/// A foreign key of a table: its column, and what it refers to as `table.column`.
struct ForeignKey {
    column: String,
    target: String,
}

impl Lowering<'_> {
    /// `join(left, right, onclause)`.
    pub(super) fn join(&self, node: &Node) -> Lowered<JoinFrom> {
        let left = self.from(node.get("left"))?;
        let right = self.from(node.get("right"))?;
        let onclause = self.optional_condition(node.get("onclause"))?;
        self.joined(left, right, onclause, node)
    }

    fn joined(
        &self,
        left: Arc<FromClause>,
        right: Arc<FromClause>,
        onclause: Option<Expression>,
        flags: &Node,
    ) -> Lowered<JoinFrom> {
        let onclause = match onclause {
            Some(onclause) => onclause.grouped_in(&Operator::AsBool),
            None => self.join_condition(&left, &right)?,
        };
        Ok(JoinFrom {
            left,
            right,
            onclause,
            outer: flags.get("isouter").as_bool().unwrap_or(false),
            full: flags.get("full").as_bool().unwrap_or(false),
        })
    }

    /// The condition that foreign keys between two of them give.
    fn join_condition(
        &self,
        left: &Arc<FromClause>,
        right: &Arc<FromClause>,
    ) -> Lowered<Expression> {
        let pairs = self.key_pairs(left, right)?;
        if pairs.is_empty() {
            return Err(Raise::new(
                "sqlalchemy.exc.NoForeignKeysError",
                format!(
                    "Can't find any foreign key relationships between '{}' and '{}'.",
                    description(left),
                    description(right)
                ),
            ));
        }
        let targets: HashSet<&str> = pairs.iter().map(|(target, _)| name_of(target)).collect();
        if targets.len() < pairs.len() {
            return Err(Raise::new(
                "sqlalchemy.exc.AmbiguousForeignKeysError",
                format!(
                    "Can't determine join between '{}' and '{}'; tables have more than one \
                     foreign key constraint relationship between them. Please specify the \
                     'onclause' of this join explicitly.",
                    description(left),
                    description(right)
                ),
            ));
        }
        let mut conditions = Vec::new();
        for (target, column) in pairs {
            let operand = build::Operand::Expression(column);
            conditions.push(
                build::operate(Operator::Eq, target, operand, false).map_err(super::build_error)?,
            );
        }
        Ok(build::conjunction(Operator::And, conditions))
    }

    /// Columns of one that columns of the other refer to, with those columns.
    fn key_pairs(
        &self,
        left: &Arc<FromClause>,
        right: &Arc<FromClause>,
    ) -> Lowered<Vec<(Expression, Expression)>> {
        // The last table of a join is the first to be joined to.
        let mut sides = Vec::new();
        if let FromKind::Join(join) = &left.kind {
            sides.push(join.right.clone());
        }
        sides.push(left.clone());
        for side in sides {
            let mut pairs = Vec::new();
            for table in tables(&side) {
                for other in tables(right) {
                    pairs.extend(self.references(&other, &table)?);
                    pairs.extend(self.references(&table, &other)?);
                }
            }
            if !pairs.is_empty() {
                return Ok(pairs);
            }
        }
        Ok(Vec::new())
    }

    /// The foreign keys of `from` that refer to `to`.
    fn references(
        &self,
        from: &Arc<FromClause>,
        to: &Arc<FromClause>,
    ) -> Lowered<Vec<(Expression, Expression)>> {
        let Some((schema, name)) = table_name(to) else {
            return Ok(Vec::new());
        };
        let full_name = match schema {
            Some(schema) => format!("{schema}.{name}"),
            None => name,
        };
        Ok(self
            .foreign_keys(from)?
            .into_iter()
            .filter_map(|key| {
                let (table, column) = key.target.rsplit_once('.')?;
                (table == full_name).then(|| (column_of(to, column), column_of(from, &key.column)))
            })
            .collect())
    }

    fn foreign_keys(&self, from: &Arc<FromClause>) -> Lowered<Vec<ForeignKey>> {
        if let FromKind::Alias(alias) = &from.kind
            && let Aliased::From(inner) = &alias.element
        {
            return self.foreign_keys(inner);
        }
        let key = i64::try_from(from.id).unwrap_or_default();
        let Some(node) = self.definitions.get(&key) else {
            return Ok(Vec::new());
        };
        Ok(node
            .get("foreign_keys")
            .as_list()
            .unwrap_or_default()
            .iter()
            .filter_map(|pair| match pair.as_list()? {
                [column, target] => Some(ForeignKey {
                    column: column.as_str()?.to_owned(),
                    target: target.as_str()?.to_owned(),
                }),
                _ => None,
            })
            .collect())
    }

    /// What a SELECT draws from once its joins are made (`SelectState._setup_joins()`).
    pub(super) fn with_joins(
        &self,
        froms: Vec<Arc<FromClause>>,
        joins: &Tree,
        columns: &[SelectColumn],
        criteria: &[Expression],
    ) -> Lowered<Vec<Arc<FromClause>>> {
        let mut froms = froms;
        for join in joins.as_list().unwrap_or_default() {
            let target = self.from(join.get("target"))?;
            let onclause = self.optional_condition(join.get("onclause"))?;
            let (left, replaced) = if join.get("from").is_none() {
                let place =
                    self.left_side(&froms, &target, onclause.as_ref(), columns, criteria)?;
                match place {
                    Left::Known(index) => (froms[index].clone(), Some(index)),
                    Left::New(from) => (from, None),
                }
            } else {
                let left = self.from(join.get("from"))?;
                let index = froms
                    .iter()
                    .position(|from| from.from_objects().iter().any(|inner| inner.id == left.id));
                match index {
                    Some(index) => (froms[index].clone(), Some(index)),
                    None => (left, None),
                }
            };
            let flags = Node::new(
                "join",
                [
                    ("isouter", join.get("isouter").clone()),
                    ("full", join.get("full").clone()),
                ],
            );
            let id = join.as_node().map_or_else(
                || join.get("id").as_int().unwrap_or_default().unsigned_abs(),
                identity,
            );
            let made = Arc::new(FromClause {
                id,
                kind: FromKind::Join(Box::new(self.joined(left, target, onclause, &flags)?)),
            });
            match replaced {
                Some(index) => froms[index] = made,
                None => froms.push(made),
            }
        }
        Ok(froms)
    }

    /// What `join()` without a left side joins to (`find_left_clause_to_join_from()`).
    fn left_side(
        &self,
        froms: &[Arc<FromClause>],
        target: &Arc<FromClause>,
        onclause: Option<&Expression>,
        columns: &[SelectColumn],
        criteria: &[Expression],
    ) -> Lowered<Left> {
        let implicit;
        let candidates: &[Arc<FromClause>] = if froms.is_empty() {
            implicit = mentioned(columns, criteria);
            &implicit
        } else {
            froms
        };
        let mut found = Vec::new();
        for (index, candidate) in candidates.iter().enumerate() {
            if candidate.id == target.id {
                continue;
            }
            let joins = match onclause {
                Some(onclause) if candidates.len() > 1 => {
                    let known: HashSet<u64> = candidate
                        .from_objects()
                        .iter()
                        .chain(&target.from_objects())
                        .map(|from| from.id)
                        .collect();
                    onclause
                        .from_objects()
                        .iter()
                        .all(|from| known.contains(&from.id))
                }
                Some(_) => true,
                None => !self.key_pairs(candidate, target)?.is_empty(),
            };
            if joins {
                found.push(index);
            }
        }
        if found.len() > 1 {
            let hidden: HashSet<u64> = candidates
                .iter()
                .flat_map(|from| from.hidden_froms())
                .map(|from| from.id)
                .collect();
            found.retain(|index| !hidden.contains(&candidates[*index].id));
        }
        if found.is_empty() && onclause.is_some() && candidates.len() == 1 {
            found.push(0);
        }
        let advice = "Please use the .select_from() method to establish an explicit left side, \
                      as well as providing an explicit ON clause if not present already to help \
                      resolve the ambiguity.";
        match found.as_slice() {
            [index] if froms.is_empty() => Ok(Left::New(candidates[*index].clone())),
            [index] => Ok(Left::Known(*index)),
            [] => Err(Raise::new(
                "sqlalchemy.exc.InvalidRequestError",
                format!(
                    "Don't know how to join to {}. {advice}",
                    description(target)
                ),
            )),
            _ => Err(Raise::new(
                "sqlalchemy.exc.InvalidRequestError",
                format!(
                    "Can't determine which FROM clause to join from, there are multiple FROMS \
                     which can join to this entity. {advice}"
                ),
            )),
        }
    }
}

/// What a join is made with.
enum Left {
    /// A FROM clause of the SELECT, which the join replaces.
    Known(usize),
    /// One that only columns mention.
    New(Arc<FromClause>),
}

/// The FROM clauses that columns and criteria mention, each once.
fn mentioned(columns: &[SelectColumn], criteria: &[Expression]) -> Vec<Arc<FromClause>> {
    let mut seen = HashSet::new();
    columns
        .iter()
        .flat_map(|column| match &column.from {
            Some(from) => from.from_objects(),
            None => column.expression.from_objects(),
        })
        .chain(criteria.iter().flat_map(Expression::from_objects))
        .filter(|from| seen.insert(from.id))
        .collect()
}

/// The tables that a FROM clause is made of.
fn tables(from: &Arc<FromClause>) -> Vec<Arc<FromClause>> {
    from.from_objects()
        .into_iter()
        .filter(|from| !matches!(from.kind, FromKind::Join(_)))
        .collect()
}

/// The schema and name of the table that something is, or is an alias of.
fn table_name(from: &FromClause) -> Option<(Option<String>, String)> {
    match &from.kind {
        FromKind::Table(table) => Some((
            table.schema.as_ref().map(|schema| schema.text.clone()),
            table.name.text.clone(),
        )),
        FromKind::Alias(alias) => match &alias.element {
            Aliased::From(inner) => table_name(inner),
            Aliased::Statement(_) => None,
        },
        FromKind::Cte(_)
        | FromKind::Join(_)
        | FromKind::Sample(_)
        | FromKind::Function(_)
        | FromKind::TableValued(_)
        | FromKind::Values(_)
        | FromKind::Text(_) => None,
    }
}

fn column_of(from: &Arc<FromClause>, name: &str) -> Expression {
    Expression::Column(Box::new(ColumnReference {
        id: 0,
        name: Name::Given(Identifier::new(name)),
        table: Some(from.clone()),
        data_type: limbeck_schema::SqlType::Null,
        is_literal: false,
    }))
}

fn name_of(expression: &Expression) -> &str {
    match expression {
        Expression::Column(column) => column.name.given().map_or("", |name| name.as_str()),
        _ => "",
    }
}

/// A FROM clause in messages.
fn description(from: &FromClause) -> String {
    match from.name() {
        Some(name) => name
            .given()
            .map_or_else(|| "anon_1".to_owned(), |name| name.text.clone()),
        None => "a join".to_owned(),
    }
}
