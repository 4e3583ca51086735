//! What an expression mentions.

use std::sync::Arc;

use super::{Expression, FromClause, LabelReference};

impl Expression {
    /// The expressions directly inside it; not those of SELECTs inside it.
    pub fn children(&self) -> Vec<&Expression> {
        match self {
            Expression::Text(_)
            | Expression::Literal { .. }
            | Expression::Bind(_)
            | Expression::Column(_)
            | Expression::Constant(_)
            | Expression::Collation(_)
            | Expression::ScalarSelect(_)
            | Expression::ScalarValues(_)
            | Expression::TableValuedColumn(..)
            | Expression::NextValue(_) => Vec::new(),
            Expression::Unary(unary) => vec![&unary.element],
            Expression::AsBoolean(value) => vec![&value.element],
            Expression::Binary(binary) => vec![&binary.left, &binary.right],
            Expression::List(list) => list.clauses.iter().collect(),
            Expression::Grouping(element) => vec![element],
            Expression::Tuple(tuple) => tuple.clauses.iter().collect(),
            Expression::Array(array) => array.clauses.iter().collect(),
            Expression::Case(case) => {
                let mut children: Vec<_> = case.value.iter().collect();
                for (when, then) in &case.whens {
                    children.extend([when, then]);
                }
                children.extend(&case.otherwise);
                children
            }
            Expression::Cast(cast) | Expression::TypeCoerce(cast) => vec![&cast.element],
            Expression::Extract(extract) => vec![&extract.element],
            Expression::Label(label) => vec![&label.element],
            Expression::LabelReference(reference) => match &**reference {
                LabelReference::Text(_) => Vec::new(),
                LabelReference::Label(element) => vec![element],
            },
            Expression::Function(function) => function.arguments.iter().collect(),
            Expression::ScalarFunctionColumn(column) => column.function.arguments.iter().collect(),
            Expression::Over(over) => {
                let mut children = vec![&over.element];
                children.extend(over.partition_by.iter().flatten());
                children.extend(over.order_by.iter().flatten());
                children
            }
            Expression::FunctionFilter(filter) => vec![&filter.function, &filter.criterion],
            Expression::AggregateOrderBy(ordered) => {
                let mut children = vec![&ordered.element];
                children.extend(&ordered.order_by);
                children
            }
            Expression::Slice(slice) => vec![&slice.start, &slice.stop],
        }
    }

    /// What it draws from: the tables of its columns (`_from_objects`).
    pub fn from_objects(&self) -> Vec<Arc<FromClause>> {
        let mut froms = Vec::new();
        self.collect_froms(&mut froms);
        froms
    }

    fn collect_froms(&self, froms: &mut Vec<Arc<FromClause>>) {
        match self {
            Expression::Column(column) => froms.extend(column.table.clone()),
            Expression::TableValuedColumn(from, _) => froms.push(from.clone()),
            // ORDER BY never adds to FROM.
            Expression::LabelReference(_) => {}
            other => {
                for child in other.children() {
                    child.collect_froms(froms);
                }
            }
        }
    }

    /// The columns that it mentions by name, in the order of appearance.
    pub fn column_names(&self) -> Vec<&str> {
        let mut names = Vec::new();
        self.collect_columns(&mut names);
        names
    }

    fn collect_columns<'a>(&'a self, names: &mut Vec<&'a str>) {
        if let Expression::Column(column) = self
            && let Some(name) = column.name.given()
            && !column.is_literal
        {
            names.push(name.as_str());
        }
        for child in self.children() {
            child.collect_columns(names);
        }
    }
}
