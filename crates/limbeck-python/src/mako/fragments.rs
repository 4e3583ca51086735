//! Pieces of Python: lists of filters and arguments, names, margins of blocks.

use rustpython_vm::literal::escape::UnicodeEscape;

use super::scan;

/// `repr()` of a text.
pub(super) fn repr(text: &str) -> String {
    let escape = UnicodeEscape::new_repr(text.as_ref());
    escape.str_repr().to_string().unwrap_or_default()
}

/// The parts of a list, separated by commas outside of brackets and strings.
pub(super) fn parts(list: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut at, mut depth) = (0, 0, 0_i32);
    while let Some(next) = list[at..].chars().next() {
        if let Some(length) = scan::string(&list[at..]) {
            at += length;
            continue;
        }
        match next {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth <= 0 => {
                parts.push(list[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
        at += next.len_utf8();
    }
    parts.push(list[start..].trim());
    parts.retain(|part| !part.is_empty());
    parts
}

/// The arguments of a call that hands on the parameters of a function: `a, *b` for `a=1, *b`.
pub(super) fn handed_on(parameters: &str) -> Vec<String> {
    let mut keyword_only = false;
    parts(parameters)
        .into_iter()
        .filter_map(|parameter| {
            let name = parameter
                .split(['=', ':'])
                .next()
                .unwrap_or_default()
                .trim();
            match name {
                "*" => {
                    keyword_only = true;
                    None
                }
                "/" => None,
                name if name.starts_with('*') => {
                    keyword_only = true;
                    Some(name.to_owned())
                }
                name if keyword_only => Some(format!("{name}={name}")),
                name => Some(name.to_owned()),
            }
        })
        .collect()
}

/// Whether Python mentions a name, not as an attribute.
pub(super) fn mentions(python: &str, name: &str) -> bool {
    python.match_indices(name).any(|(at, _)| {
        let before = python[..at].chars().next_back();
        let after = python[at + name.len()..].chars().next();
        let continues = |c: char| c.is_alphanumeric() || c == '_';
        !before.is_some_and(|c| continues(c) || c == '.') && !after.is_some_and(continues)
    })
}

/// The words of Python that may be names, each once.
pub(super) fn identifiers(python: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let words = python.split(|c: char| !c.is_alphanumeric() && c != '_');
    for word in words.filter(|word| word.starts_with(|c: char| c.is_alphabetic() || c == '_')) {
        if !found.iter().any(|known| known == word) {
            found.push(word.to_owned());
        }
    }
    found
}

/// Wraps an expression in filters, the first of the list innermost. `n` stands for none.
pub(super) fn filtered(expression: &str, filters: &[&str]) -> String {
    filters
        .iter()
        .filter(|filter| **filter != "n")
        .fold(expression.to_owned(), |inner, filter| {
            format!("{}({inner})", function_of(filter))
        })
}

/// The function behind a filter: Mako's own ones have short names.
fn function_of(filter: &str) -> String {
    let (name, arguments) = match filter.find('(') {
        Some(at) if at > 0 && filter.ends_with(')') => filter.split_at(at),
        _ => (filter, ""),
    };
    let function = match name {
        "x" => "__M_filters.xml_escape",
        "h" => "__M_filters.html_escape",
        "u" => "__M_filters.url_escape",
        "trim" => "__M_filters.trim",
        "entity" => "__M_filters.html_entities_escape",
        "unicode" | "str" => "str",
        "decode" => "__M_filters.decode",
        name if name.starts_with("decode.") => return format!("__M_filters.{name}{arguments}"),
        name => name,
    };
    format!("{function}{arguments}")
}

/// The lines of a block of Python, without the margin of its first line, each with whether it begins inside of
/// a string or after a backslash, where its blanks belong to the text.
pub(super) fn without_margin(block: &str) -> Vec<(String, bool)> {
    let mut margin: Option<String> = None;
    let mut continues = Continues::default();
    block
        .lines()
        .map(|line| {
            let is_inside = continues.is_inside();
            continues.pass(line);
            if is_inside {
                return (line.to_owned(), true);
            }
            let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
            let (indentation, code) = line.split_at(blanks);
            let indentation = expanded(indentation);
            if margin.is_none() && !code.is_empty() && !code.starts_with('#') {
                margin = Some(indentation.clone());
            }
            let kept = margin
                .as_deref()
                .and_then(|margin| indentation.strip_prefix(margin))
                .unwrap_or(&indentation);
            (format!("{kept}{code}"), false)
        })
        .collect()
}

/// Blanks with tabs expanded to columns of eight.
fn expanded(blanks: &str) -> String {
    let mut out = String::new();
    for c in blanks.chars() {
        if c == '\t' {
            let columns = 8 - out.len() % 8;
            out.extend(std::iter::repeat_n(' ', columns));
        } else {
            out.push(' ');
        }
    }
    out
}

/// Whether a line goes on with a string or a statement of the line before.
#[derive(Default)]
struct Continues {
    quote: Option<&'static str>,
    after_backslash: bool,
}

impl Continues {
    fn is_inside(&self) -> bool {
        self.quote.is_some() || self.after_backslash
    }

    fn pass(&mut self, line: &str) {
        self.after_backslash = line.ends_with('\\');
        let mut rest = line;
        while let Some(next) = rest.chars().next() {
            if let Some(quote) = self.quote {
                if let Some(after) = rest.strip_prefix(quote) {
                    self.quote = None;
                    rest = after;
                    continue;
                }
                if next == '\\' {
                    rest = &rest[1..];
                    rest = rest
                        .get(rest.chars().next().map_or(0, char::len_utf8)..)
                        .unwrap_or("");
                    continue;
                }
            } else if let Some(quote) = ["\"\"\"", "'''"].into_iter().find(|q| rest.starts_with(q))
            {
                self.quote = Some(quote);
                rest = &rest[quote.len()..];
                continue;
            } else if next == '#' {
                return;
            } else if let Some(length) = scan::string(rest) {
                rest = &rest[length..];
                continue;
            }
            rest = &rest[next.len_utf8()..];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists() {
        let check = |list: &str, expected: &[&str]| assert_eq!(parts(list), expected, "{list}");
        check("", &[]);
        check(" comma , n ", &["comma", "n"]);
        check("f(1, 2), g", &["f(1, 2)", "g"]);
        check("a=',', b=[1, {2: 3}],", &["a=','", "b=[1, {2: 3}]"]);
    }

    #[test]
    fn parameters_are_handed_on() {
        let check = |parameters: &str, expected: &str| {
            assert_eq!(handed_on(parameters).join(", "), expected);
        };
        check("a, b=1, *c, d=2, **e", "a, b, *c, d=d, **e");
        check("a: int = 3, *, d", "a, d=d");
    }

    #[test]
    fn names() {
        let check = |python: &str, expected: bool| {
            assert_eq!(mentions(python, "loop"), expected, "{python}")
        };
        check("loop.index", true);
        check("f(loop)", true);
        check("x.loop", false);
        check("loops", false);
        check("my_loop", false);
    }

    #[test]
    fn filters() {
        let check = |filters: &[&str], expected: &str| assert_eq!(filtered("x", filters), expected);
        check(&[], "x");
        check(&["str", "comma"], "comma(str(x))");
        check(&["n"], "x");
        check(&["str", "u"], "__M_filters.url_escape(str(x))");
        check(&["decode.utf8"], "__M_filters.decode.utf8(x)");
        check(&["pad(3)"], "pad(3)(x)");
    }

    #[test]
    fn margins() {
        let check = |block: &str, expected: &[&str]| {
            let lines: Vec<String> = without_margin(block)
                .into_iter()
                .map(|(line, _)| line)
                .collect();
            assert_eq!(lines, expected);
        };
        check("\n    a\n      b\n", &["", "a", "  b"]);
        check(
            "\n    x = '''\n  y\n    '''\n    z",
            &["", "x = '''", "  y", "    '''", "z"],
        );
        check("\n  # c\n    a\n    b", &["", "  # c", "a", "b"]);
        check("\ta\n\tb", &["a", "b"]);
        check("  a = \\\n  b", &["a = \\", "  b"]);
    }
}
