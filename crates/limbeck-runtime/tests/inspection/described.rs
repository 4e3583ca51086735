//! A schema as JSON, in the words of `reflect.py`.

use limbeck_dialects::inspection::Inspection;
use limbeck_schema::{
    Autoincrement, Column, Constraint, ConstraintName, DialectOptions, Expression, Identifier,
    Index, IndexElement, Literal, OptionValue, SequenceOptions, ServerDefault, SqlType, Table,
    TypeArgument,
};
use serde_json::{Map, Value, json};

/// Everything that SQLAlchemy reflects.
pub(crate) fn inspection(found: &Inspection) -> Value {
    let tables = found.schema.tables.iter();
    json!({
        "tables": tables.map(table).collect::<Vec<_>>(),
        "warnings": found.warnings,
    })
}

fn table(table: &Table) -> Value {
    json!({
        "schema": table.name.schema.as_ref().map(Identifier::as_str),
        "name": table.name.name.as_str(),
        "comment": table.comment,
        "columns": table.columns.iter().map(column).collect::<Vec<_>>(),
        "constraints": table.constraints.iter().map(constraint).collect::<Vec<_>>(),
        "indexes": table.indexes.iter().map(index).collect::<Vec<_>>(),
        "options": options(&table.options),
    })
}

fn column(column: &Column) -> Value {
    json!({
        "name": column.name.as_str(),
        "type": data_type(&column.data_type),
        "nullable": column.nullable,
        "default": column.server_default.as_ref().map(default),
        "autoincrement": match column.autoincrement {
            Autoincrement::Auto => json!("auto"),
            Autoincrement::IgnoreForeignKey => json!("ignore_fk"),
            Autoincrement::Always => json!(true),
            Autoincrement::Never => json!(false),
        },
        "comment": column.comment,
        "options": options(&column.options),
    })
}

fn default(default: &ServerDefault) -> Value {
    match default {
        ServerDefault::Literal(text) => json!({"literal": text}),
        ServerDefault::Expression(expression) => json!(text(expression)),
        ServerDefault::Identity(identity) => {
            let SequenceOptions {
                start,
                increment,
                minvalue,
                maxvalue,
                cycle,
                cache,
                ..
            } = identity.options;
            json!({"identity": {
                "always": identity.always, "start": start, "increment": increment,
                "minvalue": minvalue, "maxvalue": maxvalue, "cache": cache, "cycle": cycle,
            }})
        }
        ServerDefault::Computed(computed) => json!({
            "computed": text(&computed.expression), "persisted": computed.persisted,
        }),
        ServerDefault::Fetched => json!("fetched"),
    }
}

fn data_type(data_type: &SqlType) -> Value {
    match data_type {
        SqlType::String { .. } => json!({"class": "String", "dialect": null}),
        SqlType::Null => json!({"class": "Null", "dialect": null}),
        SqlType::Array(array) => json!({
            "class": "ARRAY", "dialect": array.dialect, "item_type": self::data_type(&array.item),
        }),
        SqlType::Enum(found) => {
            let mut described = json!({
                "class": "ENUM", "dialect": found.dialect, "values": found.values,
            });
            if let Some(name) = &found.name {
                described["name"] = json!(name.as_str());
            }
            if let Some(schema) = &found.schema {
                described["schema"] = json!(schema.as_str());
            }
            if let Some(collation) = &found.collation {
                described["collation"] = json!(collation);
            }
            for (keyword, value) in &found.arguments {
                described[keyword] = argument(value);
            }
            described
        }
        SqlType::Named(named) => {
            let mut described = json!({"class": named.name, "dialect": named.dialect});
            for (keyword, value) in &named.arguments {
                let value = argument(value);
                if value != json!(false) && keyword != "create_type" {
                    described[keyword] = value;
                }
            }
            described
        }
        other => json!(format!("{other:?}")),
    }
}

fn argument(argument: &TypeArgument) -> Value {
    match argument {
        TypeArgument::Literal(value) => literal(value),
        TypeArgument::Type(data_type) => self::data_type(data_type),
        TypeArgument::Expression(expression) => json!(text(expression)),
    }
}

fn literal(value: &Literal) -> Value {
    match value {
        Literal::Boolean(value) => json!(value),
        Literal::Integer(value) => json!(value),
        Literal::Text(text) => json!(text),
        Literal::List(items) => items.iter().map(literal).collect(),
        other => json!(format!("{other:?}")),
    }
}

fn options(options: &DialectOptions) -> Value {
    let options: Map<String, Value> = options
        .0
        .iter()
        .map(|(keyword, value)| (keyword.clone(), option(value)))
        .collect();
    Value::Object(options)
}

fn option(value: &OptionValue) -> Value {
    match value {
        OptionValue::Literal(value) => literal(value),
        OptionValue::Expression(expression) => json!(text(expression)),
        OptionValue::List(values) => values.iter().map(option).collect(),
        OptionValue::Map(values) => values
            .iter()
            .map(|(name, value)| {
                let value = option(value);
                let text = value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned);
                (name.clone(), json!(text))
            })
            .collect::<Map<String, Value>>()
            .into(),
    }
}

fn constraint(constraint: &Constraint) -> Value {
    let (kind, comment, options) = match constraint {
        Constraint::PrimaryKey(key) => ("primary_key_constraint", &key.comment, &key.options),
        Constraint::Unique(key) => ("unique_constraint", &key.comment, &key.options),
        Constraint::ForeignKey(key) => ("foreign_key_constraint", &key.comment, &key.options),
        Constraint::Check(check) => ("check_constraint", &check.comment, &check.options),
        Constraint::Exclude(exclude) => ("exclude_constraint", &None, &exclude.options),
    };
    let names = |names: &[Identifier]| {
        names
            .iter()
            .map(|name| name.text.clone())
            .collect::<Vec<_>>()
    };
    let mut described = json!({
        "kind": kind, "name": name(constraint.name()), "comment": comment,
        "options": self::options(options),
    });
    match constraint {
        Constraint::PrimaryKey(key) => described["columns"] = json!(names(&key.columns)),
        Constraint::Unique(key) => described["columns"] = json!(names(&key.columns)),
        Constraint::ForeignKey(key) => {
            described["columns"] = json!(names(&key.columns));
            let schema = key
                .referred_table
                .schema
                .as_ref()
                .map(|schema| schema.text.clone());
            let table = Some(key.referred_table.name.text.clone());
            let columns = names(&key.referred_columns).into_iter().map(Some);
            described["referred"] = json!(
                [schema, table]
                    .into_iter()
                    .chain(columns)
                    .collect::<Vec<_>>()
            );
            described["onupdate"] = json!(key.onupdate);
            described["ondelete"] = json!(key.ondelete);
            described["deferrable"] = json!(key.deferral.deferrable);
            described["initially"] = json!(key.deferral.initially);
            described["match"] = json!(key.match_);
        }
        Constraint::Check(check) => described["sqltext"] = json!(text(&check.condition)),
        Constraint::Exclude(_) => {}
    }
    described
}

fn index(index: &Index) -> Value {
    let elements: Vec<Value> = index
        .elements
        .iter()
        .map(|element| match element {
            IndexElement::Column(name) => json!({"column": name.as_str()}),
            IndexElement::Expression(expression) => json!(text(expression)),
        })
        .collect();
    json!({
        "name": name(&index.name), "unique": index.unique, "elements": elements,
        "options": options(&index.options),
    })
}

fn name(name: &ConstraintName) -> Option<&str> {
    name.identifier().map(Identifier::as_str)
}

/// The text of an expression that was read as text.
fn text(expression: &Expression) -> &str {
    match expression {
        Expression::Text(clause) => &clause.text,
        Expression::Column(column) => column.name.given().map_or("", Identifier::as_str),
        other => panic!("no text: {other:?}"),
    }
}
