//! What Alembic would warn about while reading the configuration.

use limbeck_diagnostics::Diagnostic;

/// Python's category of a warning; it decides whether Python shows it by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WarningCategory {
    /// `DeprecationWarning`: not shown by default.
    Deprecation,
    /// `UserWarning`: shown once per text.
    User,
}

impl WarningCategory {
    /// The name of the Python class.
    pub fn python_name(self) -> &'static str {
        match self {
            WarningCategory::Deprecation => "DeprecationWarning",
            WarningCategory::User => "UserWarning",
        }
    }
}

/// A warning with Alembic's text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Warning {
    /// Its category.
    pub category: WarningCategory,
    /// Its text.
    pub message: String,
}

impl Warning {
    /// A `UserWarning`.
    pub fn user(message: impl Into<String>) -> Self {
        Self {
            category: WarningCategory::User,
            message: message.into(),
        }
    }

    /// A `DeprecationWarning`.
    pub fn deprecation(message: impl Into<String>) -> Self {
        Self {
            category: WarningCategory::Deprecation,
            message: message.into(),
        }
    }
}

/// Warnings in the order in which they came up, each text once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Warnings {
    items: Vec<Warning>,
}

impl Warnings {
    /// Adds a warning unless it is there already.
    pub fn push(&mut self, warning: Warning) {
        if !self.items.contains(&warning) {
            self.items.push(warning);
        }
    }

    /// The warnings in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Warning> {
        self.items.iter()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

impl IntoIterator for Warnings {
    type Item = Warning;
    type IntoIter = std::vec::IntoIter<Warning>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a> IntoIterator for &'a Warnings {
    type Item = &'a Warning;
    type IntoIter = std::slice::Iter<'a, Warning>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

impl From<Warning> for Diagnostic {
    fn from(warning: Warning) -> Self {
        let code = match warning.category {
            WarningCategory::Deprecation => "deprecated",
            WarningCategory::User => "warning",
        };
        Diagnostic::warning(code, warning.message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_once() {
        let mut warnings = Warnings::default();
        warnings.push(Warning::user("a"));
        warnings.push(Warning::deprecation("a"));
        warnings.push(Warning::user("a"));
        let names: Vec<_> = warnings.iter().map(|w| w.category.python_name()).collect();
        assert_eq!(names, ["UserWarning", "DeprecationWarning"]);
    }
}
