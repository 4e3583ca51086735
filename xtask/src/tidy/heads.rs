//! Every Rust file says at its head what it is for; a crate above all.

use super::Finding;
use super::sources::{Source, is_test_file};

/// A finding when the file does not begin with `//!`.
pub fn check(file: &Source) -> Option<Finding> {
    if is_test_file(&file.path) || file.text.starts_with("// @generated") {
        return None;
    }
    let documented = file
        .text
        .lines()
        .find(|line| !line.trim().is_empty())
        .is_some_and(|line| line.starts_with("//!"));
    (!documented).then(|| {
        Finding::new(
            &file.path,
            1,
            "the file does not say what it is for: begin it with `//!`",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_begins_with_documentation() {
        let check = |path: &str, text: &str| check(&Source::new(path, text).unwrap()).is_some();
        assert!(!check("crates/x/src/lib.rs", "//! What.\nfn a() {}\n"));
        assert!(check("crates/x/src/lib.rs", "fn a() {}\n"));
        assert!(check(
            "crates/x/src/lib.rs",
            "// No documentation.\nfn a() {}\n"
        ));
        assert!(check("crates/x/src/lib.rs", ""));
        assert!(!check("crates/x/src/a/tests.rs", "fn a() {}\n"));
    }
}
