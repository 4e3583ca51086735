//! The progress line of a run on a terminal: it vanishes when the run is done.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use owo_colors::OwoColorize;

/// The progress of a run.
pub struct Progress {
    bar: Option<ProgressBar>,
    colors: bool,
    /// The line of the step that is running, to be printed with its time.
    running: Mutex<Option<String>>,
}

impl Progress {
    /// On a terminal, a line that moves; elsewhere nothing.
    pub fn new(terminal: bool, colors: bool) -> Self {
        let bar = terminal.then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            if let Ok(style) = ProgressStyle::with_template("{spinner} {wide_msg} {elapsed}") {
                bar.set_style(style);
            }
            bar
        });
        Self {
            bar,
            colors,
            running: Mutex::default(),
        }
    }

    /// Whether there is a line.
    pub fn is_visible(&self) -> bool {
        self.bar.is_some()
    }

    fn running(&self) -> MutexGuard<'_, Option<String>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A step begins. `line` is the log line of it, if the project logs one.
    pub fn start(&self, log: &str, line: Option<&str>) {
        let Some(bar) = &self.bar else { return };
        let line = line.map_or_else(|| log.to_owned(), str::to_owned);
        bar.set_message(format!("Running {log}"));
        bar.reset_elapsed();
        bar.enable_steady_tick(Duration::from_millis(100));
        *self.running() = Some(line);
    }

    /// The step that began last took effect.
    pub fn finish_step(&self, duration: Duration) {
        let Some(bar) = &self.bar else { return };
        if let Some(line) = self.running().take() {
            let time = format!("({})", shown_duration(duration));
            let time = if self.colors {
                time.dimmed().to_string()
            } else {
                time
            };
            bar.println(format!("{line}  {time}"));
        }
    }

    /// Runs `write`, the line being out of its way.
    pub fn suspend(&self, write: impl FnOnce()) {
        match &self.bar {
            // Before the first step there is nothing to be drawn again.
            Some(bar) if self.running().is_some() => bar.suspend(write),
            Some(_) | None => write(),
        }
    }

    /// Takes the line away. A step that did not finish keeps its log line.
    pub fn finish(&self) {
        let Some(bar) = &self.bar else { return };
        if let Some(line) = self.running().take() {
            bar.println(line);
        }
        bar.finish_and_clear();
    }
}

/// A duration as a person reads it.
pub fn shown_duration(duration: Duration) -> String {
    let milliseconds = duration.as_millis();
    if milliseconds < 1_000 {
        format!("{milliseconds} ms")
    } else if duration.as_secs() < 60 {
        format!("{:.1} s", duration.as_secs_f64())
    } else {
        let seconds = duration.as_secs();
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        let check = |milliseconds, expected: &str| {
            assert_eq!(
                shown_duration(Duration::from_millis(milliseconds)),
                expected
            );
        };
        check(0, "0 ms");
        check(999, "999 ms");
        check(1_250, "1.2 s");
        check(61_000, "1 min 01 s");
    }

    #[test]
    fn nothing_without_a_terminal() {
        let progress = Progress::new(false, false);
        progress.start("upgrade  -> a", None);
        assert!(progress.running().is_none());
        assert!(!progress.is_visible());
    }
}
