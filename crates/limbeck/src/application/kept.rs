//! [`KeptAnswers`]: answers of the application in a small file that can be committed, for runs where there is no Python.
//!
//! An answer is kept for what it is used for, never for what it looks like: naming conventions, the name of the version
//! table, switches of `context.configure()`, and tests in `env.py`. URLs are none of these. All but naming conventions
//! are kept only if the application's code has read no environment variable, since they could follow from one.

use std::collections::BTreeMap;
use std::io;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::{KeptState, Project};

/// The name of the file, beside the configuration.
pub(crate) const FILE_NAME: &str = "limbeck-answers.toml";

/// The version of its format.
const VERSION: u32 = 1;

/// What stands at its head.
const HEAD: &str = "\
# What the application's Python answered to limbeck, for runs where there is no Python. Written by limbeck; commit it.
# It holds no URLs and no secrets, and counts as long as the files below are as they were.
";

/// What is kept even if the application has read the environment: nobody's naming convention follows from it.
pub(crate) const NAMING_CONVENTION: &str = "naming_convention";

/// What an answer is used for, for it to be kept.
const PURPOSES: [&str; 8] = [
    NAMING_CONVENTION,
    "decision",
    "literal_binds",
    "transaction_per_migration",
    "transactional_ddl",
    "version_table",
    "version_table_pk",
    "version_table_schema",
];

/// What identifies an answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Key {
    /// What it is used for: an option of `context.configure()`, a `decision`, or a naming convention.
    #[serde(rename = "use")]
    pub(crate) purpose: String,
    /// The expression, with the module that it begins in.
    pub(crate) of: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Entry {
    #[serde(flatten)]
    key: Key,
    /// `None` in Python is no value here: TOML has none.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    value: Value,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Contents {
    version: u32,
    /// The files that the answers depend on, with the SHA-256 of their contents.
    files: BTreeMap<String, String>,
    #[serde(default)]
    answers: Vec<Entry>,
}

/// The answers of the file, and those that are new.
pub(super) struct KeptAnswers {
    /// The file.
    path: PathBuf,
    contents: Contents,
    state: KeptState,
    new: Vec<Entry>,
}

impl KeptAnswers {
    /// Those of a project.
    pub(super) fn read(project: &Project) -> Self {
        Self::read_file(folder(project).join(FILE_NAME))
    }

    fn read_file(path: PathBuf) -> Self {
        let (contents, state) = match std::fs::read_to_string(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                (Contents::default(), KeptState::Absent)
            }
            Err(error) => (
                Contents::default(),
                KeptState::Stale(format!("it cannot be read: {error}")),
            ),
            Ok(text) => match toml::from_str::<Contents>(&text) {
                Ok(contents) if contents.version == VERSION => {
                    let state = state_of(&contents, &path);
                    (contents, state)
                }
                Ok(contents) => (
                    Contents::default(),
                    KeptState::Stale(format!("its version is {}", contents.version)),
                ),
                Err(error) => (
                    Contents::default(),
                    KeptState::Stale(format!("it is not understood: {}", error.message())),
                ),
            },
        };
        Self {
            path,
            contents,
            state,
            new: Vec::new(),
        }
    }

    /// The file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// How far it can be relied on.
    pub(super) fn state(&self) -> &KeptState {
        &self.state
    }

    /// An answer that still counts.
    pub(super) fn get(&self, key: &Key) -> Option<&Value> {
        if !matches!(self.state, KeptState::Fresh(_)) {
            return None;
        }
        let found = self.contents.answers.iter().find(|entry| entry.key == *key);
        found.map(|entry| &entry.value)
    }

    /// Whether it has an answer that does not count any more.
    pub(super) fn had(&self, key: &Key) -> bool {
        matches!(self.state, KeptState::Stale(_))
            && self.contents.answers.iter().any(|entry| entry.key == *key)
    }

    /// Remembers an answer, if it is one to be kept.
    pub(super) fn add(&mut self, key: Key, value: &Value) {
        let is_naming = key.purpose == NAMING_CONVENTION;
        let is_plain = match value {
            Value::Null | Value::Bool(_) => true,
            Value::String(_) => key.purpose.starts_with("version_table"),
            Value::Object(templates) => is_naming && templates.values().all(Value::is_string),
            Value::Number(_) | Value::Array(_) => false,
        };
        let known = self.new.iter().any(|entry| entry.key == key);
        if is_plain && !known && PURPOSES.contains(&key.purpose.as_str()) {
            let value = value.clone();
            self.new.push(Entry { key, value });
        }
    }

    /// Whether there is anything new.
    pub(super) fn has_new(&self) -> bool {
        !self.new.is_empty()
    }

    /// Writes the new answers down, with the files that they depend on. Returns whether the file has changed;
    /// where it cannot be written there is none.
    pub(super) fn write(&mut self, files: &[PathBuf], read_environment: bool) -> bool {
        let mut contents = match self.state {
            KeptState::Fresh(_) => self.contents.clone(),
            KeptState::Absent | KeptState::Stale(_) => Contents::default(),
        };
        contents.version = VERSION;
        let added = self.new.drain(..);
        let added =
            added.filter(|entry| !read_environment || entry.key.purpose == NAMING_CONVENTION);
        for entry in added {
            contents.answers.retain(|other| other.key != entry.key);
            contents.answers.push(entry);
        }
        if contents.answers.is_empty() {
            return false;
        }
        contents.answers.sort_by(|a, b| a.key.cmp(&b.key));
        let base = self.path.parent().unwrap_or(Path::new(""));
        for file in files {
            let Ok(digest) = digest(file) else {
                return false;
            };
            contents.files.insert(relative(file, base), digest);
        }
        if contents == self.contents {
            return false;
        }
        self.state = KeptState::Fresh(contents.answers.len());
        self.contents = contents;
        replace(&self.path, &self.contents).is_ok()
    }
}

/// The folder of the configuration.
fn folder(project: &Project) -> PathBuf {
    let configuration = project.configuration();
    let working_directory = configuration.working_directory();
    let files = [configuration.ini_file(), configuration.toml_file()];
    let folder = files
        .into_iter()
        .flatten()
        .find_map(|file| file.parent().map(|folder| working_directory.join(folder)));
    folder.unwrap_or_else(|| working_directory.to_owned())
}

fn state_of(contents: &Contents, path: &Path) -> KeptState {
    let base = path.parent().unwrap_or(Path::new(""));
    for (file, kept) in &contents.files {
        match digest(&base.join(file)) {
            Ok(found) if found == *kept => {}
            Ok(_) => return KeptState::Stale(format!("{file} has changed since")),
            Err(error) => return KeptState::Stale(format!("{file} cannot be read: {error}")),
        }
    }
    KeptState::Fresh(contents.answers.len())
}

/// The SHA-256 of a file, with the line ends that a checkout may have changed made alike.
fn digest(path: &Path) -> io::Result<String> {
    let bytes = std::fs::read(path)?;
    let mut hasher = Sha256::new();
    for line in bytes.split(|byte| *byte == b'\n') {
        hasher.update(line.strip_suffix(b"\r").unwrap_or(line));
        hasher.update(b"\n");
    }
    let sum = hasher.finalize();
    Ok(sum.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// A path from a folder, with slashes: as it is on other machines, too.
fn relative(path: &Path, base: &Path) -> String {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let (path, base) = (real(path), real(base));
    let shared = path
        .components()
        .zip(base.components())
        .take_while(|(a, b)| a == b)
        .count();
    let up = base.components().skip(shared).map(|_| "..".to_owned());
    let down = path.components().skip(shared).map(|part| match part {
        Component::Normal(name) => name.to_string_lossy().into_owned(),
        other => other.as_os_str().to_string_lossy().into_owned(),
    });
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// Writes the file beside itself first: other runs may read it meanwhile.
fn replace(path: &Path, contents: &Contents) -> io::Result<()> {
    let text = toml::to_string(contents).map_err(io::Error::other)?;
    let beside = path.with_extension(format!("toml.{}", std::process::id()));
    std::fs::write(&beside, format!("{HEAD}\n{text}"))?;
    std::fs::rename(&beside, path).inspect_err(|_| {
        // What is left over is of no use to anybody.
        let _ = std::fs::remove_file(&beside);
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn key(purpose: &str, of: &str) -> Key {
        Key {
            purpose: purpose.to_owned(),
            of: of.to_owned(),
        }
    }

    /// A folder with a file of answers, and a module that they depend on.
    struct Fixture(tempfile::TempDir);

    impl Fixture {
        fn new() -> Self {
            let fixture = Self(tempfile::tempdir().expect("a folder"));
            fixture.write("app/models.py", "x = 1\n");
            fixture
        }

        fn write(&self, path: &str, text: &str) {
            let path = self.0.path().join(path);
            std::fs::create_dir_all(path.parent().expect("it has one")).expect("made");
            std::fs::write(path, text).expect("written");
        }

        fn kept(&self) -> KeptAnswers {
            KeptAnswers::read_file(self.0.path().join(FILE_NAME))
        }

        fn keep(&self, answers: &[(Key, Value)], read_environment: bool) -> bool {
            let mut kept = self.kept();
            for (key, value) in answers {
                kept.add(key.clone(), value);
            }
            kept.write(&[self.0.path().join("app/models.py")], read_environment)
        }
    }

    #[test]
    fn answers_are_kept_until_a_file_changes() {
        let fixture = Fixture::new();
        let naming = key(NAMING_CONVENTION, "app.models: Base.metadata");
        let schema = key("version_table_schema", "app.config: SCHEMA");
        let answers = [
            (schema.clone(), Value::Null),
            (naming.clone(), json!({"ix": "ix_%(column_0_label)s"})),
        ];
        assert!(fixture.keep(&answers, false));
        let kept = fixture.kept();
        assert_eq!(*kept.state(), KeptState::Fresh(2));
        assert_eq!(kept.get(&naming), Some(&answers[1].1));
        assert_eq!(kept.get(&schema), Some(&Value::Null));
        assert_eq!(kept.get(&key("version_table", "x")), None);
        assert!(!fixture.keep(&answers, false), "nothing is new");
        fixture.write("app/models.py", "x = 1\r\n");
        assert_eq!(*fixture.kept().state(), KeptState::Fresh(2));
        fixture.write("app/models.py", "x = 2\n");
        let kept = fixture.kept();
        let reason = "app/models.py has changed since".to_owned();
        assert_eq!(*kept.state(), KeptState::Stale(reason));
        assert_eq!(kept.get(&naming), None);
        assert!(kept.had(&naming));
    }

    #[test]
    fn what_could_be_a_secret_is_not_kept() {
        let check = |purpose: &str, value: Value, read_environment: bool, expected: bool| {
            let fixture = Fixture::new();
            let kept = fixture.keep(&[(key(purpose, "x"), value)], read_environment);
            assert_eq!(kept, expected, "{purpose}");
        };
        check("url", json!("sqlite://"), false, false);
        check("decision", json!("postgresql://u:p@h/d"), false, false);
        check("decision", json!(true), false, true);
        check("decision", json!(true), true, false);
        check("version_table_schema", json!("app"), false, true);
        check("version_table_schema", json!("app"), true, false);
        check(
            NAMING_CONVENTION,
            json!({"pk": "pk_%(table_name)s"}),
            true,
            true,
        );
        check(
            NAMING_CONVENTION,
            json!({"pk": {"function": "f"}}),
            false,
            false,
        );
    }

    #[test]
    fn a_file_of_another_version_does_not_count() {
        let fixture = Fixture::new();
        fixture.write(FILE_NAME, "version = 2\n[files]\n");
        let reason = "its version is 2".to_owned();
        assert_eq!(*fixture.kept().state(), KeptState::Stale(reason));
        fixture.write(FILE_NAME, "<<<<<<<\n");
        assert!(matches!(fixture.kept().state(), KeptState::Stale(_)));
    }
}
