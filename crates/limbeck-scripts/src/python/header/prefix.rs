//! Where the header of a script ends, found without parsing.

use super::HeaderError;

/// What was found by scanning a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Extent {
    /// The start of the first function, class or decorator outside of any block, or the end.
    pub(super) end: usize,
    /// The logical lines before it that start at the left margin: start and end of each.
    pub(super) lines: Vec<(usize, usize)>,
}

/// Python allows 200 brackets and 100 blocks inside one another; nobody comes near.
const MAX_BRACKETS: usize = 100;
const MAX_BLOCKS: usize = 100;
/// Operators, dots and brackets in a row, which nest to one side. The parser and its tree are
/// recursive, so an endless chain must not reach it.
const MAX_CHAIN: usize = 800;

/// Walks over the text, minding strings, comments, brackets and continued lines, up to the first
/// line at the left margin that starts a function, a class or a decorator; or, with
/// `header_only` off, to the end.
///
/// # Errors
/// What is nested too deeply to be parsed.
pub(super) fn scan(text: &str, header_only: bool) -> Result<Extent, HeaderError> {
    let mut scanner = Scanner {
        bytes: text.as_bytes(),
        at: 0,
        chains: vec![0],
        chained: 0,
        indents: Vec::new(),
        lines: Vec::new(),
    };
    while scanner.at < scanner.bytes.len() {
        if scanner.logical_line(header_only)? {
            break;
        }
    }
    // A backslash at the very end makes the walk step over it.
    Ok(Extent {
        end: scanner.at.min(text.len()),
        lines: scanner.lines,
    })
}

struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
    /// For each open bracket, and for the line itself, the length of the chain in it so far.
    chains: Vec<usize>,
    /// The sum of `chains`.
    chained: usize,
    /// The indentations of the blocks that are open.
    indents: Vec<usize>,
    lines: Vec<(usize, usize)>,
}

impl Scanner<'_> {
    /// Walks over one logical line; tells whether it is the one to stop at, and stays before it
    /// then.
    fn logical_line(&mut self, header_only: bool) -> Result<bool, HeaderError> {
        let start = self.at;
        while let Some(b' ' | b'\t' | 0x0c) = self.peek(0) {
            self.at += 1;
        }
        let indent = self.at - start;
        match self.peek(0) {
            None => return Ok(false),
            Some(b'\n') => {
                self.at += 1;
                return Ok(false);
            }
            Some(b'#') => {
                self.skip_comment();
                self.at += 1;
                return Ok(false);
            }
            Some(_) => {}
        }
        if indent == 0 && header_only && starts_definition(&self.bytes[self.at..]) {
            self.at = start;
            return Ok(true);
        }
        while self.indents.last().is_some_and(|last| *last > indent) {
            self.indents.pop();
        }
        if indent > self.indents.last().copied().unwrap_or(0) {
            self.indents.push(indent);
            if self.indents.len() > MAX_BLOCKS {
                return Err(self.too_deep());
            }
        }
        self.chains.truncate(1);
        self.chains[0] = 0;
        self.chained = 0;
        self.rest_of_line()?;
        if indent == 0 {
            self.lines.push((start, self.at.min(self.bytes.len())));
        }
        Ok(false)
    }

    fn rest_of_line(&mut self) -> Result<(), HeaderError> {
        while let Some(byte) = self.peek(0) {
            match byte {
                b'\n' => {
                    self.at += 1;
                    if self.chains.len() == 1 {
                        return Ok(());
                    }
                }
                b'#' => self.skip_comment(),
                b'\'' | b'"' => self.string()?,
                // A continued line, or a backslash that the parser will complain about.
                b'\\' => self.at += 2,
                b'(' | b'[' | b'{' => {
                    self.at += 1;
                    self.chain()?;
                    self.chains.push(0);
                    if self.chains.len() > MAX_BRACKETS {
                        return Err(self.too_deep());
                    }
                }
                b')' | b']' | b'}' => {
                    self.at += 1;
                    if self.chains.len() > 1 {
                        self.chained -= self.chains.pop().unwrap_or(0);
                    }
                }
                b',' | b';' => {
                    self.at += 1;
                    if let Some(chain) = self.chains.last_mut() {
                        self.chained -= *chain;
                        *chain = 0;
                    }
                }
                b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => self.word()?,
                b'0'..=b'9' | b' ' | b'\t' => self.at += 1,
                _ => {
                    self.at += 1;
                    self.chain()?;
                }
            }
        }
        Ok(())
    }

    /// A name or a keyword; those that are operators count as such.
    fn word(&mut self) -> Result<(), HeaderError> {
        let start = self.at;
        while let Some(b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'0'..=b'9' | 0x80..) = self.peek(0) {
            self.at += 1;
        }
        match &self.bytes[start..self.at] {
            b"not" | b"lambda" | b"await" | b"if" | b"else" | b"for" | b"yield" | b"from" => {
                self.chain()
            }
            _ => Ok(()),
        }
    }

    /// Counts one more link of the chain.
    fn chain(&mut self) -> Result<(), HeaderError> {
        if let Some(chain) = self.chains.last_mut() {
            *chain += 1;
            self.chained += 1;
        }
        if self.chained > MAX_CHAIN {
            return Err(self.too_deep());
        }
        Ok(())
    }

    /// A string literal. Its prefix was a word before it; only an f-string has an inside.
    fn string(&mut self) -> Result<(), HeaderError> {
        let prefix = &self.bytes[..self.at];
        let prefix = &prefix[prefix.len().saturating_sub(2)..];
        let formatted = prefix
            .iter()
            .any(|byte| matches!(byte, b'f' | b'F' | b't' | b'T'));
        let quote = self.bytes[self.at];
        let triple = self.peek(1) == Some(quote) && self.peek(2) == Some(quote);
        self.at += if triple { 3 } else { 1 };
        let mut braces = 0_usize;
        while let Some(byte) = self.peek(0) {
            match byte {
                b'\\' => self.at += 1,
                // The parser will complain about a string that is not closed.
                b'\n' if !triple => return Ok(()),
                b'{' if formatted => {
                    braces += 1;
                    if braces > MAX_BRACKETS {
                        return Err(self.too_deep());
                    }
                }
                b'}' => braces = braces.saturating_sub(1),
                _ if byte == quote
                    && (!triple || self.peek(1) == Some(quote) && self.peek(2) == Some(quote)) =>
                {
                    self.at += if triple { 3 } else { 1 };
                    return Ok(());
                }
                _ => {}
            }
            self.at += 1;
        }
        Ok(())
    }

    fn skip_comment(&mut self) {
        let rest = &self.bytes[self.at..];
        self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn too_deep(&self) -> HeaderError {
        let before = &self.bytes[..self.at.min(self.bytes.len())];
        HeaderError::TooDeep {
            line: 1 + memchr::memchr_iter(b'\n', before).count(),
        }
    }
}

/// Whether a line starts with `def`, `class`, `async` or `@`.
fn starts_definition(line: &[u8]) -> bool {
    let word = |word: &[u8]| {
        line.strip_prefix(word)
            .is_some_and(|rest| matches!(rest.first(), Some(b' ' | b'\t' | b'\\' | 0x0c)))
    };
    line.first() == Some(&b'@') || word(b"def") || word(b"class") || word(b"async")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text has a `|` where its header ends.
    #[track_caller]
    fn check(marked: &str) {
        let text = marked.replacen('|', "", 1);
        let end = marked.find('|').unwrap_or(marked.len());
        assert_eq!(scan(&text, true).unwrap().end, end, "{marked}");
        assert_eq!(scan(&text, false).unwrap().end, text.len());
    }

    #[test]
    fn the_header_ends_at_the_first_definition() {
        check("|def f(): pass\n");
        check("a = 1\n\n|@x\ndef f(): pass\n");
        check("a = 1\n|async def f(): pass\n");
        check("a = 1\n|class\tC: pass\n");
        check("define = 1\nclassy = 2\ndef_ = 3\nasynchronous = 4\n|def f(): pass");
        check("if x:\n    def f(): pass\nelse:\n\tclass C: pass\n|def g(): pass");
        check("a = 1");
        check("");
    }

    #[test]
    fn strings_comments_brackets_and_continuations_are_no_code() {
        check("'''\ndef f(): pass\n'''\n|def g(): pass\n");
        check("\"\"\"a \\\"\"\"\ndef f():\n\"\"\"\n|def g(): pass\n");
        check("a = (1,\ndef_,\n# (\n'(',\n)\n|def g(): pass\n");
        check("a = 1 + \\\ndef_\n# def\n|def g(): pass\n");
        check("a = r'\\'\n'\n|def g(): pass");
        check("a = ''\nb = \"\"\n|def g(): pass");
        check("a = 'unclosed\n|def g(): pass");
        check("a = ]\n|def g(): pass");
    }

    #[test]
    fn endless_nesting_is_refused() {
        let deep = [
            "(".repeat(1000),
            format!("x = {}1", "-".repeat(10_000)),
            format!("x = {}1", "not ".repeat(10_000)),
            format!("x = {}1", "lambda: ".repeat(10_000)),
            format!("x{}", ".a".repeat(10_000)),
            format!("x{}", "()".repeat(10_000)),
            format!(
                "x = {}",
                "-(".repeat(90).as_str().to_owned() + &"~".repeat(750)
            ),
            format!("x = f'{}'", "{a:".repeat(1000)),
            (0..1000)
                .map(|at| format!("{}if x:\n", " ".repeat(at)))
                .collect(),
        ];
        for text in deep {
            let error = scan(&text, true).unwrap_err();
            assert!(matches!(error, HeaderError::TooDeep { .. }));
        }
        let wide = format!(
            "x = [{}]\ny = (\n{})\n",
            "-1, ".repeat(10_000),
            "a(b.c),\n".repeat(10_000)
        );
        assert!(scan(&wide, true).is_ok());
    }
}
