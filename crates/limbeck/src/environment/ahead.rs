//! [`PreparedAhead`]: the scripts of a plan, read and compiled while those before them run.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, sync_channel};

use limbeck_diagnostics::Diagnostic;
use limbeck_dialects::Dialect;
use limbeck_python::{CompiledScript, compile, compile_file, read_source};
use limbeck_revisions::Direction;
use limbeck_runtime::may_catch_errors;
use limbeck_scripts::ScriptFormat;
use limbeck_scripts::python::{StraightLine, straight_line};
use limbeck_scripts::sql::PreparedSql;

/// How many scripts may wait: enough for both sides to stay busy, few enough not to matter in memory.
const WAITING: usize = 8;

/// The stack of the preparing thread, which is that of a main thread.
const STACK_SIZE: usize = 8 << 20;

/// A function of a script that is going to run; of a script in SQL, a section.
#[derive(Clone)]
pub(super) struct ScriptFunction {
    /// The script.
    pub(super) file: PathBuf,
    /// Which way it goes.
    pub(super) direction: Direction,
    /// The dialect that it runs on.
    pub(super) dialect: &'static dyn Dialect,
}

/// A script that is ready to run.
pub(super) enum Prepared {
    /// By its syntax alone.
    StraightLine(StraightLine),
    /// By the interpreter.
    Compiled {
        /// The script.
        script: Box<CompiledScript>,
        /// Whether it may catch the error of a statement.
        catches_errors: bool,
    },
    /// By the database alone.
    Sql(PreparedSql),
}

type Preparation = Result<Prepared, Box<Diagnostic>>;

impl PartialEq for ScriptFunction {
    fn eq(&self, other: &Self) -> bool {
        self.file == other.file
            && self.direction == other.direction
            && self.dialect.name() == other.dialect.name()
    }
}

impl ScriptFunction {
    /// `upgrade` or `downgrade`.
    pub(super) fn name(&self) -> &'static str {
        match self.direction {
            Direction::Upgrade => "upgrade",
            Direction::Downgrade => "downgrade",
        }
    }

    /// Reads the script, and compiles it if need be.
    pub(super) fn prepare(&self) -> Preparation {
        if ScriptFormat::of(&self.file) == Some(ScriptFormat::Sql) {
            let prepared = PreparedSql::read(&self.file, self.direction, self.dialect);
            return prepared.map(Prepared::Sql);
        }
        let source = read_source(&self.file)?;
        match straight_line(&source, self.name(), self.dialect.name()) {
            Some(operations) => Ok(Prepared::StraightLine(operations)),
            None => compile(&self.file, &source).map(|script| Prepared::Compiled {
                script: Box::new(script),
                catches_errors: may_catch_errors(&source),
            }),
        }
    }
}

/// Prepares the functions of a plan in their order, on a thread of its own. The thread ends when all
/// are ready, or at its next script once this value is gone.
#[derive(Default)]
pub(super) struct PreparedAhead {
    scripts: Option<Receiver<(ScriptFunction, Preparation)>>,
    /// The function that was looked at last and not taken.
    next: Option<(ScriptFunction, Preparation)>,
}

impl PreparedAhead {
    /// Starts to prepare these functions; one is not worth a thread.
    pub(super) fn start(functions: Vec<ScriptFunction>) -> Self {
        if functions.len() < 2 {
            return Self::default();
        }
        let (sender, scripts) = sync_channel(WAITING);
        let thread = std::thread::Builder::new()
            .name("prepare".to_owned())
            .stack_size(STACK_SIZE)
            .spawn(move || {
                for function in functions {
                    let prepared = function.prepare();
                    if sender.send((function, prepared)).is_err() {
                        return;
                    }
                }
            });
        // Without a thread the scripts are prepared when they are needed.
        Self {
            scripts: thread.is_ok().then_some(scripts),
            next: None,
        }
    }

    /// Whether a function may catch the error of a statement, which is taken next.
    pub(super) fn catches_errors(&mut self, wanted: &ScriptFunction) -> bool {
        let prepared = self.take(wanted);
        let catches_errors = match &prepared {
            Ok(Prepared::Compiled { catches_errors, .. }) => *catches_errors,
            // Nothing but calls and statements; or nothing at all.
            Ok(Prepared::StraightLine(_) | Prepared::Sql(_)) | Err(_) => false,
        };
        self.next = Some((wanted.clone(), prepared));
        catches_errors
    }

    /// A function, ready to run: the next one of the plan, or one that is prepared now.
    pub(super) fn take(&mut self, wanted: &ScriptFunction) -> Preparation {
        match self.next.take() {
            Some((function, prepared)) if function == *wanted => return prepared,
            Some(_) | None => {}
        }
        let next = self.scripts.as_ref().and_then(|next| next.recv().ok());
        match next {
            Some((function, prepared)) if function == *wanted => prepared,
            _ => {
                self.scripts = None;
                wanted.prepare()
            }
        }
    }

    /// A function without regard to what the syntax of Python tells: that is for the interpreter.
    pub(super) fn take_interpreted(&mut self, wanted: &ScriptFunction) -> Preparation {
        match self.take(wanted)? {
            Prepared::StraightLine(_) => {
                compile_file(&wanted.file).map(|script| Prepared::Compiled {
                    script: Box::new(script),
                    // Its function is nothing but calls.
                    catches_errors: false,
                })
            }
            prepared @ (Prepared::Compiled { .. } | Prepared::Sql(_)) => Ok(prepared),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Scripts whose name begins with `s` are straight lines; with `q`, SQL.
    fn source(name: &str) -> &'static str {
        match name.as_bytes().first() {
            Some(b's') => "def upgrade():\n    pass\n",
            Some(b'b') => "def (",
            Some(b'q') => "-- revision: q\n-- down_revision: none\n-- upgrade\nSELECT 1;\n",
            _ => "x = print\ndef upgrade():\n    x()\n",
        }
    }

    fn check(planned: &[&str], taken: &[&str]) {
        let folder = tempfile::tempdir().expect("a folder");
        let function = |name: &&str| ScriptFunction {
            file: folder.path().join(name),
            direction: Direction::Upgrade,
            dialect: limbeck_dialects::DIALECTS[0],
        };
        for name in planned.iter().chain(taken) {
            std::fs::write(folder.path().join(name), source(name)).expect("written");
        }
        let mut ahead = PreparedAhead::start(planned.iter().map(function).collect());
        for name in taken {
            match ahead.take(&function(name)) {
                Err(_) => assert!(name.starts_with('b'), "{name}"),
                Ok(Prepared::StraightLine(_)) => assert!(name.starts_with('s'), "{name}"),
                Ok(Prepared::Sql(_)) => assert!(name.starts_with('q'), "{name}"),
                Ok(Prepared::Compiled { script, .. }) => {
                    assert_eq!(script.path(), folder.path().join(name));
                }
            }
        }
    }

    #[test]
    fn scripts_come_in_the_order_of_the_plan() {
        check(&[], &["a.py"]);
        check(&["a.py"], &["a.py"]);
        check(&["a.py", "s.py", "c.py"], &["a.py", "s.py", "c.py"]);
        check(&["a.py", "broken.py"], &["a.py", "broken.py"]);
        check(&["q.sql", "a.py"], &["q.sql", "a.py"]);
        let many: Vec<String> = (0..3 * WAITING).map(|n| format!("{n}.py")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        check(&many, &many);
    }

    #[test]
    fn a_script_out_of_order_is_prepared_when_it_is_asked_for() {
        check(
            &["a.py", "s.py", "c.py"],
            &["s.py", "c.py", "a.py", "other.py"],
        );
    }

    #[test]
    fn a_function_that_was_looked_at_is_taken_next() {
        let folder = tempfile::tempdir().expect("a folder");
        let function = |name: &str, source: &str| {
            let file = folder.path().join(name);
            std::fs::write(&file, source).expect("written");
            ScriptFunction {
                file,
                direction: Direction::Upgrade,
                dialect: limbeck_dialects::DIALECTS[0],
            }
        };
        let functions = [
            (function("s.py", "def upgrade():\n    pass\n"), false),
            (
                function(
                    "t.py",
                    "x = print\ndef upgrade():\n    try:\n        x()\n    finally:\n        x()\n",
                ),
                true,
            ),
            (
                function("u.py", "x = print\ndef upgrade():\n    x()\n"),
                false,
            ),
        ];
        let planned = functions.iter().map(|(function, _)| function.clone());
        let mut ahead = PreparedAhead::start(planned.collect());
        for (function, catches_errors) in &functions {
            assert_eq!(ahead.catches_errors(function), *catches_errors);
            // It is not read again.
            std::fs::remove_file(&function.file).expect("it is there");
            assert!(ahead.take(function).is_ok(), "{}", function.file.display());
        }
    }

    #[test]
    fn the_thread_ends_with_its_reader() {
        check(&["a.py"; 4 * WAITING], &["a.py"]);
    }

    #[test]
    fn a_straight_line_is_compiled_on_request() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("s.py");
        std::fs::write(&file, source("s.py")).expect("written");
        let function = ScriptFunction {
            file,
            direction: Direction::Upgrade,
            dialect: limbeck_dialects::DIALECTS[0],
        };
        let taken = PreparedAhead::default().take_interpreted(&function);
        assert!(matches!(taken, Ok(Prepared::Compiled { .. })));
    }
}
