//! What `graph` prints: the revision graph as text, SVG, Mermaid or DOT.

mod dot;
mod layout;
mod mermaid;
mod svg;
mod terminal;

use limbeck::GraphReport;
use limbeck_revisions::RevisionRef;

/// The form of a drawing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum GraphFormat {
    /// Lines for a terminal.
    #[default]
    Text,
    /// A picture for browsers.
    Svg,
    /// A flowchart for Markdown that draws Mermaid.
    Mermaid,
    /// Input for Graphviz.
    Dot,
}

/// The drawing of a graph. `width` is that of the terminal, in columns, if lines are to be cut.
pub fn graph(report: &GraphReport<'_>, format: GraphFormat, width: Option<usize>) -> String {
    match format {
        GraphFormat::Text => terminal::draw(report, width),
        GraphFormat::Svg => svg::draw(report),
        GraphFormat::Mermaid => mermaid::draw(report),
        GraphFormat::Dot => dot::draw(report),
    }
}

/// Where a revision stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// No database was asked.
    Unknown,
    /// The version table of a database names it.
    Current,
    /// It is applied.
    Applied,
    /// It is not applied everywhere.
    Pending,
}

impl Standing {
    fn of(report: &GraphReport<'_>, revision: RevisionRef<'_>) -> Self {
        match &report.standing {
            None => Standing::Unknown,
            Some(standing) if standing.current.contains(revision.id()) => Standing::Current,
            Some(standing) if standing.pending.contains(revision.id()) => Standing::Pending,
            Some(_) => Standing::Applied,
        }
    }
}

/// Branch labels that the script itself declares: a label that came by descent need not be repeated.
fn own_labels(revision: RevisionRef<'_>) -> String {
    revision.revision().branch_labels.join(", ")
}

/// The message on one line.
fn message(revision: RevisionRef<'_>) -> String {
    let doc = revision.revision().doc();
    doc.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod testing {
    use limbeck::{GraphReport, GraphStanding};
    use limbeck_revisions::{Revision, RevisionGraph};

    /// `root` forks into `left` (label `west`) and `right`; `join` merges them and depends on `lib`,
    /// which stands alone.
    pub fn graph() -> RevisionGraph {
        let script = |id: &str, down: &[&str], doc: &str| Revision {
            down_revisions: down.iter().map(|&id| id.into()).collect(),
            long_doc: doc.to_owned(),
            ..Revision::new(id, format!("versions/{id}.py"))
        };
        RevisionGraph::new([
            script("lib", &[], ""),
            script("root", &[], "the root\n\nRevision ID: root"),
            Revision {
                branch_labels: vec!["west".into()],
                ..script("left", &["root"], "go \"west\" & <further>")
            },
            script("right", &["root"], "go east"),
            Revision {
                depends_on: vec!["lib".into()],
                ..script("join", &["left", "right"], "meet")
            },
            script("late", &["right"], "a fork"),
        ])
        .expect("a valid graph")
    }

    /// All of it, with a database at `left` and `right` if one was asked.
    pub fn report(graph: &RevisionGraph, asked: bool) -> GraphReport<'_> {
        let listing = graph.history(Default::default(), &[]).expect("a listing");
        GraphReport {
            revisions: listing.revisions,
            standing: asked.then(|| GraphStanding {
                current: vec!["left".into(), "right".into()],
                pending: ["join", "late", "lib"].map(Into::into).into(),
            }),
        }
    }
}
