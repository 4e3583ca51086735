//! The graph for Graphviz, in its language DOT.

use std::fmt::Write;

use limbeck::GraphReport;
use limbeck_revisions::RevisionRef;

use super::{Standing, message, own_labels};

/// A digraph whose edges lead from the older revision to the newer one, dependencies dashed.
pub fn draw(report: &GraphReport<'_>) -> String {
    let mut text = String::from(
        "digraph revisions {\n  rankdir=BT;\n  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n",
    );
    for revision in &report.revisions {
        let standing = Standing::of(report, *revision);
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "  {} [label={}{}];",
            quoted(revision.id().as_str()),
            quoted(&label(*revision)),
            style(standing)
        );
    }
    for revision in &report.revisions {
        let id = quoted(revision.id().as_str());
        for down in &revision.revision().down_revisions {
            let _ = writeln!(text, "  {} -> {id};", quoted(down.as_str()));
        }
        for dependency in revision.dependencies() {
            let dependency = quoted(dependency.id().as_str());
            let _ = writeln!(text, "  {dependency} -> {id} [style=dashed];");
        }
    }
    text.push_str("}\n");
    text
}

fn label(revision: RevisionRef<'_>) -> String {
    let mut lines = vec![revision.id().to_string()];
    lines.extend([own_labels(revision), message(revision)]);
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

fn style(standing: Standing) -> &'static str {
    match standing {
        Standing::Unknown | Standing::Applied => "",
        Standing::Current => ", penwidth=3",
        Standing::Pending => ", style=\"rounded,dashed\"",
    }
}

/// A text as DOT's quoted string; a line end is centred text below.
fn quoted(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{}\"", text.replace('\n', "\\n"))
}

#[cfg(test)]
mod tests {
    use super::super::testing;
    use super::*;

    #[test]
    fn nodes_and_edges() {
        let graph = testing::graph();
        insta::assert_snapshot!(draw(&testing::report(&graph, true)), @r#"
        digraph revisions {
          rankdir=BT;
          node [shape=box, style=rounded, fontname="sans-serif"];
          "join" [label="join\nmeet", style="rounded,dashed"];
          "left" [label="left\nwest\ngo \"west\" & <further>", penwidth=3];
          "late" [label="late\na fork", style="rounded,dashed"];
          "right" [label="right\ngo east", penwidth=3];
          "root" [label="root\nthe root"];
          "lib" [label="lib", style="rounded,dashed"];
          "left" -> "join";
          "right" -> "join";
          "lib" -> "join" [style=dashed];
          "root" -> "left";
          "right" -> "late";
          "root" -> "right";
        }
        "#);
    }
}
