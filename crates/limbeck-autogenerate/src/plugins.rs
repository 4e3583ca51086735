//! `autogenerate_plugins`: what is compared.

/// A group of comparisons that can be switched on and off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plugin {
    /// Schemas: without it nothing is compared.
    Schemas,
    /// Tables and their columns.
    Tables,
    /// Types of columns.
    Types,
    /// Indexes, unique constraints, foreign keys, and whether columns accept NULL.
    Constraints,
    /// Server defaults.
    Defaults,
    /// Comments.
    Comments,
    /// CHECK constraints, by their names.
    CheckConstraintsByName,
}

/// All of them, in the order in which Alembic sets them up.
const ALL: [Plugin; 7] = [
    Plugin::Schemas,
    Plugin::Tables,
    Plugin::Types,
    Plugin::Constraints,
    Plugin::Defaults,
    Plugin::Comments,
    Plugin::CheckConstraintsByName,
];

impl Plugin {
    /// Its name in `autogenerate_plugins`.
    pub fn name(self) -> &'static str {
        match self {
            Plugin::Schemas => "alembic.autogenerate.schemas",
            Plugin::Tables => "alembic.autogenerate.tables",
            Plugin::Types => "alembic.autogenerate.types",
            Plugin::Constraints => "alembic.autogenerate.constraints",
            Plugin::Defaults => "alembic.autogenerate.defaults",
            Plugin::Comments => "alembic.autogenerate.comments",
            Plugin::CheckConstraintsByName => "alembic.ext.checkconstraint_byname",
        }
    }
}

/// The plugins that are on, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plugins(Vec<Plugin>);

/// Patterns of `autogenerate_plugins` that fit none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Did not locate plugins: {}", .0.join(", "))]
pub struct UnknownPlugins(pub Vec<String>);

impl Default for Plugins {
    /// `["alembic.autogenerate.*"]`.
    fn default() -> Self {
        let mut plugins = ALL.to_vec();
        plugins.retain(|plugin| *plugin != Plugin::CheckConstraintsByName);
        Self(plugins)
    }
}

impl Plugins {
    /// Those that the patterns ask for: a `*` stands for one part of the name or more, a `~` before a pattern takes out.
    ///
    /// # Errors
    /// [`UnknownPlugins`] if a pattern fits none, such as one of another package.
    pub fn from_patterns(patterns: &[String]) -> Result<Self, UnknownPlugins> {
        let (excluded, included): (Vec<_>, Vec<_>) = patterns
            .iter()
            .partition(|pattern| pattern.starts_with('~'));
        let names = |pattern: &str, plugin: &Plugin| fits(current_name(pattern), plugin.name());
        let candidates: Vec<Plugin> = ALL
            .into_iter()
            .filter(|plugin| !excluded.iter().any(|pattern| names(&pattern[1..], plugin)))
            .collect();
        let unknown: Vec<String> = included
            .iter()
            .filter(|pattern| !candidates.iter().any(|plugin| names(pattern, plugin)))
            .map(|pattern| (*pattern).clone())
            .collect();
        if !unknown.is_empty() {
            return Err(UnknownPlugins(unknown));
        }
        let wanted = |plugin: &Plugin| included.iter().any(|pattern| names(pattern, plugin));
        Ok(Self(candidates.into_iter().filter(wanted).collect()))
    }

    /// Whether it is on.
    pub fn has(&self, plugin: Plugin) -> bool {
        self.0.contains(&plugin)
    }

    /// Those that are on, in the order in which they are set up.
    pub fn iter(&self) -> impl Iterator<Item = Plugin> {
        self.0.iter().copied()
    }
}

/// The name of a plugin that once had another one.
fn current_name(name: &str) -> &str {
    match name {
        "alembic.autogenerate.checkconstraint_byname" => Plugin::CheckConstraintsByName.name(),
        name => name,
    }
}

/// Whether a pattern fits a name.
fn fits(pattern: &str, name: &str) -> bool {
    fn parts_fit(pattern: &[&str], name: &[&str]) -> bool {
        match (pattern, name) {
            ([], []) => true,
            (["*", rest @ ..], [_, ..]) => {
                (1..=name.len()).any(|taken| parts_fit(rest, &name[taken..]))
            }
            ([part, pattern @ ..], [first, name @ ..]) => part == first && parts_fit(pattern, name),
            _ => false,
        }
    }
    let pattern: Vec<&str> = pattern.split('.').collect();
    let name: Vec<&str> = name.split('.').collect();
    parts_fit(&pattern, &name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(patterns: &[&str], expected: Result<&[Plugin], &[&str]>) {
        let patterns: Vec<String> = patterns.iter().map(|text| (*text).to_owned()).collect();
        let found = Plugins::from_patterns(&patterns);
        match (&found, expected) {
            (Ok(found), Ok(expected)) => assert_eq!(found.0, expected),
            (Err(found), Err(expected)) => assert_eq!(found.0, expected),
            _ => panic!("{found:?}"),
        }
    }

    #[test]
    fn patterns_choose_plugins() {
        check(&["alembic.autogenerate.*"], Ok(&ALL[..6]));
        check(
            &["alembic.autogenerate.*", "~alembic.autogenerate.comments"],
            Ok(&ALL[..5]),
        );
        check(&["*"], Ok(&ALL));
        check(
            &["alembic.ext.checkconstraint_byname"],
            Ok(&[Plugin::CheckConstraintsByName]),
        );
        check(&["no.such.plugin", "*"], Err(&["no.such.plugin"]));
    }
}
