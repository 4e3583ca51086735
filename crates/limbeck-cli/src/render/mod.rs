//! From reports to text: pure functions, so that what is printed can be tested without printing.

pub(crate) mod db;
mod diagnostics;
pub(crate) mod examination;
pub(crate) mod graph;
pub(crate) mod progress;
pub(crate) mod readiness;
pub mod revisions;
pub(crate) mod status;
mod text;

use std::ffi::OsString;

use clap::ValueEnum;

pub use diagnostics::{diagnostic, says_more, warning};

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set; elsewhere if FORCE_COLOR is.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl ColorChoice {
    /// The choice on a command line that may be wrong otherwise; the last one counts.
    pub fn of_words(words: &[OsString]) -> Self {
        let values = words.iter().enumerate().filter_map(|(at, word)| {
            let word = word.to_str()?;
            match word.strip_prefix("--color") {
                Some("") => words.get(at + 1)?.to_str(),
                Some(rest) => rest.strip_prefix('='),
                None => None,
            }
        });
        values
            .filter_map(|value| ColorChoice::from_str(value, false).ok())
            .next_back()
            .unwrap_or_default()
    }

    /// Makes everything that is written to the streams follow the choice. `variable` reads the
    /// environment.
    pub fn apply(self, variable: impl Fn(&str) -> Option<String>) {
        self.resolve(variable).write_global();
    }

    /// `FORCE_COLOR` is the one convention that the streams do not know by themselves.
    fn resolve(self, variable: impl Fn(&str) -> Option<String>) -> anstream::ColorChoice {
        let is_set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
        let forced = variable("FORCE_COLOR").is_some_and(|value| !matches!(&*value, "" | "0"));
        match self {
            ColorChoice::Always => anstream::ColorChoice::Always,
            ColorChoice::Never => anstream::ColorChoice::Never,
            ColorChoice::Auto if is_set("NO_COLOR") => anstream::ColorChoice::Never,
            ColorChoice::Auto if forced => anstream::ColorChoice::Always,
            ColorChoice::Auto => anstream::ColorChoice::Auto,
        }
    }
}

/// Whether standard error is coloured, once a choice was applied.
pub fn colors_stderr() -> bool {
    anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_option_counts_before_the_environment() {
        let check = |choice: ColorChoice, variables: &[(&str, &str)], expected| {
            let variable = |name: &str| {
                let mut found = variables.iter().filter(|(key, _)| *key == name);
                found.next().map(|(_, value)| (*value).to_owned())
            };
            assert_eq!(
                choice.resolve(variable),
                expected,
                "{choice:?} {variables:?}"
            );
        };
        use anstream::ColorChoice::{Always, Auto, Never};
        check(ColorChoice::Auto, &[], Auto);
        check(ColorChoice::Auto, &[("NO_COLOR", "1")], Never);
        check(ColorChoice::Auto, &[("NO_COLOR", "")], Auto);
        check(ColorChoice::Auto, &[("FORCE_COLOR", "1")], Always);
        check(ColorChoice::Auto, &[("FORCE_COLOR", "0")], Auto);
        check(
            ColorChoice::Auto,
            &[("FORCE_COLOR", "1"), ("NO_COLOR", "1")],
            Never,
        );
        check(ColorChoice::Always, &[("NO_COLOR", "1")], Always);
        check(ColorChoice::Never, &[("FORCE_COLOR", "1")], Never);
    }

    #[test]
    fn the_choice_is_found_among_words() {
        let check = |line: &str, expected| {
            let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            assert_eq!(ColorChoice::of_words(&words), expected, "{line}");
        };
        check("limbeck --help", ColorChoice::Auto);
        check("limbeck --color=never --help", ColorChoice::Never);
        check("limbeck --color always --color wat", ColorChoice::Always);
    }
}
