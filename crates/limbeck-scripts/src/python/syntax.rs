//! The Python parser: the only place that uses it.

use ruff_python_ast::{ModModule, Stmt};
use ruff_python_parser::{ParseError, Parsed, parse_module};

use super::header::nests_too_deeply;

/// Parses text that is known not to be nested too deeply for a recursive parser.
pub(super) fn parse_text(text: &str) -> Result<Parsed<ModModule>, ParseError> {
    parse_module(text)
}

/// The statements of a module; `None` if it is not Python, or nested too deeply to be parsed.
pub(super) fn parse(source: &str) -> Option<Vec<Stmt>> {
    if nests_too_deeply(source) {
        return None;
    }
    let parsed = parse_text(source).ok()?;
    Some(parsed.into_syntax().body.into_iter().collect())
}
