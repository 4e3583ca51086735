//! Running programs and taking their time.

use std::fs::File;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

/// A program with its arguments, to be run again and again.
#[derive(Debug, Clone)]
pub struct Program {
    /// What it is called in the report.
    pub name: &'static str,
    /// The executable and its arguments.
    pub words: Vec<String>,
    /// Where its output goes; nowhere when `None`.
    pub output: Option<PathBuf>,
}

impl Program {
    /// A program whose output is thrown away.
    pub fn new(name: &'static str, words: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self {
            name,
            words: words.into_iter().map(Into::into).collect(),
            output: None,
        }
    }

    /// The same with its output in a file.
    pub fn writing(mut self, path: PathBuf) -> Self {
        self.output = Some(path);
        self
    }

    fn command(&self, words: &[String]) -> Result<Command> {
        let (executable, arguments) = words.split_first().context("a program needs a name")?;
        let mut command = Command::new(executable);
        command
            .args(arguments)
            .stdin(Stdio::null())
            .stderr(Stdio::piped());
        match &self.output {
            Some(path) => command.stdout(File::create(path)?),
            None => command.stdout(Stdio::null()),
        };
        Ok(command)
    }

    /// Runs the program once and says how long it took.
    ///
    /// # Errors
    /// When it cannot be started or fails; a failure must not pass for speed.
    pub fn time(&self) -> Result<Duration> {
        let mut command = self.command(&self.words)?;
        let started = Instant::now();
        let output = command
            .output()
            .with_context(|| format!("cannot run {}", self.words.join(" ")))?;
        let elapsed = started.elapsed();
        ensure!(
            output.status.success(),
            "{} failed ({}):\n{}",
            self.words.join(" "),
            output.status,
            last_lines(&output.stderr)
        );
        Ok(elapsed)
    }

    /// Runs the program once under GNU time.
    ///
    /// # Errors
    /// When the program fails. `None` when GNU time is not installed.
    pub fn resources(&self) -> Result<Option<Resources>> {
        const TIME: &str = "/usr/bin/time";
        if !std::path::Path::new(TIME).exists() {
            return Ok(None);
        }
        let report = tempfile::NamedTempFile::new()?;
        let mut words: Vec<String> = [TIME, "-f", "%M %U %S", "-o"]
            .into_iter()
            .map(str::to_owned)
            .collect();
        words.push(report.path().display().to_string());
        words.extend(self.words.iter().cloned());
        let output = self.command(&words)?.output()?;
        ensure!(
            output.status.success(),
            "{} failed:\n{}",
            self.words.join(" "),
            last_lines(&output.stderr)
        );
        let text = std::fs::read_to_string(report.path())?;
        let mut numbers = text.split_whitespace().map(str::parse::<f64>);
        let mut next =
            || -> Result<f64> { Ok(numbers.next().context("GNU time wrote too little")??) };
        let (kibibytes, user, system) = (next()?, next()?, next()?);
        Ok(Some(Resources {
            mebibytes: kibibytes / 1024.0,
            processor: Duration::from_secs_f64(user + system),
        }))
    }
}

/// The last lines of what a program said before it failed.
fn last_lines(stderr: &[u8]) -> String {
    const SHOWN: usize = 20;
    let text = String::from_utf8_lossy(stderr);
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(SHOWN)..].join("\n")
}

/// What a run took besides time.
#[derive(Debug, Clone, Copy)]
pub struct Resources {
    /// The most memory it held at once.
    pub mebibytes: f64,
    /// User and system time.
    pub processor: Duration,
}

/// Runs the programs in turn, `rounds` times, and gives each one's median. `prepare` runs before every single run, off
/// the clock; taking turns spreads what else the machine does over all of them.
///
/// # Errors
/// When a program or a preparation fails.
pub fn medians(
    programs: &[Program],
    rounds: usize,
    mut prepare: impl FnMut(&Program) -> Result<()>,
) -> Result<Vec<Duration>> {
    let mut times: Vec<Vec<Duration>> = vec![Vec::with_capacity(rounds); programs.len()];
    for _ in 0..rounds {
        for (program, times) in programs.iter().zip(&mut times) {
            prepare(program)?;
            times.push(program.time()?);
        }
    }
    Ok(times.into_iter().map(median).collect())
}

/// The one in the middle; zero of nothing.
pub fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    let middle = times.len() / 2;
    match times.len() {
        0 => Duration::ZERO,
        length if length % 2 == 1 => times[middle],
        _ => (times[middle - 1] + times[middle]) / 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle() {
        let check = |millis: &[u64], expected: u64| {
            let times = millis.iter().copied().map(Duration::from_millis).collect();
            assert_eq!(median(times), Duration::from_millis(expected));
        };
        check(&[], 0);
        check(&[5], 5);
        check(&[9, 1, 5], 5);
        check(&[9, 1, 5, 7], 6);
    }

    #[test]
    fn a_failing_program_is_an_error_and_no_time() {
        assert!(Program::new("true", ["true"]).time().is_ok());
        assert!(Program::new("false", ["false"]).time().is_err());
        assert!(
            Program::new("none", ["no-such-program-anywhere"])
                .time()
                .is_err()
        );
    }
}
