//! The few rules of Python's own that configuration files are written against: how text is
//! stripped and quoted, `%`-formatting, literals, whole numbers, shell words.
//!
//! Nothing here knows about Alembic.

mod float;
mod literal;
mod percent;
mod repr;
mod shell_words;
mod text;

pub use literal::{Literal, LiteralError, parse_arguments, parse_keywords};
pub use percent::{PercentError, PercentTemplate, PercentValue};
pub use repr::repr;
pub use shell_words::{ShellWordsError, split_shell_words};
pub(crate) use text::{
    is_space, is_word, lines_with_ends, lower, parse_int, strip, universal_newlines,
};
