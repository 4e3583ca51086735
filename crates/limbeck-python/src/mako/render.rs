//! Running a template.

use limbeck_diagnostics::Diagnostic;
use rustpython_vm::{PyResult, builtins::PyStr};

use super::Template;
use crate::{Handler, Interpreter, PythonError, TracebackFrame, Tree, border};

impl Interpreter {
    /// Renders the template of new scripts. `facts` are the values that Alembic gives it, as plain data; the
    /// stand-ins make of them what templates expect (a tuple, a date), and add what `env.py` has configured.
    ///
    /// # Errors
    /// [`PythonError`] if it raises; its traceback names the lines of the template.
    pub fn render(
        &self,
        template: &Template,
        facts: &Tree,
        handler: &dyn Handler,
    ) -> Result<String, PythonError> {
        let rendered = self.run(handler, |vm| -> PyResult<String> {
            let code = vm.ctx.new_code(template.script.clone().into_code());
            let path = vm.ctx.new_str(template.path.to_string_lossy().as_ref());
            let facts = border::to_python(facts, vm)?;
            let render = border::import("alembic.script._template", vm)?.get_attr("render", vm)?;
            let text = render.call((code, path, facts), vm)?;
            let text = text
                .downcast::<PyStr>()
                .map_err(|_| vm.new_type_error("a template renders text".to_owned()))?;
            Ok(text.as_wtf8().to_string())
        });
        rendered.map_err(|error| template.located(error))
    }
}

impl Template {
    /// The error with lines of the template in place of those of the Python source.
    fn located(&self, mut error: PythonError) -> PythonError {
        for frame in &mut error.traceback {
            if frame.path == self.path {
                self.relocate(frame);
            }
        }
        if error.diagnostic.is_none() {
            let diagnostic = Diagnostic::error("template", error.summary())
                .help("Correct the template at that line; nothing was written.");
            error.diagnostic = Some(Box::new(diagnostic));
        }
        error
    }

    fn relocate(&self, frame: &mut TracebackFrame) {
        frame.line = self.line_of(frame.line);
        let source = self.source.lines().nth(frame.line - 1).map(str::trim);
        frame.source = source.filter(|text| !text.is_empty()).map(str::to_owned);
        // Its functions are limbeck's own, but for definitions.
        if frame.function.starts_with("__M_") {
            "<template>".clone_into(&mut frame.function);
        }
    }
}
