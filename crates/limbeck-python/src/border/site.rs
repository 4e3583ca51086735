//! Where in the user's files a call comes from.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use rustpython_vm::VirtualMachine;

thread_local! {
    /// The scripts that are being loaded or run on this thread, innermost last, and whether one
    /// of their functions was called.
    static SCRIPTS: RefCell<Vec<(PathBuf, bool)>> = const { RefCell::new(Vec::new()) };
}

/// Runs `f` as part of a script: of its top level, or of one of its functions.
pub(crate) fn in_script<R>(path: &Path, in_function: bool, f: impl FnOnce() -> R) -> R {
    SCRIPTS.with_borrow_mut(|scripts| scripts.push((path.to_owned(), in_function)));
    let result = f();
    SCRIPTS.with_borrow_mut(Vec::pop);
    result
}

/// What of a migration script the code that is running right now belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Its top level.
    Loading,
    /// One of its functions, or what that calls.
    Running,
}

/// The stage of the migration that is asking; `None` outside of one, and for what a migration
/// only imports.
pub(super) fn migration_stage(vm: &VirtualMachine) -> Option<Stage> {
    let (script, in_function) = SCRIPTS.with_borrow(|scripts| scripts.last().cloned())?;
    let mut frame = vm.current_frame();
    while let Some(current) = frame {
        let path = current.code.source_path().as_str();
        if is_user_file(path) {
            if Path::new(path) == script {
                return Some(if in_function {
                    Stage::Running
                } else {
                    Stage::Loading
                });
            }
            if !in_function || current.code.obj_name.as_str() == "<module>" {
                return None;
            }
        }
        frame = current.f_back(vm);
    }
    None
}

/// The file and line of the user's code that is calling right now: the nearest frame outside of
/// the stand-ins and the standard library. `None` outside of a [`crate::Handler::call`].
pub fn call_site() -> Option<(PathBuf, usize)> {
    crate::interpreter::with_current(user_frame).flatten()
}

/// The nearest frame of the user's code.
pub(super) fn user_frame(vm: &VirtualMachine) -> Option<(PathBuf, usize)> {
    let mut frame = vm.current_frame();
    while let Some(current) = frame {
        let path = current.code.source_path().as_str();
        if is_user_file(path) {
            let line = current.current_location().line.get();
            return Some((PathBuf::from(path), line));
        }
        frame = current.f_back(vm);
    }
    None
}

/// Whether the source path of a code object is a file of the user. Frozen modules bear their
/// dotted name.
pub(crate) fn is_user_file(source_path: &str) -> bool {
    source_path.ends_with(".py") || source_path.contains(['/', '\\'])
}

/// The text of a line of a file, if it can be read.
pub(crate) fn source_line(path: &Path, line: usize) -> Option<String> {
    let source = crate::interpreter::read_source(path).ok()?;
    let text = source.lines().nth(line.checked_sub(1)?)?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
