//! Generated columns: they cannot be altered, and a change is only told.

use limbeck_schema::ServerDefault;

use super::{
    Comparer,
    columns::{ColumnPair, Next},
};
use crate::CompareError;

impl Comparer<'_> {
    pub(super) fn computed(&mut self, pair: ColumnPair<'_>) -> Result<Next, CompareError> {
        let existing = computed(pair.existing.server_default.as_ref());
        let wanted = computed(pair.wanted.server_default.as_ref());
        let text =
            |expression: Option<&limbeck_schema::Expression>| -> Result<String, CompareError> {
                Ok(match expression {
                    Some(expression) => {
                        let text = self.dialect.default_text(expression)?;
                        self.dialect.comparator().normalized_expression(&text)
                    }
                    None => String::new(),
                })
            };
        let differ = match (existing, wanted) {
            (None, None) => return Ok(Next::Continue),
            (Some(_), None) => true,
            (existing, Some(wanted)) => text(existing)? != text(Some(wanted))?,
        };
        if differ {
            let label = pair.label();
            self.warn(format!("Computed default on {label} cannot be modified"));
        }
        Ok(Next::Stop)
    }
}

fn computed(default: Option<&ServerDefault>) -> Option<&limbeck_schema::Expression> {
    match default {
        Some(ServerDefault::Computed(computed)) => Some(&computed.expression),
        _ => None,
    }
}
