//! Columns that cannot change while something reads them.

use std::collections::BTreeMap;

use limbeck_dialects::Dialect;
use limbeck_schema::{
    Column, Identifier, QualifiedName, Schema, ServerDefault, SqlType, object::Disturbance,
};

use super::{enums::Enums, members::mentions, table};
use crate::CompareError;

/// What happens to a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Touch {
    /// It gets another type.
    Retyped,
    /// It is dropped and made anew, because no statement changes what it is.
    Replaced,
    /// It goes away.
    Dropped,
}

/// The columns of tables on both sides that are touched.
#[derive(Debug, Default)]
pub(super) struct Touched(BTreeMap<(QualifiedName, Identifier), Touch>);

impl Touched {
    pub(super) fn new(
        dialect: &dyn Dialect,
        from: &Schema,
        to: &Schema,
        enums: &Enums<'_>,
    ) -> Result<Self, CompareError> {
        let mut touched = Self::default();
        for before in &from.tables {
            let Some(after) = table(to, &before.name) else {
                continue;
            };
            for column in &before.columns {
                let touch = match after.column(&column.name) {
                    None => Some(Touch::Dropped),
                    Some(wanted) => touch(column, wanted, enums),
                };
                if let Some(touch) = touch {
                    touched.insert(&before.name, &column.name, touch);
                }
            }
            // What is computed of a column that is touched is computed anew.
            for column in &before.columns {
                let Some(ServerDefault::Computed(computed)) = &column.server_default else {
                    continue;
                };
                let text = dialect.default_text(&computed.expression)?;
                let is_read = touched
                    .of(&before.name)
                    .any(|(name, _)| mentions(&text, name) && *name != column.name);
                if is_read && touched.touch(&before.name, &column.name) != Some(Touch::Dropped) {
                    touched.insert(&before.name, &column.name, Touch::Replaced);
                }
            }
        }
        Ok(touched)
    }

    fn insert(&mut self, table: &QualifiedName, column: &Identifier, touch: Touch) {
        self.0.insert((table.clone(), column.clone()), touch);
    }

    pub(super) fn touch(&self, table: &QualifiedName, column: &Identifier) -> Option<Touch> {
        self.0.get(&(table.clone(), column.clone())).copied()
    }

    /// The columns of a table that are touched.
    pub(super) fn of(&self, table: &QualifiedName) -> impl Iterator<Item = (&Identifier, Touch)> {
        let all = self.0.iter();
        all.filter(move |((of, _), _)| of == table)
            .map(|((_, column), touch)| (column, *touch))
    }

    /// As disturbances of what uses the columns. A column that goes away is in nobody's way: whoever used it does not,
    /// or is gone, by then.
    pub(super) fn disturbances(&self) -> impl Iterator<Item = Disturbance> {
        self.0
            .iter()
            .filter(|(_, touch)| **touch != Touch::Dropped)
            .map(|((table, column), _)| Disturbance::Column {
                table: table.clone(),
                column: column.clone(),
            })
    }
}

fn touch(before: &Column, after: &Column, enums: &Enums<'_>) -> Option<Touch> {
    let computed = |column: &Column| match &column.server_default {
        Some(ServerDefault::Computed(computed)) => Some(computed.clone()),
        _ => None,
    };
    let (from, to) = (computed(before), computed(after));
    let is_retyped = without_creation(&before.data_type) != without_creation(&after.data_type);
    if from != to || is_retyped && to.is_some() {
        return Some(Touch::Replaced);
    }
    let is_rebuilt = enums.is_rebuilt(&before.data_type);
    if is_rebuilt && to.is_some() {
        return Some(Touch::Replaced);
    }
    (is_retyped || is_rebuilt).then_some(Touch::Retyped)
}

/// A type as it is compared: who creates an enum, and what its labels are, is a matter of the enum itself.
pub(super) fn without_creation(data_type: &SqlType) -> SqlType {
    let mut data_type = data_type.clone();
    leave(&mut data_type);
    return data_type;

    fn leave(data_type: &mut SqlType) {
        match data_type {
            SqlType::Enum(found) if found.native && found.name.is_some() => {
                found.create_type = false;
                found.values.clear();
                found.length = None;
                found.dialect = None;
                found.arguments.clear();
            }
            SqlType::Array(array) => leave(&mut array.item),
            _ => {}
        }
    }
}
