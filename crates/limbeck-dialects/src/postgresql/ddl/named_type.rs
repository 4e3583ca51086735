//! Types with a name of their own: enums and domains.

use limbeck_schema::{
    EnumType, Expression, Identifier, Literal, NamedType, QualifiedName, SqlType, TypeArgument,
};

use super::super::{NAME, types::type_name};
use crate::{
    Compilation, CompileError, Condition,
    ddl::Context,
    identifiers::ResolvedName,
    types::{Arguments, TypeContext, collation},
};

/// Creates the type of a column, or of its elements, with the first table of the run that uses
/// it (`NamedType._on_table_create()`).
pub(super) fn before_table(
    cx: &Context<'_>,
    data_type: &SqlType,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    match data_type.for_dialect(NAME) {
        SqlType::Enum(data_type) if data_type.native && data_type.create_type => {
            let schema = data_type.schema.as_ref().map(Identifier::as_str);
            let name = data_type.name.as_ref().map_or("", Identifier::as_str);
            if compilation.note_type("enum", schema, name) {
                compilation.push(create_enum_statement(cx, data_type)?);
            }
        }
        SqlType::Array(array) => before_table(cx, &array.item, compilation)?,
        SqlType::Named(named) if is_domain(named) && creates_type(named) => {
            let name = named.text("name").unwrap_or_default();
            if compilation.note_type("domain", named.text("schema"), name) {
                compilation.push(create_domain_statement(cx, named)?);
            }
        }
        _ => {}
    }
    Ok(())
}

/// `CREATE TYPE`, and how to ask whether the type is there.
pub(super) fn create_enum(
    cx: &Context<'_>,
    data_type: &EnumType,
) -> Result<Option<(String, Condition)>, CompileError> {
    if !data_type.native {
        return Ok(None);
    }
    let sql = create_enum_statement(cx, data_type)?;
    let name = data_type.name.clone().unwrap_or_else(|| "".into());
    let name = QualifiedName::in_schema(data_type.schema.clone(), name);
    Ok(Some((sql, Condition::UnlessAnyRow(exists(cx, &name)?))))
}

/// `CREATE DOMAIN`, and how to ask whether it is there.
pub(super) fn create_domain(
    cx: &Context<'_>,
    name: &QualifiedName,
    data_type: &NamedType,
) -> Result<(String, Condition), CompileError> {
    let sql = create_domain_statement(cx, data_type)?;
    Ok((sql, Condition::UnlessAnyRow(exists(cx, name)?)))
}

/// `DROP TYPE` or `DROP DOMAIN`, and how to ask whether it is there.
pub(super) fn drop(
    cx: &Context<'_>,
    word: &str,
    class: &str,
    name: &QualifiedName,
) -> Result<(String, Condition), CompileError> {
    let type_name = type_name(context(cx), class, Some(&name.name), name.schema.as_ref())?;
    Ok((
        format!("DROP {word} {type_name}"),
        Condition::IfAnyRow(exists(cx, name)?),
    ))
}

/// `CREATE TYPE ... AS ENUM`.
pub(super) fn create_enum_statement(
    cx: &Context<'_>,
    data_type: &EnumType,
) -> Result<String, CompileError> {
    let labels = data_type
        .values
        .iter()
        .map(|label| cx.string(label))
        .collect::<Result<Vec<_>, _>>()?;
    let name = type_name(
        context(cx),
        "ENUM",
        data_type.name.as_ref(),
        data_type.schema.as_ref(),
    )?;
    Ok(format!(
        "CREATE TYPE {name} AS ENUM ({})",
        labels.join(", ")
    ))
}

/// `CREATE DOMAIN` (`PGDDLCompiler.visit_create_domain_type()`).
fn create_domain_statement(cx: &Context<'_>, domain: &NamedType) -> Result<String, CompileError> {
    let mut options = Vec::new();
    if let Some(name) = domain.text("collation") {
        let collation = collation(context(cx), name, domain.text("collation_schema"));
        options.push(format!("COLLATE {collation}"));
    }
    if let Some(default) = domain.arguments.get("default") {
        options.extend(domain_default(cx, default)?.map(|default| format!("DEFAULT {default}")));
    }
    if let Some(name) = domain.text("constraint_name") {
        let name = cx.constraint_name(&ResolvedName::Explicit(name.into()))?;
        options.push(format!("CONSTRAINT {name}"));
    }
    if domain.flag("not_null") {
        options.push("NOT NULL".to_owned());
    }
    if let Some(check) = domain.arguments.get("check") {
        options.extend(domain_check(cx, check)?.map(|check| format!("CHECK ({check})")));
    }
    let name = domain.text("name").map(Identifier::from);
    let schema = domain.text("schema").map(Identifier::from);
    let data_type = domain.data_type("data_type").unwrap_or(&SqlType::Null);
    Ok(format!(
        "CREATE DOMAIN {} AS {} {}",
        type_name(context(cx), "DOMAIN", name.as_ref(), schema.as_ref())?,
        cx.data_type(data_type)?,
        options.join(" ")
    ))
}

/// The default of a domain: a plain string is quoted.
fn domain_default(
    cx: &Context<'_>,
    default: &TypeArgument,
) -> Result<Option<String>, CompileError> {
    match default {
        TypeArgument::Literal(Literal::Null) | TypeArgument::Type(_) => Ok(None),
        TypeArgument::Literal(Literal::Text(text)) => cx.string(text).map(Some),
        TypeArgument::Literal(value) => {
            let data_type = SqlType::Null;
            let value = value.clone();
            cx.expression(&Expression::Literal { value, data_type })
                .map(Some)
        }
        TypeArgument::Expression(expression) => cx.expression(expression).map(Some),
    }
}

/// The condition of a domain: a plain string is SQL.
fn domain_check(cx: &Context<'_>, check: &TypeArgument) -> Result<Option<String>, CompileError> {
    match check {
        TypeArgument::Literal(Literal::Text(text)) => {
            cx.expression(&Expression::text(text)).map(Some)
        }
        TypeArgument::Expression(expression) => cx.expression(expression).map(Some),
        TypeArgument::Literal(_) | TypeArgument::Type(_) => Ok(None),
    }
}

fn is_domain(named: &NamedType) -> bool {
    named.name == "DOMAIN" && named.dialect.as_deref() == Some(NAME)
}

fn creates_type(named: &NamedType) -> bool {
    !matches!(
        named.literal("create_type"),
        Some(Literal::Boolean(false) | Literal::Integer(0))
    )
}

/// The query that returns a row if the type exists (`PGDialect.has_type()`).
fn exists(cx: &Context<'_>, name: &QualifiedName) -> Result<String, CompileError> {
    let place = match cx.options.schema(name.schema.as_ref()) {
        Some(schema) => format!("n.nspname = {}", cx.string(schema.as_str())?),
        None => "pg_catalog.pg_type_is_visible(t.oid) AND n.nspname <> 'pg_catalog'".to_owned(),
    };
    Ok(format!(
        "SELECT t.typname FROM pg_catalog.pg_type AS t \
         JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace \
         WHERE t.typname = {} AND {place}",
        cx.string(name.name.as_str())?
    ))
}

fn context<'a>(cx: &Context<'a>) -> TypeContext<'a> {
    TypeContext {
        dialect: cx.dialect,
        options: cx.options,
    }
}
