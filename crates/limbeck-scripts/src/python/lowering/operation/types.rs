//! `Enum(...).create(bind)` and `.drop(bind)`, and the same of a `DOMAIN`.

use limbeck_python::{Raise, Tree};
use limbeck_schema::{
    Identifier, Literal, NamedType, Operation, QualifiedName, SqlType, TypeArgument,
    operation::{CreateDomain, CreateEnum, DropDomain, DropEnum},
};

use crate::python::lowering::{
    fields::{Lowered, flag},
    types::sql_type,
};

/// The operation that creates a type; `None` where the dialect has no such types.
pub(crate) fn create_type(arguments: &Tree, dialect: &str) -> Lowered<Option<Operation>> {
    let check_first = flag(arguments, "check_first")?;
    let data_type = sql_type(arguments.get("type"))?;
    create(data_type.for_dialect(dialect), check_first)
}

/// The operation that drops a type; `None` where the dialect has no such types.
pub(crate) fn drop_type(arguments: &Tree, dialect: &str) -> Lowered<Option<Operation>> {
    let check_first = flag(arguments, "check_first")?;
    let data_type = sql_type(arguments.get("type"))?;
    drop(data_type.for_dialect(dialect), check_first)
}

/// The operation that creates a type; `None` if it is none of its own.
pub(super) fn create(data_type: &SqlType, check_first: bool) -> Lowered<Option<Operation>> {
    Ok(match data_type {
        SqlType::Enum(data_type) if data_type.native => Some(Operation::CreateEnum(CreateEnum {
            data_type: data_type.as_ref().clone(),
            check_first,
        })),
        SqlType::Named(named) if named.name == DOMAIN => {
            Some(Operation::CreateDomain(CreateDomain {
                name: domain_name(named)?,
                data_type: named.clone(),
                check_first,
            }))
        }
        SqlType::Named(named) => return Err(no_type_of_its_own(named)),
        _ => None,
    })
}

/// The operation that drops a type; `None` if it is none of its own.
pub(super) fn drop(data_type: &SqlType, check_first: bool) -> Lowered<Option<Operation>> {
    Ok(match data_type {
        SqlType::Enum(data_type) if data_type.native => {
            let name = data_type
                .name
                .clone()
                .ok_or_else(|| requires_a_name("ENUM"))?;
            Some(Operation::DropEnum(DropEnum {
                name: QualifiedName::in_schema(data_type.schema.clone(), name),
                dialect: data_type.dialect.clone(),
                check_first,
                before: (!data_type.values.is_empty()).then(|| data_type.as_ref().clone()),
            }))
        }
        SqlType::Named(named) if named.name == DOMAIN => Some(Operation::DropDomain(DropDomain {
            name: domain_name(named)?,
            check_first,
            before: Some(named.clone()),
        })),
        SqlType::Named(named) => return Err(no_type_of_its_own(named)),
        _ => None,
    })
}

/// The class that has a name in the schema and is no enum.
const DOMAIN: &str = "DOMAIN";

fn domain_name(named: &NamedType) -> Lowered<QualifiedName> {
    let text = |keyword: &str| match named.arguments.get(keyword) {
        Some(TypeArgument::Literal(Literal::Text(text))) => Some(Identifier::from(text.as_str())),
        _ => None,
    };
    let name = text("name").ok_or_else(|| requires_a_name(DOMAIN))?;
    Ok(QualifiedName::in_schema(text("schema"), name))
}

fn requires_a_name(class: &str) -> Raise {
    Raise::new(
        "sqlalchemy.exc.CompileError",
        format!("{class} type requires a name."),
    )
}

fn no_type_of_its_own(named: &NamedType) -> Raise {
    Raise::new(
        "NotImplementedError",
        format!(
            "limbeck cannot create or drop a {} on its own; use op.execute() with the SQL",
            named.name
        ),
    )
}
