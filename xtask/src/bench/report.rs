//! The tables that a bench prints, in Markdown.

use std::fmt;
use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::Result;

use super::measure::{Program, Resources};
use super::proxy::Counts;

/// Everything that was measured.
#[derive(Debug, Default)]
pub struct Report {
    /// Times.
    pub lines: Vec<Line>,
    /// Memory and processor time.
    pub memory: Vec<MemoryLine>,
    /// What went over the wire.
    pub statements: Vec<StatementLine>,
}

/// The median times of one work.
#[derive(Debug)]
pub struct Line {
    work: String,
    times: Vec<(&'static str, Duration)>,
}

/// What one program took for one work besides time.
#[derive(Debug)]
pub struct MemoryLine {
    /// The work.
    pub work: String,
    /// The program.
    pub program: &'static str,
    /// What it took.
    pub resources: Resources,
}

/// What one program sent for one work.
#[derive(Debug)]
pub struct StatementLine {
    /// The work.
    pub work: String,
    /// The program.
    pub program: &'static str,
    /// Statements completed by the server.
    pub statements: usize,
    /// Times it waited for an answer.
    pub round_trips: usize,
    /// Connections made.
    pub connections: usize,
}

impl StatementLine {
    /// Runs a program whose connections go through a proxy, and counts.
    ///
    /// # Errors
    /// When the program fails.
    pub fn count(work: String, program: &Program, counts: &Counts) -> Result<Self> {
        let counters = [&counts.statements, &counts.round_trips, &counts.connections];
        for counter in counters {
            counter.store(0, Ordering::Relaxed);
        }
        program.time()?;
        let [statements, round_trips, connections] =
            counters.map(|counter| counter.load(Ordering::Relaxed));
        Ok(Self {
            work,
            program: program.name,
            statements,
            round_trips,
            connections,
        })
    }
}

impl Line {
    /// Joins the programs with their times.
    pub fn new(work: String, programs: &[Program], times: &[Duration]) -> Self {
        Self {
            work,
            times: programs
                .iter()
                .map(|program| program.name)
                .zip(times.iter().copied())
                .collect(),
        }
    }

    /// Times that were taken otherwise than of whole programs.
    pub fn of(work: String, times: Vec<(&'static str, Duration)>) -> Self {
        Self { work, times }
    }

    fn time(&self, accept: impl Fn(&str) -> bool) -> Option<(&'static str, Duration)> {
        self.times.iter().copied().find(|(name, _)| accept(name))
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "| work | limbeck | Alembic | limit | limbeck is faster than Alembic | limbeck takes of the limit |"
        )?;
        writeln!(f, "|---|---|---|---|---|---|")?;
        for line in &self.lines {
            let limbeck = line.time(|name| name == "limbeck");
            let alembic = line.time(|name| name == "Alembic");
            let limit = line.time(|name| name != "limbeck" && name != "Alembic");
            let shown = |time: Option<(&str, Duration)>| {
                time.map_or_else(|| "-".to_owned(), |(_, time)| millis(time))
            };
            let limit_shown = limit.map_or_else(
                || "-".to_owned(),
                |(name, time)| format!("{} ({name})", millis(time)),
            );
            let ratio = |above: Option<(&str, Duration)>, below: Option<(&str, Duration)>| match (
                above, below,
            ) {
                (Some((_, above)), Some((_, below))) => {
                    format!("{:.2}", above.as_secs_f64() / below.as_secs_f64())
                }
                _ => "-".to_owned(),
            };
            writeln!(
                f,
                "| {} | {} | {} | {limit_shown} | {} | {} |",
                line.work,
                shown(limbeck),
                shown(alembic),
                ratio(alembic, limbeck),
                ratio(limbeck, limit),
            )?;
        }
        if !self.memory.is_empty() {
            writeln!(f, "\n| work | program | peak memory | processor time |")?;
            writeln!(f, "|---|---|---|---|")?;
            for MemoryLine {
                work,
                program,
                resources,
            } in &self.memory
            {
                writeln!(
                    f,
                    "| {work} | {program} | {:.1} MiB | {:.2} s |",
                    resources.mebibytes,
                    resources.processor.as_secs_f64()
                )?;
            }
        }
        if !self.statements.is_empty() {
            writeln!(
                f,
                "\n| work | program | statements | round trips | connections |"
            )?;
            writeln!(f, "|---|---|---|---|---|")?;
            for StatementLine {
                work,
                program,
                statements,
                round_trips,
                connections,
            } in &self.statements
            {
                writeln!(
                    f,
                    "| {work} | {program} | {statements} | {round_trips} | {connections} |"
                )?;
            }
        }
        Ok(())
    }
}

fn millis(time: Duration) -> String {
    let millis = time.as_secs_f64() * 1000.0;
    if millis < 100.0 {
        format!("{millis:.1} ms")
    } else {
        format!("{millis:.0} ms")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_shows_both_ratios() {
        let programs = [
            Program::new("limbeck", ["limbeck"]),
            Program::new("Alembic", ["alembic"]),
            Program::new("psql", ["psql"]),
        ];
        let times = [10, 420, 5].map(Duration::from_millis);
        let report = Report {
            lines: vec![Line::new("work".to_owned(), &programs, &times)],
            ..Report::default()
        };
        let text = report.to_string();
        assert_eq!(
            text.lines().nth(2),
            Some("| work | 10.0 ms | 420 ms | 5.0 ms (psql) | 42.00 | 2.00 |")
        );
    }

    #[test]
    fn what_was_not_measured_is_a_dash() {
        let programs = [Program::new("limbeck", ["limbeck"])];
        let times = [Duration::from_millis(10)];
        let report = Report {
            lines: vec![Line::new("work".to_owned(), &programs, &times)],
            ..Report::default()
        };
        assert_eq!(
            report.to_string().lines().nth(2),
            Some("| work | 10.0 ms | - | - | - | - |")
        );
    }
}
