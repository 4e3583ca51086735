//! The names of a SELECT's columns (`_generate_columns_plus_names()`).

use std::collections::HashMap;

use super::{Expression, FromKind, LabelStyle, Name, SelectColumn};

/// How a column of a SELECT is named.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedColumn<'a> {
    /// The column.
    pub column: &'a SelectColumn,
    /// The label that it gets in any case.
    pub required: Option<Name>,
    /// The label that it gets where it needs one.
    pub fallback: Option<Name>,
}

/// The columns with their names. The same column once more gets a name of its own where it is
/// written (`named_copies`), but not where it is referred to.
pub fn named_columns(
    columns: &[SelectColumn],
    style: LabelStyle,
    named_copies: bool,
) -> Vec<NamedColumn<'_>> {
    let mut naming = Naming {
        style,
        named_copies,
        names: HashMap::new(),
        copies: 1,
    };
    columns.iter().map(|column| naming.name(column)).collect()
}

struct Naming {
    style: LabelStyle,
    named_copies: bool,
    names: HashMap<NameKey, u64>,
    copies: u32,
}

/// What makes two names the same.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum NameKey {
    Given(String),
    Anonymous((u64, u32), String),
    Qualified(Box<NameKey>, String, Option<(u64, u32)>),
}

impl From<&Name> for NameKey {
    fn from(name: &Name) -> Self {
        match name {
            Name::Given(name) | Name::Truncatable(name) => NameKey::Given(name.text.clone()),
            Name::Anonymous { seed, body } => NameKey::Anonymous(*seed, body.clone()),
            Name::Qualified {
                table,
                column,
                copy,
            } => NameKey::Qualified(Box::new(NameKey::from(&**table)), column.clone(), *copy),
        }
    }
}

impl Naming {
    fn name<'a>(&mut self, column: &'a SelectColumn) -> NamedColumn<'a> {
        let expression = &column.expression;
        let done = |required, fallback| NamedColumn {
            column,
            required,
            fallback,
        };
        if !has_label_in_columns(expression) {
            return done(None, None);
        }
        let plain = plain_name(expression);
        let anonymous = || anonymous_name(expression, column.id, 0);
        if self.style == LabelStyle::None {
            return done(None, Some(plain.unwrap_or_else(anonymous)));
        }
        let qualified = self.style == LabelStyle::TableNamePlusColumn;
        let effective = if qualified {
            table_qualified_name(expression)
        } else {
            plain
        };
        let Some(effective) = effective else {
            let name = anonymous();
            let repeated = self.names.insert(NameKey::from(&name), column.id).is_some();
            let fallback = if repeated { self.copy(column) } else { name };
            return done(None, Some(fallback));
        };
        let required = qualified.then(|| effective.clone());
        let key = NameKey::from(&effective);
        let Some(known) = self.names.get(&key) else {
            self.names.insert(key, column.id);
            return done(required, Some(effective));
        };
        if *known != column.id {
            let name = match (&effective, qualified) {
                (
                    Name::Qualified {
                        table,
                        column: name,
                        ..
                    },
                    true,
                ) => Name::Qualified {
                    table: table.clone(),
                    column: name.clone(),
                    copy: Some((column.id, 0)),
                },
                (effective, true) => Name::Anonymous {
                    seed: (column.id, 0),
                    body: effective.body(),
                },
                (_, false) => anonymous(),
            };
            let key = NameKey::from(&name);
            let name = if self.named_copies && self.names.contains_key(&key) {
                self.copy(column)
            } else {
                self.names.insert(key, column.id);
                name
            };
            return done(Some(name.clone()), Some(name));
        }
        if !self.named_copies {
            return done(required, Some(effective));
        }
        let name = self.copy(column);
        done(Some(name.clone()), Some(name))
    }

    /// A name for a column that is there already.
    fn copy(&mut self, column: &SelectColumn) -> Name {
        let copy = self.copies;
        self.copies += 1;
        let body = if self.style == LabelStyle::TableNamePlusColumn {
            table_qualified_name(&column.expression)
        } else {
            Some(anonymous_name(&column.expression, column.id, copy))
        };
        let body = body.unwrap_or_else(|| Name::anonymous(column.id, "anon"));
        match body {
            Name::Anonymous { seed, body } => Name::Anonymous {
                seed,
                body: format!("{body}_"),
            },
            Name::Qualified {
                table,
                column: name,
                ..
            } => Name::Qualified {
                table,
                column: format!("{name}_"),
                copy: Some((column.id, copy)),
            },
            given => Name::Anonymous {
                seed: (column.id, copy),
                body: format!("{}_", given.body()),
            },
        }
    }
}

/// Whether a column can have a label at all (`_render_label_in_columns_clause`).
fn has_label_in_columns(expression: &Expression) -> bool {
    match expression {
        Expression::Column(column) => column.table.is_some(),
        Expression::Text(_) => false,
        _ => true,
    }
}

/// The name that an expression has by itself (`_non_anon_label`).
pub fn plain_name(expression: &Expression) -> Option<Name> {
    match expression {
        Expression::Column(column) => Some(column.name.clone()),
        Expression::Label(label) => Some(label.name.clone()),
        Expression::ScalarFunctionColumn(column) => Some(Name::Given(column.name.clone())),
        Expression::TableValuedColumn(from, _) => from.name(),
        _ => None,
    }
}

/// What an expression shows through to, as far as names are concerned.
fn wrapped(expression: &Expression) -> Option<&Expression> {
    match expression {
        Expression::Cast(cast) | Expression::TypeCoerce(cast) => Some(&cast.element),
        Expression::AsBoolean(value) => Some(&value.element),
        Expression::AggregateOrderBy(ordered) => Some(&ordered.element),
        _ => None,
    }
}

/// The name that is made for an expression (`_anon_name_label`).
pub fn anonymous_name(expression: &Expression, id: u64, copy: u32) -> Name {
    if let Some(inner) = wrapped(expression)
        && !matches!(inner, Expression::Text(_))
    {
        return match plain_name(inner) {
            Some(name) if copy == 0 => name,
            Some(name) => Name::Anonymous {
                seed: (id, copy),
                body: name.body(),
            },
            None => anonymous_name(inner, id, copy),
        };
    }
    let body = match expression {
        Expression::Function(function) => function.name.text.clone(),
        Expression::NextValue(_) => "next_value".to_owned(),
        other => plain_name(other).map_or_else(|| "anon".to_owned(), |name| name.body()),
    };
    Name::Anonymous {
        seed: (id, copy),
        body,
    }
}

/// `table_column` (`_tq_label`).
fn table_qualified_name(expression: &Expression) -> Option<Name> {
    match expression {
        Expression::Column(column) => {
            let name = column.name.given()?;
            let Some(table) = &column.table else {
                return Some(column.name.clone());
            };
            let table_name = table.name()?;
            if table_name.given().is_none() {
                return Some(Name::Qualified {
                    table: Box::new(table_name),
                    column: name.text.clone(),
                    copy: None,
                });
            }
            let mut text = String::new();
            if let FromKind::Table(table) = &table.kind
                && let Some(schema) = &table.schema
            {
                text.push_str(&schema.text.replace('.', "_"));
                text.push('_');
            }
            text.push_str(&table_name.body());
            text.push('_');
            text.push_str(&name.text);
            Some(Name::Truncatable(text.into()))
        }
        Expression::Label(label) => Some(label.name.clone()),
        other => wrapped(other).and_then(table_qualified_name),
    }
}

/// Whether a column without a required label gets its fallback (`_label_select_column()`).
pub fn needs_label(expression: &Expression, as_from: bool, has_boolean: bool) -> bool {
    match expression {
        Expression::Column(column) => as_from && !column.is_literal && column.table.is_some(),
        Expression::Text(_) | Expression::Label(_) => false,
        Expression::AsBoolean(value) => {
            !has_boolean || as_from || plain_name(value.element.ungrouped()).is_none()
        }
        Expression::Unary(unary) => as_from || plain_name(unary.element.ungrouped()).is_none(),
        other => plain_name(other).is_none(),
    }
}
