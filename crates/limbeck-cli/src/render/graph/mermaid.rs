//! The graph as a flowchart of Mermaid, which GitHub and GitLab draw in Markdown.

use std::collections::HashMap;
use std::fmt::Write;

use limbeck::GraphReport;
use limbeck_revisions::RevisionRef;

use super::{Standing, message, own_labels};

/// A flowchart whose edges lead from the older revision to the newer one, dependencies dotted.
pub fn draw(report: &GraphReport<'_>) -> String {
    let mut text = String::from("flowchart BT\n");
    // Not every identifier of a revision is one of Mermaid's.
    let mut names: HashMap<&str, String> = HashMap::new();
    for (number, revision) in report.revisions.iter().enumerate() {
        let name = format!("r{number}");
        let class = class(Standing::of(report, *revision));
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {name}([\"{}\"]){class}", label(*revision));
        names.insert(revision.id().as_str(), name);
    }
    for revision in &report.revisions {
        let name = &names[revision.id().as_str()];
        for down in revision.down_revisions() {
            if let Some(down) = names.get(down.id().as_str()) {
                let _ = writeln!(text, "  {down} --> {name}");
            }
        }
        for dependency in revision.dependencies() {
            if let Some(dependency) = names.get(dependency.id().as_str()) {
                let _ = writeln!(text, "  {dependency} -.-> {name}");
            }
        }
    }
    if report.standing.is_some() {
        text.push_str(
            "  classDef current stroke-width:3px\n  classDef pending stroke-dasharray:4\n",
        );
    }
    text
}

fn label(revision: RevisionRef<'_>) -> String {
    let labels = own_labels(revision);
    let mut lines = vec![format!("<b>{}</b>", escaped(revision.id().as_str()))];
    if !labels.is_empty() {
        lines.push(format!("<i>{}</i>", escaped(&labels)));
    }
    let message = message(revision);
    if !message.is_empty() {
        lines.push(escaped(&message));
    }
    lines.join("<br/>")
}

fn class(standing: Standing) -> &'static str {
    match standing {
        Standing::Unknown | Standing::Applied => "",
        Standing::Current => ":::current",
        Standing::Pending => ":::pending",
    }
}

/// A text within the quotes of a label, as text and not as HTML or Markdown.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '#' | '"' | '<' | '>' | '&' | '`' | '\\' => {
                let _ = write!(escaped, "#{};", u32::from(c));
            }
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::super::testing;
    use super::*;

    #[test]
    fn nodes_and_edges() {
        let graph = testing::graph();
        insta::assert_snapshot!(draw(&testing::report(&graph, true)), @r#"
        flowchart BT
          r0(["<b>join</b><br/>meet"]):::pending
          r1(["<b>left</b><br/><i>west</i><br/>go #34;west#34; #38; #60;further#62;"]):::current
          r2(["<b>late</b><br/>a fork"]):::pending
          r3(["<b>right</b><br/>go east"]):::current
          r4(["<b>root</b><br/>the root"])
          r5(["<b>lib</b>"]):::pending
          r1 --> r0
          r3 --> r0
          r5 -.-> r0
          r4 --> r1
          r3 --> r2
          r4 --> r3
          classDef current stroke-width:3px
          classDef pending stroke-dasharray:4
        "#);
    }
}
