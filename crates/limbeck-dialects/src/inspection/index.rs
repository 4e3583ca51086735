//! Indexes as the catalog queries describe them.

use limbeck_schema::{DialectOptions, Identifier, Index, IndexElement, Literal, OptionValue};

use super::{
    InspectionView, Row,
    rows::{keywords, text},
};
use crate::{
    CompileOptions, Dialect,
    batch::{final_name, verbatim},
};

/// The index that a row of [`CatalogQuestion::Indexes`](super::CatalogQuestion::Indexes) describes.
pub(crate) fn index(dialect: &dyn Dialect, row: Row<'_>, view: InspectionView) -> Index {
    let mut options = row.options("options", dialect.name());
    let mut elements = Elements::new(row, view);
    let elements = elements.all(dialect, &mut options);
    let tablespace = row
        .text("tablespace")
        .filter(|_| view == InspectionView::Complete);
    let others = [
        ("include", row.texts("included")),
        ("tablespace", tablespace.map(text)),
    ];
    options.0.extend(keywords(dialect.name(), others).0);
    Index {
        name: final_name(row.text("name")),
        table: row.table(),
        elements,
        unique: row.flag("unique"),
        options,
    }
}

/// What an index orders by, in parallel lists.
struct Elements {
    /// Columns; `None` for an expression.
    columns: Vec<Option<String>>,
    /// All of them as text.
    expressions: Vec<Option<String>>,
    /// `desc`, `nulls_first`, ...
    sorting: Vec<Option<String>>,
    /// Collations that are not those of their columns.
    collations: Vec<Option<String>>,
}

impl Elements {
    fn new(row: Row<'_>, view: InspectionView) -> Self {
        let is_complete = view == InspectionView::Complete;
        Self {
            columns: row.list("columns"),
            expressions: row.list("expressions"),
            sorting: match row.list("directions") {
                directions if is_complete && !directions.is_empty() => directions,
                _ => row.list("sorting"),
            },
            collations: if is_complete {
                row.list("collations")
            } else {
                Vec::new()
            },
        }
    }

    fn all(&mut self, dialect: &dyn Dialect, options: &mut DialectOptions) -> Vec<IndexElement> {
        let columns = std::mem::take(&mut self.columns);
        columns
            .into_iter()
            .enumerate()
            .map(|(place, column)| self.element(dialect, place, column, options))
            .collect()
    }

    /// A column, or the text of an element. Where a direction or collation stands around the
    /// operator class, it is part of that text.
    fn element(
        &self,
        dialect: &dyn Dialect,
        place: usize,
        column: Option<String>,
        options: &mut DialectOptions,
    ) -> IndexElement {
        let at = |list: &[Option<String>]| list.get(place).cloned().flatten();
        let sorting = at(&self.sorting).unwrap_or_default();
        let sorting = sorting.trim().replace('_', " ").to_uppercase();
        let collation = at(&self.collations);
        let expression = match (&column, at(&self.expressions)) {
            (Some(column), _) => {
                let name = Identifier::new(column.as_str());
                dialect
                    .identifiers()
                    .quote(&name, &CompileOptions::default())
            }
            (None, expression) => expression.unwrap_or_default(),
        };
        match column {
            Some(column) if sorting.is_empty() && collation.is_none() => {
                IndexElement::Column(Identifier::new(column))
            }
            column => {
                let class = if sorting.is_empty() && collation.is_none() {
                    None
                } else {
                    take_class(dialect, options, column.as_deref().unwrap_or(&expression))
                };
                let collation = collation.map(|name| format!("COLLATE {name}"));
                let parts = [Some(expression), collation, class, Some(sorting)];
                let parts: Vec<String> = parts.into_iter().flatten().collect();
                IndexElement::Expression(verbatim(parts.join(" ").trim_end()))
            }
        }
    }
}

/// Takes the operator class of an element out of the keywords.
fn take_class(dialect: &dyn Dialect, options: &mut DialectOptions, key: &str) -> Option<String> {
    let keyword = format!("{}_ops", dialect.name());
    let Some(OptionValue::Map(classes)) = options.0.get_mut(&keyword) else {
        return None;
    };
    let place = classes.iter().position(|(element, _)| element == key)?;
    let (_, class) = classes.remove(place);
    if classes.is_empty() {
        options.0.shift_remove(&keyword);
    }
    match class {
        OptionValue::Literal(Literal::Text(class)) => Some(class),
        _ => None,
    }
}
