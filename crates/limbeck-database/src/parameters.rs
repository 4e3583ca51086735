//! Connection parameters: what the drivers of servers do with those of their Python counterparts.

use std::collections::BTreeMap;

use crate::DatabaseError;

/// What becomes of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Treatment {
    /// It is used, under the one name that the driver has for it.
    Used(&'static str),
    /// It changes nothing here: encodings (text is UTF-8 always), result types, caches and pools of a
    /// Python driver.
    Ignored,
    /// It asks for something that this driver does not do; what to do instead.
    Refused(&'static str),
}

/// The parameters that a driver knows.
pub(crate) struct Known {
    /// The database, in messages.
    pub(crate) database: &'static str,
    /// Parameters that can say in a URL what objects of Python say.
    pub(crate) instead: &'static str,
    /// Every parameter of the Python drivers.
    pub(crate) parameters: &'static [(&'static str, Treatment)],
}

impl Known {
    /// The driver's name of a parameter; `None` if it changes nothing. `place` is where it was given.
    ///
    /// # Errors
    /// [`DatabaseError::Url`] if it is not known or not supported.
    pub(crate) fn name_of(
        &self,
        key: &str,
        place: &str,
    ) -> Result<Option<&'static str>, DatabaseError> {
        let treatment = self.parameters.iter().find(|(name, _)| *name == key);
        let (message, help) = match treatment {
            Some((_, Treatment::Used(name))) => return Ok(Some(name)),
            Some((_, Treatment::Ignored)) => return Ok(None),
            Some((_, Treatment::Refused(help))) => (
                format!("The parameter '{key}' in {place} is not supported."),
                *help,
            ),
            None => (
                format!(
                    "The parameter '{key}' in {place} is not known for {}.",
                    self.database
                ),
                "Correct its name or remove it.",
            ),
        };
        Err(DatabaseError::Url {
            message,
            help: Some(help.to_owned()),
        })
    }

    /// The error for a value that only Python understands.
    pub(crate) fn meaningless(&self, key: &str, place: &str) -> DatabaseError {
        DatabaseError::Url {
            message: format!("The value of '{key}' in {place} means nothing outside of Python."),
            help: Some(format!(
                "Say the same with parameters of the database URL, such as {}.",
                self.instead
            )),
        }
    }
}

/// Values by the driver's names of the parameters.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Values(BTreeMap<&'static str, String>);

impl Values {
    /// A value that is given and not empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// Whether a value is given, be it empty.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Sets a value.
    pub(crate) fn insert(&mut self, name: &'static str, value: String) {
        self.0.insert(name, value);
    }

    /// Takes a value out.
    pub(crate) fn remove(&mut self, name: &str) -> Option<String> {
        self.0.remove(name)
    }

    /// Sets a value that is not given yet.
    pub(crate) fn fill(&mut self, name: &'static str, value: Option<String>) {
        if let Some(value) = value {
            self.0.entry(name).or_insert(value);
        }
    }

    /// Sets those values of another place that are not given yet.
    pub(crate) fn fill_from(&mut self, other: Self) {
        for (name, value) in other.0 {
            self.0.entry(name).or_insert(value);
        }
    }

    /// All of them as `name=value`, for tests.
    #[cfg(test)]
    pub(crate) fn shown(&self) -> String {
        let pairs = self.0.iter().map(|(name, value)| format!("{name}={value}"));
        pairs.collect::<Vec<_>>().join(" ")
    }
}

/// The error for a value that no parameter of that name has.
pub(crate) fn bad_value(name: &str, value: &str) -> DatabaseError {
    DatabaseError::Url {
        message: format!("The value '{value}' of the parameter '{name}' makes no sense."),
        help: Some("Correct or remove it.".to_owned()),
    }
}
