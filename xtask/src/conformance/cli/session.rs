//! Carrying out the steps of one recorded session in a folder of its own.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::database::{self, PostgresDatabase, Rows, States};
use super::placeholders::Placeholders;

/// A program that takes longer than this on one step counts as hanging.
const STEP_LIMIT: Duration = Duration::from_secs(120);

/// One step of a session, as recorded: exactly one of the fields but `env` is given.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Step {
    /// Run the program with these arguments.
    pub run: Option<Vec<String>>,
    /// The environment variables of that run.
    pub env: BTreeMap<String, String>,
    /// Write files.
    pub write: Option<BTreeMap<String, String>>,
    /// Make a folder.
    pub mkdir: Option<String>,
    /// Make a file executable.
    pub chmod: Option<String>,
    /// Replace a text in a file: path, old, new.
    pub sed: Option<[String; 3]>,
    /// Run a statement on the database.
    pub sql: Option<String>,
    /// Run a query on the database.
    pub query: Option<String>,
}

/// What a step gave.
#[derive(Debug)]
pub enum Outcome {
    /// A preparation, which has no answer.
    Prepared,
    /// The rows of a query.
    Rows(Rows),
    /// A run of the program.
    Run(Box<RunOutcome>),
}

/// What a run of the program printed and changed.
#[derive(Debug)]
pub struct RunOutcome {
    /// The exit status; a signal counts as 128 and its number.
    pub exit: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
    /// New files with their text.
    pub created: BTreeMap<String, String>,
    /// Changed files with their new text.
    pub modified: BTreeMap<String, String>,
    /// Files that are gone.
    pub deleted: Vec<String>,
    /// The databases afterwards.
    pub databases: States,
}

/// A project folder with its database, on which the steps are carried out.
pub struct Session {
    folder: tempfile::TempDir,
    project: PathBuf,
    program: PathBuf,
    postgres: Option<PostgresDatabase>,
    /// What the placeholders stand for.
    pub placeholders: Placeholders,
}

impl Session {
    /// Writes a fixture into a fresh folder and makes the databases it needs.
    ///
    /// `program` is called through a link named `alembic`, as somebody would who replaced Alembic by limbeck.
    pub fn start(
        fixture: &BTreeMap<String, Option<String>>,
        steps: &[Step],
        program: &Path,
    ) -> Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("limbeck-session-")
            .tempdir()?;
        let root = folder.path().canonicalize()?;
        let project = root.join("project");
        fs::create_dir(&project)?;
        let link = root.join("alembic");
        std::os::unix::fs::symlink(program, &link)?;

        let mentions_url = |text: &str| text.contains("<PG_URL>");
        let needs_postgres = fixture.values().flatten().any(|text| mentions_url(text))
            || steps.iter().any(|step| mentions_url(&format!("{step:?}")));
        let postgres = needs_postgres.then(PostgresDatabase::create).transpose()?;
        let url = postgres.as_ref().map(PostgresDatabase::url);
        let placeholders = Placeholders::new(&project.display().to_string(), url.as_deref());

        let session = Self {
            folder,
            project,
            program: link,
            postgres,
            placeholders,
        };
        for (path, text) in fixture {
            match text {
                None => fs::create_dir_all(session.path(path))?,
                Some(text) => session.write(path, text)?,
            }
        }
        Ok(session)
    }

    /// Carries out one step.
    pub fn carry_out(&self, step: &Step) -> Result<Outcome> {
        if let Some(arguments) = &step.run {
            return Ok(Outcome::Run(Box::new(self.run(arguments, &step.env)?)));
        }
        if let Some(query) = &step.query {
            return Ok(Outcome::Rows(self.query(query)?));
        }
        if let Some(statement) = &step.sql {
            self.query(statement)?;
        } else if let Some(files) = &step.write {
            for (path, text) in files {
                self.write(path, text)?;
            }
        } else if let Some(path) = &step.mkdir {
            fs::create_dir_all(self.path(path))?;
        } else if let Some(path) = &step.chmod {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(self.path(path), fs::Permissions::from_mode(0o755))?;
        } else if let Some([path, old, new]) = &step.sed {
            let path = self.path(path);
            let text = fs::read_to_string(&path)?;
            let (old, new) = (self.placeholders.fill(old), self.placeholders.fill(new));
            fs::write(path, text.replace(&old, &new))?;
        } else {
            bail!("a step of the session asks for nothing");
        }
        Ok(Outcome::Prepared)
    }

    /// Where a recorded path lies.
    fn path(&self, recorded: &str) -> PathBuf {
        self.project.join(self.placeholders.fill(recorded))
    }

    fn write(&self, recorded: &str, text: &str) -> Result<()> {
        let path = self.path(recorded);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, self.placeholders.fill(text))
            .with_context(|| format!("cannot write {}", path.display()))
    }

    fn query(&self, sql: &str) -> Result<Rows> {
        let sql = self.placeholders.fill(sql);
        match &self.postgres {
            Some(database) => database.query(&sql),
            None => database::sqlite_query(&self.project.join("app.db"), &sql),
        }
    }

    fn run(
        &self,
        arguments: &[String],
        environment: &BTreeMap<String, String>,
    ) -> Result<RunOutcome> {
        let before = self.files()?;
        let mut command = Command::new(&self.program);
        command
            .args(
                arguments
                    .iter()
                    .map(|argument| self.placeholders.fill(argument)),
            )
            .current_dir(&self.project)
            .env_clear()
            .env("COLUMNS", "80")
            .env("TMPDIR", self.folder.path())
            .envs(
                ["PATH", "HOME", "LANG"]
                    .iter()
                    .filter_map(|name| Some((name, std::env::var_os(name)?))),
            )
            .envs(std::env::var_os("LIMBECK_TEST_PYTHON").map(|python| ("LIMBECK_PYTHON", python)))
            .envs(
                environment
                    .iter()
                    .map(|(name, value)| (name, self.placeholders.fill(value))),
            )
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let (exit, stdout, stderr) = run_to_end(&mut command)?;
        let after = self.files()?;

        let mut created = BTreeMap::new();
        let mut modified = BTreeMap::new();
        for (path, text) in &after {
            match before.get(path) {
                None => drop(created.insert(path.clone(), text.clone())),
                Some(old) if old != text => drop(modified.insert(path.clone(), text.clone())),
                Some(_) => {}
            }
        }
        let deleted = before
            .keys()
            .filter(|path| !after.contains_key(*path))
            .cloned()
            .collect();
        Ok(RunOutcome {
            exit,
            stdout,
            stderr,
            created,
            modified,
            deleted,
            databases: self.databases()?,
        })
    }

    /// Every file of the project that is not a database, and every folder: its name ends with a slash.
    fn files(&self) -> Result<BTreeMap<String, String>> {
        let mut files = BTreeMap::new();
        for path in self.walk()? {
            if path.is_dir() {
                files.insert(format!("{}/", self.relative(&path)), String::new());
            } else if !is_database(&path) {
                let bytes = fs::read(&path)?;
                files.insert(
                    self.relative(&path),
                    String::from_utf8_lossy(&bytes).into_owned(),
                );
            }
        }
        Ok(files)
    }

    fn databases(&self) -> Result<States> {
        let mut states = States::new();
        for path in self
            .walk()?
            .into_iter()
            .filter(|path| path.extension() == Some(OsStr::new("db")) && path.is_file())
        {
            states.insert(self.relative(&path), database::sqlite_state(&path)?);
        }
        if let Some(postgres) = &self.postgres {
            states.insert("<PG_URL>".to_owned(), postgres.state()?);
        }
        Ok(states)
    }

    /// Everything below the project folder but Python's caches.
    fn walk(&self) -> Result<Vec<PathBuf>> {
        let mut folders = vec![self.project.clone()];
        let mut paths = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder)? {
                let entry = entry?;
                if entry.file_type()?.is_dir() {
                    if entry.file_name() == "__pycache__" {
                        continue;
                    }
                    folders.push(entry.path());
                }
                paths.push(entry.path());
            }
        }
        paths.sort();
        Ok(paths)
    }

    fn relative(&self, path: &Path) -> String {
        path.strip_prefix(&self.project)
            .unwrap_or(path)
            .display()
            .to_string()
    }
}

/// `app.db` and what SQLite keeps beside it.
fn is_database(path: &Path) -> bool {
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
    [".db", ".db-journal", ".db-wal", ".db-shm"]
        .iter()
        .any(|ending| name.ends_with(ending))
}

/// Runs a command to its end, or kills it when it hangs.
fn run_to_end(command: &mut Command) -> Result<(i32, String, String)> {
    let mut child = command
        .spawn()
        .with_context(|| format!("cannot start {command:?}"))?;
    let stdout = child.stdout.take().map(read_in_background);
    let stderr = child.stderr.take().map(read_in_background);
    let started = Instant::now();
    let mut pause = Duration::from_micros(500);
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if started.elapsed() > STEP_LIMIT {
            child.kill()?;
            child.wait()?;
            bail!(
                "{command:?} did not end within {} seconds",
                STEP_LIMIT.as_secs()
            );
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(10));
    };
    let text = |reader: Option<std::thread::JoinHandle<Vec<u8>>>| -> String {
        let bytes = reader
            .and_then(|reader| reader.join().ok())
            .unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    };
    use std::os::unix::process::ExitStatusExt;
    let exit = status
        .code()
        .unwrap_or_else(|| 128 + status.signal().unwrap_or_default());
    Ok((exit, text(stdout), text(stderr)))
}

fn read_in_background(mut pipe: impl Read + Send + 'static) -> std::thread::JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        // A pipe that breaks in the middle has told what it could.
        let _ = pipe.read_to_end(&mut bytes);
        bytes
    })
}
