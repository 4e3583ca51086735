//! What the text of CREATE TABLE says: SQLite keeps it, and much of a table stands nowhere else.

#[cfg(test)]
mod random;

use std::ops::Range;

use crate::batch::words::{Token, tokens};

/// A table as its statement describes it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Definition {
    pub(super) columns: Vec<ColumnDefinition>,
    pub(super) constraints: Vec<Named<TableConstraint>>,
    pub(super) without_rowid: bool,
    pub(super) strict: bool,
}

/// A clause with the name that `CONSTRAINT` gives it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Named<T> {
    pub(super) name: Option<String>,
    pub(super) clause: T,
}

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ColumnDefinition {
    pub(super) name: String,
    /// The declared type as it is written, empty if there is none.
    pub(super) data_type: String,
    pub(super) clauses: Vec<Named<ColumnClause>>,
    /// What stands between the name and UNIQUE.
    pub(super) before_unique: Option<String>,
}

/// A constraint of a column.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum ColumnClause {
    PrimaryKey {
        descending: bool,
        on_conflict: Option<String>,
        autoincrement: bool,
    },
    NotNull {
        on_conflict: Option<String>,
    },
    Unique {
        on_conflict: Option<String>,
    },
    Check(String),
    Default(String),
    Collate(String),
    References(References),
    Generated {
        expression: String,
        stored: bool,
    },
}

/// A constraint of the table.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum TableConstraint {
    PrimaryKey(Key),
    Unique(Key),
    Check(String),
    ForeignKey {
        columns: Vec<String>,
        references: References,
    },
}

/// The columns of a key.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Key {
    pub(super) columns: Vec<String>,
    /// Whether a column has more than its name (`COLLATE`, `DESC`).
    pub(super) is_decorated: bool,
    pub(super) on_conflict: Option<String>,
    pub(super) autoincrement: bool,
}

/// `REFERENCES ...`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct References {
    pub(super) table: String,
    /// The columns, if they are named.
    pub(super) columns: Vec<String>,
    pub(super) ondelete: Option<String>,
    pub(super) onupdate: Option<String>,
    pub(super) match_: Option<String>,
    pub(super) deferrable: Option<bool>,
    pub(super) initially: Option<String>,
}

/// Reads a CREATE TABLE statement; `None` if it is not one with columns in brackets.
pub(super) fn read(sql: &str) -> Option<Definition> {
    let mut reader = Reader {
        sql,
        tokens: tokens(sql),
        at: 0,
    };
    reader.keyword("CREATE")?;
    let _ = reader
        .keyword("TEMP")
        .or_else(|| reader.keyword("TEMPORARY"));
    reader.keyword("TABLE")?;
    if reader.keyword("IF").is_some() {
        reader.keyword("NOT")?;
        reader.keyword("EXISTS")?;
    }
    reader.name()?;
    if reader.mark('.').is_some() {
        reader.name()?;
    }
    reader.mark('(')?;
    let mut definition = Definition::default();
    loop {
        reader.item(&mut definition)?;
        if reader.mark(',').is_none() {
            // Constraints of the table may follow each other without a comma.
            if reader.mark(')').is_some() {
                break;
            }
            if !reader.begins_table_constraint() {
                return None;
            }
        }
    }
    while let Some(token) = reader.next() {
        if token.is("STRICT") {
            definition.strict = true;
        } else if token.is("WITHOUT") {
            reader.keyword("ROWID")?;
            definition.without_rowid = true;
        } else if token != Token::Mark(',') {
            return None;
        }
    }
    Some(definition)
}

struct Reader<'a> {
    sql: &'a str,
    tokens: Vec<(Token<'a>, Range<usize>)>,
    at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<Token<'a>> {
        self.tokens.get(self.at).map(|(token, _)| *token)
    }

    fn next(&mut self) -> Option<Token<'a>> {
        let token = self.peek()?;
        self.at += 1;
        Some(token)
    }

    fn keyword(&mut self, keyword: &str) -> Option<()> {
        self.peek().filter(|token| token.is(keyword))?;
        self.at += 1;
        Some(())
    }

    fn keywords(&mut self, keywords: &[&str]) -> Option<()> {
        let start = self.at;
        for keyword in keywords {
            if self.keyword(keyword).is_none() {
                self.at = start;
                return None;
            }
        }
        Some(())
    }

    fn mark(&mut self, mark: char) -> Option<()> {
        self.peek().filter(|token| *token == Token::Mark(mark))?;
        self.at += 1;
        Some(())
    }

    /// A name; SQLite takes string literals for names, too.
    fn name(&mut self) -> Option<String> {
        let token = self.next()?;
        match token {
            Token::Text(text) => Some(
                text.get(1..text.len().saturating_sub(1))?
                    .replace("''", "'"),
            ),
            token => token.name(),
        }
    }

    /// The text between two tokens.
    fn text(&self, from: usize, to: usize) -> &'a str {
        let begin = self
            .tokens
            .get(from)
            .map_or(self.sql.len(), |(_, at)| at.start);
        let end = to
            .checked_sub(1)
            .and_then(|last| self.tokens.get(last))
            .map_or(begin, |(_, at)| at.end);
        self.sql.get(begin..end).unwrap_or_default()
    }

    /// What stands in brackets, without them.
    fn in_brackets(&mut self) -> Option<String> {
        self.mark('(')?;
        let from = self.at;
        let mut depth = 1;
        while let Some(token) = self.next() {
            match token {
                Token::Mark('(') => depth += 1,
                Token::Mark(')') => {
                    depth -= 1;
                    if depth == 0 {
                        return Some(self.text(from, self.at - 1).to_owned());
                    }
                }
                Token::Word(_) | Token::Quoted(_) | Token::Text(_) | Token::Mark(_) => {}
            }
        }
        None
    }

    fn begins_table_constraint(&self) -> bool {
        let Some(token) = self.peek() else {
            return false;
        };
        ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"]
            .iter()
            .any(|keyword| token.is(keyword))
    }

    /// A column, or a constraint of the table.
    fn item(&mut self, definition: &mut Definition) -> Option<()> {
        if self.begins_table_constraint() {
            let constraint = self.table_constraint()?;
            definition.constraints.push(constraint);
        } else {
            let column = self.column()?;
            definition.columns.push(column);
        }
        Some(())
    }

    fn constraint_name(&mut self) -> Option<Option<String>> {
        if self.keyword("CONSTRAINT").is_some() {
            return self.name().map(Some);
        }
        Some(None)
    }

    fn table_constraint(&mut self) -> Option<Named<TableConstraint>> {
        let name = self.constraint_name()?;
        let clause = if self.keywords(&["PRIMARY", "KEY"]).is_some() {
            TableConstraint::PrimaryKey(self.key()?)
        } else if self.keyword("UNIQUE").is_some() {
            TableConstraint::Unique(self.key()?)
        } else if self.keyword("CHECK").is_some() {
            let condition = self.in_brackets()?;
            self.on_conflict()?;
            TableConstraint::Check(condition)
        } else {
            self.keywords(&["FOREIGN", "KEY"])?;
            let columns = self.names()?;
            self.keyword("REFERENCES")?;
            TableConstraint::ForeignKey {
                columns,
                references: self.references()?,
            }
        };
        Some(Named { name, clause })
    }

    fn key(&mut self) -> Option<Key> {
        self.mark('(')?;
        let mut key = Key {
            columns: Vec::new(),
            is_decorated: false,
            on_conflict: None,
            autoincrement: false,
        };
        loop {
            key.columns.push(self.name()?);
            if self.keyword("COLLATE").is_some() {
                self.name()?;
                key.is_decorated = true;
            }
            if self.keyword("DESC").is_some() {
                key.is_decorated = true;
            }
            let _ = self.keyword("ASC");
            key.autoincrement |= self.keyword("AUTOINCREMENT").is_some();
            if self.mark(',').is_none() {
                self.mark(')')?;
                break;
            }
        }
        key.on_conflict = self.on_conflict()?;
        Some(key)
    }

    fn names(&mut self) -> Option<Vec<String>> {
        self.mark('(')?;
        let mut names = Vec::new();
        loop {
            names.push(self.name()?);
            if self.mark(',').is_none() {
                self.mark(')')?;
                return Some(names);
            }
        }
    }

    /// `ON CONFLICT action`, if it is there.
    fn on_conflict(&mut self) -> Option<Option<String>> {
        if self.keywords(&["ON", "CONFLICT"]).is_some() {
            return self.name().map(Some);
        }
        Some(None)
    }

    fn references(&mut self) -> Option<References> {
        let mut references = References {
            table: self.name()?,
            ..References::default()
        };
        if self.peek() == Some(Token::Mark('(')) {
            references.columns = self.names()?;
        }
        loop {
            if self.keywords(&["ON", "DELETE"]).is_some() {
                references.ondelete = self.action()?;
            } else if self.keywords(&["ON", "UPDATE"]).is_some() {
                references.onupdate = self.action()?;
            } else if self.keyword("MATCH").is_some() {
                references.match_ = Some(self.name()?);
            } else if self.keywords(&["NOT", "DEFERRABLE"]).is_some() {
                references.deferrable = Some(false);
            } else if self.keyword("DEFERRABLE").is_some() {
                references.deferrable = Some(true);
            } else if self.keyword("INITIALLY").is_some() {
                references.initially = Some(self.name()?.to_uppercase());
            } else {
                return Some(references);
            }
        }
    }

    /// What happens to rows that refer to one that goes; nothing is the rule.
    fn action(&mut self) -> Option<Option<String>> {
        let first = self.name()?.to_uppercase();
        if first != "SET" && first != "NO" {
            return Some(Some(first));
        }
        let second = self.name()?.to_uppercase();
        Some((first == "SET").then(|| format!("SET {second}")))
    }

    fn column(&mut self) -> Option<ColumnDefinition> {
        let name = self.name()?;
        let behind_name = self.at;
        self.declared_type()?;
        let mut column = ColumnDefinition {
            name,
            data_type: self.text(behind_name, self.at).to_owned(),
            clauses: Vec::new(),
            before_unique: None,
        };
        while !matches!(self.peek(), None | Some(Token::Mark(',' | ')'))) {
            let name = self.constraint_name()?;
            let begin = self.at;
            let Some(clause) = self.column_clause()? else {
                continue;
            };
            if matches!(clause, ColumnClause::Unique { .. }) && column.before_unique.is_none() {
                let from = self.tokens.get(behind_name.checked_sub(1)?)?.1.end;
                let to = self.tokens.get(begin)?.1.start;
                column.before_unique = self.sql.get(from..to).map(str::to_owned);
            }
            column.clauses.push(Named { name, clause });
        }
        Some(column)
    }

    /// Passes over the words of a type and its arguments.
    fn declared_type(&mut self) -> Option<()> {
        const CLAUSES: [&str; 10] = [
            "CONSTRAINT",
            "PRIMARY",
            "NOT",
            "NULL",
            "UNIQUE",
            "CHECK",
            "DEFAULT",
            "COLLATE",
            "REFERENCES",
            "AS",
        ];
        let mut has_words = false;
        while let Some(token) = self.peek() {
            let begins_clause = CLAUSES.iter().any(|keyword| token.is(keyword))
                || token.is("GENERATED")
                    && self
                        .tokens
                        .get(self.at + 1)
                        .is_some_and(|(next, _)| next.is("ALWAYS"));
            match token {
                Token::Word(_) if begins_clause => break,
                Token::Word(_) | Token::Quoted(_) | Token::Text(_) => self.at += 1,
                Token::Mark('(') if has_words => {
                    self.in_brackets()?;
                    break;
                }
                Token::Mark(_) => break,
            }
            has_words = true;
        }
        Some(())
    }

    /// A constraint of a column; nothing for `NULL`, which says nothing.
    #[allow(
        clippy::option_option,
        reason = "the outer one is that the text is not understood"
    )]
    fn column_clause(&mut self) -> Option<Option<ColumnClause>> {
        let clause = if self.keywords(&["PRIMARY", "KEY"]).is_some() {
            let descending = self.keyword("DESC").is_some();
            let _ = self.keyword("ASC");
            ColumnClause::PrimaryKey {
                descending,
                on_conflict: self.on_conflict()?,
                autoincrement: self.keyword("AUTOINCREMENT").is_some(),
            }
        } else if self.keywords(&["NOT", "NULL"]).is_some() {
            ColumnClause::NotNull {
                on_conflict: self.on_conflict()?,
            }
        } else if self.keyword("NULL").is_some() {
            self.on_conflict()?;
            return Some(None);
        } else if self.keyword("UNIQUE").is_some() {
            ColumnClause::Unique {
                on_conflict: self.on_conflict()?,
            }
        } else if self.keyword("CHECK").is_some() {
            ColumnClause::Check(self.in_brackets()?)
        } else if self.keyword("DEFAULT").is_some() {
            ColumnClause::Default(self.default()?)
        } else if self.keyword("COLLATE").is_some() {
            ColumnClause::Collate(self.name()?)
        } else if self.keyword("REFERENCES").is_some() {
            ColumnClause::References(self.references()?)
        } else {
            let _ = self.keywords(&["GENERATED", "ALWAYS"]);
            self.keyword("AS")?;
            let expression = self.in_brackets()?;
            let stored = self.keyword("STORED").is_some();
            let _ = self.keyword("VIRTUAL");
            ColumnClause::Generated { expression, stored }
        };
        Some(Some(clause))
    }

    fn default(&mut self) -> Option<String> {
        let from = self.at;
        if self.peek() == Some(Token::Mark('(')) {
            self.in_brackets()?;
        } else {
            let sign = self.mark('-').or_else(|| self.mark('+'));
            let first = self.next()?;
            // A blob is a word and a text, a fraction has a point in it.
            let is_blob = first.is("X") && sign.is_none();
            if is_blob && matches!(self.peek(), Some(Token::Text(_))) {
                self.at += 1;
            } else if first == Token::Mark('.') {
                self.next()?;
            } else if matches!(first, Token::Word(_))
                && self.mark('.').is_some()
                && let Some(Token::Word(word)) = self.peek()
                && word.starts_with(|c: char| c.is_ascii_digit())
            {
                self.at += 1;
            }
            // 1.5e-3 and 1e-3.
            if let Some((Token::Word(word), _)) = self.tokens.get(self.at - 1)
                && word.ends_with(['e', 'E'])
                && word.starts_with(|c: char| c.is_ascii_digit())
                && (self.mark('-').is_some() || self.mark('+').is_some())
            {
                self.next()?;
            }
        }
        Some(self.text(from, self.at).to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn definition(sql: &str) -> Definition {
        read(sql).unwrap_or_else(|| panic!("not understood: {sql}"))
    }

    /// Compares the columns as `name|type|clauses`.
    #[track_caller]
    fn check(columns: &str, expected: &[(&str, &str, &[ColumnClause])]) {
        let found = definition(&format!("CREATE TABLE \"a b\" ({columns})"));
        assert_eq!(found.columns.len(), expected.len(), "{columns}");
        for (column, (name, data_type, clauses)) in found.columns.iter().zip(expected) {
            let found: Vec<&ColumnClause> =
                column.clauses.iter().map(|named| &named.clause).collect();
            assert_eq!(
                (column.name.as_str(), column.data_type.as_str(), found),
                (*name, *data_type, clauses.iter().collect()),
                "{columns}"
            );
        }
    }

    fn default(text: &str) -> ColumnClause {
        ColumnClause::Default(text.to_owned())
    }

    #[test]
    fn columns_have_types_and_clauses() {
        check(
            "id INTEGER PRIMARY KEY AUTOINCREMENT, [b c] double precision NOT NULL, d, \
             e VARCHAR (10, 2) DEFAULT 'it''s', \"f\"\"\" text null",
            &[
                (
                    "id",
                    "INTEGER",
                    &[ColumnClause::PrimaryKey {
                        descending: false,
                        on_conflict: None,
                        autoincrement: true,
                    }],
                ),
                (
                    "b c",
                    "double precision",
                    &[ColumnClause::NotNull { on_conflict: None }],
                ),
                ("d", "", &[]),
                ("e", "VARCHAR (10, 2)", &[default("'it''s'")]),
                ("f\"", "text", &[]),
            ],
        );
        check(
            "n INT CHECK (n > (0)) UNIQUE ON CONFLICT REPLACE COLLATE nocase",
            &[(
                "n",
                "INT",
                &[
                    ColumnClause::Check("n > (0)".to_owned()),
                    ColumnClause::Unique {
                        on_conflict: Some("REPLACE".to_owned()),
                    },
                    ColumnClause::Collate("nocase".to_owned()),
                ],
            )],
        );
        check(
            "g INT GENERATED ALWAYS AS (a || ')') STORED, h AS (a), generated INT",
            &[
                (
                    "g",
                    "INT",
                    &[ColumnClause::Generated {
                        expression: "a || ')'".to_owned(),
                        stored: true,
                    }],
                ),
                (
                    "h",
                    "",
                    &[ColumnClause::Generated {
                        expression: "a".to_owned(),
                        stored: false,
                    }],
                ),
                ("generated", "INT", &[]),
            ],
        );
    }

    #[test]
    fn defaults_end_where_they_end() {
        for text in [
            "1",
            "-1",
            "+2.5",
            ".5",
            "1.5e-3",
            "1e10",
            "x'00ff'",
            "'a, b'",
            "NULL",
            "\"q\"",
            "(1 + (2))",
            "CURRENT_TIMESTAMP",
            "true",
            "1.",
        ] {
            check(
                &format!("a INT DEFAULT {text} NOT NULL, b INT"),
                &[
                    (
                        "a",
                        "INT",
                        &[default(text), ColumnClause::NotNull { on_conflict: None }],
                    ),
                    ("b", "INT", &[]),
                ],
            );
        }
    }

    #[test]
    fn references_have_actions() {
        check(
            "p INT REFERENCES o ON DELETE SET NULL ON UPDATE NO ACTION MATCH FULL \
             NOT DEFERRABLE, q INT REFERENCES \"o\" (a) DEFERRABLE INITIALLY deferred",
            &[
                (
                    "p",
                    "INT",
                    &[ColumnClause::References(References {
                        table: "o".to_owned(),
                        ondelete: Some("SET NULL".to_owned()),
                        match_: Some("FULL".to_owned()),
                        deferrable: Some(false),
                        ..References::default()
                    })],
                ),
                (
                    "q",
                    "INT",
                    &[ColumnClause::References(References {
                        table: "o".to_owned(),
                        columns: vec!["a".to_owned()],
                        deferrable: Some(true),
                        initially: Some("DEFERRED".to_owned()),
                        ..References::default()
                    })],
                ),
            ],
        );
    }

    #[test]
    fn constraints_of_the_table_and_its_options() {
        let found = definition(
            "create table if not exists s.t (a int, b int, -- comment, (\n\
             constraint \"pk\" primary key (a desc, b) on conflict ignore,\n\
             unique (b) check (a < b) foreign key (a, b) references t (x, y) on delete cascade\n\
             ) without rowid, strict",
        );
        assert!(found.without_rowid && found.strict);
        assert_eq!(found.columns.len(), 2);
        let [key, unique, check, foreign] = found.constraints.as_slice() else {
            panic!("{:?}", found.constraints);
        };
        assert_eq!(key.name.as_deref(), Some("pk"));
        assert_eq!(
            key.clause,
            TableConstraint::PrimaryKey(Key {
                columns: vec!["a".to_owned(), "b".to_owned()],
                is_decorated: true,
                on_conflict: Some("ignore".to_owned()),
                autoincrement: false,
            })
        );
        assert!(matches!(&unique.clause, TableConstraint::Unique(key) if key.columns == ["b"]));
        assert_eq!(check.clause, TableConstraint::Check("a < b".to_owned()));
        assert!(matches!(
            &foreign.clause,
            TableConstraint::ForeignKey { columns, references }
                if columns == &["a", "b"] && references.ondelete.as_deref() == Some("CASCADE")
        ));
    }

    #[test]
    fn what_is_not_understood_is_not_guessed() {
        assert_eq!(read("CREATE TABLE t AS SELECT 1"), None);
        assert_eq!(read("CREATE VIRTUAL TABLE t USING fts5 (a)"), None);
        assert_eq!(read("CREATE TABLE t (a INT"), None);
        assert_eq!(read("CREATE TABLE t (a INT) SOMETHING"), None);
        assert_eq!(read(""), None);
    }

    #[test]
    fn what_stands_before_unique_is_known() {
        let found = definition("CREATE TABLE t (code VARCHAR(10)  NOT NULL UNIQUE)");
        assert_eq!(
            found.columns[0].before_unique.as_deref(),
            Some(" VARCHAR(10)  NOT NULL ")
        );
    }
}
