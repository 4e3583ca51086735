//! Column types: nodes of the kinds `type`, `type.variant`, `type.user_defined` and `type.custom`.

use indexmap::IndexMap;
use limbeck_python::{Node, Tree};
use limbeck_schema::{
    ArrayType, CustomType, EnumType, NamedType, SqlType, TypeArgument, VariantType,
};

use super::{
    expression,
    fields::{
        Lowered, each, flag, optional, optional_flag, optional_integer, optional_text, unexpected,
    },
    literal,
    names::{constraint_name, optional_identifier},
};

/// A type.
pub(crate) fn sql_type(tree: &Tree) -> Lowered<SqlType> {
    let node = tree
        .as_node()
        .ok_or_else(|| unexpected("a column type", tree))?;
    match node.kind.as_str() {
        "type" => named(tree, node),
        "type.variant" => {
            let variants = node.get("variants").as_dict().unwrap_or_default();
            Ok(SqlType::Variant(VariantType {
                base: Box::new(sql_type(node.get("base"))?),
                variants: variants
                    .iter()
                    .map(|(dialect, variant)| {
                        let dialect = dialect.as_str().unwrap_or_default().to_owned();
                        Ok((dialect, sql_type(variant)?))
                    })
                    .collect::<Lowered<_>>()?,
            }))
        }
        "type.user_defined" => Ok(SqlType::UserDefined(
            optional_text(tree, "text")?.unwrap_or_default(),
        )),
        "type.custom" => Ok(SqlType::Custom(CustomType {
            module: optional_text(tree, "module")?.unwrap_or_default(),
            representation: optional_text(tree, "representation")?.unwrap_or_default(),
            implementation: Box::new(sql_type(node.get("implementation"))?),
        })),
        _ => Err(unexpected("a column type", tree)),
    }
}

/// A type by the name of its class: camel case is SQLAlchemy's own idea of a type, upper case
/// is rendered by that name.
fn named(fields: &Tree, node: &Node) -> Lowered<SqlType> {
    let name = node.get("class").as_str().unwrap_or_default();
    let dialect = optional_text(fields, "dialect")?;
    let length = || optional_integer(fields, "length");
    let collation = || optional_text(fields, "collation");
    let precision = || optional_integer(fields, "precision");
    Ok(match (name, &dialect) {
        ("Enum" | "ENUM", _) => SqlType::Enum(Box::new(enum_type(fields, node, dialect)?)),
        ("ARRAY", _) => SqlType::Array(ArrayType {
            item: Box::new(sql_type(node.get("item_type"))?),
            dimensions: optional_integer(fields, "dimensions")?,
            dialect,
        }),
        (_, Some(_)) => SqlType::Named(named_type(node, dialect)?),
        ("NullType", None) => SqlType::Null,
        ("SmallInteger", None) => SqlType::SmallInteger,
        ("Integer", None) => SqlType::Integer,
        ("BigInteger", None) => SqlType::BigInteger,
        ("Boolean", None) => SqlType::Boolean {
            create_constraint: flag(fields, "create_constraint")?,
            name: constraint_name(fields.get("name"))?,
        },
        // Only an upper-case type can say that its collation is of another schema.
        ("String" | "Unicode", None) if has_collation_schema(node) => SqlType::Named(NamedType {
            name: "VARCHAR".to_owned(),
            ..named_type(node, None)?
        }),
        ("Text" | "UnicodeText", None) if has_collation_schema(node) => SqlType::Named(NamedType {
            name: "TEXT".to_owned(),
            ..named_type(node, None)?
        }),
        ("String", None) => SqlType::String {
            length: length()?,
            collation: collation()?,
        },
        ("Unicode", None) => SqlType::Unicode {
            length: length()?,
            collation: collation()?,
        },
        ("Text", None) => SqlType::Text {
            length: length()?,
            collation: collation()?,
        },
        ("UnicodeText", None) => SqlType::UnicodeText {
            length: length()?,
            collation: collation()?,
        },
        ("LargeBinary", None) => SqlType::LargeBinary { length: length()? },
        ("Float", None) => SqlType::Float {
            precision: precision()?,
        },
        ("Double", None) => SqlType::Double {
            precision: precision()?,
        },
        ("Numeric" | "NumericCommon", None) => SqlType::Numeric {
            precision: precision()?,
            scale: optional_integer(fields, "scale")?,
        },
        ("Date", None) => SqlType::Date,
        ("DateTime", None) => SqlType::DateTime {
            timezone: flag(fields, "timezone")?,
        },
        ("Time", None) => SqlType::Time {
            timezone: flag(fields, "timezone")?,
        },
        ("Interval", None) => SqlType::Interval {
            native: optional_flag(fields, "native")?.unwrap_or(true),
            second_precision: optional_integer(fields, "second_precision")?,
            day_precision: optional_integer(fields, "day_precision")?,
        },
        ("Uuid", None) => SqlType::Uuid {
            native: optional_flag(fields, "native_uuid")?.unwrap_or(true),
        },
        ("JSON", None) => SqlType::Json,
        (_, None) => SqlType::Named(named_type(node, None)?),
    })
}

fn has_collation_schema(node: &Node) -> bool {
    !node.get("collation_schema").is_none()
}

fn enum_type(fields: &Tree, node: &Node, dialect: Option<String>) -> Lowered<EnumType> {
    Ok(EnumType {
        values: each(fields, "enums", |label| {
            label
                .as_str()
                .map(str::to_owned)
                .ok_or_else(|| unexpected("a label of the enum", label))
        })?,
        name: optional_identifier(fields, "name")?,
        name_is_final: fields.get("name").as_node_of("conv").is_some(),
        schema: optional_identifier(fields, "schema")?,
        native: optional_flag(fields, "native_enum")?.unwrap_or(true),
        create_constraint: flag(fields, "create_constraint")?,
        create_type: optional_flag(fields, "create_type")?.unwrap_or(true),
        length: optional_integer(fields, "length")?,
        collation: optional_text(fields, "collation")?,
        dialect,
        arguments: arguments(node, ENUM_FIELDS)?,
    })
}

/// The arguments of an enum that every dialect knows.
const ENUM_FIELDS: &[&str] = &[
    "enums",
    "name",
    "schema",
    "native_enum",
    "create_constraint",
    "create_type",
    "length",
    "collation",
    "inherit_schema",
];

/// The constructor's arguments by their keyword.
fn named_type(node: &Node, dialect: Option<String>) -> Lowered<NamedType> {
    Ok(NamedType {
        dialect,
        name: node.get("class").as_str().unwrap_or_default().to_owned(),
        arguments: arguments(node, &[])?,
    })
}

/// The constructor's arguments by their keyword, but for those that are read otherwise.
fn arguments(node: &Node, others: &[&str]) -> Lowered<IndexMap<String, TypeArgument>> {
    let mut arguments = IndexMap::new();
    for (keyword, value) in &node.fields {
        let is_other =
            matches!(keyword.as_str(), "class" | "dialect") || others.contains(&keyword.as_str());
        if !is_other && !value.is_none() {
            arguments.insert(keyword.clone(), argument(value)?);
        }
    }
    Ok(arguments)
}

fn argument(value: &Tree) -> Lowered<TypeArgument> {
    Ok(match value.as_node().map(|node| node.kind.as_str()) {
        Some("type" | "type.variant" | "type.user_defined" | "type.custom") => {
            TypeArgument::Type(Box::new(sql_type(value)?))
        }
        Some(kind) if kind.starts_with("sql.") => {
            TypeArgument::Expression(Box::new(expression::expression(value)?))
        }
        Some("quoted_name" | "conv") | None => TypeArgument::Literal(literal::literal(value)?),
        Some(_) => return Err(unexpected("a plain value or a type", value)),
    })
}

/// A type that may be absent.
pub(crate) fn optional_type(fields: &Tree, name: &str) -> Lowered<Option<SqlType>> {
    optional(fields, name, sql_type)
}
