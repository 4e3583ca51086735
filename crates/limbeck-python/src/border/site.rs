//! Where in the user's files a call comes from.

use std::path::{Path, PathBuf};

use rustpython_vm::VirtualMachine;

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
