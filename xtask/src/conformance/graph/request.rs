//! What a case of the group `graph` asks, and asking it.

use limbeck_cli::render::revisions as text;
use limbeck_revisions::{
    CommandError, HistoryRange, Place, Plan, Revision, RevisionError, RevisionGraph, RevisionId,
    RevisionRef, Target,
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::answer::{Answer, Failure, Run, ids};
use super::offline;

/// A request on a graph.
#[derive(Deserialize)]
pub struct Input {
    /// The name of the graph.
    pub graph: String,
    /// The rows of the version table, in row order.
    pub current: Vec<String>,
    /// The command.
    pub request: Request,
}

/// A command with its arguments.
#[derive(Deserialize)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub enum Request {
    Upgrade {
        target: String,
        #[serde(default)]
        sql: bool,
    },
    Downgrade {
        target: String,
        #[serde(default)]
        sql: bool,
    },
    Stamp {
        targets: Vec<String>,
        #[serde(default)]
        purge: bool,
        #[serde(default)]
        sql: bool,
    },
    History {
        range: Option<String>,
        #[serde(default)]
        verbose: bool,
        #[serde(default)]
        indicate_current: bool,
    },
    Heads {
        #[serde(default)]
        resolve_dependencies: bool,
        #[serde(default)]
        verbose: bool,
    },
    Branches {
        #[serde(default)]
        verbose: bool,
    },
    Current {
        #[serde(default)]
        check_heads: bool,
        #[serde(default)]
        verbose: bool,
    },
    Show {
        rev: String,
    },
    GetRevisions {
        id: Id,
    },
    GetRevision {
        id: Id,
    },
    Structure,
}

/// An identifier, several, or none.
#[derive(Deserialize)]
#[serde(untagged)]
pub enum Id {
    None(()),
    One(String),
    Several(Vec<String>),
}

impl Id {
    fn texts(&self) -> &[String] {
        match self {
            Self::None(()) => &[],
            Self::One(text) => std::slice::from_ref(text),
            Self::Several(texts) => texts,
        }
    }
}

/// Why a request has no result: in the words of a command, or as the graph says it.
enum Refusal {
    Command(CommandError),
    Graph(RevisionError),
}

impl From<CommandError> for Refusal {
    fn from(error: CommandError) -> Self {
        Self::Command(error)
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Command(error) => error.into(),
            Refusal::Graph(error) => error.into(),
        }
    }
}

/// What limbeck answers.
pub fn answer(input: &Input, revisions: Vec<Revision>) -> Answer {
    let graph = RevisionGraph::new(revisions);
    let rows: Vec<RevisionId> = input.current.iter().map(|r| r.as_str().into()).collect();
    let mut answer = Answer::default();
    for warning in graph.iter().flat_map(RevisionGraph::warnings) {
        answer.warn(warning);
    }
    let asked = Asked {
        graph: graph.as_ref(),
        rows: &rows,
    };
    match &input.request {
        Request::Upgrade { target, sql } => asked.run(
            &mut answer,
            *sql,
            Target::of_upgrade(target, *sql),
            RevisionGraph::upgrade,
        ),
        Request::Downgrade { target, sql } => asked.run(
            &mut answer,
            *sql,
            Target::of_downgrade(target, *sql),
            RevisionGraph::downgrade,
        ),
        Request::Stamp {
            targets,
            purge,
            sql,
        } => asked.stamp(&mut answer, targets, *purge, *sql),
        request => {
            let error = asked.list(request, &mut answer).err();
            answer.error = error.map(Failure::from);
        }
    }
    answer
}

/// `upgrade` or `downgrade`.
type Command = for<'g> fn(&'g RevisionGraph, &str, &[RevisionId]) -> Result<Plan<'g>, CommandError>;

/// What a request is about.
struct Asked<'a> {
    graph: Result<&'a RevisionGraph, &'a RevisionError>,
    /// The rows of the version table, in row order.
    rows: &'a [RevisionId],
}

impl<'a> Asked<'a> {
    /// The graph, or what a command says of its being none.
    fn graph(&self) -> Result<&'a RevisionGraph, CommandError> {
        self.graph.map_err(|error| error.clone().into())
    }

    /// The graph, or what Alembic raises outside of any command's words.
    fn plain_graph(&self) -> Result<&'a RevisionGraph, Refusal> {
        self.graph.map_err(|error| Refusal::Graph(error.clone()))
    }

    fn run(
        &self,
        answer: &mut Answer,
        sql: bool,
        target: Result<Target<'_>, CommandError>,
        command: Command,
    ) {
        // The version table is made before anything is planned.
        let table_exists = target.is_ok() || !self.rows.is_empty();
        let plan = |answer: &mut Answer, target: &str, rows: &[RevisionId]| {
            let plan = answer.heed(command(self.graph()?, target, rows))?;
            for warning in &plan.warnings {
                answer.warn(warning);
            }
            Ok::<_, Failure>(plan)
        };
        if sql {
            let target = target.map(|target| (target.start, target));
            self.run_offline(answer, target, |answer, target, rows| {
                plan(answer, target.end, rows)
            });
            return;
        }
        let mut run = Run::on(self.rows);
        let outcome = target.map_err(Failure::from).and_then(|target| {
            let plan = plan(answer, target.end, self.rows)?;
            run.carry_out(self.graph()?, &plan)
        });
        answer.error = outcome.err();
        run.report(answer, table_exists);
    }

    fn stamp(&self, answer: &mut Answer, targets: &[String], purge: bool, sql: bool) {
        let texts: Vec<&str> = targets.iter().map(String::as_str).collect();
        if sql {
            self.run_offline(answer, Target::of_stamp(&texts), |_, targets, rows| {
                Ok(self.graph()?.stamp(&targets, rows)?)
            });
            return;
        }
        let mut run = Run::on(self.rows);
        let rows = if purge {
            run.purge();
            &[]
        } else {
            self.rows
        };
        let plan = self.graph().and_then(|graph| graph.stamp(&texts, rows));
        let outcome = plan
            .map_err(Failure::from)
            .and_then(|plan| run.carry_out(self.graph()?, &plan));
        answer.error = outcome.err();
        run.report(answer, true);
    }

    /// Any command with `--sql`; `target` has the start of the run.
    fn run_offline<T>(
        &self,
        answer: &mut Answer,
        target: Result<(Option<&str>, T), CommandError>,
        plan: impl FnOnce(&mut Answer, T, &[RevisionId]) -> Result<Plan<'a>, Failure>,
    ) {
        let mut run = Run::default();
        let mut output = String::new();
        let carry_out = || {
            let (start, target) = target?;
            let graph = self.graph()?;
            let rows = graph.offline_rows(start)?;
            let plan = plan(answer, target, &rows)?;
            let (written, outcome) = offline::write(graph, &rows, &plan, &mut run);
            output = written;
            outcome
        };
        let outcome: Result<(), Failure> = carry_out();
        answer.error = outcome.err();
        run.report_offline(answer, output);
    }

    /// The commands that only look.
    fn list(&self, request: &Request, answer: &mut Answer) -> Result<(), Refusal> {
        match request {
            Request::Upgrade { .. } | Request::Downgrade { .. } | Request::Stamp { .. } => {}
            Request::GetRevisions { id } => {
                let graph = self.graph()?;
                let mut found = Vec::new();
                for text in id.texts() {
                    found.extend(graph.get_revisions(text)?.into_iter().map(place));
                }
                answer.set("revisions", found);
            }
            Request::GetRevision { id } => {
                let found = match id.texts() {
                    [text] => self.graph()?.get_revision(text)?,
                    _ => None,
                };
                answer.set("revision", found.map(|revision| revision.id().as_str()));
            }
            Request::Structure => {
                for (key, value) in structure(self.plain_graph()?)? {
                    answer.set(key, value);
                }
            }
            Request::History { .. }
            | Request::Heads { .. }
            | Request::Branches { .. }
            | Request::Current { .. }
            | Request::Show { .. } => {
                let mut stdout = String::new();
                let outcome = self.print(request, answer, &mut stdout);
                answer.set("stdout", stdout);
                outcome?;
            }
        }
        Ok(())
    }

    /// The commands that print a list.
    fn print(
        &self,
        request: &Request,
        answer: &mut Answer,
        stdout: &mut String,
    ) -> Result<(), Refusal> {
        match request {
            Request::History {
                range,
                verbose,
                indicate_current,
            } => {
                let range = range.as_deref().map(HistoryRange::parse).transpose()?;
                let listing = self.graph()?.history(range.unwrap_or_default(), self.rows);
                let listing = answer.heed(listing)?;
                for warning in &listing.warnings {
                    answer.warn(warning);
                }
                let marked = indicate_current.then_some(self.rows);
                stdout.push_str(&text::history(&listing.revisions, *verbose, marked));
            }
            Request::Heads {
                resolve_dependencies,
                verbose,
            } => {
                let heads: Vec<RevisionRef<'_>> = if *resolve_dependencies {
                    self.graph()?.effective_heads().collect()
                } else {
                    self.plain_graph()?.heads().collect()
                };
                stdout.push_str(&text::heads(&heads, *verbose));
            }
            Request::Branches { verbose } => {
                stdout.push_str(&text::branches(&self.graph()?.branch_points()?, *verbose));
            }
            Request::Current {
                check_heads,
                verbose,
            } => {
                if *verbose {
                    stdout.push_str(&text::current_database("sqlite://"));
                }
                if *check_heads {
                    self.plain_graph()?.check_heads(self.rows)?;
                }
                let revisions = self.graph()?.current(self.rows)?;
                stdout.push_str(&text::current(&revisions, *verbose));
            }
            Request::Show { rev } => {
                stdout.push_str(&text::show(&self.graph()?.show(rev, self.rows)?));
            }
            Request::Upgrade { .. }
            | Request::Downgrade { .. }
            | Request::Stamp { .. }
            | Request::GetRevisions { .. }
            | Request::GetRevision { .. }
            | Request::Structure => {}
        }
        Ok(())
    }
}

fn place(place: Place<RevisionRef<'_>>) -> Value {
    match place {
        Place::Outside => Value::Null,
        Place::Base => json!("base"),
        Place::Revision(revision) => json!(revision.id().as_str()),
    }
}

fn structure(graph: &RevisionGraph) -> Result<[(&'static str, Value); 6], CommandError> {
    let walk = graph.history(HistoryRange::default(), &[])?.revisions;
    let sorted = |mut ids: Vec<&str>| {
        ids.sort_unstable();
        json!(ids)
    };
    let revisions: Map<String, Value> = graph
        .revisions()
        .map(|revision| {
            let shown = json!({
                "children": sorted(ids(revision.children())),
                "children_with_dependents": sorted(ids(revision.children_with_dependents())),
                "labels": sorted(revision.branch_labels().collect()),
                "is_head": revision.is_head(),
                "is_base": revision.is_base(),
                "is_branch_point": revision.is_branch_point(),
                "is_merge_point": revision.is_merge_point(),
                "resolved_dependencies": sorted(ids(revision.dependencies())),
                "normalized_down": sorted(ids(revision.normalized_down_revisions())),
            });
            (revision.id().to_string(), shown)
        })
        .collect();
    Ok([
        ("heads", json!(ids(graph.heads()))),
        ("effective_heads", json!(ids(graph.effective_heads()))),
        ("bases", json!(ids(graph.bases()))),
        ("effective_bases", json!(ids(graph.effective_bases()))),
        ("revisions", Value::Object(revisions)),
        ("walk", json!(ids(walk))),
    ])
}
