//! No `_ =>` beside arms on `Operation`: a new operation must break everything that handles operations.

use proc_macro2::{Delimiter, TokenTree};

use super::Finding;
use super::sources::Source;

/// Every `match` on `Operation` that has an arm for anything else.
pub fn check(file: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    file.levels(&mut |level| {
        for token in level {
            let TokenTree::Group(group) = token else {
                continue;
            };
            if group.delimiter() != Delimiter::Brace {
                continue;
            }
            let body: Vec<TokenTree> = group.stream().into_iter().collect();
            let arms: Vec<usize> = (0..body.len())
                .filter(|index| is_arrow(&body[*index..]))
                .collect();
            let names_operation = arms
                .iter()
                .any(|arrow| pattern(&body, *arrow).windows(2).any(is_operation));
            let wildcard = arms.iter().find(|arrow| {
                matches!(pattern(&body, **arrow), [TokenTree::Ident(ident)] if ident == "_")
            });
            if let (true, Some(arrow)) = (names_operation, wildcard) {
                let line = body[*arrow].span().start().line;
                findings.push(Finding::new(
                    &file.path,
                    line,
                    "`_ =>` hides new operations: name every operation",
                ));
            }
        }
    });
    findings
}

/// The tokens of the pattern that ends before the arrow.
fn pattern(body: &[TokenTree], arrow: usize) -> &[TokenTree] {
    let start = body[..arrow].iter().rposition(|token| match token {
        TokenTree::Punct(punct) => punct.as_char() == ',',
        TokenTree::Group(group) => {
            group.delimiter() == Delimiter::Brace && !belongs_to_pattern(body, arrow, group)
        }
        _ => false,
    });
    &body[start.map_or(0, |start| start + 1)..arrow]
}

/// Whether a brace group is a struct pattern, `Operation::CreateTable { .. } =>`, and not the body of the arm before.
fn belongs_to_pattern(body: &[TokenTree], arrow: usize, group: &proc_macro2::Group) -> bool {
    let end = group.span().end();
    let at = body[..arrow]
        .iter()
        .position(|token| token.span().end() == end)
        .unwrap_or(arrow);
    // The body of an arm stands right behind an arrow.
    !(at >= 2 && is_arrow(&body[at - 2..]))
}

fn is_arrow(tokens: &[TokenTree]) -> bool {
    matches!(tokens, [TokenTree::Punct(equals), TokenTree::Punct(greater), ..] if equals.as_char() == '=' && greater.as_char() == '>')
}

fn is_operation(pair: &[TokenTree]) -> bool {
    matches!(pair, [TokenTree::Ident(ident), TokenTree::Punct(colon)] if ident == "Operation" && colon.as_char() == ':')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_text(text: &str, found: usize) {
        assert_eq!(
            check(&Source::new("crates/x/src/a.rs", text).unwrap()).len(),
            found,
            "{text}"
        );
    }

    #[test]
    fn a_wildcard_beside_operations_is_found() {
        check_text(
            "fn a() { match o { Operation::A(x) => f(x), _ => g() } }",
            1,
        );
        check_text(
            "fn a() { match o { Operation::A { x, .. } => { f(x) } _ => {} } }",
            1,
        );
        check_text(
            "fn a() { if b { match &o { Operation::A(_) | Operation::B(_) => {} _ => {} } } }",
            1,
        );
    }

    #[test]
    fn other_wildcards_are_not() {
        check_text(
            "fn a() { match o { Operation::A(_) => f(), Operation::B(_) => g() } }",
            0,
        );
        check_text("fn a() { match o { Other::A(_) => f(), _ => g() } }", 0);
        check_text(
            "fn a() { match o { Operation::A(x) => match x { 1 => f(), _ => g() }, Operation::B => h() } }",
            0,
        );
        check_text(
            "fn a() { match x { 1 => Operation::A(1), _ => Operation::B } }",
            0,
        );
    }
}
