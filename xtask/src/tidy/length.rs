//! No Rust file is longer than 800 lines; a test module at its end does not count.

use super::Finding;
use super::sources::{Source, is_test_file};

const LIMIT: usize = 800;

/// A finding when the file is too long. Tests and files that begin with `// @generated` may be.
pub fn check(file: &Source) -> Option<Finding> {
    if is_test_file(&file.path) || file.text.starts_with("// @generated") {
        return None;
    }
    let lines = lines_before_tests(&file.text);
    (lines > LIMIT).then(|| {
        Finding::new(
            &file.path,
            0,
            format!("{lines} lines are more than {LIMIT}: give each concern its own file"),
        )
    })
}

/// The number of lines before a `#[cfg(test)]` that stands at the margin with a module behind it.
fn lines_before_tests(text: &str) -> usize {
    let lines: Vec<&str> = text.lines().collect();
    let tests = lines.windows(2).position(|pair| {
        pair[0] == "#[cfg(test)]" && pair[1].starts_with("mod ") && pair[1].ends_with('{')
    });
    tests.unwrap_or(lines.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_lines(path: &str, text: String, found: bool) {
        assert_eq!(
            check(&Source::new(path, &text).unwrap()).is_some(),
            found,
            "{path}"
        );
    }

    #[test]
    fn long_files_are_found() {
        check_lines("crates/x/src/a.rs", "// x\n".repeat(800), false);
        check_lines("crates/x/src/a.rs", "// x\n".repeat(801), true);
        check_lines("crates/x/tests/a.rs", "// x\n".repeat(801), false);
        check_lines(
            "crates/x/src/a.rs",
            format!("// @generated\n{}", "// x\n".repeat(801)),
            false,
        );
    }

    #[test]
    fn a_test_module_at_the_end_does_not_count() {
        let tests = format!("#[cfg(test)]\nmod tests {{\n{}}}\n", "// x\n".repeat(801));
        check_lines(
            "crates/x/src/a.rs",
            format!("{}{tests}", "// x\n".repeat(800)),
            false,
        );
        check_lines(
            "crates/x/src/a.rs",
            format!("{}{tests}", "// x\n".repeat(801)),
            true,
        );
    }
}
