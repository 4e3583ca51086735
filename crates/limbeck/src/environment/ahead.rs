//! [`CompiledAhead`]: the scripts of a plan, compiled while those before them run.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, sync_channel};

use limbeck_diagnostics::Diagnostic;
use limbeck_python::{CompiledScript, compile_file};

/// How many compiled scripts may wait: enough for both sides to stay busy, few enough not to
/// matter in memory.
const WAITING: usize = 8;

/// The stack of the compiling thread, which is that of a main thread.
const STACK_SIZE: usize = 8 << 20;

type Compiled = Result<CompiledScript, Box<Diagnostic>>;

/// Compiles the scripts of a plan in their order, on a thread of its own. The thread ends when
/// all are compiled, or at its next script once this value is gone.
#[derive(Default)]
pub(super) struct CompiledAhead {
    scripts: Option<Receiver<(PathBuf, Compiled)>>,
}

impl CompiledAhead {
    /// Starts to compile these files; one file is not worth a thread.
    pub(super) fn start(files: Vec<PathBuf>) -> Self {
        if files.len() < 2 {
            return Self::default();
        }
        let (sender, scripts) = sync_channel(WAITING);
        let thread = std::thread::Builder::new()
            .name("compile".to_owned())
            .stack_size(STACK_SIZE)
            .spawn(move || {
                for file in files {
                    let compiled = compile_file(&file);
                    if sender.send((file, compiled)).is_err() {
                        return;
                    }
                }
            });
        // Without a thread the scripts are compiled when they are needed.
        Self {
            scripts: thread.is_ok().then_some(scripts),
        }
    }

    /// The compiled script of a file: the next one of the plan, or one that is compiled now.
    pub(super) fn take(&mut self, file: &Path) -> Compiled {
        let next = self.scripts.as_ref().and_then(|next| next.recv().ok());
        match next {
            Some((path, compiled)) if path == file => compiled,
            _ => {
                self.scripts = None;
                compile_file(file)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(planned: &[&str], taken: &[&str]) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = |name: &&str| folder.path().join(name);
        for name in planned.iter().chain(taken) {
            let source = if *name == "broken.py" {
                "def ("
            } else {
                "x = 1\n"
            };
            std::fs::write(file(name), source).expect("written");
        }
        let mut ahead = CompiledAhead::start(planned.iter().map(file).collect());
        for name in taken {
            let compiled = ahead.take(&file(name));
            assert_eq!(compiled.is_err(), *name == "broken.py", "{name}");
            if let Ok(script) = compiled {
                assert_eq!(script.path(), file(name));
            }
        }
    }

    #[test]
    fn scripts_come_in_the_order_of_the_plan() {
        check(&[], &["a.py"]);
        check(&["a.py"], &["a.py"]);
        check(&["a.py", "b.py", "c.py"], &["a.py", "b.py", "c.py"]);
        check(&["a.py", "broken.py"], &["a.py", "broken.py"]);
        let many: Vec<String> = (0..3 * WAITING).map(|n| format!("{n}.py")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        check(&many, &many);
    }

    #[test]
    fn a_script_out_of_order_is_compiled_when_it_is_asked_for() {
        check(
            &["a.py", "b.py", "c.py"],
            &["b.py", "c.py", "a.py", "other.py"],
        );
    }

    #[test]
    fn the_thread_ends_with_its_reader() {
        check(&["a.py"; 4 * WAITING], &["a.py"]);
    }
}
