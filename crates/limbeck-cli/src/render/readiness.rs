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
    sql: usize,
    broken: usize,
    causes: String,
}

impl Summary {
    /// Counts a script by its `upgrade()`.
    pub fn count(&mut self, upgrade: &Readiness) {
        match upgrade {
            Readiness::StraightLine => self.straight_lines += 1,
            Readiness::Interpreted => self.interpreted += 1,
            Readiness::NeedsPython(_) => self.need_python += 1,
            Readiness::Sql => self.sql += 1,
            Readiness::Broken(_) => self.broken += 1,
        }
    }

    /// Adds the reason why a function needs Python, or cannot run at all.
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
        let native = self.straight_lines + self.interpreted + self.sql;
        let all = native + self.need_python + self.broken;
        let share = 100.0 * native as f64 / all.max(1) as f64;
        write!(
            f,
            "{native} of {all} scripts run natively ({share:.1} %): {} straight lines, {} interpreted",
            self.straight_lines, self.interpreted
        )?;
        if self.sql > 0 {
            write!(f, ", {} in SQL", self.sql)?;
        }
        write!(f, "; {} by the project's own Python", self.need_python)?;
        if self.broken > 0 {
            write!(f, "; {} not at all", self.broken)?;
        }
        writeln!(f)
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
    fn scripts_in_sql_are_counted_if_there_are_any() {
        let mut summary = Summary::default();
        summary.count(&Readiness::Sql);
        let cause = Box::new(Diagnostic::error("sql-script", "wrong"));
        summary.count(&Readiness::Broken(cause));
        assert_eq!(
            summary.to_string(),
            "1 of 2 scripts run natively (50.0 %): 0 straight lines, 0 interpreted, 1 in SQL; 0 by the project's \
             own Python; 1 not at all\n"
        );
    }

    #[test]
    fn a_project_without_scripts_has_none() {
        assert!(Summary::default().to_string().starts_with("0 of 0 scripts"));
    }
}
