//! Where the statements of a MySQL script end.
//!
//! As the `mysql` client has it, with its command `DELIMITER`; beyond that, a stored program needs
//! no other delimiter if its blocks tell where it ends.

mod blocks;

use limbeck_database::lexer::mysql::Lexer;
use limbeck_database::lexer::{Token, TokenKind};

use crate::splitting::{
    Pieces, ScriptStatement, SplitError, SplitProblem, StatementSplitter, client_command,
    refuse_open,
};
use blocks::Blocks;

/// Splits scripts at their delimiter outside of quotes.
pub(super) struct Splitter;

impl StatementSplitter for Splitter {
    fn split<'t>(&self, text: &'t str) -> Result<Vec<ScriptStatement<'t>>, SplitError> {
        let mut reader = Reader {
            text,
            lexer: Lexer::new(text),
            delimiter: ";",
            pieces: Pieces::new(text),
            blocks: Blocks::default(),
        };
        while let Some(token) = reader.lexer.next() {
            reader.take(&token)?;
        }
        if let Some((word, at)) = reader.blocks.open() {
            return Err(SplitError {
                problem: SplitProblem::OpenBlock(word.to_owned()),
                at,
            });
        }
        Ok(reader.pieces.finish())
    }

    /// The client cuts at every semicolon, so a statement with one inside needs another delimiter.
    fn terminated(&self, statement: &str) -> String {
        let plain = format!("{statement};");
        let holds_end = Lexer::new(statement).any(|token| token.is_mark(';'));
        let is_read_again =
            || matches!(self.split(&plain).as_deref(), Ok([one]) if one.text == statement);
        if !holds_end && is_read_again() {
            return plain;
        }
        let mut delimiter = "//".to_owned();
        while statement.contains(&delimiter) {
            delimiter.push('/');
        }
        format!("DELIMITER {delimiter}\n{statement}\n{delimiter}\nDELIMITER ;")
    }
}

struct Reader<'t> {
    text: &'t str,
    lexer: Lexer<'t>,
    delimiter: &'t str,
    pieces: Pieces<'t>,
    blocks: Blocks<'t>,
}

impl<'t> Reader<'t> {
    fn take(&mut self, token: &Token<'t>) -> Result<(), SplitError> {
        if let Some(at) = self.delimiter_in(token) {
            if at > token.start {
                self.pieces.extend(token.start, at);
            }
            let next = at + self.delimiter.len();
            self.pieces.end(next);
            self.blocks = Blocks::default();
            self.lexer.skip_to(next);
            return Ok(());
        }
        refuse_open(token)?;
        if token.is_comment() {
            return Ok(());
        }
        if token.is_mark('\\') {
            return Err(client_command(self.text, token));
        }
        if self.pieces.is_between() {
            if token.is_word("delimiter") {
                return self.change_delimiter(token);
            }
            if token.is_word("source") {
                return Err(client_command(self.text, token));
            }
        }
        self.pieces.extend(token.start, token.stop());
        if self.delimiter == ";" {
            let start = self.pieces.start().unwrap_or(token.start);
            self.blocks.take(token, self.text, start);
        }
        Ok(())
    }

    /// Where the delimiter is in a token, or begins with it.
    fn delimiter_in(&self, token: &Token<'_>) -> Option<usize> {
        if self.delimiter == ";" {
            return (token.is_mark(';') && self.blocks.open().is_none()).then_some(token.start);
        }
        let starts_at = |at: usize| self.text[at..].starts_with(self.delimiter);
        match token.kind {
            // `END$$` is one word.
            TokenKind::Word => token
                .text
                .char_indices()
                .map(|(at, _)| token.start + at)
                .find(|at| starts_at(*at)),
            _ => starts_at(token.start).then_some(token.start),
        }
    }

    /// `DELIMITER x`, up to the end of its line.
    fn change_delimiter(&mut self, token: &Token<'t>) -> Result<(), SplitError> {
        let rest = &self.text[token.stop()..];
        let line = rest.lines().next().unwrap_or_default();
        let delimiter = line.split_whitespace().next().unwrap_or_default();
        if delimiter.is_empty() || delimiter.contains('\\') {
            return Err(client_command(self.text, token));
        }
        self.delimiter = delimiter;
        let next = token.stop() + line.len();
        self.lexer.skip_to(next);
        self.pieces.pass_over(next);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::splitting::testing::{self, check_laws};

    fn check(text: &str, expected: &[&str]) {
        testing::check(&Splitter, text, expected);
    }

    #[test]
    fn statements_end_at_semicolons() {
        check("", &[]);
        check("; # nothing\n -- nothing\n", &[]);
        check("a; b ;\n\nc", &["a", "b", "c"]);
        check(
            "SELECT 'a;b', \"c;d\", `e;f`, 'it\\'s;' # g;h\n; i",
            &["SELECT 'a;b', \"c;d\", `e;f`, 'it\\'s;'", "i"],
        );
        check(
            "/*!40101 SET NAMES utf8 */; x",
            &["/*!40101 SET NAMES utf8 */", "x"],
        );
        check("BEGIN; COMMIT; END", &["BEGIN", "COMMIT", "END"]);
    }

    #[test]
    fn another_delimiter() {
        check(
            "DELIMITER //\nCREATE PROCEDURE p() BEGIN SELECT 1; END //\nDELIMITER ;\nx; y",
            &["CREATE PROCEDURE p() BEGIN SELECT 1; END", "x", "y"],
        );
        check("delimiter $$\na; b END$$c$$\n", &["a; b END", "c"]);
        check("DELIMITER ;;\na; b;;\nDELIMITER ;\nc", &["a; b", "c"]);
        check("DELIMITER //\n'a//b' //", &["'a//b'"]);
        check("DELIMITER //\na", &["a"]);
        check(
            "x;\nDELIMITER\n",
            &["2: `DELIMITER` is a command of the database's command line client, not SQL"],
        );
    }

    #[test]
    fn stored_programs_end_with_their_blocks() {
        let trigger = "CREATE TRIGGER IF NOT EXISTS t BEFORE INSERT ON x FOR EACH ROW BEGIN \
                       IF NEW.a > 0 THEN SET NEW.b = IF(NEW.a, 1, 2); END IF; \
                       CASE NEW.b WHEN 1 THEN BEGIN END; ELSE SET NEW.c = CASE WHEN 1 THEN \
                       IF(1, 2, 3) END; END CASE; END";
        check(&format!("{trigger};\nx"), &[trigger, "x"]);
        let procedure = "CREATE DEFINER=`a`@`b` PROCEDURE p(x INT) BEGIN \
                         DECLARE i INT DEFAULT 0; a: WHILE i < 3 DO SET i = i + 1; END WHILE a; \
                         b: LOOP LEAVE b; END LOOP; REPEAT SET i = 0; UNTIL TRUE END REPEAT; \
                         FOR r IN (SELECT 1) DO SELECT r; END FOR; \
                         SELECT REPEAT('x', 3), IF(i = 0, 1, 2); END";
        check(&format!("{procedure}; x"), &[procedure, "x"]);
        check(
            "CREATE FUNCTION f() RETURNS INT RETURN CASE WHEN 1 THEN 2 END; x",
            &[
                "CREATE FUNCTION f() RETURNS INT RETURN CASE WHEN 1 THEN 2 END",
                "x",
            ],
        );
        check(
            "CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW IF NEW.a THEN SET NEW.b = 1; END IF; x",
            &[
                "CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW IF NEW.a THEN SET NEW.b = 1; END IF",
                "x",
            ],
        );
        check(
            "BEGIN NOT ATOMIC SELECT 1; END; x",
            &["BEGIN NOT ATOMIC SELECT 1; END", "x"],
        );
        check(
            "DROP PROCEDURE IF EXISTS p; CREATE TABLE `begin` (a INT); x",
            &[
                "DROP PROCEDURE IF EXISTS p",
                "CREATE TABLE `begin` (a INT)",
                "x",
            ],
        );
        check(
            "\nCREATE PROCEDURE p() BEGIN SELECT 1;",
            &["2: `BEGIN` has no `END` before the end of the section"],
        );
    }

    #[test]
    fn what_is_refused() {
        check(
            "SELECT 1 \\G\n",
            &["1: `\\G` is a command of the database's command line client, not SQL"],
        );
        check(
            "source other.sql\n",
            &["1: `source other.sql` is a command of the database's command line client, not SQL"],
        );
        check(
            "a;\n'b",
            &["2: the string is not closed before the end of the section"],
        );
    }

    #[test]
    fn programs_are_written_with_another_delimiter() {
        let check = |statement: &str, expected: &str| {
            assert_eq!(Splitter.terminated(statement), expected);
        };
        check("SELECT ';'", "SELECT ';';");
        check(
            "BEGIN NOT ATOMIC SELECT 1; END",
            "DELIMITER //\nBEGIN NOT ATOMIC SELECT 1; END\n//\nDELIMITER ;",
        );
        check("a // b; c", "DELIMITER ///\na // b; c\n///\nDELIMITER ;");
    }

    proptest::proptest! {
        #[test]
        fn laws(text in "(a|;|'b;'|\"|'|`|/\\*|\\*/|# c|\n| |//|DELIMITER //\n|DELIMITER ;\n|CREATE PROCEDURE|BEGIN|IF|CASE|END|DO){0,14}") {
            check_laws(&Splitter, &text);
        }
    }
}
