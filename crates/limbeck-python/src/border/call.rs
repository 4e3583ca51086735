//! `_limbeck.call(name, arguments)`: the one way from Python to the [`Handler`] in force.

use limbeck_diagnostics::Diagnostic;
use rustpython_vm::{
    AsObject, PyObjectRef, PyPayload, PyResult, VirtualMachine, builtins::PyBaseExceptionRef,
};
use scoped_tls_hkt::scoped_thread_local;

use super::{to_python, to_tree};
use crate::{Handler, Raise};

pub(crate) use _limbeck::module_def;

scoped_thread_local!(static HANDLER: for<'a> &'a dyn Handler);

/// Runs `f` with `handler` in force.
pub(crate) fn with_handler<R>(handler: &dyn Handler, f: impl FnOnce() -> R) -> R {
    HANDLER.set(handler, f)
}

/// The attribute of an exception that holds the [`Carried`] diagnostic behind it.
const DIAGNOSTIC_ATTRIBUTE: &str = "_limbeck_diagnostic";

/// The native module.
#[rustpython_vm::pymodule]
mod _limbeck {
    use limbeck_diagnostics::Diagnostic;
    use rustpython_vm::{
        PyObjectRef, PyPayload, PyResult, VirtualMachine, builtins::PyUtf8StrRef,
        function::OptionalArg, pyclass,
    };

    /// Hands a call to the handler in force and returns its answer.
    #[pyfunction]
    fn call(
        name: PyUtf8StrRef,
        arguments: OptionalArg<PyObjectRef>,
        vm: &VirtualMachine,
    ) -> PyResult {
        super::call(name.as_str(), arguments.into_option(), vm)
    }

    /// The file and line of the user's code that is calling, or `None`.
    #[pyfunction]
    fn call_site(vm: &VirtualMachine) -> Option<(String, usize)> {
        super::super::site::user_frame(vm)
            .map(|(path, line)| (path.to_string_lossy().into_owned(), line))
    }

    /// `"loading"` or `"running"` if the code that asks belongs to a migration, else `None`.
    #[pyfunction]
    fn migration_stage(vm: &VirtualMachine) -> Option<&'static str> {
        use super::super::site::{self, Stage};
        site::migration_stage(vm).map(|stage| match stage {
            Stage::Loading => "loading",
            Stage::Running => "running",
        })
    }

    /// A diagnostic on its way through Python, as an attribute of the exception.
    #[pyattr]
    #[pyclass(name = "Diagnostic", no_attr)]
    #[derive(Debug, PyPayload)]
    pub(super) struct Carried(pub(super) Diagnostic);

    #[pyclass]
    impl Carried {}
}

fn call(name: &str, arguments: Option<PyObjectRef>, vm: &VirtualMachine) -> PyResult {
    if !HANDLER.is_set() {
        return Err(vm.new_runtime_error(format!(
            "`{name}` was called while no migration and no env.py is running"
        )));
    }
    let arguments = match arguments {
        Some(arguments) => to_tree(&arguments, vm)?,
        None => crate::Tree::None,
    };
    match HANDLER.with(|handler| handler.call(name, arguments)) {
        Ok(answer) => to_python(&answer, vm),
        Err(raise) => Err(exception(raise, vm)),
    }
}

/// The Python exception of a [`Raise`].
fn exception(raise: Raise, vm: &VirtualMachine) -> PyBaseExceptionRef {
    let made = (|| {
        let (module, class) = raise
            .class
            .rsplit_once('.')
            .unwrap_or(("builtins", raise.class));
        let class = import(module, vm)?.get_attr(class, vm)?;
        let message = vm.ctx.new_str(raise.message.as_str());
        let exception = match vm.get_attribute_opt(class.clone(), "_from_database_")? {
            Some(constructor) => constructor.call((message, to_python(&raise.details, vm)?), vm)?,
            None => class.call((message,), vm)?,
        };
        if let Some(diagnostic) = raise.diagnostic {
            let carried: PyObjectRef = _limbeck::Carried(*diagnostic).into_ref(&vm.ctx).into();
            exception.set_attr(DIAGNOSTIC_ATTRIBUTE, carried, vm)?;
        }
        exception
            .downcast::<rustpython_vm::builtins::PyBaseException>()
            .map_err(|other| {
                vm.new_type_error(format!("{} is not an exception", other.class().name()))
            })
    })();
    made.unwrap_or_else(|error| error)
}

/// The module of that dotted name itself, unlike `__import__`.
pub(crate) fn import(name: &str, vm: &VirtualMachine) -> PyResult {
    vm.import(&*vm.ctx.new_utf8_str(name), 0)?;
    let modules = vm.sys_module.get_attr("modules", vm)?;
    modules.get_item(name, vm)
}

/// The diagnostic that an exception carries, if a handler raised it with one.
pub(crate) fn carried_diagnostic(
    exception: &PyBaseExceptionRef,
    vm: &VirtualMachine,
) -> Option<Diagnostic> {
    let attribute = vm
        .get_attribute_opt(exception.as_object().to_owned(), DIAGNOSTIC_ATTRIBUTE)
        .ok()
        .flatten()?;
    attribute
        .downcast_ref::<_limbeck::Carried>()
        .map(|carried| carried.0.clone())
}

/// The exception for a file that cannot be read or compiled; it carries the diagnostic.
pub(crate) fn syntax_error(diagnostic: Diagnostic, vm: &VirtualMachine) -> PyBaseExceptionRef {
    exception(
        Raise {
            class: "SyntaxError",
            message: diagnostic.message.clone(),
            diagnostic: Some(Box::new(diagnostic)),
            details: crate::Tree::None,
        },
        vm,
    )
}
