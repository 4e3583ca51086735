//! Bound values.

use limbeck_schema::{Literal, SqlType};

use super::Sql;
use crate::{CompileOptions, Dialect, types};

/// A bound value written out: as SQLAlchemy writes it into scripts, or as the driver sends it.
pub(crate) fn bound_value(
    dialect: &dyn Dialect,
    options: &CompileOptions,
    value: &Literal,
    data_type: &SqlType,
) -> Sql {
    let data_type = data_type.for_dialect(dialect.name());
    let literal = if options.offline {
        dialect.dml().literal(value, data_type)?
    } else {
        let sent = dialect.dml().driver_literal(value, data_type)?;
        sent + &bound_cast(dialect, options, data_type)?
    };
    Ok(options.percent(&literal).into_owned())
}

/// The cast that follows a bound value of a type, if there is one.
pub(crate) fn bound_cast(
    dialect: &dyn Dialect,
    options: &CompileOptions,
    data_type: &SqlType,
) -> Sql {
    Ok(if dialect.dml().casts_bound(data_type) {
        format!("::{}", types::compile_type(dialect, data_type, options)?)
    } else {
        String::new()
    })
}
