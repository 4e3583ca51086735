//! The public cases of the repository's own kit, as tests.

use super::*;

/// Runs one group of `conformance/` and compares what fails with the list of what is expected to.
///
/// The lists are in `xtask/expected-failures/GROUP.txt`, one case a line with its reason: `topic/name: reason`.
/// A case that fails and is not listed is a mistake, and so is one that is listed and passes.
fn check(group: &str) {
    let root = crate::workspace_root();
    let results = run_groups(&root.join("conformance"), &[group.to_owned()], None).unwrap();
    let [result] = results.as_slice() else {
        panic!("the kit has no group {group}");
    };
    assert!(result.total > 0, "no case of {group} was run");

    let expected = expected_failures(group).unwrap();
    let unexpected: Vec<String> = result
        .failures
        .iter()
        .filter(|(name, _)| !expected.contains_key(name))
        .map(|(name, reason)| format!("{name}\n{reason}"))
        .collect();
    let passing: Vec<&String> = expected
        .keys()
        .filter(|name| !result.failures.iter().any(|(failed, _)| failed == *name))
        .collect();
    assert!(
        unexpected.is_empty() && passing.is_empty(),
        "{group} {}/{}\nfailing and not listed:\n{}\nlisted and not failing: {passing:?}",
        result.passed,
        result.total,
        unexpected.join("\n")
    );
}

#[test]
fn graph() {
    check("graph");
}

#[test]
fn ini() {
    check("ini");
}

#[test]
fn sql() {
    check("sql");
}

#[test]
fn batch() {
    check("batch");
}

/// The exact cases in which Alembic loses something that limbeck keeps, or fails where limbeck does not.
#[test]
fn batch_keeps_more() {
    let kept = super::batch::kept(&crate::workspace_root().join("conformance")).unwrap();
    assert_eq!(
        kept,
        [
            "alter/rename_boolean",
            "alter/autoincrement_kept",
            "constraint/fk_unnamed_drop_with_convention",
            "constraint/unnamed_check_lost",
            "constraint/fk_enforced_error",
            "misc/non_batch_alter_fails",
        ]
    );
}

#[test]
fn cli() {
    check("cli");
}

/// The servers and the Python with SQLAlchemy have to be there.
#[test]
fn autogen() {
    check("autogen");
}
