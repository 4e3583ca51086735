//! Enum types that have a name of their own.

use limbeck_dialects::Dialect;
use limbeck_schema::{
    EnumType, Operation, QualifiedName, Schema, ServerDefault, SqlType,
    operation::{AlterEnum, CreateEnum, DropEnum, EnumColumn},
};

use super::touched::without_creation;
use crate::CompareError;

/// The enum types of both sides.
#[derive(Debug)]
pub(super) struct Enums<'s> {
    from: &'s [EnumType],
    to: &'s [EnumType],
}

/// The name of an enum type.
pub(super) fn name(data_type: &EnumType) -> Option<QualifiedName> {
    let name = data_type.name.clone()?;
    Some(QualifiedName::in_schema(data_type.schema.clone(), name))
}

impl<'s> Enums<'s> {
    pub(super) fn new(from: &'s Schema, to: &'s Schema) -> Self {
        Self {
            from: &from.enums,
            to: &to.enums,
        }
    }

    fn find<'e>(enums: &'e [EnumType], wanted: &QualifiedName) -> Option<&'e EnumType> {
        enums
            .iter()
            .find(|data_type| name(data_type).as_ref() == Some(wanted))
    }

    /// Whether both sides have it, with other labels.
    fn change(&self, wanted: &QualifiedName) -> Option<(&'s EnumType, &'s EnumType)> {
        let before = Self::find(self.from, wanted)?;
        let after = Self::find(self.to, wanted)?;
        (before.values != after.values).then_some((before, after))
    }

    /// The types that are made anew, since labels go away or change places.
    pub(super) fn rebuilt(&self) -> impl Iterator<Item = QualifiedName> {
        self.from.iter().filter_map(|data_type| {
            let name = name(data_type)?;
            let (before, after) = self.change(&name)?;
            let mut rest = after.values.iter();
            let keeps_all = before
                .values
                .iter()
                .all(|label| rest.any(|wanted| wanted == label));
            (!keeps_all).then_some(name)
        })
    }

    /// Whether a type is one that is made anew, or an array of it.
    pub(super) fn is_rebuilt(&self, data_type: &SqlType) -> bool {
        match data_type {
            SqlType::Enum(found) => {
                name(found).is_some_and(|name| self.rebuilt().any(|rebuilt| rebuilt == name))
            }
            SqlType::Array(array) => self.is_rebuilt(&array.item),
            _ => false,
        }
    }

    /// What makes it, or gives it its new labels.
    pub(super) fn made(
        &self,
        dialect: &dyn Dialect,
        wanted: &QualifiedName,
        from: &Schema,
        to: &Schema,
    ) -> Result<Option<Operation>, CompareError> {
        let Some(after) = Self::find(self.to, wanted) else {
            return Ok(None);
        };
        if Self::find(self.from, wanted).is_none() {
            return Ok(Some(Operation::CreateEnum(CreateEnum {
                data_type: after.clone(),
                check_first: false,
            })));
        }
        let Some((before, after)) = self.change(wanted) else {
            return Ok(None);
        };
        Ok(Some(Operation::AlterEnum(Box::new(AlterEnum {
            before: before.clone(),
            after: after.clone(),
            columns: columns(dialect, wanted, from, to)?,
        }))))
    }

    /// What drops it, unless it is wanted.
    pub(super) fn dropped(&self, unwanted: &QualifiedName) -> Option<Operation> {
        let before = Self::find(self.from, unwanted)?;
        if Self::find(self.to, unwanted).is_some() {
            return None;
        }
        Some(Operation::DropEnum(DropEnum {
            name: unwanted.clone(),
            dialect: before.dialect.clone(),
            check_first: false,
            before: Some(before.clone()),
        }))
    }
}

/// The columns of a type.
fn columns(
    dialect: &dyn Dialect,
    wanted: &QualifiedName,
    from: &Schema,
    to: &Schema,
) -> Result<Vec<EnumColumn>, CompareError> {
    let mut columns = Vec::new();
    for table in &from.tables {
        let after = super::table(to, &table.name);
        for column in &table.columns {
            let (data_type, array) = match &column.data_type {
                SqlType::Array(array) => (&*array.item, true),
                data_type => (data_type, false),
            };
            let is_wanted =
                matches!(data_type, SqlType::Enum(found) if name(found).as_ref() == Some(wanted));
            // A generated column is made anew.
            if !is_wanted || matches!(column.server_default, Some(ServerDefault::Computed(_))) {
                continue;
            }
            // A default that changes has been dropped by now.
            let keeps_default = after
                .and_then(|after| after.column(&column.name))
                .is_none_or(|after| {
                    column.server_default == after.server_default
                        && without_creation(&column.data_type) == without_creation(&after.data_type)
                });
            let default = match &column.server_default {
                _ if !keeps_default => None,
                Some(ServerDefault::Expression(expression)) => {
                    Some(dialect.default_text(expression)?)
                }
                _ => None,
            };
            columns.push(EnumColumn {
                table: table.name.clone(),
                column: column.name.clone(),
                array,
                default,
            });
        }
    }
    Ok(columns)
}
