//! Only limbeck-cli prints, reads the environment, or ends the program.

use proc_macro2::TokenTree;

use super::Finding;
use super::sources::Source;

/// The crates that may.
const ROOMS: [&str; 2] = ["crates/limbeck-cli/", "xtask/"];

/// Macros that print.
const PRINTING: [&str; 5] = ["print", "println", "eprint", "eprintln", "dbg"];

/// Functions of `std::env` that look at or change the surroundings of the process.
const ENVIRONMENT: [&str; 11] = [
    "args",
    "args_os",
    "current_dir",
    "home_dir",
    "remove_var",
    "set_current_dir",
    "set_var",
    "var",
    "var_os",
    "vars",
    "vars_os",
];

/// Functions of `std::process` that end the program.
const ENDING: [&str; 2] = ["abort", "exit"];

/// Every use outside those crates.
pub fn check(file: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    if ROOMS.iter().any(|room| file.path.starts_with(room)) || file.path.ends_with("/build.rs") {
        return findings;
    }
    file.levels(&mut |level| {
        for (index, token) in level.iter().enumerate() {
            let TokenTree::Ident(ident) = token else { continue };
            let name = ident.to_string();
            let message = if PRINTING.contains(&name.as_str()) && is_punct(level.get(index + 1), '!') {
                format!("`{name}!` prints: return a report, only limbeck-cli prints")
            } else if ENVIRONMENT.contains(&name.as_str()) && follows(level, index, "env") {
                format!("`env::{name}` reads the surroundings of the process: take the value as an argument")
            } else if ENDING.contains(&name.as_str()) && follows(level, index, "process") {
                format!("`process::{name}` ends the program: return an error")
            } else {
                continue;
            };
            findings.push(Finding::new(&file.path, ident.span().start().line, message));
        }
    });
    findings
}

/// Whether the token at `index` is reached as `module::token`.
fn follows(level: &[TokenTree], index: usize, module: &str) -> bool {
    index >= 3
        && is_punct(level.get(index - 1), ':')
        && is_punct(level.get(index - 2), ':')
        && matches!(&level[index - 3], TokenTree::Ident(ident) if ident == module)
}

fn is_punct(token: Option<&TokenTree>, character: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == character)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_text(path: &str, text: &str, found: usize) {
        assert_eq!(
            check(&Source::new(path, text).unwrap()).len(),
            found,
            "{path}: {text}"
        );
    }

    #[test]
    fn printing_and_the_environment_are_for_the_command_line() {
        let noisy =
            "fn a() { println!(\"x\"); let b = std::env::var(\"HOME\"); std::process::exit(1) }";
        check_text("crates/limbeck-runtime/src/a.rs", noisy, 3);
        check_text("crates/limbeck-cli/src/a.rs", noisy, 0);
        check_text("xtask/src/a.rs", noisy, 0);
    }

    #[test]
    fn what_only_looks_alike_is_left_alone() {
        check_text(
            "crates/limbeck/src/a.rs",
            "fn println() {} fn b(var: u8) { self.env.var(var); env!(\"X\"); }",
            0,
        );
        check_text(
            "crates/limbeck/src/a.rs",
            "#[cfg(test)] mod tests { fn a() { println!(\"x\") } }",
            0,
        );
        check_text(
            "crates/limbeck/src/a.rs",
            "/// `println!(\"x\")`\nfn a() {}",
            0,
        );
    }
}
