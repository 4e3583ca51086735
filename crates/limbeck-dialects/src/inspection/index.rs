//! Indexes as the catalog queries describe them.

use limbeck_schema::{Identifier, Index, IndexElement, Literal, OptionValue};

use super::Row;
use crate::{
    CompileOptions, Dialect,
    batch::{final_name, verbatim},
};

/// The index that a row of [`CatalogQuestion::Indexes`](super::CatalogQuestion::Indexes) describes.
pub(crate) fn index(dialect: &dyn Dialect, row: Row<'_>) -> Index {
    let expressions = row.list("expressions");
    let sorting = row.list("sorting");
    let elements = row
        .list("columns")
        .into_iter()
        .enumerate()
        .map(|(place, column)| {
            let words = sorting.get(place).cloned().flatten().unwrap_or_default();
            let words = words.trim().replace('_', " ").to_uppercase();
            match (column, words.as_str()) {
                (Some(column), "") => IndexElement::Column(Identifier::new(column)),
                (Some(column), words) => IndexElement::Expression(verbatim(format!(
                    "{} {words}",
                    dialect
                        .identifiers()
                        .quote(&Identifier::new(column), &CompileOptions::default())
                ))),
                (None, words) => {
                    let text = expressions.get(place).cloned().flatten();
                    let text = text.unwrap_or_default();
                    IndexElement::Expression(verbatim(format!("{text} {words}").trim()))
                }
            }
        })
        .collect();
    let mut options = row.options(dialect.name());
    let included = row.list("included");
    if !included.is_empty() {
        let names = included.into_iter().flatten();
        let names = names.map(|name| OptionValue::Literal(Literal::Text(name)));
        options.0.insert(
            format!("{}_include", dialect.name()),
            OptionValue::List(names.collect()),
        );
    }
    Index {
        name: final_name(row.text("name")),
        table: row.table(),
        elements,
        unique: row.flag("unique"),
        options,
    }
}
