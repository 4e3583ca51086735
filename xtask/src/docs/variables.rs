//! The page of the environment variables.

use std::fmt::Write;
use std::path::PathBuf;

use limbeck_cli::variables::{OTHERS, OWN, Variable};

const HEAD: &str = "\
<!-- Written by `cargo xtask docs`. -->

# Environment variables

An option on the command line counts before a variable. `env.py` and scripts may read any variable with `os.environ`.

## limbeck's own

";

const OTHERS_HEAD: &str = "\n## Those of others that limbeck looks at, too\n\n";

/// The page.
pub fn page() -> (PathBuf, String) {
    let mut text = HEAD.to_owned();
    table(&mut text, &OWN);
    text.push_str(OTHERS_HEAD);
    table(&mut text, &OTHERS);
    ("docs/environment-variables.md".into(), text)
}

fn table(text: &mut String, variables: &[Variable]) {
    text.push_str("| variable | what it does |\n|---|---|\n");
    for Variable { name, effect } in variables {
        let names: Vec<String> = name
            .split(", ")
            .map(|name| match name {
                "..." => name.to_owned(),
                name => format!("`{name}`"),
            })
            .collect();
        // Writing to a string cannot fail.
        let _ = writeln!(text, "| {} | {effect} |", names.join(", "));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Names that are no variables for users: those of the tests, and what limbeck tells a Python that
    /// it starts.
    fn is_internal(name: &str) -> bool {
        ["LIMBECK_TEST_", "LIMBECK_STEP_", "LIMBECK_ASK_"]
            .iter()
            .any(|prefix| name.starts_with(prefix))
    }

    #[test]
    fn every_variable_in_the_sources_is_declared() {
        let declared: BTreeSet<&str> = OWN.iter().map(|variable| variable.name).collect();
        let mut undeclared = BTreeSet::new();
        let texts = crate::tidy::read_texts(crate::workspace_root()).unwrap();
        for (path, text) in texts.iter().filter(|(path, _)| path.starts_with("crates/")) {
            for (at, _) in text.match_indices("LIMBECK_") {
                let rest = &text[at..];
                let end = rest.find(|c: char| !c.is_ascii_uppercase() && c != '_');
                let name = rest[..end.unwrap_or(rest.len())].trim_end_matches('_');
                if name != "LIMBECK"
                    && !declared.contains(name)
                    && !is_internal(&format!("{name}_"))
                {
                    undeclared.insert(format!("{name} in {path}"));
                }
            }
        }
        assert!(undeclared.is_empty(), "{undeclared:#?}");
    }
}
