//! Identifiers of new revisions.

use limbeck_diagnostics::Diagnostic;

use crate::Failure;

/// Twelve random hexadecimal digits, as many as Alembic's.
///
/// # Errors
/// [`Failure`] if the system has no random numbers to give.
pub(crate) fn new_id() -> Result<String, Failure> {
    let mut bytes = [0; 6];
    getrandom::fill(&mut bytes).map_err(|error| {
        Failure::error(
            Diagnostic::error(
                "no-random-numbers",
                format!("The system gives no random numbers: {error}."),
            )
            .help("Name the revision with --rev-id."),
        )
    })?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_twelve_digits_and_differ() {
        let (one, other) = (new_id().expect("an id"), new_id().expect("an id"));
        assert_ne!(one, other);
        assert!(one.len() == 12 && one.chars().all(|c| c.is_ascii_hexdigit()));
    }
}
