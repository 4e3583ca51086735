//! The `-x` options: what `context.get_x_argument()` gives.

use indexmap::IndexMap;

/// The values of `-x` in the order of the command line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct XArguments(Vec<String>);

impl XArguments {
    /// Takes the values as given.
    pub fn new(values: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self(values.into_iter().map(Into::into).collect())
    }

    /// The values as given: `get_x_argument()`.
    pub fn list(&self) -> &[String] {
        &self.0
    }

    /// The values split at the first `=`, the last of a name winning; a value without `=` is a
    /// name with an empty value: `get_x_argument(as_dictionary=True)`.
    pub fn dictionary(&self) -> IndexMap<&str, &str> {
        self.0
            .iter()
            .map(|value| value.split_once('=').unwrap_or((value, "")))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_dictionary() {
        let check = |values: &[&str], expected: &[(&str, &str)]| {
            let arguments = XArguments::new(values.iter().copied());
            assert_eq!(arguments.list(), values);
            assert_eq!(
                arguments.dictionary().into_iter().collect::<Vec<_>>(),
                expected
            );
        };
        check(&[], &[]);
        check(
            &["a=1", "b", "a=x=y", "="],
            &[("a", "x=y"), ("b", ""), ("", "")],
        );
    }
}
