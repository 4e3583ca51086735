//! [`Blocks`]: the blocks of a stored program, which hold semicolons that do not end it.

use limbeck_database::lexer::mysql::{Lexer, may_hold_others};
use limbeck_database::lexer::{Token, TokenKind};

/// The blocks that are open in the statement that is being read.
#[derive(Debug, Default)]
pub(super) struct Blocks<'t> {
    open: Vec<Block<'t>>,
    /// Brackets that are open outside of all blocks: the parameters of a routine.
    brackets: usize,
    /// What may come next.
    place: Place,
}

#[derive(Clone, Copy, Debug)]
struct Block<'t> {
    word: &'t str,
    start: usize,
    /// A `CASE` within an expression: what follows its `THEN` is no statement.
    is_expression: bool,
}

/// What the next token may begin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    /// Something within a statement.
    #[default]
    Inside,
    /// A statement of a block.
    Statement,
    /// What kind of block has ended (`END IF`), or its label.
    BehindEnd,
}

/// The words that begin a block where a statement may stand.
const BEGINNINGS: [&str; 7] = ["begin", "if", "case", "loop", "while", "repeat", "for"];

impl<'t> Blocks<'t> {
    /// The first word and the first byte of the outermost block that is open.
    pub(super) fn open(&self) -> Option<(&'static str, usize)> {
        let block = self.open.first()?;
        let shown = [
            ("begin", "BEGIN"),
            ("if", "IF"),
            ("case", "CASE"),
            ("loop", "LOOP"),
            ("while", "WHILE"),
            ("repeat", "REPEAT"),
            ("for", "FOR"),
        ];
        let (_, name) = shown
            .into_iter()
            .find(|(word, _)| block.word.eq_ignore_ascii_case(word))?;
        Some((name, block.start))
    }

    /// Takes a token of a text; the statement that it belongs to starts at that byte.
    pub(super) fn take(&mut self, token: &Token<'t>, text: &str, start: usize) {
        let place = std::mem::take(&mut self.place);
        if token.kind != TokenKind::Word {
            self.mark(token);
            return;
        }
        let is = |words: &[&str]| words.iter().any(|word| token.is_word(word));
        if token.is_word("end") && !self.open.is_empty() {
            self.open.pop();
            self.place = Place::BehindEnd;
        } else if place == Place::BehindEnd && is(&BEGINNINGS) {
            // The other half of `END IF`.
        } else if self.begins_block(token, place, text, start) {
            self.open.push(Block {
                word: token.text,
                start: token.start,
                is_expression: place != Place::Statement && token.is_word("case"),
            });
            if is(&["begin", "loop", "repeat"]) {
                self.place = Place::Statement;
            }
        } else if is(&["then", "else", "do"]) && self.holds_statements() {
            self.place = Place::Statement;
        }
    }

    fn mark(&mut self, token: &Token<'_>) {
        if self.open.is_empty() {
            if token.is_mark('(') {
                self.brackets += 1;
            } else if token.is_mark(')') {
                self.brackets = self.brackets.saturating_sub(1);
            }
        } else if (token.is_mark(';') || token.is_mark(':')) && self.holds_statements() {
            // A colon is behind a label.
            self.place = Place::Statement;
        }
    }

    fn holds_statements(&self) -> bool {
        self.open.last().is_some_and(|block| !block.is_expression)
    }

    fn begins_block(&self, token: &Token<'_>, place: Place, text: &str, start: usize) -> bool {
        if !BEGINNINGS.iter().any(|word| token.is_word(word)) {
            return false;
        }
        if !self.open.is_empty() {
            // A handler that is declared has a block without a place for statements before it.
            return place == Place::Statement || token.is_word("case") || token.is_word("begin");
        }
        let is_first = token.start == start;
        let told_by = if is_first {
            &text[start..]
        } else {
            &text[start..token.start]
        };
        if self.brackets > 0 || !may_hold_others(told_by) {
            return false;
        }
        // What is left are the body of a stored program, `IF NOT EXISTS` and `FOR EACH ROW`.
        if token.is_word("if") {
            let next = Lexer::new(&text[token.stop()..]).find(|token| !token.is_comment());
            return !next.is_some_and(|next| next.is_word("not") || next.is_word("exists"));
        }
        is_first || !token.is_word("for")
    }
}
