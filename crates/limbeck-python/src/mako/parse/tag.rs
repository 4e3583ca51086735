//! Tags: `<%keyword attribute="value">`.

use super::super::Mistake;
use super::super::fragments::repr;
use super::super::nodes::{Block, Call, Def, Kind, Node};
use super::super::scan::Scanner;

/// A tag whose contents are to come.
#[derive(Clone, Debug)]
pub(super) struct OpenTag {
    pub(super) line: usize,
    pub(super) keyword: String,
    /// Whether it ends in `/>`.
    pub(super) is_closed: bool,
    attributes: Vec<(String, String)>,
}

/// What stands between a tag and its end.
pub(super) enum Contents {
    /// Nothing: it is this.
    None(Kind),
    /// Text that is no template, through these filters.
    Verbatim(String),
    /// Parts of a template.
    Nodes,
}

impl OpenTag {
    /// Takes a tag, if one comes next: a keyword follows `<%` at once.
    pub(super) fn take(scanner: &mut Scanner<'_>) -> Option<Self> {
        let mut ahead = scanner.clone();
        let line = ahead.line();
        ahead.take_if("<%");
        let keyword = ahead
            .take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | ':'))
            .to_owned();
        if keyword.is_empty() {
            return None;
        }
        let mut attributes = Vec::new();
        loop {
            ahead.take_while(|c| c.is_whitespace() || c == ',');
            let is_closed = ahead.take_if("/");
            if ahead.take_if(">") {
                *scanner = ahead;
                return Some(Self {
                    line,
                    keyword,
                    is_closed,
                    attributes,
                });
            }
            if is_closed {
                return None;
            }
            attributes.push(attribute(&mut ahead)?);
        }
    }

    /// What stands between it and its end.
    pub(super) fn contents(&self) -> Result<Contents, Mistake> {
        match self.keyword.as_str() {
            "include" | "inherit" | "namespace" => Err(Mistake::new(
                self.line,
                format!(
                    "`<%{}>` cannot be used here: Alembic renders this template without a lookup of others.",
                    self.keyword
                ),
                "Write what it is to take into this template, and import modules in a block `<%! ... %>`.",
            )),
            "page" => {
                self.allow(&["args", "expression_filter", "enable_loop"])?;
                Ok(Contents::None(Kind::Page {
                    arguments: self.attribute("args").to_owned(),
                    filters: self.attribute("expression_filter").to_owned(),
                }))
            }
            "text" => {
                self.allow(&["filter"])?;
                Ok(Contents::Verbatim(self.attribute("filter").to_owned()))
            }
            "def" => self
                .allow(&["name", "filter", "buffered"])
                .map(|()| Contents::Nodes),
            "block" => self
                .allow(&["name", "filter", "args"])
                .map(|()| Contents::Nodes),
            "call" => self.allow(&["expr", "args"]).map(|()| Contents::Nodes),
            keyword if keyword.contains(':') => Ok(Contents::Nodes),
            keyword => Err(Mistake::new(
                self.line,
                format!("There is no tag `<%{keyword}>`."),
                "Python blocks have a blank after `<%`; see Mako's documentation for the tags there are.",
            )),
        }
    }

    /// The node that it is with these contents.
    pub(super) fn node(&self, body: Vec<Node>) -> Result<Kind, Mistake> {
        let filters = self.attribute("filter").to_owned();
        match self.keyword.as_str() {
            "def" => {
                let signature = self.attribute("name").trim().to_owned();
                if !signature.ends_with(')') {
                    return Err(Mistake::new(
                        self.line,
                        "The name of a `<%def>` has its parameters in parentheses, and this one has none.",
                        "Write `<%def name=\"name()\">`.",
                    ));
                }
                Ok(Kind::Def(Def {
                    signature,
                    filters,
                    buffered: self.attribute("buffered").trim() == "True",
                    body,
                }))
            }
            "block" => self.block(filters, body),
            "call" => Ok(Kind::Call(Call {
                expression: self.attribute("expr").to_owned(),
                arguments: self.attribute("args").to_owned(),
                body,
            })),
            _ => Ok(Kind::Call(Call {
                expression: self.namespace_call(),
                arguments: self.attribute("args").to_owned(),
                body,
            })),
        }
    }

    fn block(&self, filters: String, body: Vec<Node>) -> Result<Kind, Mistake> {
        let name = Some(self.attribute("name")).filter(|name| !name.is_empty());
        if name.is_some_and(|name| name.contains('(')) {
            return Err(Mistake::new(
                self.line,
                "The name of a `<%block>` has no parameters.",
                "Name them in the attribute `args`.",
            ));
        }
        Ok(Kind::Block(Block {
            name: name.map(str::to_owned),
            arguments: self.attribute("args").to_owned(),
            filters,
            body,
        }))
    }

    /// `<%self:name a="${1}" b="x">` is the call `self.name(a=(1), b='x')`.
    fn namespace_call(&self) -> String {
        let function = self.keyword.replacen(':', ".", 1);
        let arguments: Vec<String> = self
            .attributes
            .iter()
            .filter(|(name, _)| name != "args")
            .map(|(name, value)| format!("{name}={}", value_of(value)))
            .collect();
        format!("{function}({})", arguments.join(", "))
    }

    fn attribute(&self, name: &str) -> &str {
        let found = self.attributes.iter().rev().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value)
    }

    fn allow(&self, names: &[&str]) -> Result<(), Mistake> {
        let other = self
            .attributes
            .iter()
            .find(|(name, _)| !names.contains(&name.as_str()));
        match other {
            None => Ok(()),
            Some((name, _)) => Err(Mistake::new(
                self.line,
                format!(
                    "The tag `<%{}>` cannot have the attribute `{name}` here.",
                    self.keyword
                ),
                "Leave the attribute out.",
            )),
        }
    }
}

/// `name="value"`; blanks may surround the sign.
fn attribute(scanner: &mut Scanner<'_>) -> Option<(String, String)> {
    let name = scanner
        .take_while(|c| c.is_alphanumeric() || c == '_')
        .to_owned();
    scanner.take_while(char::is_whitespace);
    if name.is_empty() || !scanner.take_if("=") {
        return None;
    }
    scanner.take_while(char::is_whitespace);
    let quote = ["\"", "'"]
        .into_iter()
        .find(|quote| scanner.take_if(quote))?;
    let value = scanner.take_before(quote)?.replace("\r\n", "\n");
    scanner.take_if(quote);
    Some((name, value))
}

/// The Python of an attribute with expressions in it.
fn value_of(value: &str) -> String {
    let mut parts = Vec::new();
    let mut rest = value;
    while let Some(at) = rest.find("${") {
        if at > 0 {
            parts.push(repr(&rest[..at]));
        }
        let mut scanner = Scanner::new(&rest[at + 2..]);
        let until = super::Until {
            ends: &["}"],
            watches_nesting: true,
        };
        let Some((python, _)) = scanner.take_python(until) else {
            break;
        };
        parts.push(format!("({python})"));
        rest = scanner.rest();
    }
    if !rest.is_empty() || parts.is_empty() {
        parts.push(repr(rest));
    }
    parts.join(" + ")
}
