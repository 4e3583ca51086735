//! A table of SQLite as its statement and its PRAGMAs describe it.

use limbeck_schema::{
    CheckConstraint, Column, Computed, Constraint, ConstraintName, Deferral, DialectOptions,
    ForeignKeyConstraint, Identifier, Index, IndexElement, Literal, OptionValue,
    PrimaryKeyConstraint, QualifiedName, ServerDefault, SqlType, Table, TypeArgument,
    UniqueConstraint,
};

use super::{
    super::{NAME, Sqlite, identifiers::IDENTIFIERS},
    column_type,
    definition::{
        self, ColumnClause, ColumnDefinition, Definition, Key, References, TableConstraint,
    },
    index,
};
use crate::{
    CompileOptions,
    batch::{
        final_name, verbatim,
        words::{Token, same_name, tokens},
    },
    inspection::{InspectionView, Row},
    types::compile_type,
};

/// What stands between a declared type and its collation.
pub(in crate::sqlite) const COLLATE: &str = " COLLATE ";

/// The rows about one table.
pub(in crate::sqlite) struct TableRows<'a> {
    /// Its statement.
    pub(in crate::sqlite) sql: &'a str,
    /// Of its columns, in order.
    pub(in crate::sqlite) columns: Vec<Row<'a>>,
    /// Of the elements of its indexes, those of one index side by side.
    pub(in crate::sqlite) index_elements: Vec<Row<'a>>,
    /// Of the columns of foreign keys that do not name those that they refer to.
    pub(in crate::sqlite) parents: Vec<Row<'a>>,
}

/// A table as it was read.
pub(in crate::sqlite) struct Found {
    /// Its name, columns and options; neither constraints nor indexes.
    pub(in crate::sqlite) table: Table,
    /// Its primary key; without columns if it has none.
    pub(in crate::sqlite) primary_key: PrimaryKeyConstraint,
    /// Its other constraints.
    pub(in crate::sqlite) constraints: Vec<Constraint>,
    /// Its indexes.
    pub(in crate::sqlite) indexes: Vec<FoundIndex>,
    /// What SQLAlchemy warns about.
    pub(in crate::sqlite) warnings: Vec<String>,
    /// What the rest does not say.
    pub(in crate::sqlite) undescribed: Vec<Undescribed>,
}

/// An index as it was read.
pub(in crate::sqlite) struct FoundIndex {
    /// The index.
    pub(in crate::sqlite) index: Index,
    /// Its statement, where it is more than columns and a condition.
    pub(in crate::sqlite) statement: Option<String>,
}

/// A part of a table that there are no words for.
pub(in crate::sqlite) enum Undescribed {
    /// `DESC` and `COLLATE` in a key.
    DecoratedKey(&'static str),
    /// A foreign key that names no columns of that table, where no primary key fits.
    ForeignKey(String),
}

/// Reads a table; `None` if its statement is not understood.
pub(in crate::sqlite) fn read(
    name: &QualifiedName,
    rows: &TableRows<'_>,
    view: InspectionView,
) -> Option<Found> {
    let definition = definition::read(rows.sql)?;
    let mut reader = Reader {
        name,
        rows,
        definition: &definition,
        is_complete: view == InspectionView::Complete,
        warnings: Vec::new(),
        undescribed: Vec::new(),
    };
    let mut table = Table::new(name.clone());
    table.columns = reader.columns()?;
    table.options = reader.table_options();
    let primary_key = reader.primary_key();
    let constraints = reader.constraints();
    let indexes = reader.indexes()?;
    Some(Found {
        table,
        primary_key,
        constraints,
        indexes,
        warnings: reader.warnings,
        undescribed: reader.undescribed,
    })
}

struct Reader<'a> {
    name: &'a QualifiedName,
    rows: &'a TableRows<'a>,
    definition: &'a Definition,
    is_complete: bool,
    warnings: Vec<String>,
    undescribed: Vec<Undescribed>,
}

impl Reader<'_> {
    fn columns(&self) -> Option<Vec<Column>> {
        let described = &self.definition.columns;
        // The two must be of one mind; else the statement was not understood.
        if self.rows.columns.len() != described.len() {
            return None;
        }
        self.rows
            .columns
            .iter()
            .zip(described)
            .map(|(row, described)| {
                let name = row.text("name").unwrap_or_default();
                if !same_name(name, &described.name) {
                    return None;
                }
                let mut column = Column::new(name, self.data_type(described));
                column.nullable = row.flag("nullable");
                column.server_default = self.server_default(described, row.text("default"));
                if self.is_complete {
                    column.options = column_options(described);
                }
                Some(column)
            })
            .collect()
    }

    /// The type as it was declared, or the one that SQLAlchemy knows it as.
    fn data_type(&self, described: &ColumnDefinition) -> SqlType {
        let reflected = column_type(&described.data_type);
        if !self.is_complete {
            return reflected.unwrap_or(SqlType::Null);
        }
        let declared = match collation(described) {
            Some(name) => {
                let name = IDENTIFIERS.quote(&Identifier::new(name), &CompileOptions::default());
                format!("{}{COLLATE}{name}", described.data_type)
            }
            None => described.data_type.clone(),
        };
        let exact = reflected.and_then(|known| collated(known, collation(described)));
        exact
            .filter(|known| {
                compile_type(&Sqlite, known, &CompileOptions::default())
                    .is_ok_and(|written| is_same_text(&written, &declared))
            })
            .unwrap_or(SqlType::UserDefined(declared))
    }

    fn server_default(
        &self,
        described: &ColumnDefinition,
        default: Option<&str>,
    ) -> Option<ServerDefault> {
        let generated = described
            .clauses
            .iter()
            .find_map(|named| match &named.clause {
                ColumnClause::Generated { expression, stored } => Some((expression, *stored)),
                _ => None,
            });
        if let Some((expression, stored)) = generated {
            return Some(ServerDefault::Computed(Computed {
                expression: verbatim(expression.as_str()),
                persisted: Some(stored),
            }));
        }
        let default = default?;
        Some(ServerDefault::Expression(verbatim(
            if needs_brackets(default, self.is_complete) {
                format!("({default})")
            } else {
                default.to_owned()
            },
        )))
    }

    fn table_options(&self) -> DialectOptions {
        let counts = self.definition.columns.iter().any(counts)
            || self.definition.constraints.iter().any(|named| {
                matches!(&named.clause, TableConstraint::PrimaryKey(key) if key.autoincrement)
            });
        let options = [
            ("with_rowid", self.definition.without_rowid, false),
            ("strict", self.definition.strict, true),
            ("autoincrement", counts && self.is_complete, true),
        ];
        options
            .into_iter()
            .filter(|(_, is_set, _)| *is_set)
            .map(|(name, _, value)| (keyword(name), OptionValue::Literal(Literal::Boolean(value))))
            .collect()
    }

    fn primary_key(&mut self) -> PrimaryKeyConstraint {
        let mut places: Vec<(i64, &str)> = self
            .rows
            .columns
            .iter()
            .filter_map(|row| Some((row.number("primary_key")?, row.text("name")?)))
            .filter(|(place, _)| *place > 0)
            .collect();
        places.sort_unstable();
        let mut key = PrimaryKeyConstraint {
            columns: places
                .into_iter()
                .map(|(_, name)| Identifier::new(name))
                .collect(),
            ..PrimaryKeyConstraint::default()
        };
        for column in &self.definition.columns {
            for named in &column.clauses {
                if let ColumnClause::PrimaryKey {
                    descending,
                    on_conflict,
                    ..
                } = &named.clause
                {
                    key.name = final_name(named.name.as_deref());
                    if self.is_complete {
                        key.options = on_conflict_option(on_conflict.as_deref());
                        if *descending {
                            self.undescribed
                                .push(Undescribed::DecoratedKey("primary key"));
                        }
                    }
                }
            }
        }
        for named in &self.definition.constraints {
            if let TableConstraint::PrimaryKey(written) = &named.clause {
                key.name = final_name(named.name.as_deref());
                if self.is_complete {
                    key.options = on_conflict_option(written.on_conflict.as_deref());
                    if written.is_decorated {
                        self.undescribed
                            .push(Undescribed::DecoratedKey("primary key"));
                    }
                }
            }
        }
        key
    }

    /// All constraints but the primary key, in the order of the statement.
    fn constraints(&mut self) -> Vec<Constraint> {
        let mut constraints = Vec::new();
        let mut in_columns = Vec::new();
        for column in &self.definition.columns {
            for named in &column.clauses {
                let name = final_name(named.name.as_deref());
                match &named.clause {
                    ColumnClause::Unique { on_conflict }
                        if self.is_complete || is_seen(column.before_unique.as_deref()) =>
                    {
                        constraints.push(Constraint::Unique(UniqueConstraint {
                            name: if self.is_complete {
                                name
                            } else {
                                ConstraintName::Unnamed
                            },
                            columns: vec![Identifier::new(column.name.as_str())],
                            options: self.kept(on_conflict_option(on_conflict.as_deref())),
                            ..UniqueConstraint::default()
                        }));
                    }
                    ColumnClause::Check(condition) => constraints.push(check(name, condition)),
                    ColumnClause::References(references) => {
                        let columns = std::slice::from_ref(&column.name);
                        let key = self.foreign_key(name, columns, references, false);
                        if self.is_complete {
                            constraints.extend(key);
                        } else {
                            in_columns.extend(key);
                        }
                    }
                    ColumnClause::Unique { .. }
                    | ColumnClause::PrimaryKey { .. }
                    | ColumnClause::NotNull { .. }
                    | ColumnClause::Default(_)
                    | ColumnClause::Collate(_)
                    | ColumnClause::Generated { .. } => {}
                }
            }
        }
        for named in &self.definition.constraints {
            let name = final_name(named.name.as_deref());
            match &named.clause {
                TableConstraint::PrimaryKey(_) => {}
                TableConstraint::Unique(key) => constraints.push(self.unique(name, key)),
                TableConstraint::Check(condition) => constraints.push(check(name, condition)),
                TableConstraint::ForeignKey {
                    columns,
                    references,
                } => constraints.extend(self.foreign_key(name, columns, references, true)),
            }
        }
        if !self.is_complete {
            self.leave_out_repeated(&mut constraints, in_columns);
        }
        constraints
    }

    /// SQLAlchemy sees the first of several foreign keys that say the same, and those in columns
    /// last.
    fn leave_out_repeated(
        &mut self,
        constraints: &mut Vec<Constraint>,
        in_columns: Vec<Constraint>,
    ) {
        let mut seen: Vec<String> = Vec::new();
        let mut repeated = |constraint: &Constraint| {
            let signature = signature(constraint)?;
            if seen.contains(&signature) {
                return Some(signature);
            }
            seen.push(signature);
            None
        };
        let table = &self.name.name;
        let warnings = &mut self.warnings;
        constraints.retain(|constraint| match repeated(constraint) {
            None => true,
            Some(signature) => {
                warnings.push(format!(
                    "WARNING: SQL-parsed foreign key constraint '({signature})' could not be \
                     located in PRAGMA foreign_keys for table {table}"
                ));
                false
            }
        });
        constraints.extend(
            in_columns
                .into_iter()
                .filter(|constraint| repeated(constraint).is_none()),
        );
    }

    fn unique(&mut self, name: ConstraintName, key: &Key) -> Constraint {
        if self.is_complete && key.is_decorated {
            self.undescribed
                .push(Undescribed::DecoratedKey("unique constraint"));
        }
        Constraint::Unique(UniqueConstraint {
            name,
            columns: identifiers(&key.columns),
            options: self.kept(on_conflict_option(key.on_conflict.as_deref())),
            ..UniqueConstraint::default()
        })
    }

    /// A foreign key; SQLAlchemy sees no more than the columns of one that stands in its column
    /// or does not name the columns that it refers to.
    fn foreign_key(
        &mut self,
        name: ConstraintName,
        columns: &[String],
        references: &References,
        of_table: bool,
    ) -> Option<Constraint> {
        let is_seen = self.is_complete || of_table && !references.columns.is_empty();
        let referred = if references.columns.is_empty() {
            self.referred_key(columns, &references.table)
        } else {
            references.columns.clone()
        };
        if referred.len() != columns.len() {
            if self.is_complete {
                self.undescribed
                    .push(Undescribed::ForeignKey(references.table.clone()));
            }
            return None;
        }
        let seen = |value: &Option<String>| value.clone().filter(|_| is_seen);
        Some(Constraint::ForeignKey(ForeignKeyConstraint {
            name: if is_seen {
                name
            } else {
                ConstraintName::Unnamed
            },
            columns: identifiers(columns),
            referred_table: QualifiedName::in_schema(
                self.name.schema.clone(),
                references.table.as_str(),
            ),
            referred_columns: identifiers(&referred),
            ondelete: seen(&references.ondelete),
            onupdate: seen(&references.onupdate),
            match_: references.match_.clone().filter(|_| self.is_complete),
            deferral: Deferral {
                deferrable: references.deferrable.filter(|_| is_seen),
                initially: seen(&references.initially),
            },
            use_alter: false,
            options: DialectOptions::default(),
            comment: None,
        }))
    }

    /// The primary key of a table that a foreign key refers to without naming columns.
    fn referred_key(&self, columns: &[String], parent: &str) -> Vec<String> {
        let mut keys: Vec<(i64, Vec<&str>, Vec<String>)> = Vec::new();
        for row in &self.rows.parents {
            let (Some(id), Some(own), Some(table), Some(referred)) = (
                row.number("id"),
                row.text("own"),
                row.text("parent"),
                row.text("referred"),
            ) else {
                continue;
            };
            if !same_name(table, parent) {
                continue;
            }
            match keys.last_mut() {
                Some((last, own_columns, referred_columns)) if *last == id => {
                    own_columns.push(own);
                    referred_columns.push(referred.to_owned());
                }
                Some(_) | None => keys.push((id, vec![own], vec![referred.to_owned()])),
            }
        }
        keys.into_iter()
            .find(|(_, own, _)| {
                own.len() == columns.len()
                    && own
                        .iter()
                        .zip(columns)
                        .all(|(own, column)| same_name(own, column))
            })
            .map(|(_, _, referred)| referred)
            .unwrap_or_default()
    }

    fn kept(&self, options: DialectOptions) -> DialectOptions {
        if self.is_complete {
            options
        } else {
            DialectOptions::default()
        }
    }

    fn indexes(&mut self) -> Option<Vec<FoundIndex>> {
        let mut indexes = Vec::new();
        let mut rows = self.rows.index_elements.as_slice();
        while let Some(first) = rows.first() {
            let name = first.text("name").unwrap_or_default();
            let count = rows
                .iter()
                .take_while(|row| row.text("name") == Some(name))
                .count();
            let (elements, rest) = rows.split_at(count);
            rows = rest;
            let sql = first.text("sql").unwrap_or_default();
            let columns: Option<Vec<&str>> =
                elements.iter().map(|row| row.text("column_name")).collect();
            if columns.is_none() && !self.is_complete {
                self.warnings.push(format!(
                    "Skipped unsupported reflection of expression-based index {name}"
                ));
                continue;
            }
            let is_plain = elements.iter().all(|row| {
                !row.flag("is_descending")
                    && row.text("collation").is_some_and(|collation| {
                        same_name(collation, &self.collation(row.text("column_name")))
                    })
            });
            let described = index::read(sql)?;
            let (elements, statement) = match columns {
                Some(columns) if is_plain || !self.is_complete => {
                    let columns = columns.into_iter();
                    let columns = columns.map(|name| IndexElement::Column(Identifier::new(name)));
                    (columns.collect(), None)
                }
                Some(_) | None => (described.elements, Some(sql.to_owned())),
            };
            let condition = described.condition.map(|condition| {
                let condition = OptionValue::Expression(Box::new(verbatim(condition)));
                (keyword("where"), condition)
            });
            indexes.push(FoundIndex {
                index: Index {
                    name: final_name(Some(name)),
                    table: self.name.clone(),
                    elements,
                    unique: first.flag("is_unique"),
                    options: condition.into_iter().collect(),
                },
                statement,
            });
        }
        Some(indexes)
    }

    /// The collation by which a column compares.
    fn collation(&self, column: Option<&str>) -> String {
        let columns = &self.definition.columns;
        column
            .and_then(|name| columns.iter().find(|column| same_name(&column.name, name)))
            .and_then(collation)
            .unwrap_or("BINARY")
            .to_owned()
    }
}

/// The collation that a column declares.
fn collation(described: &ColumnDefinition) -> Option<&str> {
    described
        .clauses
        .iter()
        .find_map(|named| match &named.clause {
            ColumnClause::Collate(name) => Some(name.as_str()),
            _ => None,
        })
}

/// A type with a collation, if it is one that can have it.
fn collated(data_type: SqlType, collation: Option<&str>) -> Option<SqlType> {
    let Some(collation) = collation else {
        return Some(data_type);
    };
    let SqlType::Named(mut named) = data_type else {
        return None;
    };
    let collation = TypeArgument::Literal(Literal::Text(collation.to_owned()));
    named.arguments.insert("collation".to_owned(), collation);
    Some(SqlType::Named(named))
}

/// By what SQLAlchemy tells foreign keys apart.
fn signature(constraint: &Constraint) -> Option<String> {
    let Constraint::ForeignKey(key) = constraint else {
        return None;
    };
    let names = key
        .columns
        .iter()
        .chain([&key.referred_table.name])
        .chain(&key.referred_columns);
    let names: Vec<String> = names.map(|name| format!("'{name}'")).collect();
    Some(names.join(", "))
}

fn check(name: ConstraintName, condition: &str) -> Constraint {
    Constraint::Check(CheckConstraint {
        name,
        condition: verbatim(condition.trim()),
        deferral: Deferral::default(),
        options: DialectOptions::default(),
        comment: None,
    })
}

fn identifiers(names: &[String]) -> Vec<Identifier> {
    names
        .iter()
        .map(|name| Identifier::new(name.as_str()))
        .collect()
}

fn keyword(name: &str) -> String {
    format!("{NAME}_{name}")
}

fn on_conflict_option(action: Option<&str>) -> DialectOptions {
    let action = action.map(|action| {
        (
            keyword("on_conflict"),
            OptionValue::Literal(Literal::Text(action.to_uppercase())),
        )
    });
    action.into_iter().collect()
}

/// What a column says about conflicts.
fn column_options(described: &ColumnDefinition) -> DialectOptions {
    described
        .clauses
        .iter()
        .filter_map(|named| {
            let (name, action) = match &named.clause {
                ColumnClause::NotNull { on_conflict } => ("on_conflict_not_null", on_conflict),
                ColumnClause::PrimaryKey {
                    on_conflict,
                    autoincrement: true,
                    ..
                } => ("on_conflict_primary_key", on_conflict),
                _ => return None,
            };
            let action = action.as_ref()?.to_uppercase();
            Some((keyword(name), OptionValue::Literal(Literal::Text(action))))
        })
        .chain(counts(described).then(|| {
            (
                keyword("autoincrement"),
                OptionValue::Literal(Literal::Boolean(true)),
            )
        }))
        .collect()
}

/// Whether a column is the key and counts.
fn counts(described: &ColumnDefinition) -> bool {
    described.clauses.iter().any(|named| {
        matches!(
            named.clause,
            ColumnClause::PrimaryKey {
                autoincrement: true,
                ..
            }
        )
    })
}

/// Whether SQLAlchemy sees that a column is UNIQUE: nothing but plain words on one line may stand
/// between the two.
fn is_seen(before_unique: Option<&str>) -> bool {
    before_unique.is_some_and(|text| {
        text.split_whitespace().next().is_some()
            && text
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | ' ' | '\t'))
    })
}

/// Whether two declarations are the same but for case and blanks.
fn is_same_text(left: &str, right: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars()
            .filter(|c| !c.is_whitespace())
            .flat_map(char::to_uppercase)
            .collect()
    };
    // Words must not run together.
    let words = |text: &str| text.split_whitespace().count();
    letters(left) == letters(right) && (words(left) == 1) == (words(right) == 1)
        || left.eq_ignore_ascii_case(right)
}

/// Whether a default that SQLite tells without its brackets needs them again
/// (`_guess_if_default_is_unparenthesized_sql_expr()`).
fn needs_brackets(default: &str, is_complete: bool) -> bool {
    let is_within = |open: char, close: char| {
        default.chars().count() > 2 && default.starts_with(open) && default.ends_with(close)
    };
    if let [byte] = default.as_bytes()
        && (byte.is_ascii_digit() || *byte == b'.')
    {
        return false;
    }
    if !is_complete {
        return !is_within('\'', '\'') && !is_within('(', ')');
    }
    let found: Vec<Token<'_>> = tokens(default)
        .into_iter()
        .map(|(token, _)| token)
        .collect();
    match found.as_slice() {
        [Token::Text(text)] => text.len() == 2,
        [Token::Quoted(_)] => false,
        [Token::Mark('('), inner @ .., Token::Mark(')')] => {
            let mut depth = 1_usize;
            inner.iter().any(|token| {
                match token {
                    Token::Mark('(') => depth += 1,
                    Token::Mark(')') => depth = depth.saturating_sub(1),
                    Token::Word(_) | Token::Quoted(_) | Token::Text(_) | Token::Mark(_) => {}
                }
                depth == 0
            })
        }
        _ => true,
    }
}
