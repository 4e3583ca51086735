//! What `doctor --scripts` prints.

use std::fmt;
use std::path::Path;

use limbeck::Readiness;
use limbeck_diagnostics::Diagnostic;

/// How many scripts need what, and why some need Python.
#[derive(Debug, Default)]
pub struct Summary {
    straight_lines: usize,
    interpreted: usize,
    need_python: usize,
    causes: String,
}

impl Summary {
    /// Counts a script by its `upgrade()`.
    pub fn count(&mut self, upgrade: &Readiness) {
        match upgrade {
            Readiness::StraightLine => self.straight_lines += 1,
            Readiness::Interpreted => self.interpreted += 1,
            Readiness::NeedsPython(_) => self.need_python += 1,
        }
    }

    /// Adds the reason why a function needs Python.
    pub fn add_cause(&mut self, path: &Path, function: &str, cause: &Diagnostic) {
        let line = cause.location.as_ref().and_then(|place| place.line);
        let line = line.map(|line| format!(":{line}")).unwrap_or_default();
        self.causes.push_str(&format!(
            "{}{line} ({function}): {}\n",
            path.display(),
            cause.message
        ));
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.causes)?;
        let native = self.straight_lines + self.interpreted;
        let all = native + self.need_python;
        let share = 100.0 * native as f64 / all.max(1) as f64;
        writeln!(
            f,
            "{native} of {all} scripts run natively ({share:.1} %): {} straight lines, {} interpreted; {} \
             by the project's own Python",
            self.straight_lines, self.interpreted, self.need_python
        )
    }
}

#[cfg(test)]
mod tests {
    use limbeck_diagnostics::SourceLocation;

    use super::*;

    #[test]
    fn causes_come_before_the_sum() {
        let cause = Diagnostic::error("needs-python", "The value of `x` is needed here.")
            .at(SourceLocation::line("/p/versions/a.py", 7));
        let mut summary = Summary::default();
        summary.count(&Readiness::StraightLine);
        summary.count(&Readiness::Interpreted);
        summary.count(&Readiness::Interpreted);
        summary.count(&Readiness::NeedsPython(Box::new(cause.clone())));
        summary.add_cause(Path::new("versions/a.py"), "upgrade", &cause);
        assert_eq!(
            summary.to_string(),
            "versions/a.py:7 (upgrade): The value of `x` is needed here.\n\
             3 of 4 scripts run natively (75.0 %): 1 straight lines, 2 interpreted; 1 by the project's own Python\n"
        );
    }

    #[test]
    fn a_project_without_scripts_has_none() {
        assert!(Summary::default().to_string().starts_with("0 of 0 scripts"));
    }
}
