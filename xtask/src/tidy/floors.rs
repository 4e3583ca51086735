//! Dependencies between the crates point strictly downwards.

use cargo_metadata::{DependencyKind, Metadata};

use super::Finding;

/// The floor of every crate. A crate may use those of lower floors.
const FLOORS: [(&str, u8); 15] = [
    ("limbeck-schema", 0),
    ("limbeck-diagnostics", 0),
    ("limbeck-revisions", 1),
    ("limbeck-project", 1),
    ("limbeck-database", 1),
    ("limbeck-dialects", 2),
    ("limbeck-scripts", 2),
    ("limbeck-python", 2),
    ("limbeck-models", 3),
    ("limbeck-autogenerate", 3),
    ("limbeck-runtime", 3),
    ("limbeck-lint", 3),
    ("limbeck", 4),
    ("limbeck-cli", 5),
    ("xtask", 6),
];

/// The only edges inside a floor.
const WITHIN_A_FLOOR: [(&str, &str); 2] = [
    ("limbeck-scripts", "limbeck-dialects"),
    ("limbeck-scripts", "limbeck-python"),
];

/// Crates that only tests may use, from any floor.
const FOR_TESTS: [&str; 1] = ["limbeck-test-support"];

/// One crate of the workspace using another, with the manifest that says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    from: String,
    to: String,
    for_tests: bool,
    manifest: String,
}

/// The edges between the crates of the workspace; a crate that uses none of the others has one to itself, so that it
/// is seen.
pub fn edges(metadata: &Metadata) -> Vec<Edge> {
    let names: Vec<&str> = metadata
        .packages
        .iter()
        .map(|package| package.name.as_str())
        .collect();
    let root = metadata.workspace_root.as_path();
    let mut edges = Vec::new();
    for package in &metadata.packages {
        let from = package.name.to_string();
        let manifest = package
            .manifest_path
            .strip_prefix(root)
            .unwrap_or(&package.manifest_path)
            .to_string();
        edges.push(Edge {
            from: from.clone(),
            to: from.clone(),
            for_tests: false,
            manifest: manifest.clone(),
        });
        for dependency in package
            .dependencies
            .iter()
            .filter(|dependency| names.contains(&dependency.name.as_str()))
        {
            edges.push(Edge {
                from: from.clone(),
                to: dependency.name.clone(),
                for_tests: dependency.kind == DependencyKind::Development,
                manifest: manifest.clone(),
            });
        }
    }
    edges
}

/// Edges that do not point downwards, and crates that are on no floor.
pub fn check(edges: &[Edge]) -> Vec<Finding> {
    edges.iter().filter_map(check_edge).collect()
}

fn check_edge(edge: &Edge) -> Option<Finding> {
    let Edge {
        from,
        to,
        for_tests,
        manifest,
    } = edge;
    let finding = |message: String| Some(Finding::new(manifest, 0, message));
    if from == to {
        let known = floor(from).is_some() || FOR_TESTS.contains(&from.as_str());
        return if known {
            None
        } else {
            finding(format!(
                "{from} is on no floor: add it to the table of floors"
            ))
        };
    }
    if FOR_TESTS.contains(&to.as_str()) {
        return if *for_tests {
            None
        } else {
            finding(format!("{from} uses {to} outside its tests"))
        };
    }
    let (above, below) = (floor(from)?, floor(to)?);
    let allowed = below < above
        || WITHIN_A_FLOOR.contains(&(from, to))
        // Tests may look around on their own floor, but not up.
        || (*for_tests && below == above);
    if allowed {
        return None;
    }
    finding(format!(
        "{from} (floor {above}) must not use {to} (floor {below}): dependencies point strictly downwards"
    ))
}

fn floor(name: &str) -> Option<u8> {
    FLOORS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, floor)| *floor)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_one(from: &str, to: &str, for_tests: bool, expected: Option<&str>) {
        let edge = Edge {
            from: from.to_owned(),
            to: to.to_owned(),
            for_tests,
            manifest: format!("crates/{from}/Cargo.toml"),
        };
        let found = check(std::slice::from_ref(&edge));
        assert_eq!(
            found.first().map(|finding| finding.message.as_str()),
            expected,
            "{from} -> {to}"
        );
    }

    #[test]
    fn edges_point_downwards() {
        check_one("limbeck-dialects", "limbeck-schema", false, None);
        check_one("xtask", "limbeck-cli", false, None);
        check_one(
            "limbeck-schema",
            "limbeck-dialects",
            false,
            Some(
                "limbeck-schema (floor 0) must not use limbeck-dialects (floor 2): dependencies point strictly downwards",
            ),
        );
        check_one(
            "limbeck-database",
            "limbeck-project",
            false,
            Some(
                "limbeck-database (floor 1) must not use limbeck-project (floor 1): dependencies point strictly downwards",
            ),
        );
    }

    #[test]
    fn named_edges_within_a_floor_hold_in_one_direction() {
        check_one("limbeck-scripts", "limbeck-python", false, None);
        assert!(
            !check(&[Edge {
                from: "limbeck-python".to_owned(),
                to: "limbeck-scripts".to_owned(),
                for_tests: false,
                manifest: String::new(),
            }])
            .is_empty()
        );
    }

    #[test]
    fn tests_may_look_around_but_not_up() {
        check_one("limbeck-database", "limbeck-project", true, None);
        check_one("limbeck-schema", "limbeck-test-support", true, None);
        check_one(
            "limbeck-schema",
            "limbeck-test-support",
            false,
            Some("limbeck-schema uses limbeck-test-support outside its tests"),
        );
        check_one(
            "limbeck-runtime",
            "limbeck-cli",
            true,
            Some(
                "limbeck-runtime (floor 3) must not use limbeck-cli (floor 5): dependencies point strictly downwards",
            ),
        );
    }

    #[test]
    fn a_new_crate_needs_a_floor() {
        check_one(
            "limbeck-new",
            "limbeck-new",
            false,
            Some("limbeck-new is on no floor: add it to the table of floors"),
        );
    }
}
