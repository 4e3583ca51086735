//! [`PythonError`]: an exception that left Python.

use std::path::PathBuf;

use limbeck_diagnostics::{Diagnostic, SourceLocation};
use rustpython_vm::{AsObject, VirtualMachine, builtins::PyBaseExceptionRef};

use crate::border::{carried_diagnostic, is_user_file, source_line};

/// A place in the chain of calls that led to an exception.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TracebackFrame {
    /// The file.
    pub path: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// The function; `<module>` at the top level.
    pub function: String,
    /// The text of the line, if the file can be read.
    pub source: Option<String>,
}

/// An exception that a script did not catch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PythonError {
    /// The class with its module, such as `sqlalchemy.exc.ProgrammingError`; built-in classes
    /// stand without one.
    pub class: String,
    /// The classes it derives from, nearest first, written alike.
    pub bases: Vec<String>,
    /// `str()` of the exception.
    pub message: String,
    /// The frames in the user's files, outermost first.
    pub traceback: Vec<TracebackFrame>,
    /// The frames after the last one of the user, in stand-ins and the standard library, by
    /// module: for reports of mistakes in limbeck itself.
    pub inner_traceback: Vec<TracebackFrame>,
    /// The diagnostic of the handler that raised it, or of a file that could not be compiled.
    pub diagnostic: Option<Box<Diagnostic>>,
}

impl PythonError {
    pub(super) fn from_exception(exception: &PyBaseExceptionRef, vm: &VirtualMachine) -> Self {
        let bases = exception
            .class()
            .mro_collect()
            .iter()
            .map(|class| class_name(class.as_object(), vm))
            .collect::<Vec<_>>();
        let message = missing_attribute(exception, vm).unwrap_or_else(|| {
            exception
                .as_object()
                .str(vm)
                .map(|text| text.as_wtf8().to_string())
                .unwrap_or_default()
        });
        let (traceback, inner_traceback) = traceback(exception);
        Self {
            class: bases.first().cloned().unwrap_or_default(),
            bases: bases.into_iter().skip(1).collect(),
            message,
            traceback,
            inner_traceback,
            diagnostic: carried_diagnostic(exception, vm).map(Box::new),
        }
    }

    /// Whether the exception is of that class or one derived from it, such as
    /// `alembic.util.exc.CommandError`.
    pub fn is_instance(&self, class: &str) -> bool {
        self.class == class || self.bases.iter().any(|base| base == class)
    }

    /// Whether it is the exception of [`crate::InterruptHandle::interrupt`].
    pub fn is_interrupt(&self) -> bool {
        self.is_instance("KeyboardInterrupt")
    }

    /// The exit status that the exception asks for, if it is a `SystemExit`; a text counts as 1.
    pub fn exit_status(&self) -> Option<u8> {
        if !self.is_instance("SystemExit") {
            return None;
        }
        Some(match self.message.as_str() {
            "" | "None" | "False" => 0,
            "True" => 1,
            // Of a number the system keeps the last byte.
            text => text
                .parse::<i64>()
                .map_or(1, |status| status.to_le_bytes()[0]),
        })
    }

    /// The exception as its last line in a traceback: class and message.
    pub fn summary(&self) -> String {
        if self.message.is_empty() {
            self.class.clone()
        } else {
            format!("{}: {}", self.class, self.message)
        }
    }

    /// What the user is told: the diagnostic behind the exception if there is one, with the
    /// place in the script added; else the exception itself.
    pub fn to_diagnostic(&self) -> Diagnostic {
        let mut diagnostic = match &self.diagnostic {
            Some(diagnostic) => (**diagnostic).clone(),
            None => Diagnostic::error("python-exception", self.summary()).help(self.way_out()),
        };
        if let Some(innermost) = self.traceback.last() {
            if diagnostic.location.is_none() {
                diagnostic.location = Some(SourceLocation::line(&innermost.path, innermost.line));
            }
            for frame in &self.traceback {
                let source = frame.source.as_deref().unwrap_or_default();
                diagnostic.notes.push(format!(
                    "{}:{}, in {}: {source}",
                    frame.path.display(),
                    frame.line,
                    frame.function
                ));
            }
        }
        diagnostic
    }

    fn way_out(&self) -> String {
        if self.is_instance("sqlalchemy.engine.result.NoRows") {
            "Let the script read from the database with --from-db, or guard this place with \
             context.is_offline_mode()."
                .to_owned()
        } else if self.is_instance("ImportError") {
            "Check the spelling of the import; if the module needs a full Python, run this step \
             with Alembic itself."
                .to_owned()
        } else if self.is_instance("PermissionError") {
            "limbeck runs scripts in a sandbox that only reads below the project folder; move \
             this work out of the script, or run this step with Alembic itself."
                .to_owned()
        } else {
            "Correct the script at that line; nothing of this step was kept.".to_owned()
        }
    }
}

impl std::fmt::Display for PythonError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.summary())
    }
}

impl std::error::Error for PythonError {}

impl From<Box<Diagnostic>> for PythonError {
    /// A file that could not be read or compiled.
    fn from(diagnostic: Box<Diagnostic>) -> Self {
        Self {
            class: "SyntaxError".to_owned(),
            bases: vec!["Exception".to_owned(), "BaseException".to_owned()],
            message: diagnostic.message.clone(),
            traceback: Vec::new(),
            inner_traceback: Vec::new(),
            diagnostic: Some(diagnostic),
        }
    }
}

impl From<PythonError> for Diagnostic {
    fn from(error: PythonError) -> Self {
        error.to_diagnostic()
    }
}

/// What is said of an attribute that a stand-in for a class of SQLAlchemy does not have: Python
/// has only its own words for it.
fn missing_attribute(exception: &PyBaseExceptionRef, vm: &VirtualMachine) -> Option<String> {
    if !exception.class().is(vm.ctx.exceptions.attribute_error) {
        return None;
    }
    let known = |name: &'static str| {
        let value = vm.get_attribute_opt(exception.as_object().to_owned(), name);
        value.ok().flatten().filter(|value| !vm.is_none(value))
    };
    let (object, name) = (known("obj")?, known("name")?.str(vm).ok()?);
    let class = class_name(object.class().as_object(), vm);
    let (module, class) = class.rsplit_once('.')?;
    let said = exception.as_object().str(vm).ok()?;
    let plain = format!("'{class}' object has no attribute '{name}'");
    (module.starts_with("sqlalchemy.") && said.as_wtf8().to_string() == plain)
        .then(|| format!("limbeck's stand-in for SQLAlchemy's '{class}' has no attribute '{name}'"))
}

fn class_name(class: &rustpython_vm::PyObject, vm: &VirtualMachine) -> String {
    let attribute = |name: &'static str| {
        class
            .get_attr(name, vm)
            .ok()
            .and_then(|value| value.str(vm).ok())
            .map(|text| text.as_wtf8().to_string())
    };
    let name = attribute("__qualname__").unwrap_or_default();
    match attribute("__module__") {
        Some(module) if module != "builtins" => format!("{module}.{name}"),
        _ => name,
    }
}

/// The frames in the user's files, outermost first, and the other frames after the last of them.
fn traceback(exception: &PyBaseExceptionRef) -> (Vec<TracebackFrame>, Vec<TracebackFrame>) {
    let mut frames = Vec::new();
    let mut inner = Vec::new();
    let mut next = exception.__traceback__();
    while let Some(entry) = next {
        let source_path = entry.frame.code.source_path().as_str();
        let is_user_file = is_user_file(source_path);
        let (path, line) = (PathBuf::from(source_path), entry.lineno.get());
        let frame = TracebackFrame {
            source: is_user_file.then(|| source_line(&path, line)).flatten(),
            path,
            line,
            function: entry.frame.code.obj_name.as_str().to_owned(),
        };
        if is_user_file {
            inner.clear();
            frames.push(frame);
        } else {
            inner.push(frame);
        }
        next = entry.next.lock().clone();
    }
    (frames, inner)
}
