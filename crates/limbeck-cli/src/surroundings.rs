//! What the process is surrounded by: the one place that reads it.

use std::io::IsTerminal;
use std::path::PathBuf;

use jiff::tz::TimeZone;
use limbeck::Surroundings;

/// Reads the working directory, the environment variables, the time zone, and who the user is.
///
/// # Errors
/// The working directory is gone or unreadable.
pub fn read(reserves_stdout: bool) -> std::io::Result<Surroundings> {
    let variables: Vec<(String, String)> = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    let variable = |wanted: &str| {
        variables
            .iter()
            .find_map(|(name, value)| (name == wanted && !value.is_empty()).then(|| value.clone()))
    };
    Ok(Surroundings {
        working_directory: std::env::current_dir()?,
        home: variable("HOME")
            .or_else(|| variable("USERPROFILE"))
            .map(PathBuf::from),
        user: variable("USER")
            .or_else(|| variable("LOGNAME"))
            .or_else(|| variable("USERNAME")),
        time_zone: TimeZone::system,
        variables,
        reserves_stdout,
    })
}

/// How many columns the terminal has that standard output is; `None` if it is none.
pub fn stdout_width() -> Option<usize> {
    let stdout = std::io::stdout();
    stdout
        .is_terminal()
        .then(|| width(terminal_size::terminal_size_of(&stdout)))
}

/// How many columns the terminal has that standard error is; `None` if it is none.
pub fn stderr_width() -> Option<usize> {
    let stderr = std::io::stderr();
    stderr
        .is_terminal()
        .then(|| width(terminal_size::terminal_size_of(&stderr)))
}

fn width(size: Option<(terminal_size::Width, terminal_size::Height)>) -> usize {
    size.map_or_else(columns, |(width, _)| usize::from(width.0))
}

/// How wide usage texts are: `COLUMNS`, else 80.
pub fn columns() -> usize {
    std::env::var("COLUMNS")
        .ok()
        .and_then(|columns| columns.parse().ok())
        .filter(|columns| *columns > 0)
        .unwrap_or(80)
}
