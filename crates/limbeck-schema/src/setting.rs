//! [`Setting`]: keep, set or unset, where Alembic uses `False` and `None` as sentinels.

/// What an operation does to an attribute.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Setting<T> {
    /// The attribute is left alone (Alembic: `False`, the default).
    #[default]
    Keep,
    /// The attribute gets a value.
    Set(T),
    /// The attribute is removed (Alembic: `None`).
    Unset,
}

impl<T> Setting<T> {
    /// Whether the attribute is left alone.
    pub fn is_keep(&self) -> bool {
        matches!(self, Setting::Keep)
    }

    /// `None` if the attribute is left alone, else its new value or absence.
    pub fn changed(&self) -> Option<Option<&T>> {
        match self {
            Setting::Keep => None,
            Setting::Set(value) => Some(Some(value)),
            Setting::Unset => Some(None),
        }
    }
}
