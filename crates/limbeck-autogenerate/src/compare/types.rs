//! Types of columns.

use limbeck_dialects::comparison::is_unknown;
use limbeck_schema::operation::AlterColumn;

use super::{
    Comparer,
    columns::{ColumnPair, Next},
};
use crate::{CompareError, Comparing, Event};

impl Comparer<'_> {
    /// What the project's function says, if there is one.
    pub(super) fn type_by_hook(
        &mut self,
        pair: ColumnPair<'_>,
        alter: &mut AlterColumn,
    ) -> Result<Next, CompareError> {
        if self.options.compare_type == Comparing::Never {
            return Ok(Next::Stop);
        }
        if !self.can_compare_types(pair, alter) || self.options.compare_type != Comparing::Hook {
            return Ok(Next::Continue);
        }
        let differ = self.hooks.compare_type(
            (pair.existing_table, pair.existing),
            (pair.wanted_table, pair.wanted),
        )?;
        match differ {
            Some(true) => {
                self.change_type(pair, alter);
                Ok(Next::Stop)
            }
            Some(false) => Ok(Next::Stop),
            None => Ok(Next::Continue),
        }
    }

    /// What the dialect says.
    pub(super) fn type_by_dialect(
        &mut self,
        pair: ColumnPair<'_>,
        alter: &mut AlterColumn,
    ) -> Result<(), CompareError> {
        if self.can_compare_types(pair, alter)
            && self
                .dialect
                .types_differ(&pair.existing.data_type, &pair.wanted.data_type)?
        {
            self.change_type(pair, alter);
        }
        Ok(())
    }

    fn can_compare_types(&mut self, pair: ColumnPair<'_>, alter: &mut AlterColumn) -> bool {
        alter.existing_type = Some(pair.existing.data_type.clone());
        if is_unknown(&pair.existing.data_type) {
            let label = pair.label();
            self.log(
                "types",
                format!("Couldn't determine database type for column '{label}'"),
            );
            return false;
        }
        if is_unknown(&pair.wanted.data_type) {
            let label = pair.label();
            self.log(
                "types",
                format!("Column '{label}' has no type within the model; can't compare"),
            );
            return false;
        }
        true
    }

    fn change_type(&mut self, pair: ColumnPair<'_>, alter: &mut AlterColumn) {
        alter.data_type = Some(pair.wanted.data_type.clone());
        self.comparison.events.push(Event::TypeChanged {
            column: pair.label(),
            existing: Box::new(pair.existing.data_type.clone()),
            wanted: Box::new(pair.wanted.data_type.clone()),
        });
    }
}
