//! What the user is told when the application's own Python has no answer.

use std::path::PathBuf;

use limbeck_diagnostics::{Diagnostic, SourceLocation};
use limbeck_models::python::ModelsError;
use serde_json::Value;

use super::process::Silence;
use crate::hand_over::ProjectPython;

/// How many of the frames of a traceback are shown.
const FRAMES: usize = 6;

/// How many of the last lines of a process that has ended are shown.
const LINES: usize = 3;

/// The exception that the application ended in, as it is.
pub(super) fn raised(about: &str, error: &Value, python: &ProjectPython) -> Diagnostic {
    let text = |name: &str| error[name].as_str().unwrap_or_default();
    let mut said = text("class").to_owned();
    if !text("message").is_empty() {
        said = format!("{said}: {}", without_passwords(text("message")));
    }
    let mut diagnostic = Diagnostic::error(
        "application-error",
        format!("The application's own Python has no value for {about}: {said}"),
    );
    let none = Vec::new();
    let frames = error["frames"].as_array().unwrap_or(&none);
    let place = |frame: &Value| {
        let path = PathBuf::from(frame[0].as_str().unwrap_or_default());
        let line = frame[1]
            .as_u64()
            .and_then(|line| usize::try_from(line).ok());
        SourceLocation::line(path, line.unwrap_or(1))
    };
    if let Some(innermost) = frames.last() {
        diagnostic = diagnostic.at(place(innermost));
    }
    for frame in &frames[frames.len().saturating_sub(FRAMES)..] {
        let word = |at: usize| frame[at].as_str().unwrap_or_default();
        diagnostic = diagnostic.note(format!(
            "{}:{}, in {}: {}",
            word(0),
            frame[1],
            word(2),
            without_passwords(word(3))
        ));
    }
    diagnostic.note(format!("It was run by {python}.")).help(
        if error["is_import"].as_bool() == Some(true) {
            "Install what is missing there, or name the Python that has it with --python; a database \
             URL can be given with --url or LIMBECK_DATABASE_URL."
        } else {
            "Correct what the error says, or give the application what it lacks; a database URL can be \
             given with --url or LIMBECK_DATABASE_URL."
        },
    )
}

/// That there are no models.
pub(super) fn models(error: &ModelsError, python: &ProjectPython) -> Diagnostic {
    let mut diagnostic = error.diagnostic();
    diagnostic.message = without_passwords(&diagnostic.message);
    for note in &mut diagnostic.notes {
        *note = without_passwords(note);
    }
    diagnostic.note(format!("It was run by {python}."))
}

/// That the process has not answered.
pub(super) fn silent(about: &str, silence: &Silence, python: &ProjectPython) -> Diagnostic {
    let (reason, lines) = match silence {
        Silence::Stopped => {
            return Diagnostic::error("cancelled", "The run was cancelled.")
                .note(format!("{python} was asked for {about}."))
                .help("Run `current` to see where the database stands.");
        }
        Silence::Ended(lines) => ("ended", lines.as_slice()),
        Silence::Unintelligible(line) => {
            ("answered in words of its own", std::slice::from_ref(line))
        }
    };
    let mut diagnostic = Diagnostic::error(
        "application-silent",
        format!("{python} was asked for {about} and {reason}."),
    );
    let said = lines.iter().filter(|line| !line.trim().is_empty());
    let said: Vec<_> = said.map(|line| without_passwords(line)).collect();
    for line in &said[said.len().saturating_sub(LINES)..] {
        diagnostic = diagnostic.note(line.clone());
    }
    diagnostic.help(
        "See that the application can be imported there, or name another Python with --python; a database URL \
         can be given with --url or LIMBECK_DATABASE_URL.",
    )
}

/// A text with `***` in place of the passwords of URLs.
fn without_passwords(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        shown.push_str(before);
        let end = after
            .find(|c: char| c.is_whitespace() || matches!(c, '\'' | '"' | '`' | '<' | '>'))
            .unwrap_or(after.len());
        let authority = &after[..end];
        rest = &after[end..];
        match authority.rsplit_once('@') {
            Some((credentials, host)) => {
                let user = credentials.split(':').next().unwrap_or_default();
                let password = if credentials.contains(':') {
                    ":***"
                } else {
                    ""
                };
                shown.push_str(&format!("{user}{password}@{host}"));
            }
            None => shown.push_str(authority),
        }
    }
    shown.push_str(rest);
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(without_passwords(text), expected);
    }

    #[test]
    fn passwords_are_hidden() {
        check(
            "input_value='postgresql://u:p@ss@h/d', more",
            "input_value='postgresql://u:***@h/d', more",
        );
        check("a://b c://d:e@f", "a://b c://d:***@f");
        check("a://user@host", "a://user@host");
        check("nothing", "nothing");
    }
}
