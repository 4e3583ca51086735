//! Extensions.

use limbeck_schema::object::Extension;

use crate::{Compilation, CompileError, ddl::Context};

/// `CREATE EXTENSION`; where somebody with more rights has installed it already, it stays.
pub(super) fn create(
    cx: &Context<'_>,
    extension: &Extension,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    let mut sql = format!(
        "CREATE EXTENSION IF NOT EXISTS {}",
        cx.quote(&extension.name)
    );
    if let Some(schema) = &extension.schema {
        sql.push_str(&format!(" WITH SCHEMA {}", cx.quote(schema)));
    }
    if let Some(version) = &extension.version {
        sql.push_str(&format!(" VERSION {}", cx.string(version)?));
    }
    compilation.push(sql);
    Ok(())
}

/// Moves the extension into another schema, and to another version.
pub(super) fn replace(
    cx: &Context<'_>,
    before: &Extension,
    after: &Extension,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    let alter = format!("ALTER EXTENSION {}", cx.quote(&after.name));
    if before.schema != after.schema {
        let schema = match &after.schema {
            Some(schema) => cx.quote(schema),
            None => "CURRENT_SCHEMA".to_owned(),
        };
        compilation.push(format!("{alter} SET SCHEMA {schema}"));
    }
    if before.version != after.version {
        match &after.version {
            Some(version) => {
                compilation.push(format!("{alter} UPDATE TO {}", cx.string(version)?));
            }
            None => compilation.push(format!("{alter} UPDATE")),
        }
    }
    Ok(())
}
