//! From reports to text: pure functions, so that what is printed can be tested without printing.

mod diagnostics;
pub(crate) mod graph;
pub(crate) mod progress;
pub(crate) mod readiness;
pub mod revisions;
pub(crate) mod status;

use std::io::IsTerminal;

pub use diagnostics::{diagnostic, says_more, warning};

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl ColorChoice {
    /// Makes everything that is written to the streams follow the choice.
    pub fn apply(self) {
        match self {
            ColorChoice::Auto => {}
            ColorChoice::Always => anstream::ColorChoice::Always.write_global(),
            ColorChoice::Never => anstream::ColorChoice::Never.write_global(),
        }
    }

    /// Whether standard error is coloured.
    pub fn colors_stderr(self) -> bool {
        match self {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                std::io::stderr().is_terminal()
                    && anstream::AutoStream::choice(&std::io::stderr())
                        != anstream::ColorChoice::Never
            }
        }
    }
}
