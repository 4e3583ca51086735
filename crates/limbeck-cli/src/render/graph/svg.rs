//! The graph as a picture, laid out as for a terminal.

use std::fmt::Write;

use limbeck::GraphReport;
use limbeck_revisions::RevisionRef;

use super::layout::{Edge, Layout};
use super::{Standing, message, own_labels};

/// Sizes in pixels.
const ROW: usize = 28;
const COLUMN: usize = 20;
const MARGIN: usize = 20;
const RADIUS: usize = 5;
/// A character of the text is not wider than this on average.
const CHARACTER: usize = 8;

/// Follows the reader's preference for light or dark.
const STYLE: &str = "\
text{font:13px ui-monospace,monospace;fill:#1f2328}.id{font-weight:bold}.labels{fill:#0969da}\
.edge{fill:none;stroke:#8c959f;stroke-width:2}circle{fill:#1f2328;stroke:#1f2328;stroke-width:2}\
.pending{fill:#ffffff}.current{fill:#1a7f37;stroke:#1a7f37}\
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.labels{fill:#4493f8}.edge{stroke:#6e7681}\
circle{fill:#e6edf3;stroke:#e6edf3}.pending{fill:#0d1117}.current{fill:#3fb950;stroke:#3fb950}}";

/// A picture that can stand by itself.
pub fn draw(report: &GraphReport<'_>) -> String {
    let layout = Layout::of(&report.revisions);
    let left = MARGIN + layout.width * COLUMN;
    let texts: Vec<[String; 3]> = report.revisions.iter().copied().map(texts).collect();
    let longest = texts.iter().map(length).max().unwrap_or(0);
    let width = left + longest * CHARACTER + MARGIN;
    let height = 2 * MARGIN + report.revisions.len().saturating_sub(1) * ROW;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\">\n<style>{STYLE}</style>\n"
    );
    for edge in &layout.edges {
        // Writing to a string cannot fail.
        let _ = writeln!(
            svg,
            "<path class=\"edge\" d=\"{}\"/>",
            path(&layout, *edge, height)
        );
    }
    for (row, (revision, texts)) in report.revisions.iter().zip(&texts).enumerate() {
        let (x, y) = (x(layout.columns[row]), y(row));
        let class = match Standing::of(report, *revision) {
            Standing::Unknown | Standing::Applied => "applied",
            Standing::Current => "current",
            Standing::Pending => "pending",
        };
        let _ = writeln!(
            svg,
            "<circle class=\"{class}\" cx=\"{x}\" cy=\"{y}\" r=\"{RADIUS}\"/>\n<text x=\"{left}\" y=\"{}\">{}</text>",
            y + 4,
            spans(texts)
        );
    }
    svg.push_str("</svg>\n");
    svg
}

fn texts(revision: RevisionRef<'_>) -> [String; 3] {
    let labels = own_labels(revision);
    [
        revision.id().to_string(),
        if labels.is_empty() {
            labels
        } else {
            format!("({labels})")
        },
        message(revision),
    ]
}

fn spans(texts: &[String; 3]) -> String {
    let [id, labels, message] = texts.each_ref().map(|text| escaped(text));
    let mut spans = format!("<tspan class=\"id\">{id}</tspan>");
    if !labels.is_empty() {
        spans.push_str(&format!(" <tspan class=\"labels\">{labels}</tspan>"));
    }
    if !message.is_empty() {
        spans.push_str(&format!(" {message}"));
    }
    spans
}

fn length(texts: &[String; 3]) -> usize {
    texts.iter().map(|text| text.chars().count() + 1).sum()
}

fn x(column: usize) -> usize {
    MARGIN + column * COLUMN
}

fn y(row: usize) -> usize {
    MARGIN + row * ROW
}

/// Out of the revision into the lane, down, and into the parent.
fn path(layout: &Layout, edge: Edge, height: usize) -> String {
    let (start, lane) = (x(layout.columns[edge.from]), x(edge.lane));
    let top = y(edge.from);
    let mut path = format!("M{start} {top}");
    let bend = |path: &mut String, from: usize, to: usize, top: usize| {
        let (middle, bottom) = (top + ROW / 2, top + ROW);
        let _ = write!(path, "C{from} {middle} {to} {middle} {to} {bottom}");
    };
    if start != lane {
        bend(&mut path, start, lane, top);
    }
    let Some(to) = edge.to else {
        let _ = write!(path, "V{height}");
        return path;
    };
    let end = x(layout.columns[to]);
    if end == lane {
        let _ = write!(path, "V{}", y(to));
    } else if edge.from + 1 == to && start != lane {
        // No room for both bends: straight to the parent.
        return format!("M{start} {top}L{end} {}", y(to));
    } else {
        let _ = write!(path, "V{}", y(to) - ROW);
        bend(&mut path, lane, end, y(to) - ROW);
    }
    path
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        // Nothing that XML does not know.
        .replace(|c: char| c.is_control(), " ")
}

#[cfg(test)]
mod tests {
    use super::super::testing;
    use super::*;

    #[test]
    fn circles_and_paths() {
        let graph = testing::graph();
        let svg = draw(&testing::report(&graph, true));
        let body = svg.split_once("</style>\n").expect("a style").1;
        insta::assert_snapshot!(body, @r#"
        <path class="edge" d="M20 20V48"/>
        <path class="edge" d="M20 20C20 34 40 34 40 48V104"/>
        <path class="edge" d="M20 48V132"/>
        <path class="edge" d="M60 76V76C60 90 40 90 40 104"/>
        <path class="edge" d="M40 104V104C40 118 20 118 20 132"/>
        <circle class="pending" cx="20" cy="20" r="5"/>
        <text x="80" y="24"><tspan class="id">join</tspan> meet</text>
        <circle class="current" cx="20" cy="48" r="5"/>
        <text x="80" y="52"><tspan class="id">left</tspan> <tspan class="labels">(west)</tspan> go "west" &amp; &lt;further&gt;</text>
        <circle class="pending" cx="60" cy="76" r="5"/>
        <text x="80" y="80"><tspan class="id">late</tspan> a fork</text>
        <circle class="current" cx="40" cy="104" r="5"/>
        <text x="80" y="108"><tspan class="id">right</tspan> go east</text>
        <circle class="applied" cx="20" cy="132" r="5"/>
        <text x="80" y="136"><tspan class="id">root</tspan> the root</text>
        <circle class="pending" cx="20" cy="160" r="5"/>
        <text x="80" y="164"><tspan class="id">lib</tspan></text>
        </svg>
        "#);
    }
}
