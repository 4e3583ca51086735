//! The CHECK of a boolean or enum column that the dialect has no type for.

use limbeck_schema::{Column, ConstraintName, EnumType, Identifier, QualifiedName, SqlType};

use super::Context;
use crate::{
    CompileError,
    identifiers::ResolvedName,
    naming::{self, Kind, Subject, SubjectColumn},
    types::Arguments,
};

/// A CHECK that follows from the type of a column (`create_constraint=True`).
#[derive(Clone, Copy, Debug)]
pub(crate) struct TypeCheck<'a> {
    column: &'a Identifier,
    data_type: &'a SqlType,
}

impl<'a> TypeCheck<'a> {
    /// The CHECK of a column, if its type or a variant of it asks for one.
    ///
    /// Whether a dialect creates it is another matter: [`Self::applies`].
    pub(crate) fn of_column(column: &'a Column) -> Option<Self> {
        Self::new(&column.name, &column.data_type)
    }

    /// The CHECK of a column of that name and type.
    pub(crate) fn new(column: &'a Identifier, data_type: &'a SqlType) -> Option<Self> {
        asks_for_check(data_type).then_some(Self { column, data_type })
    }

    /// Whether the dialect creates it (`Constraint._create_rule`).
    pub(crate) fn applies(&self, cx: &Context<'_>) -> bool {
        let types = cx.dialect.types();
        match self.checked(cx) {
            Some(Checked::Boolean { .. }) => !types.has_boolean(),
            Some(Checked::Enum(data_type)) => !(data_type.native && types.has_enum()),
            None => false,
        }
    }

    /// Its name, from the type or the naming convention.
    pub(crate) fn name(
        &self,
        cx: &Context<'_>,
        table: &QualifiedName,
    ) -> Result<Option<ResolvedName>, CompileError> {
        let name = match self.checked(cx) {
            Some(Checked::Boolean { name }) => name,
            Some(Checked::Enum(data_type)) => match &data_type.name {
                Some(name) if data_type.name_is_final => ConstraintName::Final(name.clone()),
                Some(name) => ConstraintName::Given(name.clone()),
                None => ConstraintName::Unnamed,
            },
            None => ConstraintName::Unnamed,
        };
        naming::resolve(
            &cx.options.naming_convention,
            &Subject {
                kind: Kind::Check,
                name: &name,
                table,
                columns: vec![SubjectColumn::of_table(self.column.as_str())],
                referred: None,
            },
        )
    }

    /// `column IN (values)`.
    ///
    /// # Errors
    /// [`CompileError::Unsupported`] for an array, whose elements no such condition can check.
    pub(crate) fn condition(&self, cx: &Context<'_>) -> Result<String, CompileError> {
        if let SqlType::Array(_) = self.data_type.for_dialect(cx.dialect.name()) {
            return Err(CompileError::Unsupported {
                message: "dialect cannot produce the CHECK constraint for ARRAY of non-native \
                          ENUM; please specify create_constraint=False on this Enum datatype."
                    .to_owned(),
            });
        }
        let values = match self.checked(cx) {
            Some(Checked::Enum(data_type)) => data_type
                .values
                .iter()
                .map(|value| cx.string(value))
                .collect::<Result<Vec<_>, _>>()?,
            // Only databases without booleans of their own have such a check.
            Some(Checked::Boolean { .. }) | None => vec!["0".to_owned(), "1".to_owned()],
        };
        Ok(format!(
            "{} IN ({})",
            cx.quote(self.column),
            values.join(", ")
        ))
    }

    /// What the dialect would check: the type itself, or the elements of an array.
    fn checked(&self, cx: &Context<'_>) -> Option<Checked<'a>> {
        let dialect = cx.dialect.name();
        match self.data_type.for_dialect(dialect) {
            SqlType::Array(array) => Checked::of(array.item.for_dialect(dialect)),
            other => Checked::of(other),
        }
    }
}

/// A type with `create_constraint=True`.
enum Checked<'a> {
    /// A boolean, with the name of its CHECK.
    Boolean { name: ConstraintName },
    /// An enum.
    Enum(&'a EnumType),
}

impl<'a> Checked<'a> {
    fn of(data_type: &'a SqlType) -> Option<Self> {
        match data_type {
            SqlType::Boolean {
                create_constraint: true,
                name,
            } => Some(Checked::Boolean { name: name.clone() }),
            SqlType::Named(named) if named.name == "BOOLEAN" && named.flag("create_constraint") => {
                Some(Checked::Boolean {
                    name: named.text("name").map_or(ConstraintName::Unnamed, |name| {
                        ConstraintName::Given(name.into())
                    }),
                })
            }
            SqlType::Enum(data_type) if data_type.create_constraint => {
                Some(Checked::Enum(data_type))
            }
            _ => None,
        }
    }
}

/// Whether a type, a variant of it or its elements have `create_constraint=True`.
fn asks_for_check(data_type: &SqlType) -> bool {
    match data_type {
        SqlType::Array(array) => asks_for_check(&array.item),
        SqlType::Variant(variant) => {
            asks_for_check(&variant.base)
                || variant
                    .variants
                    .iter()
                    .any(|(_, variant)| asks_for_check(variant))
        }
        SqlType::Custom(custom) => asks_for_check(&custom.implementation),
        other => Checked::of(other).is_some(),
    }
}
