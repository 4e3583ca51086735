//! Reading the workspace's files for the rules.

use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::{Context, Result};
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::Finding;

/// A Rust file.
#[derive(Debug, Clone)]
pub struct Source {
    /// The path relative to the workspace, with slashes.
    pub path: String,
    /// The text.
    pub text: String,
    /// The tokens of the code that is shipped: without comments, documentation and tests.
    pub code: Vec<TokenTree>,
}

/// The Rust files of the workspace.
pub struct Sources {
    /// Those that could be read as tokens.
    pub files: Vec<Source>,
    /// One finding for each of the others.
    pub unreadable: Vec<Finding>,
}

impl Source {
    /// Reads the tokens of a file.
    ///
    /// # Errors
    /// When the text is no Rust, with the line where that shows.
    pub fn new(path: &str, text: &str) -> Result<Self, Finding> {
        let stream = TokenStream::from_str(text).map_err(|error| {
            Finding::new(
                path,
                error.span().start().line,
                format!("not readable as Rust: {error}"),
            )
        })?;
        let code = if is_test_file(path) {
            Vec::new()
        } else {
            without_tests(stream)
        };
        Ok(Self {
            path: path.to_owned(),
            text: text.to_owned(),
            code,
        })
    }

    /// Calls `visit` with the tokens of every nesting level of the shipped code: the file's own, then those inside
    /// each pair of brackets.
    pub fn levels(&self, visit: &mut impl FnMut(&[TokenTree])) {
        descend(&self.code, visit);
    }
}

fn descend(level: &[TokenTree], visit: &mut impl FnMut(&[TokenTree])) {
    visit(level);
    for token in level {
        if let TokenTree::Group(group) = token {
            let inner: Vec<TokenTree> = group.stream().into_iter().collect();
            descend(&inner, visit);
        }
    }
}

/// Whether a whole file is test code: in a `tests` folder, or a `tests.rs` beside its module.
pub fn is_test_file(path: &str) -> bool {
    path.split('/').any(|part| {
        matches!(
            part,
            "tests" | "benches" | "tests.rs" | "limbeck-test-support"
        )
    })
}

/// The tokens without `#[doc]` and without what `#[cfg(test)]` stands before, on every level.
fn without_tests(stream: TokenStream) -> Vec<TokenTree> {
    let tokens: Vec<TokenTree> = stream.into_iter().collect();
    let mut kept = Vec::with_capacity(tokens.len());
    let mut index = 0;
    while index < tokens.len() {
        if let Some((name, length)) = attribute(&tokens[index..]) {
            if name == "doc" {
                index += length;
                continue;
            }
            if name == "cfg(test)" || name == "test" || name == "cfg(all(test" {
                index += length;
                index += item_length(&tokens[index..]);
                continue;
            }
        }
        match &tokens[index] {
            TokenTree::Group(group) => {
                let inner: TokenStream = without_tests(group.stream()).into_iter().collect();
                let mut cleaned = Group::new(group.delimiter(), inner);
                cleaned.set_span(group.span());
                kept.push(TokenTree::Group(cleaned));
            }
            other => kept.push(other.clone()),
        }
        index += 1;
    }
    kept
}

/// The name of the attribute that the tokens begin with, and its length in tokens.
fn attribute(tokens: &[TokenTree]) -> Option<(String, usize)> {
    let TokenTree::Punct(hash) = tokens.first()? else {
        return None;
    };
    if hash.as_char() != '#' {
        return None;
    }
    let inner = matches!(tokens.get(1), Some(TokenTree::Punct(bang)) if bang.as_char() == '!');
    let at = if inner { 2 } else { 1 };
    let TokenTree::Group(group) = tokens.get(at)? else {
        return None;
    };
    if group.delimiter() != Delimiter::Bracket {
        return None;
    }
    let text: String = group.stream().to_string().split_whitespace().collect();
    let name = if text.starts_with("doc") {
        "doc".to_owned()
    } else if text.starts_with("cfg(all(test") {
        "cfg(all(test".to_owned()
    } else {
        text
    };
    Some((name, at + 1))
}

/// The length of the item that the tokens begin with: to its braces or its semicolon, whichever comes first.
fn item_length(tokens: &[TokenTree]) -> usize {
    for (index, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == ';' => return index + 1,
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => return index + 1,
            _ => {}
        }
    }
    tokens.len()
}

/// The Rust files of the workspace's packages.
pub fn read_sources(root: &Path) -> Result<Sources> {
    let mut sources = Sources {
        files: Vec::new(),
        unreadable: Vec::new(),
    };
    let mut for_tests = Vec::new();
    for (path, text) in read_files(root, &["rs"])? {
        for_tests.extend(test_modules(&path, &text));
        match Source::new(&path, &text) {
            Ok(source) => sources.files.push(source),
            Err(finding) => sources.unreadable.push(finding),
        }
    }
    for file in &mut sources.files {
        let is_for_tests = |module: &String| {
            file.path
                .strip_prefix(module.as_str())
                .is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
        };
        if for_tests.iter().any(is_for_tests) {
            file.code.clear();
        }
    }
    Ok(sources)
}

/// The modules that a file declares for its tests and that lie in files of their own, as paths without ending.
fn test_modules(path: &str, text: &str) -> Vec<String> {
    let stem = path.strip_suffix(".rs").unwrap_or(path);
    let folder = match stem.rsplit_once('/') {
        Some((folder, "lib" | "main" | "mod")) => folder,
        _ => stem,
    };
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    lines
        .windows(2)
        .filter(|pair| pair[0] == "#[cfg(test)]")
        .filter_map(|pair| {
            let declaration = pair[1]
                .strip_prefix("pub(crate) ")
                .or_else(|| pair[1].strip_prefix("pub "))
                .unwrap_or(pair[1]);
            let name = declaration.strip_prefix("mod ")?.strip_suffix(';')?;
            Some(format!("{folder}/{name}"))
        })
        .collect()
}

/// Every file of the project that somebody wrote: sources, settings, scripts and documents.
pub fn read_texts(root: &Path) -> Result<Vec<(String, String)>> {
    read_files(
        root,
        &[
            "rs", "py", "toml", "md", "sh", "ini", "mako", "sql", "txt", "",
        ],
    )
}

fn read_files(root: &Path, extensions: &[&str]) -> Result<Vec<(String, String)>> {
    let mut folders = vec![root.to_owned()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in
            fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))?
        {
            let entry = entry?;
            let path = entry.path();
            if entry.file_type()?.is_dir() {
                if !is_foreign(&path) {
                    folders.push(path);
                }
            } else if path
                .extension()
                .map_or(Some(""), |extension| extension.to_str())
                .is_some_and(|extension| extensions.contains(&extension))
            {
                // What is not UTF-8 is no text of ours.
                if let Ok(text) = fs::read_to_string(&path) {
                    files.push((relative(root, &path), text));
                }
            }
        }
    }
    files.sort();
    Ok(files)
}

/// What git keeps, what cargo builds, and virtual environments.
fn is_foreign(folder: &Path) -> bool {
    folder
        .file_name()
        .is_some_and(|name| name == ".git" || name == "target")
        || folder.join("pyvenv.cfg").exists()
}

fn relative(root: &Path, path: &Path) -> String {
    let path: PathBuf = path.strip_prefix(root).unwrap_or(path).to_owned();
    path.components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect::<Vec<_>>()
        .join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let source = Source::new("crates/x/src/y.rs", text).unwrap();
        let code: TokenStream = source.code.into_iter().collect();
        assert_eq!(
            code.to_string(),
            TokenStream::from_str(expected).unwrap().to_string()
        );
    }

    #[test]
    fn comments_documentation_and_tests_are_left_out() {
        check("//! Head.\n/// Doc.\nfn a() {} // no\n", "fn a() {}");
        check(
            "#[cfg(test)]\nmod tests { fn b() {} }\nfn a() {}",
            "fn a() {}",
        );
        check("#[cfg(test)]\nmod tests;\nfn a() {}", "fn a() {}");
        check(
            "impl A { #[cfg(test)] fn t(&self) -> u8 { 1 } fn u(&self) {} }",
            "impl A { fn u(&self) {} }",
        );
        check(
            "#[cfg(feature = \"x\")] fn a() {}",
            "#[cfg(feature = \"x\")] fn a() {}",
        );
    }

    #[test]
    fn test_files_have_no_shipped_code() {
        assert!(
            Source::new("crates/x/tests/y.rs", "fn a() {}")
                .unwrap()
                .code
                .is_empty()
        );
        assert!(
            Source::new("crates/x/src/y/tests.rs", "fn a() {}")
                .unwrap()
                .code
                .is_empty()
        );
    }

    #[test]
    fn modules_for_tests_in_files_of_their_own() {
        let declared = "mod a;\n#[cfg(test)]\nmod testing;\n#[cfg(test)]\npub(crate) mod more;\n";
        assert_eq!(
            test_modules("crates/x/src/ddl/mod.rs", declared),
            ["crates/x/src/ddl/testing", "crates/x/src/ddl/more"]
        );
        assert_eq!(
            test_modules("crates/x/src/ddl.rs", "#[cfg(test)]\nmod tests;")[0],
            "crates/x/src/ddl/tests"
        );
        assert!(test_modules("crates/x/src/lib.rs", "#[cfg(test)]\nmod tests {\n}").is_empty());
    }

    #[test]
    fn what_is_no_rust_is_a_finding() {
        assert_eq!(Source::new("a.rs", "fn a() {\n").unwrap_err().path, "a.rs");
    }
}
