//! The identifier grammar: what a user may type for a revision.

/// What a user typed, taken apart but not yet looked up. Looking it up needs the graph and, for
/// some forms, the rows of the version table; the result is a [`crate::RevisionRef`], never a
/// name again.
///
/// `upgrade` and `downgrade` read their target so. Commands that do not know a place to start
/// from (`show`, `stamp`, the rows of the version table) read an [`AbsoluteSpec`] at once, for which `+1`
/// is the beginning of an identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RevisionSpec<'t> {
    /// A number of steps from somewhere: `+1`, `label@-2`, `ae10+3`, `head-1`.
    Relative(RelativeSpec<'t>),
    /// Anything else.
    Absolute(AbsoluteSpec<'t>),
}

/// `[branch@]symbol`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AbsoluteSpec<'t> {
    /// What was typed.
    pub text: &'t str,
    /// What precedes the first `@`, if there is one. May be empty, which selects no branch.
    pub branch: Option<&'t str>,
    /// What follows it.
    pub symbol: Symbol<'t>,
}

/// The part of an identifier that names the revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Symbol<'t> {
    /// `heads`: all effective heads, or all versioned heads of the branch.
    Heads,
    /// `head`: the only versioned head.
    Head,
    /// `base`: before the first revision.
    Base,
    /// A whole or partial identifier, or a branch label.
    Name(&'t str),
}

/// `[branch@][symbol](+|-)steps`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RelativeSpec<'t> {
    /// What precedes the `@`; never empty.
    pub branch: Option<&'t str>,
    /// The place to start from; without it, what is applied.
    pub symbol: Option<&'t str>,
    /// How far to go.
    pub offset: Offset<'t>,
}

/// `+N` or `-N`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offset<'t> {
    /// What was typed, with its sign.
    pub text: &'t str,
    /// Towards the heads if positive, towards the bases if negative.
    pub steps: i64,
}

impl<'t> RevisionSpec<'t> {
    /// Takes apart what was typed. Every text is a valid specification; whether it leads to a
    /// revision is seen later.
    ///
    /// As in Alembic, a relative form counts from the beginning of the text and what follows its
    /// digits is ignored.
    pub fn parse(text: &'t str) -> Self {
        match RelativeSpec::parse(text) {
            Some(relative) => Self::Relative(relative),
            None => Self::Absolute(AbsoluteSpec::parse(text)),
        }
    }
}

impl<'t> AbsoluteSpec<'t> {
    /// Takes apart what was typed.
    pub fn parse(text: &'t str) -> Self {
        let (branch, symbol) = match text.split_once('@') {
            Some((branch, symbol)) => (Some(branch), symbol),
            None => (None, text),
        };
        Self {
            text,
            branch,
            symbol: Symbol::parse(symbol),
        }
    }

    /// The branch to stay on, if one was named.
    pub(crate) fn branch_label(&self) -> Option<&'t str> {
        self.branch.filter(|branch| !branch.is_empty())
    }
}

impl<'t> Symbol<'t> {
    fn parse(text: &'t str) -> Self {
        match text {
            "heads" => Self::Heads,
            "head" => Self::Head,
            "base" => Self::Base,
            name => Self::Name(name),
        }
    }
}

impl<'t> RelativeSpec<'t> {
    /// Reads the regular expression `(?:(.+?)@)?(\w+)?([+-]\d+)` at the beginning of the text.
    fn parse(text: &'t str) -> Option<Self> {
        let first_line = text.split('\n').next().unwrap_or(text);
        let with_branch = first_line
            .match_indices('@')
            .filter(|&(at, _)| at > 0)
            .find_map(|(at, _)| {
                let (symbol, offset) = steps_from(&text[at + 1..])?;
                Some((Some(&text[..at]), symbol, offset))
            });
        let (branch, symbol, offset) = with_branch.or_else(|| {
            let (symbol, offset) = steps_from(text)?;
            Some((None, symbol, offset))
        })?;
        Some(Self {
            branch,
            symbol,
            offset,
        })
    }
}

/// Reads `(\w+)?([+-]\d+)` at the beginning of the text.
fn steps_from(text: &str) -> Option<(Option<&str>, Offset<'_>)> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let signed = text.trim_start_matches(is_word);
    let symbol = &text[..text.len() - signed.len()];
    let digits = signed.strip_prefix(['+', '-'])?;
    let rest = digits.trim_start_matches(|c: char| c.is_ascii_digit());
    if rest.len() == digits.len() {
        return None;
    }
    let offset = Offset::parse(&signed[..signed.len() - rest.len()]);
    Some((Some(symbol).filter(|s| !s.is_empty()), offset))
}

impl<'t> Offset<'t> {
    /// The offset with this text: a sign and digits. More steps than fit into the number are more
    /// than any graph has.
    fn parse(text: &'t str) -> Self {
        let digits = text.trim_start_matches(['+', '-']);
        let steps = digits.parse::<i64>().unwrap_or(i64::MAX);
        Self {
            text,
            steps: if text.starts_with('-') { -steps } else { steps },
        }
    }
}

/// The number of steps if the text is a negative whole number as Python's `int` reads it.
pub(crate) fn negative_number(text: &str) -> Option<i64> {
    let digits = text.trim().strip_prefix('-')?;
    let is_number = digits
        .split('_')
        .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    if !is_number {
        return None;
    }
    let steps = digits.replace('_', "").parse::<i64>().unwrap_or(i64::MAX);
    (steps > 0).then_some(-steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: (Option<&str>, Option<&str>, i64)) {
        match RevisionSpec::parse(text) {
            RevisionSpec::Relative(found) => {
                assert_eq!((found.branch, found.symbol, found.offset.steps), expected);
            }
            RevisionSpec::Absolute(found) => panic!("{text} is absolute: {found:?}"),
        }
    }

    #[test]
    fn relative_forms() {
        check("+1", (None, None, 1));
        check("-0", (None, None, 0));
        check("ae10+3", (None, Some("ae10"), 3));
        check("head-1", (None, Some("head"), -1));
        check("label@+2", (Some("label"), None, 2));
        check("label@ae10-2", (Some("label"), Some("ae10"), -2));
        check("my-label@+2", (Some("my-label"), None, 2));
        check("a@b@+1", (Some("a@b"), None, 1));
        check("ab-1@x", (None, Some("ab"), -1));
        check("ab-1rest", (None, Some("ab"), -1));
        check("+99999999999999999999", (None, None, i64::MAX));
    }

    fn check_absolute(text: &str, branch: Option<&str>, symbol: Symbol<'_>) {
        match RevisionSpec::parse(text) {
            RevisionSpec::Absolute(found) => {
                assert_eq!((found.branch, found.symbol), (branch, symbol));
            }
            RevisionSpec::Relative(found) => panic!("{text} is relative: {found:?}"),
        }
    }

    #[test]
    fn absolute_forms() {
        check_absolute("head", None, Symbol::Head);
        check_absolute("heads", None, Symbol::Heads);
        check_absolute("label@base", Some("label"), Symbol::Base);
        check_absolute("@head", Some(""), Symbol::Head);
        check_absolute("ae10", None, Symbol::Name("ae10"));
        check_absolute("@-1", Some(""), Symbol::Name("-1"));
        check_absolute("ab-c", None, Symbol::Name("ab-c"));
        check_absolute("", None, Symbol::Name(""));
        check_absolute("a@b@c", Some("a"), Symbol::Name("b@c"));
    }

    #[test]
    fn negative_numbers_as_python_reads_them() {
        assert_eq!(negative_number("-3"), Some(-3));
        assert_eq!(negative_number(" -1_0 "), Some(-10));
        for text in ["3", "-0", "-", "-1_", "-_1", "--1", "- 1", "-a", ""] {
            assert_eq!(negative_number(text), None, "{text}");
        }
    }
}
