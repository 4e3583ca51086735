//! What a SELECT draws from, and what it leaves to the statement around it.

use std::{collections::HashSet, sync::Arc};

use limbeck_schema::expression::{Expression, FromClause, FromKind, Name, Select, SelectColumn};

/// Each of them once, without those that a join makes superfluous (`_normalize_froms()`).
pub(super) fn normalize(froms: impl IntoIterator<Item = Arc<FromClause>>) -> Vec<Arc<FromClause>> {
    let mut seen = HashSet::new();
    let mut kept: Vec<Arc<FromClause>> = Vec::new();
    for from in froms {
        if seen.insert(from.id) {
            kept.push(from);
        }
    }
    let hidden: HashSet<u64> = kept
        .iter()
        .flat_map(|from| from.hidden_froms())
        .map(|from| from.id)
        .collect();
    kept.retain(|from| !hidden.contains(&from.id));
    kept
}

/// What a column of a SELECT draws from.
pub(super) fn of_column(column: &SelectColumn) -> Vec<Arc<FromClause>> {
    match &column.from {
        Some(from) => from.from_objects(),
        None => column.expression.from_objects(),
    }
}

/// What a SELECT draws from, before correlation.
pub(super) fn of_select(select: &Select) -> Vec<Arc<FromClause>> {
    normalize(
        select
            .froms
            .iter()
            .cloned()
            .chain(select.columns.iter().flat_map(of_column))
            .chain(select.criteria.iter().flat_map(Expression::from_objects)),
    )
}

/// What is around a SELECT.
#[derive(Clone, Debug, Default)]
pub(crate) struct Surroundings {
    /// What it may leave out if told to (`correlate()`).
    pub(crate) explicit: HashSet<u64>,
    /// What it leaves out by itself.
    pub(crate) implicit: HashSet<u64>,
}

/// What a SELECT writes after FROM (`_get_display_froms()`); `None` if nothing is left of it.
pub(super) fn displayed(
    select: &Select,
    froms: Vec<Arc<FromClause>>,
    around: &Surroundings,
) -> Option<Vec<Arc<FromClause>>> {
    let ids =
        |froms: &[Arc<FromClause>]| -> HashSet<u64> { froms.iter().map(|from| from.id).collect() };
    let mut froms = froms;
    if let Some(correlated) = &select.correlate {
        let correlated = ids(correlated);
        froms.retain(|from| !(around.explicit.contains(&from.id) && correlated.contains(&from.id)));
    }
    if let Some(excepted) = &select.correlate_except {
        let excepted = ids(excepted);
        froms.retain(|from| !around.explicit.contains(&from.id) || excepted.contains(&from.id));
    }
    let automatic = select.correlate.is_none() && select.correlate_except.is_none();
    if automatic && !around.implicit.is_empty() && froms.len() > 1 {
        froms.retain(|from| !around.implicit.contains(&from.id));
        if froms.is_empty() {
            return None;
        }
    }
    Some(froms)
}

/// Names of tables that are also names of tables in another schema of the same FROM: those
/// without schema get an alias.
pub(super) fn ambiguous_names(froms: &[Arc<FromClause>]) -> HashSet<String> {
    froms
        .iter()
        .flat_map(|from| from.from_objects())
        .filter(|from| from.schema().is_some())
        .filter_map(|from| match &from.kind {
            FromKind::Table(table) => Some(table.name.text.clone()),
            _ => None,
        })
        .collect()
}

/// The alias of a table whose name is ambiguous.
pub(super) fn unambiguous_name(name: &str) -> Name {
    Name::Anonymous {
        seed: (0, u32::MAX),
        body: name.to_owned(),
    }
}
