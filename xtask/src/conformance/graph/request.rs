//! What a case of the group `graph` asks, and asking it.

use limbeck_cli::render::revisions as text;
use limbeck_revisions::{
    CommandError, HistoryRange, Place, Plan, Revision, RevisionError, RevisionGraph, RevisionId,
    RevisionRef, Target,
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::answer::{Answer, Failure, Run, ids};

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
    let told = graph
        .as_ref()
        .map_err(|error| CommandError::from(error.clone()));
    match &input.request {
        Request::Upgrade { target, sql } => {
            let target = Target::of_upgrade(target, *sql);
            run(
                &mut answer,
                told,
                &rows,
                *sql,
                target,
                |graph, target, rows| graph.upgrade(target.end, rows),
            );
        }
        Request::Downgrade { target, sql } => {
            let target = Target::of_downgrade(target, *sql);
            run(
                &mut answer,
                told,
                &rows,
                *sql,
                target,
                |graph, target, rows| graph.downgrade(target.end, rows),
            );
        }
        Request::Stamp {
            targets,
            purge,
            sql,
        } => stamp(&mut answer, told, &rows, targets, *purge, *sql),
        request => {
            let mut stdout = None;
            let mut result = Map::new();
            let raw = graph
                .as_ref()
                .map_err(|error| Refusal::Graph(error.clone()));
            let outcome = list(
                request,
                told.map_err(Refusal::Command),
                raw,
                &rows,
                &mut answer,
                &mut stdout,
                &mut result,
            );
            answer.error = outcome.err().map(Failure::from);
            if answer.error.is_none() {
                answer.result = result;
            }
            if let Some(stdout) = stdout {
                answer.set("stdout", stdout);
            }
        }
    }
    answer
}

type Told<'g> = Result<&'g RevisionGraph, CommandError>;

/// `upgrade` and `downgrade`.
fn run<'g, 't>(
    answer: &mut Answer,
    graph: Told<'g>,
    rows: &[RevisionId],
    sql: bool,
    target: Result<Target<'t>, CommandError>,
    plan: impl FnOnce(&'g RevisionGraph, Target<'t>, &[RevisionId]) -> Result<Plan<'g>, CommandError>,
) {
    let mut run = Run::on(if sql { &[] } else { rows });
    // The version table is made before anything is planned.
    let table_exists = target.is_ok() || !rows.is_empty();
    let outcome = target.map_err(Failure::from).and_then(|target| {
        let graph = graph?;
        if sql {
            run = Run::on(&graph.offline_rows(target.start)?);
        }
        let plan = answer.heed(plan(graph, target, &starting_rows(&run, rows, sql)))?;
        for warning in &plan.warnings {
            answer.warn(warning);
        }
        run.carry_out(graph, &plan)
    });
    answer.error = outcome.err();
    run.report(answer, !sql, table_exists);
}

/// The rows in the order of the table; an offline run has one at most.
fn starting_rows(run: &Run, rows: &[RevisionId], sql: bool) -> Vec<RevisionId> {
    if sql {
        run.rows().to_vec()
    } else {
        rows.to_vec()
    }
}

fn stamp(
    answer: &mut Answer,
    graph: Told<'_>,
    rows: &[RevisionId],
    targets: &[String],
    purge: bool,
    sql: bool,
) {
    let mut run = Run::on(if sql { &[] } else { rows });
    let texts: Vec<&str> = targets.iter().map(String::as_str).collect();
    let mut carry_out = || -> Result<(), Failure> {
        let (start, ends) = if sql {
            Target::of_stamp(&texts)?
        } else {
            (None, texts.clone())
        };
        let rows = if purge {
            run.purge();
            Vec::new()
        } else if sql {
            let rows = graph.clone()?.offline_rows(start)?;
            run = Run::on(&rows);
            rows
        } else {
            rows.to_vec()
        };
        let graph = graph.clone()?;
        run.carry_out(graph, &graph.stamp(&ends, &rows)?)
    };
    answer.error = carry_out().err();
    run.report(answer, !sql, true);
}

/// The commands that only look.
fn list<'g>(
    request: &Request,
    told: Result<&'g RevisionGraph, Refusal>,
    raw: Result<&'g RevisionGraph, Refusal>,
    rows: &[RevisionId],
    answer: &mut Answer,
    stdout: &mut Option<String>,
    result: &mut Map<String, Value>,
) -> Result<(), Refusal> {
    match request {
        Request::Upgrade { .. } | Request::Downgrade { .. } | Request::Stamp { .. } => {}
        Request::History {
            range,
            verbose,
            indicate_current,
        } => {
            let stdout = stdout.insert(String::new());
            let range = range.as_deref().map(HistoryRange::parse).transpose()?;
            let listing = answer.heed(told?.history(range.unwrap_or_default(), rows))?;
            for warning in &listing.warnings {
                answer.warn(warning);
            }
            let marked = indicate_current.then_some(rows);
            *stdout = text::history(&listing.revisions, *verbose, marked);
        }
        Request::Heads {
            resolve_dependencies,
            verbose,
        } => {
            let stdout = stdout.insert(String::new());
            let heads: Vec<RevisionRef<'_>> = if *resolve_dependencies {
                told?.effective_heads().collect()
            } else {
                // Alembic asks for these outside of any command's words.
                raw?.heads().collect()
            };
            *stdout = text::heads(&heads, *verbose);
        }
        Request::Branches { verbose } => {
            let stdout = stdout.insert(String::new());
            *stdout = text::branches(&told?.branch_points()?, *verbose);
        }
        Request::Current {
            check_heads,
            verbose,
        } => {
            let stdout = stdout.insert(String::new());
            if *verbose {
                stdout.push_str(&text::current_database("sqlite://"));
            }
            if *check_heads {
                raw?.check_heads(rows)?;
            }
            stdout.push_str(&text::current(&told?.current(rows)?, *verbose));
        }
        Request::Show { rev } => {
            let stdout = stdout.insert(String::new());
            *stdout = text::show(&told?.show(rev, rows)?);
        }
        Request::GetRevisions { id } => {
            let graph = told?;
            let mut found = Vec::new();
            for text in id.texts() {
                found.extend(graph.get_revisions(text)?.into_iter().map(place));
            }
            result.insert("revisions".into(), json!(found));
        }
        Request::GetRevision { id } => {
            let found = match id.texts() {
                [text] => told?.get_revision(text)?,
                _ => None,
            };
            let found = found.map(|revision| revision.id().as_str());
            result.insert("revision".into(), json!(found));
        }
        Request::Structure => *result = structure(raw?)?,
    }
    Ok(())
}

fn place(place: Place<RevisionRef<'_>>) -> Value {
    match place {
        Place::Outside => Value::Null,
        Place::Base => json!("base"),
        Place::Revision(revision) => json!(revision.id().as_str()),
    }
}

fn structure(graph: &RevisionGraph) -> Result<Map<String, Value>, CommandError> {
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
    let whole = [
        ("heads", json!(ids(graph.heads()))),
        ("effective_heads", json!(ids(graph.effective_heads()))),
        ("bases", json!(ids(graph.bases()))),
        ("effective_bases", json!(ids(graph.effective_bases()))),
        ("revisions", Value::Object(revisions)),
        ("walk", json!(ids(walk))),
    ];
    Ok(whole
        .map(|(key, value)| (key.to_owned(), value))
        .into_iter()
        .collect())
}
