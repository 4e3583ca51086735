//! The file format of a conformance kit, and the result of running one of its groups.
//!
//! A kit is any folder with JSON files in it that carry `"format": 1` and name their group. Where they lie below that
//! folder does not matter: a whole kit, one group's folder and a folder with only some groups are read alike.

use std::collections::{BTreeMap, HashMap};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use indexmap::IndexMap;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// One topic file: the cases of one topic of a group, with the graphs or projects they share.
#[derive(Debug, Deserialize)]
pub struct File<I, E> {
    /// Revision graphs by name, for the group `graph`.
    #[serde(default)]
    pub graphs: HashMap<String, Vec<Revision>>,
    /// Project folders by name, for the group `cli`: path to contents, `None` for a folder.
    #[serde(default)]
    pub fixtures: HashMap<String, BTreeMap<String, Option<String>>>,
    /// The cases, in the order of the file.
    pub cases: Vec<Case<I, E>>,
}

/// One recorded answer.
#[derive(Debug, Clone, Deserialize)]
pub struct Case<I, E> {
    /// `topic/name`, unique inside the group.
    pub name: String,
    /// How the answer is to be compared.
    #[serde(rename = "match")]
    pub match_: Match,
    /// Draws attention to something; on a semantic case it says what must still hold.
    #[serde(default)]
    pub note: Option<String>,
    /// What is asked.
    pub input: I,
    /// What Alembic answered.
    pub expected: E,
    /// Paths inside `expected` whose value depends on Python's set order.
    #[serde(default)]
    pub unstable: Vec<String>,
    /// Other answers that were seen, in the shape of `expected`.
    #[serde(default = "Vec::new")]
    pub variants: Vec<E>,
}

/// How the answer of a case is to be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Match {
    /// The answer is a contract.
    Exact,
    /// Only what is not listed as unstable, or what the note asks for.
    Semantic,
}

/// An error as Python raised it.
#[derive(Debug, Clone, Deserialize)]
pub struct ErrorInfo {
    /// The exception class.
    pub class: String,
    /// Its text.
    pub message: String,
    /// `false` marks an accident: only a clean failure is required.
    #[serde(default)]
    pub deliberate: Option<bool>,
}

impl ErrorInfo {
    /// Whether Alembic failed by accident, with an exception of Python's own, so that failing cleanly is enough.
    pub fn is_accident(&self) -> bool {
        const PYTHON: [&str; 9] = [
            "AssertionError",
            "AttributeError",
            "IndexError",
            "KeyError",
            "NameError",
            "RecursionError",
            "RuntimeError",
            "TypeError",
            "ValueError",
        ];
        self.deliberate == Some(false) || PYTHON.contains(&self.class.as_str())
    }
}

/// One revision of a graph, as its script would declare it.
#[derive(Debug, Clone, Deserialize)]
pub struct Revision {
    /// The identifier.
    pub revision: String,
    /// `null`, one identifier, or a list.
    #[serde(default)]
    pub down_revision: serde_json::Value,
    /// The labels declared by this revision.
    #[serde(default)]
    pub branch_labels: Vec<String>,
    /// The identifiers or labels it depends on.
    #[serde(default)]
    pub depends_on: Vec<String>,
    /// The first line of its docstring.
    #[serde(default)]
    pub doc: Option<String>,
}

#[derive(Deserialize)]
struct Head {
    format: u32,
    group: String,
    cases: Vec<Named>,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

/// A topic file that was found, before its cases are read.
#[derive(Debug, Clone)]
pub struct Topic {
    /// Where it lies.
    pub path: PathBuf,
    /// The names of its cases.
    pub cases: Vec<String>,
}

/// Every topic file below `dir`, by group and then path. JSON files of another shape are left alone.
pub fn topics(dir: &Path) -> Result<IndexMap<String, Vec<Topic>>> {
    let mut paths = Vec::new();
    collect(dir, &mut paths)?;
    paths.sort();
    let mut groups: IndexMap<String, Vec<Topic>> = IndexMap::new();
    for path in paths {
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        if !looks_like_topic(&text) {
            continue;
        }
        let head: Head = serde_json::from_str(&text)
            .with_context(|| format!("{} is not a topic file of a kit", path.display()))?;
        ensure!(
            head.format == 1,
            "{} is of format {}; this program reads format 1",
            path.display(),
            head.format
        );
        let cases = head.cases.into_iter().map(|case| case.name).collect();
        groups
            .entry(head.group)
            .or_default()
            .push(Topic { path, cases });
    }
    Ok(groups)
}

/// Whether a JSON file means to be a topic file; one that does and is broken must not be passed over.
fn looks_like_topic(text: &str) -> bool {
    ["\"format\"", "\"group\"", "\"cases\""]
        .iter()
        .all(|key| text.contains(key))
}

fn collect(dir: &Path, paths: &mut Vec<PathBuf>) -> Result<()> {
    if dir.is_file() {
        paths.push(dir.to_owned());
        return Ok(());
    }
    for entry in std::fs::read_dir(dir).with_context(|| format!("cannot list {}", dir.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, paths)?;
        } else if path.extension() == Some(OsStr::new("json")) {
            paths.push(path);
        }
    }
    Ok(())
}

/// The files of one group below `dir`, with their cases.
pub fn files<I: DeserializeOwned, E: DeserializeOwned>(
    dir: &Path,
    group: &str,
) -> Result<Vec<File<I, E>>> {
    let mut groups = topics(dir)?;
    groups
        .swap_remove(group)
        .unwrap_or_default()
        .iter()
        .map(|topic| load(&topic.path))
        .collect()
}

/// One topic file with its cases.
pub fn load<I: DeserializeOwned, E: DeserializeOwned>(path: &Path) -> Result<File<I, E>> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_str(&text)
        .with_context(|| format!("{} is not a topic file of this group", path.display()))
}

/// What running the cases of one group gave.
#[derive(Debug, Clone, Default)]
pub struct GroupResult {
    /// The group.
    pub group: String,
    /// How many cases gave the recorded answer.
    pub passed: usize,
    /// How many cases were run.
    pub total: usize,
    /// The others: name, and what differed.
    pub failures: Vec<(String, String)>,
    /// Cases that were not run because what they ask for is not built yet: name, and what is missing.
    pub later: Vec<(String, String)>,
}

impl GroupResult {
    /// The result of a group of which no case has run yet.
    pub fn new(group: &str) -> Self {
        Self {
            group: group.to_owned(),
            ..Self::default()
        }
    }

    /// Counts a case; `Err` says what differed.
    pub fn record(&mut self, name: &str, outcome: Result<(), String>) {
        self.total += 1;
        match outcome {
            Ok(()) => self.passed += 1,
            Err(reason) => self.failures.push((name.to_owned(), reason)),
        }
    }

    /// Lists a case as not run, with what is missing.
    pub fn postpone(&mut self, name: &str, missing: &str) {
        self.later.push((name.to_owned(), missing.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOPIC: &str =
        r#"{"format": 1, "group": "ini", "topic": "t", "cases": [{"name": "t/a"}]}"#;

    fn found(files: &[(&str, &str)]) -> Result<Vec<(String, Vec<String>)>> {
        let folder = tempfile::tempdir()?;
        for (path, text) in files {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap_or(folder.path()))?;
            std::fs::write(path, text)?;
        }
        let names = |topics: Vec<Topic>| topics.into_iter().flat_map(|topic| topic.cases).collect();
        Ok(topics(folder.path())?
            .into_iter()
            .map(|(group, topics)| (group, names(topics)))
            .collect())
    }

    #[test]
    fn cases_are_found_wherever_they_lie() {
        let expected = [("ini".to_owned(), vec!["t/a".to_owned()])];
        assert_eq!(found(&[("ini/t.json", TOPIC)]).unwrap(), expected);
        assert_eq!(found(&[("t.json", TOPIC)]).unwrap(), expected);
        assert_eq!(
            found(&[("a/b/c/t.json", TOPIC), ("a/package.json", "{}")]).unwrap(),
            expected
        );
        assert!(found(&[("notes.txt", "x")]).unwrap().is_empty());
    }

    #[test]
    fn a_broken_topic_file_is_an_error() {
        assert!(found(&[("t.json", &TOPIC.replace("\"format\": 1", "\"format\": 2"))]).is_err());
        assert!(found(&[("t.json", &TOPIC[..TOPIC.len() - 1])]).is_err());
        assert!(found(&[("t.json", &TOPIC.replace("\"name\"", "\"title\""))]).is_err());
    }
}
