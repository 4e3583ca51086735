//! The graph as lines for a terminal.

use limbeck::GraphReport;
use limbeck_revisions::RevisionRef;
use owo_colors::{AnsiColors, OwoColorize};
use unicode_width::UnicodeWidthStr;

use super::layout::Layout;
use super::{Standing, message, own_labels};
use crate::render::text::cut;

/// What is left for text, however wide the graph is.
const LEAST_TEXT: usize = 24;

/// Colours of the lanes, which can be told apart on light and on dark ground.
const LANE_COLORS: [AnsiColors; 5] = [
    AnsiColors::Blue,
    AnsiColors::Magenta,
    AnsiColors::Cyan,
    AnsiColors::Green,
    AnsiColors::Red,
];

/// The drawing: a line for each revision, and between them those in which lanes part or meet. The
/// colours are taken out again by the stream if it has none.
pub fn draw(report: &GraphReport<'_>, width: Option<usize>) -> String {
    let layout = Layout::of(&report.revisions);
    let mut canvas = Canvas::new(&layout);
    let mut text = String::new();
    for (row, revision) in report.revisions.iter().enumerate() {
        if canvas.is_apart(row) {
            text.push_str(&line(&canvas.straight()));
        }
        text.push_str(&canvas.arrive(row));
        let lanes = canvas.revision(row, Standing::of(report, *revision));
        let left = width.map(|width| width.saturating_sub(lanes.width + 1).max(LEAST_TEXT));
        let described = describe(*revision, Standing::of(report, *revision), left);
        text.push_str(format!("{} {described}", lanes.text).trim_end());
        text.push('\n');
        text.push_str(&canvas.leave(row));
    }
    text
}

/// Which ways a line leaves a cell.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Cell {
    up: bool,
    down: bool,
    left: bool,
    right: bool,
}

impl Cell {
    fn shown(self) -> char {
        let Self {
            up,
            down,
            left,
            right,
        } = self;
        match (up, down, left, right) {
            (false, false, false, false) => ' ',
            (_, _, false, false) => '│',
            (false, false, _, _) => '─',
            (true, false, true, true) => '┴',
            (true, false, true, false) => '╯',
            (true, false, false, true) => '╰',
            (false, true, true, true) => '┬',
            (false, true, true, false) => '╮',
            (false, true, false, true) => '╭',
            (true, true, true, true) => '┼',
            (true, true, true, false) => '┤',
            (true, true, false, true) => '├',
        }
    }
}

/// The lanes of a line, with what they take of its width.
struct Lanes {
    text: String,
    width: usize,
}

struct Canvas<'l> {
    layout: &'l Layout,
    /// For each lane, to how many lines it belongs here.
    lanes: Vec<usize>,
    /// The edges that end at each row.
    ending: Vec<Vec<usize>>,
    /// The edges that begin at each row.
    beginning: Vec<Vec<usize>>,
}

impl<'l> Canvas<'l> {
    fn new(layout: &'l Layout) -> Self {
        let rows = layout.columns.len();
        let mut ending = vec![Vec::new(); rows];
        let mut beginning = vec![Vec::new(); rows];
        for edge in &layout.edges {
            beginning[edge.from].push(edge.lane);
            if let Some(to) = edge.to {
                ending[to].push(edge.lane);
            }
        }
        Self {
            layout,
            lanes: vec![0; layout.width],
            ending,
            beginning,
        }
    }

    /// Whether a revision is below one that has nothing to do with it, so that a line is to be left out
    /// between them.
    fn is_apart(&self, row: usize) -> bool {
        let column = self.layout.columns[row];
        let above = row.checked_sub(1).map(|above| self.layout.columns[above]);
        above == Some(column) && self.lanes[column] == 0
    }

    /// The line in which lanes meet before a revision; none if there is nothing to meet.
    fn arrive(&mut self, row: usize) -> String {
        let column = self.layout.columns[row];
        let ending = std::mem::take(&mut self.ending[row]);
        let mut cells = self.straight();
        for &lane in &ending {
            self.lanes[lane] -= 1;
        }
        let mut bends = false;
        for &lane in ending.iter().filter(|lane| **lane != column) {
            connect(&mut cells, lane, column);
            cells[2 * lane].down = self.lanes[lane] > 0;
            bends = true;
        }
        cells[2 * column].down = true;
        if bends { line(&cells) } else { String::new() }
    }

    /// The lanes on the line of a revision itself.
    fn revision(&self, row: usize, standing: Standing) -> Lanes {
        let column = self.layout.columns[row];
        let mut cells = self.straight();
        cells[2 * column] = Cell::default();
        let last = cells.iter().rposition(|cell| *cell != Cell::default());
        let end = last.unwrap_or_default().max(2 * column);
        let mut text = String::new();
        for (at, cell) in cells.iter().enumerate().take(end + 1) {
            if at == 2 * column {
                text.push_str(&glyph(standing));
            } else {
                text.push_str(&colored(cell.shown(), at));
            }
        }
        Lanes {
            text,
            width: end + 1,
        }
    }

    /// The line in which lanes part after a revision; none if only one goes on.
    fn leave(&mut self, row: usize) -> String {
        let column = self.layout.columns[row];
        let beginning = std::mem::take(&mut self.beginning[row]);
        let before = self.straight();
        for &lane in &beginning {
            self.lanes[lane] += 1;
        }
        let mut cells = self.straight();
        let mut bends = false;
        for &lane in beginning.iter().filter(|lane| **lane != column) {
            cells[2 * lane].up = before[2 * lane].up;
            connect(&mut cells, lane, column);
            bends = true;
        }
        cells[2 * column].up = true;
        if bends { line(&cells) } else { String::new() }
    }

    /// The lanes going straight down. Between two lanes there is a cell for what crosses.
    fn straight(&self) -> Vec<Cell> {
        let mut cells = vec![Cell::default(); 2 * self.layout.width];
        for (lane, lines) in self.lanes.iter().enumerate() {
            cells[2 * lane].up = *lines > 0;
            cells[2 * lane].down = *lines > 0;
        }
        cells
    }
}

/// A horizontal line between two columns.
fn connect(cells: &mut [Cell], one: usize, other: usize) {
    let (from, to) = (2 * one.min(other), 2 * one.max(other));
    cells[from].right = true;
    cells[to].left = true;
    for cell in &mut cells[from + 1..to] {
        cell.left = true;
        cell.right = true;
    }
}

fn line(cells: &[Cell]) -> String {
    let last = cells.iter().rposition(|cell| *cell != Cell::default());
    let cells = cells
        .iter()
        .enumerate()
        .take(last.map_or(0, |last| last + 1));
    let mut text: String = cells.map(|(at, cell)| colored(cell.shown(), at)).collect();
    text.push('\n');
    text
}

fn colored(shown: char, at: usize) -> String {
    if shown == ' ' {
        return " ".to_owned();
    }
    // What runs between two lanes belongs to the right one.
    let lane = at.div_ceil(2);
    shown
        .color(LANE_COLORS[lane % LANE_COLORS.len()])
        .to_string()
}

fn glyph(standing: Standing) -> String {
    match standing {
        Standing::Unknown | Standing::Applied => "●".to_owned(),
        Standing::Current => "◉".green().bold().to_string(),
        Standing::Pending => "○".to_owned(),
    }
}

/// The text beside a revision, cut to `width` columns.
fn describe(revision: RevisionRef<'_>, standing: Standing, width: Option<usize>) -> String {
    let id = revision.id().to_string();
    let labels = own_labels(revision);
    let mut marks = Vec::new();
    if !labels.is_empty() {
        marks.push((format!("({labels})"), Paint::Label));
    }
    if revision.is_effective_head() {
        marks.push(("(head)".to_owned(), Paint::Head));
    } else if revision.is_head() {
        marks.push(("(effective head)".to_owned(), Paint::Head));
    }
    if standing == Standing::Current {
        marks.push(("(current)".to_owned(), Paint::Current));
    }
    let message = message(revision);
    if !message.is_empty() {
        marks.push((message, Paint::Plain));
    }
    let depends_on = &revision.revision().depends_on;
    if !depends_on.is_empty() {
        let names = depends_on.join(", ");
        marks.push((format!("(depends on {names})"), Paint::Dimmed));
    }
    let mut left = width.unwrap_or(usize::MAX);
    let mut text = id.bold().to_string();
    left = left.saturating_sub(id.width());
    for (words, paint) in marks {
        let shown = cut(&words, left.saturating_sub(1));
        if shown.is_empty() {
            break;
        }
        left = left.saturating_sub(1 + shown.width());
        text.push(' ');
        text.push_str(&paint.apply(&shown));
    }
    text
}

/// How words are painted.
#[derive(Clone, Copy)]
enum Paint {
    Label,
    Head,
    Current,
    Plain,
    Dimmed,
}

impl Paint {
    fn apply(self, text: &str) -> String {
        match self {
            Paint::Label => text.cyan().to_string(),
            Paint::Head => text.magenta().to_string(),
            Paint::Current => text.green().bold().to_string(),
            Paint::Plain => text.to_owned(),
            Paint::Dimmed => text.dimmed().to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use limbeck_revisions::{Revision, RevisionGraph};

    use super::super::testing;
    use super::*;

    fn plain(report: &GraphReport<'_>, width: Option<usize>) -> String {
        anstream::adapter::strip_str(&draw(report, width)).to_string()
    }

    /// Scripts as `id: parent parent`, in load order.
    fn drawn(scripts: &[&str]) -> String {
        let scripts = scripts.iter().map(|script| {
            let (id, down) = script.split_once(':').expect("an id and its parents");
            Revision {
                down_revisions: down.split_whitespace().map(Into::into).collect(),
                ..Revision::new(id, format!("{id}.py"))
            }
        });
        let graph = RevisionGraph::new(scripts).expect("a valid graph");
        let revisions = graph
            .history(Default::default(), &[])
            .expect("a listing")
            .revisions;
        plain(
            &GraphReport {
                revisions,
                standing: None,
            },
            None,
        )
    }

    #[test]
    fn branches_and_merges() {
        let graph = testing::graph();
        insta::assert_snapshot!(plain(&testing::report(&graph, false), None), @r#"
        ● join (head) meet (depends on lib)
        ├─╮
        ● │ left (west) go "west" & <further>
        │ │ ● late (head) a fork
        │ ├─╯
        │ ● right go east
        ├─╯
        ● root the root

        ● lib (effective head)
        "#);
    }

    #[test]
    fn where_the_database_stands() {
        let graph = testing::graph();
        insta::assert_snapshot!(plain(&testing::report(&graph, true), Some(30)), @r"
        ○ join (head) meet (depends o…
        ├─╮
        ◉ │ left (west) (current) go …
        │ │ ○ late (head) a fork
        │ ├─╯
        │ ◉ right (current) go east
        ├─╯
        ● root the root

        ○ lib (effective head)
        ");
    }

    #[test]
    fn many_branches_at_once() {
        insta::assert_snapshot!(
            drawn(&["r:", "a: r", "b: r", "c: r", "d: r", "m: a c d", "n: m", "o: b m"]),
            @r"
        ● n (head)
        │ ● o (head)
        ├─┤
        │ ● b
        ● │ m
        ├─┼─┬─╮
        ● │ │ │ a
        │ │ ● │ c
        │ │ │ ● d
        ├─┴─┴─╯
        ● r
        "
        );
    }
}
