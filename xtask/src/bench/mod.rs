//! `cargo xtask bench`: limbeck, Alembic and psql side by side on the same work, in one run.

mod alembic;
mod autogenerate;
mod measure;
mod models;
mod proxy;
mod report;
mod rows;
mod server;
mod sqlite;
mod workload;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::binary::{Profile, limbeck};
use measure::{Program, medians};
use report::{Line, MemoryLine, Report, StatementLine};
use rows::Form;
use server::Server;
use workload::Project;

/// What to measure.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// A smoke run: small work, few rounds, the development build
    #[arg(long)]
    quick: bool,
    /// Measure this limbeck instead of building one
    #[arg(long, value_name = "PATH")]
    binary: Option<PathBuf>,
    /// Compare with this `alembic` program instead of installing one into the cache folder
    #[arg(long, value_name = "PATH")]
    alembic: Option<PathBuf>,
    /// How often each program runs
    #[arg(long, value_name = "N")]
    rounds: Option<usize>,
    /// The numbers of tables whose comparison with models is measured
    #[arg(long, value_name = "N", value_delimiter = ',')]
    tables: Vec<usize>,
    /// Measure nothing but the comparison of databases with models
    #[arg(long)]
    only_autogenerate: bool,
}

/// The sizes of the work.
struct Sizes {
    /// Revisions read and run.
    revisions: usize,
    /// Revisions below which `current` looks up its row.
    many_revisions: usize,
    /// Rows that a script changes one by one.
    rows: usize,
    rounds: usize,
    /// Rounds of what takes seconds.
    long_rounds: usize,
    /// Numbers of tables that are compared with models.
    tables: Vec<usize>,
}

/// What is measured and on what.
struct Bench {
    limbeck: String,
    alembic: Option<String>,
    server: Server,
    sizes: Sizes,
    folder: tempfile::TempDir,
}

const DATABASE: &str = "limbeck_bench";

/// A migration of the linear work locks its table, sequence, indexes and what they refer to until the run commits.
const LOCKS_PER_MIGRATION: usize = 10;

/// Measures and prints the tables.
///
/// # Errors
/// When there is no PostgreSQL server, limbeck cannot be built, or a measured program fails.
pub fn run(arguments: &Arguments) -> Result<()> {
    let server = Server::find()
        .context("the bench needs a PostgreSQL server; see scripts/with-postgresql")?;
    let program = match &arguments.binary {
        Some(binary) => binary.canonicalize()?,
        None => limbeck(if arguments.quick {
            Profile::Dev
        } else {
            Profile::Release
        })?,
    };
    let alembic = match &arguments.alembic {
        Some(program) => Some(program.canonicalize()?),
        None => alembic::install(&cache_folder())
            .inspect_err(|error| eprintln!("Alembic is left out: {error:#}"))
            .ok(),
    };
    let mut sizes = if arguments.quick {
        Sizes {
            revisions: 50,
            many_revisions: 100,
            rows: 1000,
            rounds: 2,
            long_rounds: 1,
            tables: vec![10, 50],
        }
    } else {
        Sizes {
            revisions: 1000,
            many_revisions: 5000,
            rows: 100_000,
            rounds: 15,
            long_rounds: 5,
            tables: vec![10, 100, 1000],
        }
    };
    if let Some(rounds) = arguments.rounds {
        sizes.rounds = rounds;
        sizes.long_rounds = rounds.min(sizes.long_rounds);
    }
    if !arguments.tables.is_empty() {
        sizes.tables.clone_from(&arguments.tables);
    }
    let (locks, wanted) = (
        server.lock_capacity()?,
        sizes.revisions * LOCKS_PER_MIGRATION,
    );
    ensure!(
        locks >= wanted,
        "the server holds {locks} locks, and {} migrations in one transaction may take {wanted}: \
         run `scripts/with-postgresql --private cargo xtask bench`, or raise max_locks_per_transaction",
        sizes.revisions
    );
    let bench = Bench {
        limbeck: program.display().to_string(),
        alembic: alembic.map(|program| program.display().to_string()),
        server,
        sizes,
        folder: tempfile::Builder::new()
            .prefix("limbeck-bench-")
            .tempdir()?,
    };
    let report = bench.measure(arguments.only_autogenerate);
    // Also after a failure.
    bench.server.drop_all(DATABASE)?;
    println!("{}", report?);
    Ok(())
}

impl Bench {
    fn measure(&self, only_autogenerate: bool) -> Result<Report> {
        let mut report = Report::default();
        if only_autogenerate {
            self.autogenerate(&mut report)?;
            return Ok(report);
        }
        let url = Server::sqlalchemy(&self.server.url(DATABASE));
        let line = workload::linear(&self.path("line"), self.sizes.revisions, &url)?;
        let long_line = workload::linear(&self.path("long-line"), self.sizes.many_revisions, &url)?;
        let branches = workload::branchy(&self.path("branches"), self.sizes.revisions, &url)?;

        self.reading(&mut report, &line, &branches)?;
        self.asking(&mut report, &line, &long_line)?;
        self.writing(&mut report, &line)?;
        self.batches(&mut report)?;
        self.data_migrations(&mut report)?;
        self.statements(&mut report)?;
        self.autogenerate(&mut report)?;
        Ok(report)
    }

    /// `heads` and `history`: nothing but reading headers.
    fn reading(&self, report: &mut Report, line: &Project, branches: &Project) -> Result<()> {
        let count = self.sizes.revisions;
        for (verb, project, what) in [
            ("heads", line, "in a line"),
            ("history", line, "in a line"),
            ("heads", branches, "in branches"),
            ("history", branches, "in branches"),
        ] {
            note(&format!("{verb}, {count} revisions {what}"));
            let limit = Program::new(
                "grep",
                [
                    "grep",
                    "-rhE",
                    "^(revision|down_revision|branch_labels|depends_on)\\b",
                    &project.versions.display().to_string(),
                ],
            );
            let programs = self.programs(project, &[verb], Some(limit));
            let times = medians(&programs, self.sizes.rounds, |_| Ok(()))?;
            report.lines.push(Line::new(
                format!("`{verb}`, {count} revisions {what}"),
                &programs,
                &times,
            ));
            self.memory(
                report,
                format!("`{verb}`, {count} revisions {what}"),
                &programs,
            )?;
        }
        Ok(())
    }

    /// `current`, and `upgrade` with nothing to do: one row of the database.
    fn asking(&self, report: &mut Report, line: &Project, long_line: &Project) -> Result<()> {
        for (words, project, count) in [
            (&["current"][..], long_line, self.sizes.many_revisions),
            (&["upgrade", "head"][..], line, self.sizes.revisions),
        ] {
            let shown = words.join(" ");
            let title = if words.len() == 1 {
                format!("`{shown}`, {count} revisions")
            } else {
                format!("`{shown}` with nothing to do, {count} revisions")
            };
            note(&title);
            self.server.recreate_at(DATABASE, &project.head)?;
            let limit = self.psql(&["-c", "SELECT version_num FROM alembic_version"]);
            let programs = self.programs(project, words, Some(limit));
            let rounds = if words.len() == 1 {
                self.sizes.long_rounds
            } else {
                self.sizes.rounds
            };
            let times = medians(&programs, rounds, |_| Ok(()))?;
            report.lines.push(Line::new(title, &programs, &times));
        }
        Ok(())
    }

    /// `upgrade head`, to a file and to a database.
    fn writing(&self, report: &mut Report, line: &Project) -> Result<()> {
        let count = self.sizes.revisions;
        let title = format!("`upgrade head --sql`, {count} revisions");
        note(&title);
        let script = self.path("upgrade.sql");
        let mut programs = self.programs(line, &["upgrade", "head", "--sql"], None);
        programs[0] = programs[0].clone().writing(script.clone());
        let times = medians(&programs, self.sizes.long_rounds, |_| Ok(()))?;
        report
            .lines
            .push(Line::new(title.clone(), &programs, &times));
        self.memory(report, title, &programs)?;

        let title = format!("`upgrade head`, {count} revisions on PostgreSQL");
        note(&title);
        let limit = self.psql(&["-f", &script.display().to_string()]);
        let programs = self.programs(line, &["upgrade", "head"], Some(limit));
        let times = medians(&programs, self.sizes.long_rounds, |_| {
            self.server.recreate(DATABASE)
        })?;
        report
            .lines
            .push(Line::new(title.clone(), &programs, &times));
        for program in &programs {
            self.server.recreate(DATABASE)?;
            self.memory(report, title.clone(), std::slice::from_ref(program))?;
        }
        Ok(())
    }

    /// Tables that SQLite has to copy.
    fn batches(&self, report: &mut Report) -> Result<()> {
        let count = self.sizes.revisions;
        let folder = self.path("batches");
        let project = sqlite::batches(&folder, count)?;
        let title = format!("`upgrade head`, {count} batches on SQLite");
        self.upgrade_empty(report, title, &project, &|| fresh(&folder))
    }

    /// Rows that a script changes, which is work of the program more than of the database.
    fn data_migrations(&self, report: &mut Report) -> Result<()> {
        let count = self.sizes.rows;
        for form in Form::ALL {
            let title =
                |place: &str| format!("`upgrade head`, {count} rows {} on {place}", form.title());
            let folder = self.path(&format!("rows-{form:?}"));
            let project = rows::project(&folder, &sqlite::url(&folder), count, form)?;
            self.upgrade_empty(report, title("SQLite"), &project, &|| fresh(&folder))?;

            let folder = self.path(&format!("server-rows-{form:?}"));
            let url = Server::sqlalchemy(&self.server.url(DATABASE));
            let project = rows::project(&folder, &url, count, form)?;
            let recreate = || self.server.recreate(DATABASE);
            self.upgrade_empty(report, title("PostgreSQL"), &project, &recreate)?;
        }
        Ok(())
    }

    /// `upgrade head` on an empty database, with the memory it takes.
    fn upgrade_empty(
        &self,
        report: &mut Report,
        title: String,
        project: &Project,
        fresh: &dyn Fn() -> Result<()>,
    ) -> Result<()> {
        note(&title);
        let programs = self.programs(project, &["upgrade", "head"], None);
        let times = medians(&programs, self.sizes.long_rounds, |_| fresh())?;
        report
            .lines
            .push(Line::new(title.clone(), &programs, &times));
        for program in &programs {
            fresh()?;
            self.memory(report, title.clone(), std::slice::from_ref(program))?;
        }
        Ok(())
    }

    /// What goes over the wire when there is nothing to do, and for ten migrations.
    fn statements(&self, report: &mut Report) -> Result<()> {
        const MIGRATIONS: usize = 10;
        let (port, counts) = proxy::start(self.server.address())?;
        let url = Server::sqlalchemy(&self.server.url_through(port, DATABASE));
        let project = workload::linear(&self.path("counted"), MIGRATIONS, &url)?;
        for (title, done) in [
            ("`upgrade head` with nothing to do".to_owned(), true),
            (
                format!("`upgrade head`, {MIGRATIONS} revisions on an empty database"),
                false,
            ),
        ] {
            note(&format!("statements of {title}"));
            for program in self.programs(&project, &["upgrade", "head"], None) {
                if done {
                    self.server.recreate_at(DATABASE, &project.head)?;
                } else {
                    self.server.recreate(DATABASE)?;
                }
                let line = StatementLine::count(title.clone(), &program, &counts)?;
                report.statements.push(line);
            }
        }
        Ok(())
    }

    fn memory(&self, report: &mut Report, work: String, programs: &[Program]) -> Result<()> {
        for program in programs
            .iter()
            .filter(|program| program.name != "grep" && program.name != "psql")
        {
            if let Some(resources) = program.resources()? {
                report.memory.push(MemoryLine {
                    work: work.clone(),
                    program: program.name,
                    resources,
                });
            }
        }
        Ok(())
    }

    /// limbeck, then Alembic if it is there, then the limit.
    fn programs(&self, project: &Project, words: &[&str], limit: Option<Program>) -> Vec<Program> {
        let call = |name: &'static str, executable: &str| {
            let settings = project.settings.display().to_string();
            let head = [executable.to_owned(), "-c".to_owned(), settings];
            Program::new(
                name,
                head.into_iter()
                    .chain(words.iter().map(|word| (*word).to_owned())),
            )
        };
        let mut programs = vec![call("limbeck", &self.limbeck)];
        programs.extend(
            self.alembic
                .as_deref()
                .map(|alembic| call("Alembic", alembic)),
        );
        programs.extend(limit);
        programs
    }

    fn psql(&self, words: &[&str]) -> Program {
        let url = self.server.url(DATABASE);
        let head = ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1"].into_iter();
        Program::new(
            "psql",
            head.chain(words.iter().copied()).chain([url.as_str()]),
        )
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// Removes the database of a project on SQLite.
fn fresh(folder: &Path) -> Result<()> {
    match std::fs::remove_file(sqlite::database(folder)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// Says what is being measured, since it takes minutes.
fn note(work: &str) {
    eprintln!("measuring {work}");
}

fn cache_folder() -> PathBuf {
    let cache = std::env::var_os("XDG_CACHE_HOME")
        .filter(|cache| !cache.is_empty())
        .map(PathBuf::from);
    let home = std::env::var_os("HOME").map(|home| Path::new(&home).join(".cache"));
    cache
        .or(home)
        .unwrap_or_else(std::env::temp_dir)
        .join("limbeck")
}
