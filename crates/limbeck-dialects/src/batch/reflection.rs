//! Tables as the catalog queries describe them.

use limbeck_database::{ResultSet, Value};
use limbeck_schema::{
    Autoincrement, CheckConstraint, Column, Computed, Constraint, Deferral, DialectOptions,
    Expression, ForeignKeyConstraint, Identifier, Identity, Index, IndexElement, Literal,
    OptionValue, PrimaryKeyConstraint, QualifiedName, SequenceOptions, ServerDefault, SqlType,
    Table, UniqueConstraint, operation::BatchAlterTable,
};
use serde_json::{Map, Value as Json};

use super::{ExistingIndex, ExistingTable, TableRebuild, existing::final_name, verbatim};
use crate::{CompileError, Dialect, ddl::Context, inspection::CatalogQuestion};

/// The questions about a table, in the order of [`Standard`]'s answers.
const QUESTIONS: [CatalogQuestion; 4] = [
    CatalogQuestion::Relations,
    CatalogQuestion::Columns,
    CatalogQuestion::Constraints,
    CatalogQuestion::Indexes,
];

/// The rebuild of a dialect that has no ways of its own.
pub(crate) struct Standard;

impl TableRebuild for Standard {
    fn queries(&self, dialect: &dyn Dialect, table: &QualifiedName) -> Vec<String> {
        let schema = table.schema.as_ref().map(Identifier::as_str);
        QUESTIONS
            .into_iter()
            .filter_map(|question| {
                let catalog = dialect.catalog();
                catalog.query(question, schema, Some(table.name.as_str()))
            })
            .collect()
    }

    fn read(
        &self,
        cx: &Context<'_>,
        batch: &BatchAlterTable,
        answers: &[ResultSet],
    ) -> Result<ExistingTable, CompileError> {
        let existing = match (&batch.copy_from, answers) {
            (Some(table), _) => ExistingTable::given(table),
            (None, [relations, columns, constraints, indexes]) if !relations.rows.is_empty() => {
                let mut existing =
                    read(cx, &batch.table, [relations, columns, constraints, indexes])?;
                existing.adjust(cx, batch)?;
                existing
            }
            (None, _) => {
                return Err(CompileError::NoSuchTable {
                    table: batch.table.to_string(),
                });
            }
        };
        Ok(existing)
    }

    fn asks_about_given_tables(&self) -> bool {
        false
    }
}

fn read(
    cx: &Context<'_>,
    name: &QualifiedName,
    [relations, columns, constraints, indexes]: [&ResultSet; 4],
) -> Result<ExistingTable, CompileError> {
    let mut table = Table::new(name.clone());
    table.comment = rows(relations)
        .next()
        .and_then(|row| row.text("comment").map(str::to_owned));
    let mut primary_key = PrimaryKeyConstraint::default();
    let mut others = Vec::new();
    for row in rows(constraints) {
        match constraint(name, &row)? {
            Constraint::PrimaryKey(key) => primary_key = key,
            other => others.push(other),
        }
    }
    for row in rows(columns) {
        let column = column(cx, name, &row, &primary_key);
        table.columns.push(column);
    }
    Ok(ExistingTable {
        indexes: rows(indexes)
            .filter(|row| row.text("constraint").is_none())
            .map(|row| ExistingIndex::Described(index(cx, name, &row)))
            .collect(),
        table,
        primary_key,
        constraints: others,
        is_reflected: true,
        dependents: Default::default(),
        warnings: Vec::new(),
    })
}

/// A row by the names of its columns.
struct Row<'a> {
    names: &'a [String],
    values: &'a [Value],
}

fn rows(answer: &ResultSet) -> impl Iterator<Item = Row<'_>> {
    answer.rows.iter().map(|values| Row {
        names: &answer.columns,
        values,
    })
}

impl<'a> Row<'a> {
    fn value(&self, name: &str) -> &'a Value {
        let place = self.names.iter().position(|other| other == name);
        place
            .and_then(|place| self.values.get(place))
            .unwrap_or(&Value::Null)
    }

    fn text(&self, name: &str) -> Option<&'a str> {
        match self.value(name) {
            Value::Text(text) | Value::Json(text) => Some(text),
            _ => None,
        }
    }

    fn flag(&self, name: &str) -> bool {
        match self.value(name) {
            Value::Boolean(value) => *value,
            Value::Integer(value) => *value != 0,
            _ => false,
        }
    }

    /// A list of texts, as an array or as JSON.
    fn list(&self, name: &str) -> Vec<Option<String>> {
        match self.value(name) {
            Value::Array(values) => values
                .iter()
                .map(|value| match value {
                    Value::Text(text) => Some(text.clone()),
                    _ => None,
                })
                .collect(),
            Value::Text(text) | Value::Json(text) => serde_json::from_str(text).unwrap_or_default(),
            _ => Vec::new(),
        }
    }

    fn names(&self, name: &str) -> Vec<Identifier> {
        let names = self.list(name).into_iter().flatten();
        names.map(Identifier::new).collect()
    }

    fn object(&self, name: &str) -> Map<String, Json> {
        self.text(name)
            .and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_default()
    }
}

fn column(
    cx: &Context<'_>,
    table: &QualifiedName,
    row: &Row<'_>,
    primary_key: &PrimaryKeyConstraint,
) -> Column {
    let name = row.text("name").unwrap_or_default();
    let text = row.text("type").unwrap_or_default();
    let known = cx.dialect.catalog().column_type(text);
    // A named type is there already, and its name says enough.
    let data_type = match known {
        Some(known) if row.list("labels").is_empty() => known,
        Some(_) | None => SqlType::UserDefined(text.to_owned()),
    };
    let is_key = primary_key.columns.iter().any(|key| key.text == name);
    let counts = row.flag("autoincrement");
    let mut column = Column::new(name, data_type);
    column.nullable = row.flag("nullable");
    column.comment = row.text("comment").map(str::to_owned);
    column.server_default = match (
        row.text("computed"),
        row.text("identity"),
        row.text("default"),
    ) {
        (Some(computed), _, _) => Some(ServerDefault::Computed(Computed {
            expression: verbatim(without_brackets(computed)),
            persisted: Some(row.flag("persisted")),
        })),
        (None, Some(_), _) => Some(ServerDefault::Identity(identity(&row.object("identity")))),
        // The sequence goes with the old table; the new one has its own.
        (None, None, Some(default))
            if counts && is_key && is_own_sequence(default, table, name) =>
        {
            None
        }
        (None, None, default) => {
            default.map(|default| ServerDefault::Expression(verbatim(default)))
        }
    };
    column.autoincrement = if counts && is_key {
        Autoincrement::Auto
    } else {
        Autoincrement::Never
    };
    column
}

/// Whether a default takes the next number of the sequence that was made with the column.
fn is_own_sequence(default: &str, table: &QualifiedName, column: &str) -> bool {
    default.contains(&format!("{}_{column}_seq", table.name))
}

fn identity(options: &Map<String, Json>) -> Identity {
    let number = |name: &str| options.get(name).and_then(Json::as_i64);
    Identity {
        always: options.get("always").and_then(Json::as_bool),
        on_null: None,
        options: SequenceOptions {
            start: number("start"),
            increment: number("increment"),
            minvalue: number("minvalue"),
            maxvalue: number("maxvalue"),
            cache: number("cache"),
            cycle: options.get("cycle").and_then(Json::as_bool),
            ..SequenceOptions::default()
        },
    }
}

fn constraint(table: &QualifiedName, row: &Row<'_>) -> Result<Constraint, CompileError> {
    let name = final_name(row.text("name"));
    let columns = row.names("columns");
    let comment = row.text("comment").map(str::to_owned);
    let options = row.object("options");
    let text = |name: &str| options.get(name).and_then(Json::as_str).map(str::to_owned);
    let deferral = Deferral {
        deferrable: options.get("deferrable").and_then(Json::as_bool),
        initially: text("initially"),
    };
    Ok(match row.text("kind") {
        Some("primary key") => Constraint::PrimaryKey(PrimaryKeyConstraint {
            name,
            columns,
            deferral,
            options: DialectOptions::default(),
            comment,
        }),
        Some("unique") => Constraint::Unique(UniqueConstraint {
            name,
            columns,
            deferral,
            options: DialectOptions::default(),
            comment,
        }),
        Some("foreign key") => Constraint::ForeignKey(ForeignKeyConstraint {
            name,
            columns,
            referred_table: QualifiedName::in_schema(
                row.text("referred_schema").map(Identifier::new),
                row.text("referred_table").unwrap_or_default(),
            ),
            referred_columns: row.names("referred_columns"),
            ondelete: text("ondelete"),
            onupdate: text("onupdate"),
            match_: text("match"),
            deferral,
            use_alter: false,
            options: DialectOptions::default(),
            comment,
        }),
        Some("check") => Constraint::Check(CheckConstraint {
            name,
            condition: verbatim(row.text("sqltext").unwrap_or_default()),
            deferral: Deferral::default(),
            options: DialectOptions::default(),
            comment,
        }),
        other => {
            return Err(CompileError::NotImplemented {
                message: format!(
                    "limbeck does not know the constraints of kind {} that table '{table}' has, \
                     and would lose them in a copy. Pass the table as copy_from= to \
                     batch_alter_table().",
                    other.unwrap_or("NULL")
                ),
            });
        }
    })
}

fn index(cx: &Context<'_>, table: &QualifiedName, row: &Row<'_>) -> Index {
    let expressions = row.list("expressions");
    let sorting = row.list("sorting");
    let elements = row
        .list("columns")
        .into_iter()
        .enumerate()
        .map(|(place, column)| {
            let words = sorting.get(place).cloned().flatten().unwrap_or_default();
            let expression = expressions.get(place).cloned().flatten();
            match (column, words.trim()) {
                (Some(column), "") => IndexElement::Column(Identifier::new(column)),
                (Some(column), words) => IndexElement::Expression(verbatim(format!(
                    "{} {}",
                    cx.quote(&Identifier::new(column)),
                    words.replace('_', " ").to_uppercase()
                ))),
                (None, words) => {
                    let text = expression.unwrap_or_default();
                    let words = words.replace('_', " ").to_uppercase();
                    IndexElement::Expression(verbatim(format!("{text} {words}").trim()))
                }
            }
        })
        .collect();
    let dialect = cx.dialect.name();
    let mut options: DialectOptions = row
        .object("options")
        .iter()
        .filter_map(|(key, value)| Some((format!("{dialect}_{key}"), option(key, value)?)))
        .collect();
    let included = row.list("included");
    if !included.is_empty() {
        let names = included.into_iter().flatten();
        let names = names.map(|name| OptionValue::Literal(Literal::Text(name)));
        options.0.insert(
            format!("{dialect}_include"),
            OptionValue::List(names.collect()),
        );
    }
    Index {
        name: final_name(row.text("name")),
        table: table.clone(),
        elements,
        unique: row.flag("unique"),
        options,
    }
}

fn option(key: &str, value: &Json) -> Option<OptionValue> {
    Some(match value {
        Json::String(text) if key == "where" => {
            OptionValue::Expression(Box::new(verbatim(text.as_str()) as Expression))
        }
        Json::String(text) => OptionValue::Literal(Literal::Text(text.clone())),
        Json::Bool(value) => OptionValue::Literal(Literal::Boolean(*value)),
        Json::Number(number) => OptionValue::Literal(Literal::Integer(number.as_i64()?)),
        Json::Object(pairs) => OptionValue::Map(
            pairs
                .iter()
                .filter_map(|(name, value)| Some((name.clone(), option("", value)?)))
                .collect(),
        ),
        Json::Null | Json::Array(_) => return None,
    })
}

/// An expression without the brackets around all of it, which its clause has anyway.
fn without_brackets(text: &str) -> &str {
    let Some(inner) = text
        .strip_prefix('(')
        .and_then(|text| text.strip_suffix(')'))
    else {
        return text;
    };
    let mut depth = 0_i32;
    for (token, _) in super::words::tokens(inner) {
        match token {
            super::words::Token::Mark('(') => depth += 1,
            super::words::Token::Mark(')') => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return text;
        }
    }
    inner
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_around_all_of_it_are_taken_away() {
        let check = |text, expected| assert_eq!(without_brackets(text), expected);
        check("(a + 1)", "a + 1");
        check("(a) + (b)", "(a) + (b)");
        check("((a) + (b))", "(a) + (b)");
        check("(a || ')')", "a || ')'");
        check("a", "a");
    }
}
