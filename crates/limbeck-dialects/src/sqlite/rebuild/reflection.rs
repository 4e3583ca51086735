//! A table of SQLite as its statement and its PRAGMAs describe it.

use limbeck_schema::{
    CheckConstraint, Column, Computed, Constraint, ConstraintName, Deferral, DialectOptions,
    ForeignKeyConstraint, Identifier, Index, IndexElement, Literal, OptionValue,
    PrimaryKeyConstraint, QualifiedName, ServerDefault, SqlType, Table, UniqueConstraint,
    operation::BatchAlterTable,
};

use super::{
    super::{NAME, inspection::column_type},
    Answers, COLLATE,
    definition::{
        self, ColumnClause, ColumnDefinition, Definition, Key, References, TableConstraint,
    },
    flag, not_understood, text,
};
use crate::{
    CompileError,
    batch::{
        ExistingIndex, ExistingTable, final_name, verbatim,
        words::{Token, same_name, tokens},
    },
    compile::Rebuilding,
    ddl::Context,
};

/// The table that the answers describe, as the batch wants it to be read.
pub(super) fn existing(
    cx: &Context<'_>,
    batch: &BatchAlterTable,
    answers: &Answers<'_>,
) -> Result<ExistingTable, CompileError> {
    let own = answers.objects.rows.iter().find(|row| {
        flag(answers.objects, row, "is_own") && text(answers.objects, row, "type") == Some("table")
    });
    let Some(sql) = own.and_then(|row| text(answers.objects, row, "sql")) else {
        return Err(CompileError::NoSuchTable {
            table: batch.table.to_string(),
        });
    };
    let definition = definition::read(sql).ok_or_else(|| not_understood(&batch.table))?;
    Reader {
        cx,
        batch,
        answers,
        definition: &definition,
        is_complete: cx.options.rebuilding == Rebuilding::Complete,
        warnings: Vec::new(),
    }
    .table()
}

struct Reader<'a> {
    cx: &'a Context<'a>,
    batch: &'a BatchAlterTable,
    answers: &'a Answers<'a>,
    definition: &'a Definition,
    is_complete: bool,
    warnings: Vec<String>,
}

impl Reader<'_> {
    fn table(mut self) -> Result<ExistingTable, CompileError> {
        let mut table = Table::new(self.batch.table.clone());
        table.columns = self.columns()?;
        table.options = self.table_options();
        let primary_key = self.primary_key();
        let constraints = self.constraints();
        let indexes = self.indexes(&table);
        let mut existing = ExistingTable {
            table,
            primary_key,
            constraints,
            indexes,
            is_reflected: true,
            dependents: Default::default(),
            warnings: self.warnings,
        };
        existing.adjust(self.cx, self.batch)?;
        Ok(existing)
    }

    fn columns(&self) -> Result<Vec<Column>, CompileError> {
        let answer = self.answers.columns;
        let described = &self.definition.columns;
        // The two must be of one mind; else the statement was not understood.
        if answer.rows.len() != described.len() {
            return Err(not_understood(&self.batch.table));
        }
        answer
            .rows
            .iter()
            .zip(described)
            .map(|(row, described)| {
                let name = text(answer, row, "name").unwrap_or_default();
                if !same_name(name, &described.name) {
                    return Err(not_understood(&self.batch.table));
                }
                let mut column = Column::new(name, self.data_type(described)?);
                column.nullable = flag(answer, row, "nullable");
                column.server_default =
                    self.server_default(described, text(answer, row, "default"));
                if self.is_complete {
                    column.options = column_options(described);
                }
                Ok(column)
            })
            .collect()
    }

    /// The type as it was declared, or the one that SQLAlchemy knows it as.
    fn data_type(&self, described: &ColumnDefinition) -> Result<SqlType, CompileError> {
        let reflected = column_type(&described.data_type);
        if !self.is_complete {
            return Ok(reflected.unwrap_or(SqlType::Null));
        }
        let collation = described
            .clauses
            .iter()
            .find_map(|named| match &named.clause {
                ColumnClause::Collate(name) => Some(name),
                _ => None,
            });
        if let (Some(reflected), None) = (&reflected, collation)
            && is_same_text(&self.cx.data_type(reflected)?, &described.data_type)
        {
            return Ok(reflected.clone());
        }
        Ok(SqlType::UserDefined(match collation {
            Some(name) => format!(
                "{}{COLLATE}{}",
                described.data_type,
                self.cx.quote(&Identifier::new(name.as_str()))
            ),
            None => described.data_type.clone(),
        }))
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
        let answer = self.answers.columns;
        let mut places: Vec<(u32, &str)> = answer
            .rows
            .iter()
            .filter_map(|row| {
                let place = text(answer, row, "primary_key")?.parse().ok()?;
                Some((place, text(answer, row, "name")?))
            })
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
                            self.warnings.push(self.decorated("primary key"));
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
                        self.warnings.push(self.decorated("primary key"));
                    }
                }
            }
        }
        key
    }

    fn decorated(&self, what: &str) -> String {
        format!(
            "DESC and COLLATE in the {what} of table '{}' are not kept in the copy that \
             batch_alter_table() makes; pass the table as copy_from, or add an index.",
            self.batch.table.name
        )
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
        let table = &self.batch.table.name;
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
            self.warnings.push(self.decorated("unique constraint"));
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
                self.warnings.push(format!(
                    "The foreign key of table '{}' to '{}' names no columns there, and there is no primary key \
                     that fits; it is not kept in the copy that batch_alter_table() makes. Name the columns.",
                    self.batch.table.name, references.table
                ));
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
                self.batch.table.schema.clone(),
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
        let answer = self.answers.parents;
        let mut keys: Vec<(&str, Vec<&str>, Vec<String>)> = Vec::new();
        for row in &answer.rows {
            let (Some(id), Some(own), Some(table), Some(referred)) = (
                text(answer, row, "id"),
                text(answer, row, "own"),
                text(answer, row, "parent"),
                text(answer, row, "referred"),
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

    fn indexes(&mut self, table: &Table) -> Vec<ExistingIndex> {
        let answer = self.answers.indexes;
        let mut indexes: Vec<ExistingIndex> = Vec::new();
        let mut rows = answer.rows.as_slice();
        while let Some(first) = rows.first() {
            let name = text(answer, first, "name").unwrap_or_default();
            let count = rows
                .iter()
                .take_while(|row| text(answer, row, "name") == Some(name))
                .count();
            let (elements, rest) = rows.split_at(count);
            rows = rest;
            let sql = text(answer, first, "sql").unwrap_or_default();
            let columns: Option<Vec<&str>> = elements
                .iter()
                .map(|row| text(answer, row, "column_name"))
                .collect();
            let is_plain = elements.iter().all(|row| {
                !flag(answer, row, "is_descending")
                    && text(answer, row, "collation").is_some_and(|collation| {
                        same_name(collation, &self.collation(text(answer, row, "column_name")))
                    })
            });
            match columns {
                Some(columns) if is_plain || !self.is_complete => {
                    let mut options = DialectOptions::default();
                    if flag(answer, first, "is_partial")
                        && let Some(condition) = condition(sql)
                    {
                        options.0.insert(
                            keyword("where"),
                            OptionValue::Expression(Box::new(verbatim(condition))),
                        );
                    }
                    indexes.push(ExistingIndex::Described(Index {
                        name: final_name(Some(name)),
                        table: table.name.clone(),
                        elements: columns
                            .into_iter()
                            .map(|column| IndexElement::Column(Identifier::new(column)))
                            .collect(),
                        unique: flag(answer, first, "is_unique"),
                        options,
                    }));
                }
                None if !self.is_complete => self.warnings.push(format!(
                    "Skipped unsupported reflection of expression-based index {name}"
                )),
                Some(_) | None => indexes.push(ExistingIndex::Verbatim {
                    name: name.to_owned(),
                    sql: in_schema(self.cx, &table.name, sql),
                }),
            }
        }
        indexes
    }

    /// The collation by which a column compares.
    fn collation(&self, column: Option<&str>) -> String {
        column
            .and_then(|name| {
                let column = self
                    .definition
                    .columns
                    .iter()
                    .find(|column| same_name(&column.name, name))?;
                column.clauses.iter().find_map(|named| match &named.clause {
                    ColumnClause::Collate(collation) => Some(collation.clone()),
                    _ => None,
                })
            })
            .unwrap_or_else(|| "BINARY".to_owned())
    }
}

/// A statement that SQLite keeps without a schema, for a table in one: the schema goes before the
/// name of what it makes.
pub(super) fn in_schema(cx: &Context<'_>, table: &QualifiedName, sql: &str) -> String {
    let Some(schema) = &table.schema else {
        return sql.to_owned();
    };
    let place = tokens(sql)
        .into_iter()
        .skip_while(|(token, _)| !(token.is("INDEX") || token.is("TRIGGER")))
        .nth(1)
        .map(|(_, range)| range.start);
    match place.and_then(|place| sql.split_at_checked(place)) {
        Some((before, after)) => format!("{before}{}.{after}", cx.quote(schema)),
        None => sql.to_owned(),
    }
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

/// What stands behind WHERE in CREATE INDEX.
fn condition(sql: &str) -> Option<&str> {
    let mut depth = 0_usize;
    for (token, range) in tokens(sql) {
        match token {
            Token::Mark('(') => depth += 1,
            Token::Mark(')') => depth = depth.saturating_sub(1),
            token if depth == 0 && token.is("WHERE") => return Some(sql[range.end..].trim()),
            Token::Word(_) | Token::Quoted(_) | Token::Text(_) | Token::Mark(_) => {}
        }
    }
    None
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
