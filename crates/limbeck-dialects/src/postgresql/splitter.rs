//! Where the statements of a PostgreSQL script end, as `psql` has it.

use limbeck_database::lexer::Token;
use limbeck_database::lexer::postgresql::{Boundary, Lexer, Unclosed};

use crate::splitting::{
    Pieces, ScriptStatement, SplitError, SplitProblem, StatementSplitter, client_command,
    refuse_open,
};

/// Splits scripts at semicolons outside of brackets, quotes and bodies of routines.
pub(super) struct Splitter;

impl StatementSplitter for Splitter {
    fn split<'t>(&self, text: &'t str) -> Result<Vec<ScriptStatement<'t>>, SplitError> {
        let mut pieces = Pieces::new(text);
        let mut boundary = Boundary::default();
        let mut reading = Reading::Start;
        for token in Lexer::new(text) {
            refuse_open(&token)?;
            if token.is_comment() {
                continue;
            }
            if token.is_mark('\\') {
                return Err(client_command(text, &token));
            }
            if boundary.take(&token) {
                pieces.end(token.stop());
                reading = Reading::Start;
                continue;
            }
            pieces.extend(token.start, token.stop());
            reading = reading.after(&token);
            if reading == Reading::FromStdin {
                let problem = SplitProblem::CopyFromStdin;
                let at = token.start;
                return Err(SplitError { problem, at });
            }
        }
        match boundary.unclosed() {
            None => Ok(pieces.finish()),
            Some(Unclosed::Block(at)) => Err(SplitError {
                problem: SplitProblem::OpenBlock("BEGIN".to_owned()),
                at,
            }),
            Some(Unclosed::Bracket(at)) => Err(SplitError {
                problem: SplitProblem::Open("the bracket"),
                at,
            }),
        }
    }
}

/// How far a statement is known to be `COPY ... FROM STDIN`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reading {
    Start,
    Other,
    Copy,
    From,
    FromStdin,
}

impl Reading {
    fn after(self, token: &Token<'_>) -> Self {
        match self {
            Reading::Start if token.is_word("copy") => Reading::Copy,
            Reading::Copy | Reading::From if token.is_word("from") => Reading::From,
            Reading::From if token.is_word("stdin") => Reading::FromStdin,
            Reading::Copy | Reading::From => Reading::Copy,
            Reading::Start | Reading::Other | Reading::FromStdin => Reading::Other,
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
        check(" ;; -- nothing\n", &[]);
        check("a; b ;\n\nc", &["a", "b", "c"]);
        check(
            "-- first\nSELECT 1; /* second */ SELECT 2 -- last\n;",
            &["SELECT 1", "SELECT 2"],
        );
        check(
            "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); x",
            &[
                "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)",
                "x",
            ],
        );
    }

    #[test]
    fn what_is_quoted_holds_no_end() {
        check(
            "SELECT 'a;b', \"c;d\", E'\\';', $$e;f$$, $x$ $$ ; $x$; g",
            &["SELECT 'a;b', \"c;d\", E'\\';', $$e;f$$, $x$ $$ ; $x$", "g"],
        );
        check("/* a; /* b; */ c; */ d; e", &["d", "e"]);
        check(
            "SELECT :name, 100 % 3, '%'",
            &["SELECT :name, 100 % 3, '%'"],
        );
        check("SELECT 'C:\\'; x", &["SELECT 'C:\\'", "x"]);
    }

    #[test]
    fn bodies_of_routines() {
        let body = "CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true \
                    THEN 1 END; SELECT 2; END";
        check(&format!("{body}; x"), &[body, "x"]);
        check("BEGIN; COMMIT", &["BEGIN", "COMMIT"]);
        check(
            "CREATE FUNCTION f() BEGIN ATOMIC\nSELECT 1;",
            &["1: `BEGIN` has no `END` before the end of the section"],
        );
    }

    #[test]
    fn what_is_refused() {
        check(
            "SELECT 1;\nSELECT 'a",
            &["2: the string is not closed before the end of the section"],
        );
        check(
            "\n/* a",
            &["2: the comment is not closed before the end of the section"],
        );
        check(
            "CREATE TABLE t (\n a int;\nx",
            &["1: the bracket is not closed before the end of the section"],
        );
        check(
            "COPY t (a) FROM stdin;\n1\n\\.\n",
            &["1: COPY ... FROM STDIN needs data from a client"],
        );
        check("COPY t FROM '/tmp/stdin'", &["COPY t FROM '/tmp/stdin'"]);
        check(
            "SELECT 1;\n\\connect other\n",
            &["2: `\\connect other` is a command of the database's command line client, not SQL"],
        );
    }

    proptest::proptest! {
        #[test]
        fn laws(text in "(a|;|'b;'|\"|'|\\$\\$|\\(|\\)|/\\*|\\*/|--c|\n| |CREATE FUNCTION|BEGIN|CASE|END){0,12}") {
            check_laws(&Splitter, &text);
        }
    }
}
