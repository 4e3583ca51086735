//! [`Timings`]: how long the steps of a run took.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use limbeck_runtime::StepReport;

use crate::MigrationStep;

/// How long the steps of a run took, in the order in which they took effect. Clones share one list.
#[derive(Clone, Debug, Default)]
pub(crate) struct Timings(Arc<Mutex<VecDeque<(String, Duration)>>>);

impl Timings {
    fn list(&self) -> MutexGuard<'_, VecDeque<(String, Duration)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A step took effect.
    pub(crate) fn add(&self, log: String, duration: Duration) {
        self.list().push_back((log, duration));
    }

    /// Forgets everything: a run begins.
    pub(crate) fn clear(&self) {
        self.list().clear();
    }

    /// The steps with their times. There is none for a step that the project's own Python carried out.
    pub(crate) fn take(&self, steps: Vec<StepReport>) -> Vec<MigrationStep> {
        let mut list = self.list();
        let with_time = |step: StepReport| {
            let is_it = list.front().is_some_and(|(log, _)| *log == step.log);
            let duration = is_it.then(|| list.pop_front()).flatten();
            MigrationStep {
                duration: duration.map(|(_, duration)| duration),
                step,
            }
        };
        steps.into_iter().map(with_time).collect()
    }
}

#[cfg(test)]
mod tests {
    use limbeck_revisions::Direction;

    use super::*;

    #[test]
    fn a_step_that_was_handed_over_has_no_time() {
        let timings = Timings::default();
        timings.add("undone".into(), Duration::from_secs(9));
        timings.clear();
        timings.add("upgrade  -> a".into(), Duration::from_secs(1));
        timings.add("upgrade b -> c".into(), Duration::from_secs(3));
        let step = |log: &str| StepReport {
            log: log.into(),
            direction: Direction::Upgrade,
            revisions: Vec::new(),
            down_revisions: Vec::new(),
            is_stamp: false,
            handed_over: log.contains("-> b"),
        };
        let steps = ["upgrade  -> a", "upgrade a -> b", "upgrade b -> c"].map(step);
        let taken = timings.take(steps.to_vec());
        let seconds: Vec<_> = taken
            .iter()
            .map(|step| step.duration.map(|duration| duration.as_secs()))
            .collect();
        assert_eq!(seconds, [Some(1), None, Some(3)]);
    }
}
