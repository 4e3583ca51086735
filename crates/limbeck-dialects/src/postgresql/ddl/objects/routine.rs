//! Functions and procedures.

use limbeck_schema::object::Routine;

use crate::{Compilation, ddl::Context};

/// `CREATE FUNCTION` or `CREATE PROCEDURE`.
pub(super) fn create(cx: &Context<'_>, routine: &Routine) -> String {
    format!("CREATE {}", clause(cx, routine))
}

/// Whether neither what the routine returns nor its parameters change, and no default is lost.
pub(super) fn replaces_in_place(before: &Routine, after: &Routine) -> bool {
    before.kind == after.kind
        && before.returns == after.returns
        && before.parameters == after.parameters
        && before.defaults <= after.defaults
}

/// `CREATE OR REPLACE`, if more than the comment differs.
pub(super) fn replace(
    cx: &Context<'_>,
    before: &Routine,
    after: &Routine,
    compilation: &mut Compilation,
) {
    if before.arguments != after.arguments || before.definition != after.definition {
        compilation.push(format!("CREATE OR REPLACE {}", clause(cx, after)));
    }
}

fn clause(cx: &Context<'_>, routine: &Routine) -> String {
    format!(
        "{} {}({}){}",
        routine.kind.keyword(),
        cx.qualified(&routine.name),
        cx.verbatim(&routine.arguments),
        cx.verbatim(&routine.definition)
    )
}
