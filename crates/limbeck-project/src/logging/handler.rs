//! A log handler: which records it takes, how it writes them, and where to.

use std::path::PathBuf;

use super::{Formatter, Level};
use crate::python::{Literal, parse_arguments, parse_keywords};

/// Where a handler writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Standard error.
    Stderr,
    /// Standard output.
    Stdout,
    /// A file, relative to the working directory.
    File {
        /// Its path.
        path: PathBuf,
        /// Whether it is appended to; else it is emptied once at the start.
        append: bool,
    },
    /// Nowhere: `NullHandler`.
    Nowhere,
}

/// A configured handler.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handler {
    /// Its name in the ini file.
    pub name: String,
    /// The least severe records that it takes.
    pub level: Level,
    /// How it writes them.
    pub formatter: Formatter,
    /// Where it writes them.
    pub target: Target,
}

/// Makes out the target of a handler from the options `class`, `args` and `kwargs`. What only
/// Python could make sense of is `Err` with the reason.
pub(super) fn target(class: &str, args: &str, kwargs: &str) -> Result<Target, String> {
    let name = class.strip_prefix("logging.").unwrap_or(class);
    let name = name.strip_prefix("handlers.").unwrap_or(name);
    let arguments = || {
        let positional = parse_arguments(args).map_err(|error| format!("`args = {args}`: {error}"));
        let named = parse_keywords(kwargs).map_err(|error| format!("`kwargs = {kwargs}`: {error}"));
        Ok::<_, String>(Arguments {
            positional: positional?,
            named: named?,
        })
    };
    match name {
        "StreamHandler" => stream(&arguments()?),
        // A run is too short to rotate anything, so these only append.
        "FileHandler" | "WatchedFileHandler" | "RotatingFileHandler" => file(&arguments()?, "a"),
        "TimedRotatingFileHandler" => {
            // Its second argument is not the mode.
            let mut arguments = arguments()?;
            arguments.positional.truncate(1);
            file(&arguments, "a")
        }
        "NullHandler" => Ok(Target::Nowhere),
        _ => Err(format!("the class {class} is not known")),
    }
}

struct Arguments {
    positional: Vec<Literal>,
    named: Vec<(String, Literal)>,
}

impl Arguments {
    fn get(&self, position: usize, name: &str) -> Option<&Literal> {
        self.positional.get(position).or_else(|| {
            self.named
                .iter()
                .find_map(|(key, value)| (key == name).then_some(value))
        })
    }
}

fn stream(arguments: &Arguments) -> Result<Target, String> {
    match arguments.get(0, "stream") {
        None | Some(Literal::None) => Ok(Target::Stderr),
        Some(Literal::Name(name)) => match name.as_str() {
            "sys.stderr" | "sys.__stderr__" => Ok(Target::Stderr),
            "sys.stdout" | "sys.__stdout__" => Ok(Target::Stdout),
            other => Err(format!("the stream {other} is not known")),
        },
        Some(_) => Err("its stream is not a stream".to_owned()),
    }
}

fn file(arguments: &Arguments, default_mode: &str) -> Result<Target, String> {
    let path = match arguments.get(0, "filename") {
        Some(Literal::Str(path)) if !path.is_empty() => PathBuf::from(path),
        _ => return Err("its first argument is not a file name".to_owned()),
    };
    let mode = match arguments.get(1, "mode") {
        None => default_mode,
        Some(Literal::Str(mode)) => mode,
        Some(_) => return Err("its mode is not a string".to_owned()),
    };
    Ok(Target::File {
        path,
        append: mode.contains('a'),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(class: &str, args: &str, kwargs: &str, expected: &Result<Target, &str>) {
        let found = target(class, args, kwargs);
        assert_eq!(
            found.as_ref().map_err(String::as_str),
            expected.as_ref().map_err(|e| *e)
        );
    }

    #[test]
    fn targets() {
        let file = |path: &str, append| {
            Ok(Target::File {
                path: path.into(),
                append,
            })
        };
        check("StreamHandler", "()", "{}", &Ok(Target::Stderr));
        check("StreamHandler", "(sys.stderr,)", "{}", &Ok(Target::Stderr));
        check(
            "logging.StreamHandler",
            "sys.stdout,",
            "{}",
            &Ok(Target::Stdout),
        );
        check(
            "StreamHandler",
            "()",
            "{'stream': sys.stdout}",
            &Ok(Target::Stdout),
        );
        check("FileHandler", "('a.log',)", "{}", &file("a.log", true));
        check("FileHandler", "('a.log', 'w')", "{}", &file("a.log", false));
        check(
            "FileHandler",
            "()",
            "{'filename': 'a', 'mode': 'w'}",
            &file("a", false),
        );
        check(
            "handlers.RotatingFileHandler",
            "('a', 'a', 100, 3)",
            "{}",
            &file("a", true),
        );
        check(
            "logging.handlers.TimedRotatingFileHandler",
            "('a', 'D', 1)",
            "{}",
            &file("a", true),
        );
        check("NullHandler", "whatever", "{}", &Ok(Target::Nowhere));
    }

    #[test]
    fn what_needs_python() {
        check(
            "rich.logging.RichHandler",
            "()",
            "{}",
            &Err("the class rich.logging.RichHandler is not known"),
        );
        check(
            "StreamHandler",
            "(app.stream,)",
            "{}",
            &Err("the stream app.stream is not known"),
        );
        check(
            "StreamHandler",
            "(1,)",
            "{}",
            &Err("its stream is not a stream"),
        );
        check(
            "FileHandler",
            "(os.path.join('a', 'b'),)",
            "{}",
            &Err(
                "`args = (os.path.join('a', 'b'),)`: only literals and names such as sys.stderr can be read here",
            ),
        );
        check(
            "FileHandler",
            "()",
            "{}",
            &Err("its first argument is not a file name"),
        );
        check(
            "FileHandler",
            "('a', 1)",
            "{}",
            &Err("its mode is not a string"),
        );
    }
}
