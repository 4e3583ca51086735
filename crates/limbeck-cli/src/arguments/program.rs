//! [`Program`]: the name under which the binary was called.

use std::ffi::OsString;
use std::path::Path;

use super::ALEMBIC_VERSION;

/// The name under which the program was called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// `limbeck`, or any other name.
    Limbeck,
    /// `alembic`: a link to the binary that stands in for Alembic, or `limbeck --alembic`. It answers as
    /// Alembic does.
    Alembic,
}

impl Program {
    /// Looks at the words of the command line, the program's name first.
    pub fn of(words: &[OsString]) -> Self {
        let name = words.first().and_then(|word| Path::new(word).file_stem());
        let is_alembic = name.is_some_and(|name| name == "alembic");
        if is_alembic || words.iter().skip(1).any(|word| word == "--alembic") {
            Program::Alembic
        } else {
            Program::Limbeck
        }
    }

    /// The name in messages.
    pub fn name(self) -> &'static str {
        match self {
            Program::Limbeck => "limbeck",
            Program::Alembic => "alembic",
        }
    }

    /// What `--version` prints after the name.
    pub(super) fn version(self) -> String {
        match self {
            Program::Limbeck => format!(
                "{} (for projects of Alembic {ALEMBIC_VERSION})",
                env!("CARGO_PKG_VERSION")
            ),
            Program::Alembic => ALEMBIC_VERSION.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_the_option() {
        let check = |line: &str, expected| {
            let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            assert_eq!(Program::of(&words), expected, "{line}");
        };
        check("limbeck heads", Program::Limbeck);
        check("/usr/local/bin/alembic heads", Program::Alembic);
        check("alembic.exe heads", Program::Alembic);
        check("limbeck -q --alembic heads", Program::Alembic);
        check("my-alembic heads", Program::Limbeck);
    }
}
