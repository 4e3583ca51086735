//! What the rows of a statement mean: the types of its columns, and the key that it made.

use limbeck_database::{ResultSet, Value};
use limbeck_schema::{
    Expression, Literal, SqlType,
    expression::{Insert, InsertSource, Query, SelectColumn, Statement, ValueTarget},
    operation::SqlStatement,
};

use crate::Dialect;

/// Digits after the point of a number whose type has no scale.
const DECIMAL_DIGITS: i64 = 10;

/// What is known of a statement's rows before it runs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ResultShape {
    /// The types of the columns; empty if nothing is known of them.
    types: Vec<SqlType>,
    /// The key of the row that an INSERT makes, in order: known values, and gaps that the
    /// server fills in. `None` for other statements.
    key: Option<Vec<Option<Literal>>>,
}

impl ResultShape {
    /// What is known of a statement's rows.
    pub fn of(statement: &SqlStatement) -> Self {
        match statement {
            SqlStatement::Text(_) | SqlStatement::Verbatim(_) | SqlStatement::Script(_) => {
                Self::default()
            }
            SqlStatement::Expression(expression) => Self {
                types: vec![expression.data_type()],
                key: None,
            },
            SqlStatement::Construct(statement) => match &**statement {
                Statement::Query(query) => Self {
                    types: query_types(query),
                    key: None,
                },
                Statement::Insert(insert) => Self {
                    types: types(&insert.returning),
                    key: insert.returning.is_empty().then(|| inserted_key(insert)),
                },
                Statement::Update(update) => Self {
                    types: types(&update.returning),
                    key: None,
                },
                Statement::Delete(delete) => Self {
                    types: types(&delete.returning),
                    key: None,
                },
            },
        }
    }

    /// The same for a statement with other values: what a key has of the former ones is replaced.
    pub fn with_values(&self, former: &[Literal], values: &[Literal]) -> Self {
        let replaced = |known: &Literal| {
            let place = former.iter().position(|value| value == known);
            let value = place.and_then(|place| values.get(place));
            value.unwrap_or(known).clone()
        };
        Self {
            types: self.types.clone(),
            key: self
                .key
                .as_ref()
                .map(|key| key.iter().map(|part| part.as_ref().map(replaced)).collect()),
        }
    }

    /// Turns the values of a result into those of the columns' types, as SQLAlchemy's result
    /// processors do.
    pub fn apply(&self, dialect: &dyn Dialect, result: &mut ResultSet) {
        if self.types.len() != result.columns.len() {
            return;
        }
        for row in &mut result.rows {
            for (value, data_type) in row.iter_mut().zip(&self.types) {
                let data_type = data_type.for_dialect(dialect.name());
                let raw = std::mem::replace(value, Value::Null);
                *value = dialect.dml().result_value(raw, data_type);
            }
        }
    }

    /// The key of the row that an INSERT made, taken out of its result; `None` for other
    /// statements.
    pub fn take_key(&self, result: &mut ResultSet) -> Option<Vec<Value>> {
        let known = self.key.as_ref()?;
        let mut made = result.rows.drain(..).next().unwrap_or_default().into_iter();
        result.columns.clear();
        Some(
            known
                .iter()
                .map(|value| match value {
                    Some(literal) => plain_value(literal),
                    None => made
                        .next()
                        .or_else(|| result.last_insert_id.map(Value::Integer))
                        .unwrap_or(Value::Null),
                })
                .collect(),
        )
    }
}

fn types(columns: &[SelectColumn]) -> Vec<SqlType> {
    columns
        .iter()
        .map(|column| column.expression.data_type())
        .collect()
}

fn query_types(query: &Query) -> Vec<SqlType> {
    types(query.columns())
}

/// The key of the row to insert, as far as the statement says it.
fn inserted_key(insert: &Insert) -> Vec<Option<Literal>> {
    let given = |key: &str| match &insert.source {
        InsertSource::Values(values) => values.iter().find_map(|(target, value)| match value {
            Expression::Bind(bind) if *target == ValueTarget::Key(key.to_owned()) => {
                bind.value.clone()
            }
            _ => None,
        }),
        InsertSource::Nothing | InsertSource::MultiValues(_) | InsertSource::Select { .. } => None,
    };
    insert
        .table
        .columns
        .iter()
        .filter(|column| column.primary_key)
        .map(|column| given(&column.key))
        .collect()
}

/// A value that was sent, as one that came back.
fn plain_value(literal: &Literal) -> Value {
    match literal {
        Literal::Null => Value::Null,
        Literal::Boolean(value) => Value::Boolean(*value),
        Literal::Integer(value) => Value::Integer(*value),
        Literal::Decimal(digits) => Value::Decimal(digits.clone()),
        Literal::Float(value) => Value::Float(*value),
        Literal::Text(text) => Value::Text(text.clone()),
        Literal::Bytes(bytes) => Value::Bytes(bytes.clone()),
        Literal::Date(date) => Value::Date(*date),
        Literal::Time(time, _) => Value::Time(*time, None),
        Literal::DateTime(moment, _) => Value::DateTime(*moment, None),
        Literal::Interval(interval) => Value::Interval(*interval),
        Literal::Uuid(text) => Value::Uuid(text.clone()),
        Literal::List(items) => Value::Array(items.iter().map(plain_value).collect()),
        Literal::Map(_) => Value::Json(crate::expression::json::document(literal)),
    }
}

/// A number as a decimal with as many digits as its type has.
pub(crate) fn decimal(value: Value, data_type: &SqlType) -> Value {
    let scale = match data_type {
        SqlType::Numeric { scale, .. } => *scale,
        SqlType::Named(named) => crate::types::Arguments::integer(named, "scale"),
        _ => None,
    };
    let digits = usize::try_from(scale.unwrap_or(DECIMAL_DIGITS)).unwrap_or_default();
    match value {
        Value::Integer(number) => Value::Decimal(
            format!("{number}.{}", "0".repeat(digits))
                .trim_end_matches('.')
                .to_owned(),
        ),
        Value::Float(number) => Value::Decimal(format!("{number:.digits$}")),
        other => other,
    }
}
