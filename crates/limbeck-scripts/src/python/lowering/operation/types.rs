//! `Enum(...).create(bind)` and `.drop(bind)`.

use limbeck_python::{Raise, Tree};
use limbeck_schema::{
    EnumType, Operation, QualifiedName, SqlType,
    operation::{CreateEnum, DropEnum},
};

use crate::python::lowering::{
    fields::{Lowered, flag},
    types::sql_type,
};

/// The operation that creates a type; `None` where the dialect has no such types.
pub(crate) fn create_type(arguments: &Tree, dialect: &str) -> Lowered<Option<Operation>> {
    let check_first = flag(arguments, "check_first")?;
    Ok(enum_type(arguments, dialect)?.map(|data_type| {
        Operation::CreateEnum(CreateEnum {
            data_type,
            check_first,
        })
    }))
}

/// The operation that drops a type; `None` where the dialect has no such types.
pub(crate) fn drop_type(arguments: &Tree, dialect: &str) -> Lowered<Option<Operation>> {
    let check_first = flag(arguments, "check_first")?;
    let Some(data_type) = enum_type(arguments, dialect)? else {
        return Ok(None);
    };
    let name = data_type.name.clone().ok_or_else(|| {
        Raise::new(
            "sqlalchemy.exc.CompileError",
            "ENUM type requires a name.",
        )
    })?;
    Ok(Some(Operation::DropEnum(DropEnum {
        name: QualifiedName::in_schema(data_type.schema.clone(), name),
        check_first,
        before: (!data_type.values.is_empty()).then_some(data_type),
    })))
}

/// The enum that is meant, if it is one of its own on this dialect.
fn enum_type(arguments: &Tree, dialect: &str) -> Lowered<Option<EnumType>> {
    let data_type = sql_type(arguments.get("type"))?;
    match data_type.for_dialect(dialect) {
        SqlType::Enum(data_type) if !data_type.native => Ok(None),
        SqlType::Enum(data_type) => Ok(Some(data_type.clone())),
        SqlType::Boolean { .. } => Ok(None),
        SqlType::Named(named) => Err(Raise::new(
            "NotImplementedError",
            format!(
                "limbeck cannot create or drop a {} on its own; use op.execute() with the SQL",
                named.name
            ),
        )),
        _ => Ok(None),
    }
}
