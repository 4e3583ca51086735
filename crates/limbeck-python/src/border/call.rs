//! `_limbeck.call(name, arguments)`: the one way from Python to the [`Handler`] in force.

use limbeck_diagnostics::Diagnostic;
use rustpython_vm::{
    AsObject, PyObjectRef, PyPayload, PyResult, VirtualMachine, builtins::PyBaseExceptionRef,
};
use scoped_tls_hkt::scoped_thread_local;

use super::{to_python, to_tree};
use crate::{Handler, Raise, Tree};

pub(super) use _limbeck::KeptByPython;
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
        Py, PyObjectRef, PyPayload, PyResult, VirtualMachine,
        builtins::{PyDictRef, PyStrInterned, PyStrRef, PyTuple, PyUtf8StrRef},
        function::OptionalArg,
        pyclass,
        types::Callable,
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

    /// Hands the execution of a statement to the handler in force and returns its answer. `key` is that
    /// of the statement among the arguments.
    #[pyfunction]
    fn execute(
        name: PyUtf8StrRef,
        arguments: PyDictRef,
        key: PyUtf8StrRef,
        vm: &VirtualMachine,
    ) -> PyResult {
        super::super::execute::execute(name.as_str(), &arguments, key.as_str(), vm)
    }

    /// An object with the class and the attributes of another one.
    #[pyfunction]
    fn copied(object: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        super::super::objects::copied(&object, vm)
    }

    /// What takes one item out of a tuple that objects have as an attribute: the getter of a column.
    #[pyfunction]
    fn item_of(attribute: PyStrRef, place: usize, vm: &VirtualMachine) -> PyObjectRef {
        let attribute = vm.ctx.intern_str(attribute.as_wtf8().to_string());
        ItemOf { attribute, place }.into_pyobject(vm)
    }

    #[pyattr]
    #[pyclass(name = "ItemOf", module = false)]
    #[derive(Debug, PyPayload)]
    struct ItemOf {
        attribute: &'static PyStrInterned,
        place: usize,
    }

    #[pyclass(with(Callable))]
    impl ItemOf {}

    impl Callable for ItemOf {
        type Args = (PyObjectRef,);

        fn call(zelf: &Py<Self>, (object,): Self::Args, vm: &VirtualMachine) -> PyResult {
            let value = object.get_attr(zelf.attribute, vm)?;
            let item = value
                .downcast_ref::<PyTuple>()
                .and_then(|tuple| tuple.as_slice().get(zelf.place).cloned());
            item.ok_or_else(|| vm.new_index_error("tuple index out of range"))
        }
    }

    /// Notes that the tree of an element depends on more than its attributes, so that nothing made of
    /// it serves others.
    #[pyfunction]
    fn note_dependence() {
        super::super::shape::note_dependence();
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

    /// A value of Rust's on its way through Python.
    #[pyattr]
    #[pyclass(name = "Held", no_attr)]
    #[derive(Debug, PyPayload)]
    pub(in super::super) struct KeptByPython(pub(in super::super) crate::Held);

    #[pyclass]
    impl KeptByPython {}
}

fn call(name: &str, arguments: Option<PyObjectRef>, vm: &VirtualMachine) -> PyResult {
    let arguments = match arguments {
        Some(arguments) => to_tree(&arguments, vm)?,
        None => Tree::None,
    };
    to_python(&ask(name, arguments, vm)?, vm)
}

/// Hands a call to the handler in force.
pub(super) fn ask(name: &str, arguments: Tree, vm: &VirtualMachine) -> PyResult<Tree> {
    if !HANDLER.is_set() {
        return Err(vm.new_runtime_error(format!(
            "`{name}` was called while no migration and no env.py is running"
        )));
    }
    HANDLER
        .with(|handler| handler.call(name, arguments))
        .map_err(|raise| exception(raise, vm))
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
            details: Tree::None,
        },
        vm,
    )
}
