//! Python source to bytecode, without an interpreter.

use std::path::{Path, PathBuf};

use limbeck_diagnostics::{Diagnostic, LineColumn, SourceLocation};
use rustpython_compiler::{CodeObject, CompileOpts, Mode};

use super::python2;

/// A compiled script. It belongs to no interpreter, so that one thread can compile what another
/// will run.
#[derive(Clone)]
pub struct CompiledScript {
    path: PathBuf,
    code: CodeObject,
}

impl CompiledScript {
    /// The file it was compiled from, absolute.
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn into_code(self) -> CodeObject {
        self.code
    }
}

impl std::fmt::Debug for CompiledScript {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CompiledScript")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

/// Reads and compiles a script.
///
/// # Errors
/// A [`Diagnostic`] if the file cannot be read, is not Python, or is Python 2.
pub fn compile_file(path: &Path) -> Result<CompiledScript, Box<Diagnostic>> {
    compile(path, &read_source(path)?)
}

/// Compiles the source of a script; `path` is what tracebacks show.
///
/// # Errors
/// A [`Diagnostic`] with the line if the source is not Python, or is Python 2.
pub fn compile(path: &Path, source: &str) -> Result<CompiledScript, Box<Diagnostic>> {
    let options = CompileOpts {
        optimize: 0,
        debug_ranges: false,
    };
    // Absolute, because the place of a file of the project is told by its path alone.
    let shown = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let error =
        match rustpython_compiler::compile(source, Mode::Exec, &shown.to_string_lossy(), options) {
            Ok(code) => match python2::comma_in_except(source) {
                None => return Ok(CompiledScript { path: shown, code }),
                Some(what) => python2_diagnostic(path, what),
            },
            Err(error) => {
                let (line, column) = error.python_location();
                match python2::recognise(source, line) {
                    Some(what) => python2_diagnostic(path, what),
                    None => Diagnostic::error("python-syntax", format!("SyntaxError: {error}"))
                        .at(SourceLocation::position(
                            path,
                            LineColumn {
                                line,
                                column: column.max(1),
                            },
                        ))
                        .help("Correct the script; it must be valid Python 3."),
                }
            }
        };
    Err(Box::new(error))
}

fn python2_diagnostic(path: &Path, what: python2::Python2) -> Diagnostic {
    Diagnostic::error(
        "python-2",
        format!("The script is written for Python 2: {what}."),
    )
    .at(SourceLocation::line(path, what.line))
    .help("Convert the script to Python 3, for example with `2to3 -w`.")
}

/// Reads a Python source file in the encoding that it declares.
///
/// # Errors
/// A [`Diagnostic`] if it cannot be read or decoded.
pub fn read_source(path: &Path) -> Result<String, Box<Diagnostic>> {
    let bytes = std::fs::read(path).map_err(|error| {
        Box::new(
            Diagnostic::error(
                "unreadable-script",
                format!("The file cannot be read: {error}."),
            )
            .at(SourceLocation::file(path))
            .help("Check that the file exists and that you may read it."),
        )
    })?;
    decode_source(&bytes).map_err(|encoding| {
        Box::new(
            Diagnostic::error(
                "python-encoding",
                format!("The file is not valid {encoding}."),
            )
            .at(SourceLocation::file(path))
            .help("Save the file as UTF-8."),
        )
    })
}

/// Decodes Python source: UTF-8 unless a `coding:` comment in the first two lines names
/// Latin-1. The error is the name of the encoding that did not fit.
fn decode_source(bytes: &[u8]) -> Result<String, String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.to_owned());
    }
    let declared = bytes
        .split(|byte| *byte == b'\n')
        .take(2)
        .filter_map(|line| declared_encoding(&String::from_utf8_lossy(line)))
        .next();
    match declared.as_deref() {
        Some("latin-1" | "latin1" | "iso-8859-1" | "iso8859-1" | "iso-latin-1" | "l1") => {
            Ok(bytes.iter().map(|byte| char::from(*byte)).collect())
        }
        Some(other) => Err(other.to_owned()),
        None => Err("UTF-8".to_owned()),
    }
}

/// The encoding that a comment line declares (PEP 263).
fn declared_encoding(line: &str) -> Option<String> {
    let line = line.trim_start();
    let comment = line.strip_prefix('#')?;
    let after = &comment[comment.find("coding")? + "coding".len()..];
    let name: String = after
        .strip_prefix([':', '='])?
        .trim_start()
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
        .collect();
    (!name.is_empty()).then(|| name.to_lowercase().replace('_', "-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_error(source: &str, code: &str, line: usize) {
        let error = compile(Path::new("versions/a.py"), source).expect_err("not Python 3");
        assert_eq!(error.code, code, "{error:?}");
        assert_eq!(error.location.and_then(|at| at.line), Some(line));
    }

    #[test]
    fn python_3_compiles() {
        let script = compile(Path::new("a.py"), "x: int = 1\n").expect("valid");
        assert!(script.path().is_absolute() && script.path().ends_with("a.py"));
    }

    #[test]
    fn compiled_scripts_travel_between_threads() {
        fn assert_send<T: Send>(_: &T) {}
        assert_send(&compile(Path::new("a.py"), "pass").expect("valid"));
    }

    #[test]
    fn syntax_errors_have_their_line() {
        check_error("a = 1\nb = = 2\n", "python-syntax", 2);
        check_error("def f():\n    op.add(\n", "python-syntax", 2);
    }

    #[test]
    fn python_2_is_named() {
        check_error("import os\nprint 'hello'\n", "python-2", 2);
        check_error(
            "try:\n    pass\nexcept ValueError, e:\n    pass\n",
            "python-2",
            3,
        );
        check_error("x = 0777\n", "python-2", 1);
        check_error("x = ur'a'\n", "python-2", 1);
        check_error("raise ValueError, 'a'\n", "python-2", 1);
        check_error("exec 'a = 1'\n", "python-2", 1);
        check_error("if 1 <> 2: pass\n", "python-2", 1);
        check_error("x = 10L\n", "python-2", 1);
    }

    #[test]
    fn declared_encodings_are_respected() {
        assert_eq!(decode_source("é".as_bytes()).as_deref(), Ok("é"));
        assert_eq!(
            decode_source(b"# -*- coding: latin-1 -*-\n# \xe9\n").as_deref(),
            Ok("# -*- coding: latin-1 -*-\n# é\n")
        );
        assert_eq!(decode_source(b"# \xe9\n"), Err("UTF-8".to_owned()));
        assert_eq!(decode_source(b"\xef\xbb\xbfa = 1").as_deref(), Ok("a = 1"));
    }
}
