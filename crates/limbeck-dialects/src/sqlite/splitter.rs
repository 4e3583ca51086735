//! Where the statements of an SQLite script end, as `sqlite3_complete()` has it.

use limbeck_database::lexer::standard::Lexer;
use limbeck_database::lexer::{Token, TokenKind};

use crate::splitting::{
    Pieces, ScriptStatement, SplitError, SplitProblem, StatementSplitter, client_command,
    refuse_open,
};

/// Splits scripts at semicolons outside of quotes and triggers.
pub(super) struct Splitter;

impl StatementSplitter for Splitter {
    fn split<'t>(&self, text: &'t str) -> Result<Vec<ScriptStatement<'t>>, SplitError> {
        let mut pieces = Pieces::new(text);
        let mut state = State::default();
        for token in Lexer::new(text) {
            refuse_open(&token)?;
            if token.is_comment() {
                continue;
            }
            if token.is_mark('.') && pieces.is_between() {
                return Err(client_command(text, &token));
            }
            if token.is_mark(';') && state.ends_here() {
                pieces.end(token.stop());
                state = State::default();
                continue;
            }
            state = state.after(&token);
            pieces.extend(token.start, token.stop());
        }
        if let State::Trigger { start, .. } = state
            && !state.ends_here()
        {
            return Err(SplitError {
                problem: SplitProblem::OpenBlock("CREATE TRIGGER".to_owned()),
                at: start,
            });
        }
        Ok(pieces.finish())
    }
}

/// What has been read of a statement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// Nothing, or `EXPLAIN [QUERY PLAN]`.
    #[default]
    Start,
    /// `CREATE [TEMP]`, which starts at that byte.
    Create(usize),
    /// A statement that ends with the next semicolon.
    Plain,
    /// `CREATE TRIGGER`, which starts at that byte and ends with `; END;`.
    Trigger { start: usize, body: Body },
}

/// What came last in the body of a trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Body {
    Inside,
    Semicolon,
    End,
}

impl State {
    fn ends_here(self) -> bool {
        match self {
            State::Start | State::Create(_) | State::Plain => true,
            State::Trigger { body, .. } => body == Body::End,
        }
    }

    fn after(self, token: &Token<'_>) -> Self {
        let is_any = |words: &[&str]| words.iter().any(|word| token.is_word(word));
        match self {
            State::Start if token.is_word("create") => State::Create(token.start),
            State::Start if is_any(&["explain", "query", "plan"]) => State::Start,
            State::Create(start) if is_any(&["temp", "temporary"]) => State::Create(start),
            State::Create(start) if token.is_word("trigger") => State::Trigger {
                start,
                body: Body::Inside,
            },
            State::Start | State::Create(_) | State::Plain => State::Plain,
            State::Trigger { start, body } => State::Trigger {
                start,
                body: body.after(token),
            },
        }
    }
}

impl Body {
    fn after(self, token: &Token<'_>) -> Self {
        match self {
            _ if token.kind == TokenKind::Mark && token.text == ";" => Body::Semicolon,
            Body::Semicolon if token.is_word("end") => Body::End,
            Body::Inside | Body::Semicolon | Body::End => Body::Inside,
        }
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
        check("; -- nothing", &[]);
        check("a; b ;\n\nc", &["a", "b", "c"]);
        check(
            "SELECT 'a;b', \"c;d\", [e;f], `g;h` /* i;j */ -- k;l\n; m",
            &["SELECT 'a;b', \"c;d\", [e;f], `g;h`", "m"],
        );
        check("BEGIN; END; x", &["BEGIN", "END", "x"]);
    }

    #[test]
    fn triggers_end_with_their_end() {
        let trigger = "CREATE TEMP TRIGGER t AFTER INSERT ON x BEGIN UPDATE x SET a = CASE WHEN 1 \
                       THEN 2 END; DELETE FROM y; END";
        check(&format!("{trigger};\nz;"), &[trigger, "z"]);
        check(trigger, &[trigger]);
        check(
            "CREATE TABLE trigger_log (a); x",
            &["CREATE TABLE trigger_log (a)", "x"],
        );
        check(
            "\nCREATE TRIGGER t AFTER INSERT ON x BEGIN DELETE FROM y;",
            &["2: `CREATE TRIGGER` has no `END` before the end of the section"],
        );
    }

    #[test]
    fn what_is_refused() {
        check(
            "SELECT 1;\n.mode csv\n",
            &["2: `.mode csv` is a command of the database's command line client, not SQL"],
        );
        check(
            "SELECT [a",
            &["1: the name in quotes is not closed before the end of the section"],
        );
    }

    proptest::proptest! {
        #[test]
        fn laws(text in "(a|;|'b;'|\"|'|\\[|\\]|/\\*|\\*/|--c|\n| |CREATE|TRIGGER|END){0,14}") {
            check_laws(&Splitter, &text);
        }
    }
}
