//! [`StatementSplitter`]: the statements of an SQL script.

use limbeck_database::lexer::{End, Token, TokenKind};

/// A statement of a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScriptStatement<'t> {
    /// The statement, without what ends it.
    pub text: &'t str,
    /// The comments before it, and the white space around them.
    pub comments: &'t str,
    /// Where the statement starts in the script, in bytes.
    pub start: usize,
}

impl ScriptStatement<'_> {
    /// The statement with the comments before it.
    pub fn with_comments(&self) -> String {
        format!("{}{}", self.comments.trim_start(), self.text)
    }
}

/// Why a script cannot be split into statements.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct SplitError {
    /// What is wrong.
    pub problem: SplitProblem,
    /// Where in the script, in bytes.
    pub at: usize,
}

/// What is wrong with a script.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SplitProblem {
    /// A string, a name in quotes, a comment or a bracket has no end.
    #[error("{0} is not closed before the end of the section")]
    Open(&'static str),
    /// A block of statements has no `END`.
    #[error("`{0}` has no `END` before the end of the section")]
    OpenBlock(String),
    /// A command of the database's command line client, which the server does not know.
    #[error("`{0}` is a command of the database's command line client, not SQL")]
    ClientCommand(String),
    /// `COPY ... FROM STDIN`, whose data would follow in the script.
    #[error("COPY ... FROM STDIN needs data from a client")]
    CopyFromStdin,
}

impl SplitProblem {
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            SplitProblem::Open(_) => {
                "Close it. A line that begins a section (`-- upgrade`, `-- downgrade`) ends the one \
                 before it, wherever it stands."
            }
            SplitProblem::OpenBlock(_) => {
                "Close the block; or name another delimiter for statements that hold others, where \
                 the database's client knows the command DELIMITER."
            }
            SplitProblem::ClientCommand(_) => {
                "Write the statement that the server is to run instead, and end it with a semicolon."
            }
            SplitProblem::CopyFromStdin => {
                "Write INSERT statements, or COPY from a file that the server can read."
            }
        }
    }
}

/// How a dialect tells where the statements of a script end, and how it writes them into one.
pub trait StatementSplitter: Send + Sync {
    /// The statements of a script, in order. Nothing is replaced in them: every statement is a part
    /// of the text, and what is between them is white space, comments and delimiters.
    ///
    /// # Errors
    /// [`SplitError`] for a text that leaves something open or is not only SQL.
    fn split<'t>(&self, text: &'t str) -> Result<Vec<ScriptStatement<'t>>, SplitError>;

    /// A statement with what ends it in a script for the database's command line client.
    fn terminated(&self, statement: &str) -> String {
        format!("{statement};")
    }
}

/// The statements that a splitter has found so far.
pub(crate) struct Pieces<'t> {
    text: &'t str,
    found: Vec<ScriptStatement<'t>>,
    /// Where the comments before the next statement may start.
    from: usize,
    /// The statement that is being read: its first byte, and the one behind its last token.
    current: Option<(usize, usize)>,
}

impl<'t> Pieces<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self {
            text,
            found: Vec::new(),
            from: 0,
            current: None,
        }
    }

    /// Whether no statement has begun since the last one ended.
    pub(crate) fn is_between(&self) -> bool {
        self.current.is_none()
    }

    /// Where the statement that is being read starts.
    pub(crate) fn start(&self) -> Option<usize> {
        self.current.map(|(start, _)| start)
    }

    /// A part of the statement.
    pub(crate) fn extend(&mut self, start: usize, stop: usize) {
        let (first, _) = self.current.unwrap_or((start, stop));
        self.current = Some((first, stop));
    }

    /// The statement ends, if there is one; what ends it stops before `next`.
    pub(crate) fn end(&mut self, next: usize) {
        let statement = self.current.take().map(|(start, stop)| ScriptStatement {
            text: &self.text[start..stop],
            comments: &self.text[self.from..start],
            start,
        });
        self.from = next;
        self.found.extend(statement);
    }

    /// What was between the statements belongs to none of them.
    pub(crate) fn pass_over(&mut self, next: usize) {
        self.from = next;
    }

    /// The statements, the last of which needs nothing that ends it.
    pub(crate) fn finish(mut self) -> Vec<ScriptStatement<'t>> {
        self.end(self.text.len());
        self.found
    }
}

/// Refuses a token that has no end.
pub(crate) fn refuse_open(token: &Token<'_>) -> Result<(), SplitError> {
    let what = match (token.end, token.kind) {
        (End::Closed | End::Doubtful, _) | (End::Open, TokenKind::LineComment) => return Ok(()),
        (End::Open, TokenKind::Text) => "the string",
        (End::Open, TokenKind::Name) => "the name in quotes",
        (End::Open, TokenKind::BlockComment | TokenKind::ExecutableComment) => "the comment",
        (End::Open, TokenKind::Word | TokenKind::Mark) => "the token",
    };
    Err(SplitError {
        problem: SplitProblem::Open(what),
        at: token.start,
    })
}

/// The line that a token is on, from that token, as a command of a client.
pub(crate) fn client_command(text: &str, token: &Token<'_>) -> SplitError {
    let line = text[token.start..].lines().next().unwrap_or_default();
    SplitError {
        problem: SplitProblem::ClientCommand(line.trim_end().to_owned()),
        at: token.start,
    }
}

#[cfg(test)]
pub(crate) mod testing {
    use super::*;

    /// Splits a text; statements are shown as they are, an error as its message and line.
    pub(crate) fn check(splitter: &dyn StatementSplitter, text: &str, expected: &[&str]) {
        match splitter.split(text) {
            Ok(statements) => {
                let found: Vec<_> = statements.iter().map(|found| found.text).collect();
                assert_eq!(found, expected, "{text}");
                check_laws(splitter, text);
            }
            Err(error) => {
                let line = text[..error.at].matches('\n').count() + 1;
                assert_eq!([format!("{line}: {error}")], expected, "{text}");
            }
        }
    }

    /// Nothing is lost or changed, and what is written is read again.
    pub(crate) fn check_laws(splitter: &dyn StatementSplitter, text: &str) {
        let Ok(statements) = splitter.split(text) else {
            return;
        };
        let mut at = 0;
        let mut written = String::new();
        for statement in &statements {
            let stop = statement.start + statement.text.len();
            assert_eq!(statement.text, &text[statement.start..stop], "{text:?}");
            assert!(!statement.text.is_empty(), "{text:?}");
            assert!(statement.start >= at, "{text:?}");
            let comments = &text[at..statement.start];
            assert!(comments.ends_with(statement.comments), "{text:?}");
            at = stop;
            written.push_str(&splitter.terminated(statement.text));
            written.push('\n');
        }
        let again = splitter.split(&written);
        let again = again.unwrap_or_else(|error| panic!("{text:?}: {written:?}: {error}"));
        let texts = |found: &[ScriptStatement<'_>]| -> Vec<String> {
            found.iter().map(|found| found.text.to_owned()).collect()
        };
        assert_eq!(texts(&again), texts(&statements), "{text:?}: {written:?}");
    }
}
