//! How to find out whether a statement took effect.

use super::super::session::literal;
use super::tokens::{Token, tokens};
use crate::session::Effect;

/// How to find out whether a statement took effect.
pub(in super::super) fn effect(statement: &str) -> Effect {
    let tokens = tokens(statement);
    Reader { tokens: &tokens }
        .statement()
        .unwrap_or(Effect::Unknown)
}

/// A name with what it is qualified by.
struct Name {
    schema: Option<String>,
    name: String,
}

impl Name {
    /// The database, as an expression.
    fn schema(&self) -> String {
        match &self.schema {
            Some(schema) => literal(schema),
            None => "DATABASE()".to_owned(),
        }
    }

    fn has_table(&self) -> String {
        self.is_listed("TABLES", "TABLE_SCHEMA", "TABLE_NAME", None)
    }

    fn has_column(&self, column: &str) -> String {
        self.is_listed(
            "COLUMNS",
            "TABLE_SCHEMA",
            "TABLE_NAME",
            Some(("COLUMN_NAME", column)),
        )
    }

    fn has_index(&self, index: &str) -> String {
        self.is_listed(
            "STATISTICS",
            "TABLE_SCHEMA",
            "TABLE_NAME",
            Some(("INDEX_NAME", index)),
        )
    }

    fn has_constraint(&self, constraint: &str) -> String {
        self.is_listed(
            "TABLE_CONSTRAINTS",
            "TABLE_SCHEMA",
            "TABLE_NAME",
            Some(("CONSTRAINT_NAME", constraint)),
        )
    }

    fn is_listed(
        &self,
        view: &str,
        schema_column: &str,
        name_column: &str,
        further: Option<(&str, &str)>,
    ) -> String {
        let further = further
            .map(|(column, value)| format!(" AND {column} = {}", literal(value)))
            .unwrap_or_default();
        format!(
            "EXISTS (SELECT 1 FROM information_schema.{view} WHERE {schema_column} = {} \
             AND {name_column} = {}{further})",
            self.schema(),
            literal(&self.name)
        )
    }
}

/// Reads a statement from its start.
struct Reader<'t> {
    tokens: &'t [Token],
}

impl Reader<'_> {
    fn statement(mut self) -> Option<Effect> {
        match self.word()?.as_str() {
            "create" => self.create(),
            "drop" => self.drop(),
            "alter" => match self.word()?.as_str() {
                "table" => self.alter_table(),
                "database" | "schema" => Some(Effect::Repeatable),
                _ => None,
            },
            "rename" => self.rename(),
            "truncate" | "analyze" | "optimize" | "repair" | "check" | "flush" | "grant"
            | "revoke" | "lock" | "unlock" => Some(Effect::Repeatable),
            _ => None,
        }
    }

    fn create(&mut self) -> Option<Effect> {
        if self.skips(&["or", "replace"]) {
            return Some(Effect::Repeatable);
        }
        for before in ["unique", "fulltext", "spatial"] {
            self.skips(&[before]);
        }
        // A view or a stored program may have a definer and more before its kind.
        if self.peek_word() == Some("definer") || self.peek_word() == Some("algorithm") {
            while !matches!(
                self.tokens.first()?.word(),
                Some("view" | "procedure" | "function" | "trigger" | "event")
            ) {
                self.tokens = &self.tokens[1..];
            }
        }
        let kind = self.word()?;
        if self.skips(&["if", "not", "exists"]) {
            return Some(Effect::Repeatable);
        }
        let exists = self.object(&kind)?;
        Some(Effect::Asked(exists))
    }

    fn drop(&mut self) -> Option<Effect> {
        let kind = self.word()?;
        if self.skips(&["if", "exists"]) {
            return Some(Effect::Repeatable);
        }
        let exists = self.object(&kind)?;
        // Of several, some may be gone.
        (!self.has_comma()).then(|| Effect::Asked(format!("NOT {exists}")))
    }

    /// Reads the name of an object of that kind; returns the expression that is true if there is
    /// such an object.
    fn object(&mut self, kind: &str) -> Option<String> {
        Some(match kind {
            "table" | "view" | "sequence" => self.name()?.has_table(),
            "index" => {
                let index = self.part()?;
                // `USING BTREE` may stand in between.
                while self.peek_word()? != "on" {
                    self.tokens = self.tokens.get(1..)?;
                }
                self.word();
                self.name()?.has_index(&index)
            }
            "database" | "schema" => {
                let name = self.part()?;
                format!(
                    "EXISTS (SELECT 1 FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = {})",
                    literal(&name)
                )
            }
            "procedure" | "function" => self.name()?.is_listed(
                "ROUTINES",
                "ROUTINE_SCHEMA",
                "ROUTINE_NAME",
                Some(("ROUTINE_TYPE", &kind.to_uppercase())),
            ),
            "trigger" => self
                .name()?
                .is_listed("TRIGGERS", "TRIGGER_SCHEMA", "TRIGGER_NAME", None),
            "event" => self
                .name()?
                .is_listed("EVENTS", "EVENT_SCHEMA", "EVENT_NAME", None),
            _ => return None,
        })
    }

    fn rename(&mut self) -> Option<Effect> {
        if !self.skips(&["table"]) || self.has_comma() {
            return None;
        }
        let from = self.name()?;
        if !self.skips(&["to"]) {
            return None;
        }
        let to = self.name()?;
        Some(moved(&from.has_table(), &to.has_table()))
    }

    fn alter_table(&mut self) -> Option<Effect> {
        if self.has_comma() {
            return None;
        }
        let table = self.name()?;
        let action = self.word()?;
        match action.as_str() {
            "add" => self.add(&table),
            "drop" => self.drop_part(&table),
            "rename" => self.rename_part(table),
            "change" => {
                self.skips(&["column"]);
                let (from, to) = (self.part()?, self.part()?);
                Some(if from.eq_ignore_ascii_case(&to) {
                    Effect::Repeatable
                } else {
                    moved(&table.has_column(&from), &table.has_column(&to))
                })
            }
            "modify" | "alter" | "comment" | "engine" | "auto_increment" | "convert"
            | "default" | "charset" | "character" | "collate" | "row_format" | "force"
            | "enable" | "disable" => Some(Effect::Repeatable),
            _ => None,
        }
    }

    fn add(&mut self, table: &Name) -> Option<Effect> {
        for before in ["unique", "fulltext", "spatial"] {
            if self.skips(&[before]) {
                let _ = self.skips(&["index"]) || self.skips(&["key"]);
                return self.add_index(table);
            }
        }
        if self.skips(&["index"]) || self.skips(&["key"]) {
            return self.add_index(table);
        }
        if self.skips(&["primary", "key"]) {
            return Some(Effect::Asked(table.has_index("PRIMARY")));
        }
        if self.skips(&["constraint"]) {
            // A primary key has no name of its own.
            let name = self.part()?;
            return Some(Effect::Asked(if self.skips(&["primary", "key"]) {
                table.has_index("PRIMARY")
            } else {
                table.has_constraint(&name)
            }));
        }
        if matches!(
            self.peek_word(),
            Some("foreign" | "check" | "partition" | "period" | "system")
        ) {
            return None;
        }
        self.skips(&["column"]);
        if self.skips(&["if", "not", "exists"]) {
            return Some(Effect::Repeatable);
        }
        Some(Effect::Asked(table.has_column(&self.part()?)))
    }

    fn add_index(&mut self, table: &Name) -> Option<Effect> {
        if self.skips(&["if", "not", "exists"]) {
            return Some(Effect::Repeatable);
        }
        Some(Effect::Asked(table.has_index(&self.part()?)))
    }

    fn drop_part(&mut self, table: &Name) -> Option<Effect> {
        if self.skips(&["primary", "key"]) {
            return Some(Effect::Asked(format!("NOT {}", table.has_index("PRIMARY"))));
        }
        let kind = if self.skips(&["foreign", "key"])
            || self.skips(&["constraint"])
            || self.skips(&["check"])
        {
            "constraint"
        } else if self.skips(&["index"]) || self.skips(&["key"]) {
            "index"
        } else if self.peek_word() == Some("partition") {
            return None;
        } else {
            self.skips(&["column"]);
            "column"
        };
        if self.skips(&["if", "exists"]) {
            return Some(Effect::Repeatable);
        }
        let name = self.part()?;
        let exists = match kind {
            "constraint" => table.has_constraint(&name),
            "index" => table.has_index(&name),
            _ => table.has_column(&name),
        };
        Some(Effect::Asked(format!("NOT {exists}")))
    }

    fn rename_part(&mut self, table: Name) -> Option<Effect> {
        if self.skips(&["column"]) {
            let (from, to) = self.two_names()?;
            return Some(moved(&table.has_column(&from), &table.has_column(&to)));
        }
        if self.skips(&["index"]) || self.skips(&["key"]) {
            let (from, to) = self.two_names()?;
            return Some(moved(&table.has_index(&from), &table.has_index(&to)));
        }
        let _ = self.skips(&["to"]) || self.skips(&["as"]);
        Some(moved(&table.has_table(), &self.name()?.has_table()))
    }

    fn two_names(&mut self) -> Option<(String, String)> {
        let from = self.part()?;
        self.skips(&["to"]).then_some(())?;
        Some((from, self.part()?))
    }

    /// Takes those words if they come next.
    fn skips(&mut self, words: &[&str]) -> bool {
        let next = self.tokens.iter().map(Token::word).take(words.len());
        if next.eq(words.iter().map(|word| Some(*word))) {
            self.tokens = &self.tokens[words.len()..];
            return true;
        }
        false
    }

    fn peek_word(&self) -> Option<&str> {
        self.tokens.first().and_then(Token::word)
    }

    fn word(&mut self) -> Option<String> {
        let word = self.tokens.first()?.word()?.to_owned();
        self.tokens = &self.tokens[1..];
        Some(word)
    }

    /// A name without what qualifies it.
    fn part(&mut self) -> Option<String> {
        let name = self.tokens.first()?.name()?.to_owned();
        self.tokens = &self.tokens[1..];
        Some(name)
    }

    fn name(&mut self) -> Option<Name> {
        let first = self.part()?;
        if self.tokens.first() != Some(&Token::Symbol('.')) {
            return Some(Name {
                schema: None,
                name: first,
            });
        }
        self.tokens = &self.tokens[1..];
        Some(Name {
            schema: Some(first),
            name: self.part()?,
        })
    }

    /// Whether there is a comma outside of parentheses.
    fn has_comma(&self) -> bool {
        let mut depth = 0_usize;
        self.tokens.iter().any(|token| match token {
            Token::Symbol('(') => {
                depth += 1;
                false
            }
            Token::Symbol(')') => {
                depth = depth.saturating_sub(1);
                false
            }
            Token::Symbol(',') => depth == 0,
            _ => false,
        })
    }
}

/// Something goes by another name.
fn moved(from: &str, to: &str) -> Effect {
    Effect::Asked(format!("({to} AND NOT {from})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The effect of a statement: `-` is unknown, `again` repeatable.
    fn check(sql: &str, expected: &str) {
        let shown = match effect(sql) {
            Effect::Unknown => "-".to_owned(),
            Effect::Repeatable => "again".to_owned(),
            Effect::Asked(query) => query
                .replace("EXISTS (SELECT 1 FROM information_schema.", "{")
                .replace(" WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ", " ")
                .replace(')', "}"),
        };
        assert_eq!(shown, expected, "{sql}");
    }

    #[test]
    fn tables() {
        check("CREATE TABLE `my t` (a INT, b INT)", "{TABLES 'my t'}");
        check("\nCREATE TABLE IF NOT EXISTS t (a INT)", "again");
        check("CREATE OR REPLACE TABLE t (a INT)", "again");
        check("DROP TABLE t", "NOT {TABLES 't'}");
        check("DROP TABLE IF EXISTS t", "again");
        check("DROP TABLE a, b", "-");
        check(
            "CREATE TABLE s.t LIKE u;",
            "{TABLES WHERE TABLE_SCHEMA = 's' AND TABLE_NAME = 't'}",
        );
        check("RENAME TABLE a TO b", "({TABLES 'b'} AND NOT {TABLES 'a'}}");
        check(
            "ALTER TABLE a RENAME TO b",
            "({TABLES 'b'} AND NOT {TABLES 'a'}}",
        );
        check("CREATE VIEW v AS SELECT 1, 2", "{TABLES 'v'}");
        check("INSERT INTO t VALUES (1)", "-");
    }

    #[test]
    fn indexes() {
        check(
            "CREATE UNIQUE INDEX i ON t (a, b)",
            "{STATISTICS 't' AND INDEX_NAME = 'i'}",
        );
        check(
            "DROP INDEX i ON t",
            "NOT {STATISTICS 't' AND INDEX_NAME = 'i'}",
        );
        check(
            "ALTER TABLE t ADD FULLTEXT KEY i (a)",
            "{STATISTICS 't' AND INDEX_NAME = 'i'}",
        );
        check(
            "ALTER TABLE t ADD CONSTRAINT pk PRIMARY KEY (a, b)",
            "{STATISTICS 't' AND INDEX_NAME = 'PRIMARY'}",
        );
    }

    #[test]
    fn columns() {
        check(
            "ALTER TABLE t ADD COLUMN c ENUM('a', 'b') NOT NULL",
            "{COLUMNS 't' AND COLUMN_NAME = 'c'}",
        );
        check("ALTER TABLE t ADD a INT, ADD b INT", "-");
        check(
            "ALTER TABLE t DROP COLUMN `it's`",
            "NOT {COLUMNS 't' AND COLUMN_NAME = 'it''s'}",
        );
        check("ALTER TABLE t MODIFY c INTEGER NULL", "again");
        check("ALTER TABLE t ALTER COLUMN c DROP DEFAULT", "again");
        check("ALTER TABLE t CHANGE c c BIGINT", "again");
        check(
            "ALTER TABLE t CHANGE a b BIGINT",
            "({COLUMNS 't' AND COLUMN_NAME = 'b'} AND NOT {COLUMNS 't' AND COLUMN_NAME = 'a'}}",
        );
    }

    #[test]
    fn constraints() {
        check(
            "ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY(a) REFERENCES u (b)",
            "{TABLE_CONSTRAINTS 't' AND CONSTRAINT_NAME = 'fk'}",
        );
        check(
            "ALTER TABLE t DROP FOREIGN KEY fk",
            "NOT {TABLE_CONSTRAINTS 't' AND CONSTRAINT_NAME = 'fk'}",
        );
        check("ALTER TABLE t ADD FOREIGN KEY(a) REFERENCES u (b)", "-");
    }

    #[test]
    fn programs() {
        check(
            "CREATE DEFINER=`a`@`%` PROCEDURE p() BEGIN END",
            "{ROUTINES WHERE ROUTINE_SCHEMA = DATABASE(} AND ROUTINE_NAME = 'p' AND ROUTINE_TYPE \
             = 'PROCEDURE'}",
        );
        check("GRANT ALL ON *.* TO u", "again");
    }
}
