//! The text of a template, read into nodes.

mod tag;

use super::Mistake;
use super::nodes::{Keyword, Kind, Node};
use super::scan::{Scanner, Until};
use tag::{Contents, OpenTag};

/// Reads a template.
///
/// # Errors
/// [`Mistake`] where it is none, or has what a `script.py.mako` cannot have.
pub(super) fn parse(text: &str) -> Result<Vec<Node>, Mistake> {
    let mut parser = Parser::new(text);
    parser.skip_encoding();
    while !parser.scanner.is_at_end() {
        parser.step()?;
    }
    parser.finish()
}

struct Parser<'t> {
    scanner: Scanner<'t>,
    /// The nodes of the template, and of every tag that is open, innermost last.
    levels: Vec<Level>,
}

/// The parts between a tag and its end.
struct Level {
    tag: Option<OpenTag>,
    nodes: Vec<Node>,
    /// The control lines that are open, with their lines.
    controls: Vec<(Keyword, usize)>,
}

impl Level {
    fn of(tag: Option<OpenTag>) -> Self {
        Self {
            tag,
            nodes: Vec::new(),
            controls: Vec::new(),
        }
    }

    fn closed(&self) -> Result<(), Mistake> {
        match self.controls.last() {
            None => Ok(()),
            Some((keyword, line)) => Err(Mistake::new(
                *line,
                format!("The control line `% {}` is not ended.", keyword.word()),
                "End it with `% end...` in the same tag.",
            )),
        }
    }
}

const PYTHON_HELP: &str = "Close it; brackets and quotes inside of it must be closed, too.";

impl<'t> Parser<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            scanner: Scanner::new(text),
            levels: vec![Level::of(None)],
        }
    }

    /// The comment in the first line that names the encoding is no part of the output.
    fn skip_encoding(&mut self) {
        let first = self.scanner.rest().split_inclusive('\n').next();
        if let Some(line) = first
            && line.starts_with('#')
            && line.ends_with('\n')
            && names_encoding(line)
        {
            self.scanner.take(line.len());
        }
    }

    fn step(&mut self) -> Result<(), Mistake> {
        let line = self.scanner.line();
        if self.scanner.take_if("${") {
            return self.expression(line);
        }
        if self.scanner.is_at_line_start() {
            if let Some(text) = self.control_line() {
                return self.control(line, &text);
            }
            if self.line_comment() {
                return Ok(());
            }
        }
        if self.scanner.take_if("<%doc>") {
            return self.comment(line);
        }
        if self.scanner.rest().starts_with("<%") {
            return match OpenTag::take(&mut self.scanner) {
                Some(tag) => self.open(tag),
                None => self.code(line),
            };
        }
        if self.scanner.take_if("</%") {
            return self.close(line);
        }
        if self.scanner.is_at_line_start() && self.percent(line) {
            return Ok(());
        }
        self.text(line);
        Ok(())
    }

    fn level(&mut self) -> &mut Level {
        // The first level is that of the template and never goes.
        let last = self.levels.len() - 1;
        &mut self.levels[last]
    }

    fn push(&mut self, line: usize, kind: Kind) {
        self.level().nodes.push(Node { line, kind });
    }

    fn python(
        &mut self,
        line: usize,
        ends: &[&str],
        nested: bool,
    ) -> Result<(String, &'t str), Mistake> {
        let until = Until {
            ends,
            watches_nesting: nested,
        };
        let (python, end) = self.scanner.take_python(until).ok_or_else(|| {
            let opening = if nested { "${" } else { "<%" };
            Mistake::new(
                line,
                format!("The Python that begins with `{opening}` does not end."),
                PYTHON_HELP,
            )
        })?;
        Ok((python.replace("\r\n", "\n"), end))
    }

    fn expression(&mut self, line: usize) -> Result<(), Mistake> {
        let (code, end) = self.python(line, &["|", "}"], true)?;
        let filters = match end {
            "|" => self.python(line, &["}"], true)?.0,
            _ => String::new(),
        };
        let filters = filters.trim().to_owned();
        self.push(line, Kind::Expression { code, filters });
        Ok(())
    }

    fn code(&mut self, line: usize) -> Result<(), Mistake> {
        self.scanner.take_if("<%");
        let is_module = self.scanner.take_if("!");
        let (code, _) = self.python(line, &["%>"], false)?;
        self.push(
            line,
            if is_module {
                Kind::ModuleCode(code)
            } else {
                Kind::Code(code)
            },
        );
        Ok(())
    }

    fn comment(&mut self, line: usize) -> Result<(), Mistake> {
        let found = self.scanner.take_before("</%doc>");
        if found.is_none() {
            return Err(Mistake::new(
                line,
                "The comment `<%doc>` is not closed.",
                "Close it with `</%doc>`.",
            ));
        }
        self.scanner.take_if("</%doc>");
        Ok(())
    }

    /// A line of control at the start of a line, continued after backslashes.
    fn control_line(&mut self) -> Option<String> {
        let rest = self.scanner.rest();
        let after_blanks = rest.trim_start_matches([' ', '\t']);
        let control = after_blanks.strip_prefix('%')?;
        if control.starts_with('%') {
            return None;
        }
        self.scanner.take(rest.len() - control.len());
        self.scanner.take_while(|c| c == ' ' || c == '\t');
        Some(self.logical_line())
    }

    /// `##` and the rest of its line.
    fn line_comment(&mut self) -> bool {
        let rest = self.scanner.rest();
        let after_blanks = rest.trim_start_matches([' ', '\t']);
        let is_comment = after_blanks.starts_with("##");
        if is_comment {
            self.scanner.take(rest.len() - after_blanks.len());
            self.logical_line();
        }
        is_comment
    }

    /// The rest of the line with its end, and of the next one after a backslash.
    fn logical_line(&mut self) -> String {
        let mut text = String::new();
        loop {
            text.push_str(self.scanner.take_while(|c| c != '\n'));
            let is_continued = text.strip_suffix('\r').unwrap_or(&text).ends_with('\\');
            let ended = !self.scanner.take_if("\n");
            if ended || !is_continued {
                break;
            }
            text.push('\n');
        }
        text.replace("\r\n", "\n").trim_end_matches('\r').to_owned()
    }

    fn control(&mut self, line: usize, text: &str) -> Result<(), Mistake> {
        let word = leading_word(text);
        if let Some(ended) = word.strip_prefix("end").and_then(Keyword::of) {
            return self.end(line, ended);
        }
        let keyword = Keyword::of(word).ok_or_else(|| {
            Mistake::new(
                line,
                format!("`% {}` is no control line.", text.trim()),
                "Control lines begin with for, if, elif, else, while, try, except, finally, with or end...; \
                 a percent sign at the start of a line is written `%%`.",
            )
        })?;
        let open = self.level().controls.last().map(|(open, _)| *open);
        if keyword.opens() {
            self.level().controls.push((keyword, line));
        } else if !open.is_some_and(|open| keyword.continues(open)) {
            return Err(Mistake::new(
                line,
                format!("`% {}` has nothing to go on with.", keyword.word()),
                "Put it between the control line that it belongs to and its end.",
            ));
        }
        let text = header(text).ok_or_else(|| {
            Mistake::new(
                line,
                format!(
                    "The control line `% {}` does not end in a colon.",
                    text.trim()
                ),
                "End it with a colon.",
            )
        })?;
        let text = text.to_owned();
        self.push(line, Kind::Control { keyword, text });
        Ok(())
    }

    fn end(&mut self, line: usize, ended: Keyword) -> Result<(), Mistake> {
        match self.level().controls.pop() {
            Some((open, _)) if open == ended => {
                self.push(line, Kind::End(ended));
                Ok(())
            }
            open => Err(Mistake::new(
                line,
                match open {
                    Some((open, at)) => format!(
                        "`% end{}` does not end `% {}` of line {at}.",
                        ended.word(),
                        open.word()
                    ),
                    None => format!("`% end{}` ends nothing.", ended.word()),
                },
                "Make control lines and their ends match.",
            )),
        }
    }

    fn open(&mut self, tag: OpenTag) -> Result<(), Mistake> {
        let line = tag.line;
        match tag.contents()? {
            Contents::None(kind) => self.push(line, kind),
            Contents::Verbatim(filters) => {
                let text = match (tag.is_closed, self.scanner.take_before("</%text>")) {
                    (true, _) => String::new(),
                    (false, Some(text)) => text.to_owned(),
                    (false, None) => return Err(unclosed(&tag)),
                };
                self.scanner.take_if("</%text>");
                self.push(line, Kind::Verbatim { filters, text });
            }
            Contents::Nodes => {
                let is_closed = tag.is_closed;
                self.levels.push(Level::of(Some(tag)));
                if is_closed {
                    self.leave()?;
                }
            }
        }
        Ok(())
    }

    /// `</%keyword>`, after its first three characters.
    fn close(&mut self, line: usize) -> Result<(), Mistake> {
        let keyword = self
            .scanner
            .take_before(">")
            .map(str::trim)
            .unwrap_or_default()
            .to_owned();
        self.scanner.take_if(">");
        match &self.level().tag {
            Some(tag) if tag.keyword == keyword => self.leave(),
            open => {
                let message = match open {
                    Some(tag) => format!(
                        "`</%{keyword}>` does not close `<%{}>` of line {}.",
                        tag.keyword, tag.line
                    ),
                    None => format!("`</%{keyword}>` closes nothing."),
                };
                Err(Mistake::new(
                    line,
                    message,
                    "Make tags and their ends match.",
                ))
            }
        }
    }

    /// Closes the innermost tag.
    fn leave(&mut self) -> Result<(), Mistake> {
        let Some(level) = self.levels.pop() else {
            return Ok(());
        };
        level.closed()?;
        if let Some(tag) = level.tag {
            let line = tag.line;
            let kind = tag.node(level.nodes)?;
            self.push(line, kind);
        }
        Ok(())
    }

    /// `%%` at the start of a line, after blanks, is one percent sign.
    fn percent(&mut self, line: usize) -> bool {
        let rest = self.scanner.rest();
        let after_blanks = rest.trim_start();
        let blanks = rest.len() - after_blanks.len();
        let Some(after) = after_blanks.strip_prefix("%%") else {
            return false;
        };
        let more = after.len() - after.trim_start_matches('%').len();
        let text = format!("{}%{}", &rest[..blanks], &after[..more]);
        self.scanner.take(blanks + 2 + more);
        self.push(line, Kind::Text(text));
        true
    }

    /// Text up to what may be something else.
    fn text(&mut self, line: usize) {
        let rest = self.scanner.rest();
        let mut end = rest.len();
        let mut dropped = 0;
        for (at, c) in rest.char_indices() {
            let after = &rest[at..];
            if after.starts_with("${") || after.starts_with("<%") || after.starts_with("</%") {
                end = at;
                break;
            }
            if c == '\\' && (after.starts_with("\\\n") || after.starts_with("\\\r\n")) {
                end = at;
                dropped = after.find('\n').map_or(0, |newline| newline + 1);
                break;
            }
            if c == '\n' {
                let next = after[1..].trim_start_matches([' ', '\t']);
                if next.starts_with('%') || next.starts_with("##") {
                    end = at + 1;
                    break;
                }
            }
        }
        let text = self.scanner.take(end).to_owned();
        self.scanner.take(dropped);
        if !text.is_empty() {
            self.push(line, Kind::Text(text));
        }
    }

    fn finish(mut self) -> Result<Vec<Node>, Mistake> {
        let level = self.levels.pop().unwrap_or_else(|| Level::of(None));
        match level.tag {
            Some(tag) => Err(unclosed(&tag)),
            None => {
                level.closed()?;
                Ok(level.nodes)
            }
        }
    }
}

fn unclosed(tag: &OpenTag) -> Mistake {
    Mistake::new(
        tag.line,
        format!("The tag `<%{}>` is not closed.", tag.keyword),
        "Close it with `</%...>`, or end it with `/>`.",
    )
}

/// Whether a comment names an encoding: `coding: utf-8`.
fn names_encoding(line: &str) -> bool {
    line.match_indices("coding").any(|(at, word)| {
        let after = &line[at + word.len()..];
        let name = after.strip_prefix([':', '=']).map(str::trim_start);
        name.is_some_and(|name| {
            name.starts_with(|c: char| c.is_alphanumeric() || "-_.".contains(c))
        })
    })
}

fn leading_word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
    &text[..end.unwrap_or(text.len())]
}

/// The header of a statement up to its colon: what may follow is a comment.
fn header(text: &str) -> Option<&str> {
    let mut scanner = Scanner::new(text);
    let colon = Until {
        ends: &[":"],
        watches_nesting: false,
    };
    while scanner.take_python(colon).is_some() {
        let rest = scanner.rest();
        let after = rest.trim_start();
        if after.is_empty() || after.starts_with('#') {
            return Some(&text[..text.len() - rest.len()]);
        }
    }
    None
}
