//! The variable `loop`: loops whose bodies mention it count their rounds.

use super::super::nodes::{Kind, Node};
use super::super::scan::{Scanner, Until};
use super::{Keyword, mentions};

const LOOP: &str = "loop";

/// Whether these parts mention `loop`, other functions among them excepted.
pub(super) fn uses_loop(nodes: &[Node]) -> bool {
    nodes.iter().any(|node| match &node.kind {
        Kind::Def(_) => false,
        Kind::Block(block) => mentioned(node) || uses_loop(&block.body),
        Kind::Call(call) => mentioned(node) || uses_loop(&call.body),
        Kind::Text(_)
        | Kind::Expression { .. }
        | Kind::Control { .. }
        | Kind::End(_)
        | Kind::Code(_)
        | Kind::ModuleCode(_)
        | Kind::Page { .. }
        | Kind::Verbatim { .. } => mentioned(node),
    })
}

/// Whether the body of a `for`, which these parts begin with, mentions `loop`.
pub(super) fn is_counted(after: &[Node]) -> bool {
    let mut depth = 0_usize;
    for node in after {
        match &node.kind {
            Kind::Control { keyword, .. } if keyword.opens() => depth += 1,
            Kind::End(Keyword::For) if depth == 0 => return false,
            Kind::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if mentioned(node) || uses_loop(node.body()) {
            return true;
        }
    }
    false
}

fn mentioned(node: &Node) -> bool {
    node.python().iter().any(|python| mentions(python, LOOP))
}

/// The targets and the items of `for targets in items:`.
pub(super) fn counted_loop(text: &str) -> Option<(&str, &str)> {
    let header = text.trim_end().strip_suffix(':')?.strip_prefix("for")?;
    let mut scanner = Scanner::new(header);
    let word = Until {
        ends: &["in"],
        watches_nesting: true,
    };
    while scanner.take_python(word).is_some() {
        let items = scanner.rest();
        let targets = &header[..header.len() - items.len() - "in".len()];
        let continues = |c: char| c.is_alphanumeric() || c == '_';
        if !targets.ends_with(continues) && !items.starts_with(continues) {
            return Some((targets.trim(), items.trim()));
        }
    }
    None
}
