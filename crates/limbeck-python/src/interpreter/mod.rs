//! [`Interpreter`]: runs `env.py` and migration scripts.

mod compile;
mod error;
mod interrupt;
mod memory;
mod python2;
mod settings;

use std::{
    cell::Cell,
    path::{Path, PathBuf},
};

use rustpython_vm::{
    self as vm, AsObject, PyObjectRef, PyRef, PyResult, VirtualMachine,
    builtins::{PyCode, PyModule},
    scope::Scope,
};
use scoped_tls_hkt::scoped_thread_local;

pub use compile::{CompiledScript, compile, compile_file, read_source};
pub use error::{PythonError, TracebackFrame};
pub use interrupt::InterruptHandle;
pub use settings::{Placeholders, Settings};

use crate::{Handler, Tree, border, sandbox, stand_ins};

scoped_thread_local!(static CURRENT: VirtualMachine);

/// Calls `f` with the machine that is running on this thread, if one is.
pub(crate) fn with_current<R>(f: impl FnOnce(&VirtualMachine) -> R) -> Option<R> {
    CURRENT.is_set().then(|| CURRENT.with(f))
}

/// A Python interpreter with the stand-in modules.
///
/// It is used by one thread and is re-entrant: a [`Handler`] that answers a call of `env.py`
/// may run scripts in the same interpreter.
///
/// ```
/// use limbeck_python::{Handler, Interpreter, Raise, Settings, Tree, compile};
///
/// struct Print;
/// impl Handler for Print {
///     fn call(&self, name: &str, arguments: Tree) -> Result<Tree, Raise> {
///         println!("{name}({arguments:?})");
///         Ok(Tree::None)
///     }
/// }
///
/// let interpreter = Interpreter::new(Settings::default());
/// let script = compile("versions/a.py".as_ref(), "def upgrade():\n    print(1)\n").unwrap();
/// let module = interpreter.load_script(script, &Print).unwrap();
/// interpreter.call_function(&module, "upgrade", &Print).unwrap();
/// ```
pub struct Interpreter {
    machine: vm::Interpreter,
    interrupt: InterruptHandle,
    /// How many scripts were unloaded.
    unloaded: Cell<usize>,
}

/// A script that has been loaded: its module, registered in `sys.modules` for as long as this
/// value lives.
pub struct ScriptModule {
    module: PyRef<PyModule>,
    name: String,
    path: PathBuf,
}

impl Interpreter {
    /// Starts an interpreter: about ten milliseconds.
    pub fn new(settings: Settings) -> Self {
        let mut options = vm::Settings::default();
        options.install_signal_handlers = false;
        options.import_site = false;
        options.isolated = true;
        options.ignore_environment = true;
        options.write_bytecode = false;
        options.allow_external_library = false;
        options.user_site_directory = false;
        // Sets iterate in the same order in every run.
        options.hash_seed = Some(0);
        options.argv = settings.arguments.clone();

        memory::set_up();
        let (interrupt, receiver) = InterruptHandle::new();
        let builder = vm::Interpreter::builder(options);
        let natives = [
            border::module_def(&builder.ctx),
            sandbox::module_def(&builder.ctx),
        ];
        let library = rustpython_stdlib::stdlib_module_defs(&builder.ctx);
        let machine = builder
            .add_native_modules(&library)
            .add_native_modules(&natives)
            .add_frozen_modules(stand_ins::modules())
            .init_hook(move |vm| vm.set_user_signal_channel(receiver))
            .build();
        let interpreter = Self {
            machine,
            interrupt,
            unloaded: Cell::new(0),
        };
        interpreter.enter(|vm| {
            let installed = sandbox::install(settings, vm);
            // The code that this runs is ours and does not depend on input.
            vm.expect_pyresult(installed, "the stand-ins are compiled in");
        });
        interpreter
    }

    /// A handle that stops whatever this interpreter is running, from another thread.
    pub fn interrupt_handle(&self) -> InterruptHandle {
        self.interrupt.clone()
    }

    /// Runs a file such as `env.py` from top to bottom, as the module `env_py`.
    ///
    /// # Errors
    /// [`PythonError`] if it cannot be read or compiled, or raises.
    pub fn run_file(&self, path: &Path, handler: &dyn Handler) -> Result<(), PythonError> {
        let script = compile_file(path)?;
        self.load(script, "env_py".to_owned(), handler).map(drop)
    }

    /// Loads a migration script: runs its top level, which defines its functions.
    ///
    /// # Errors
    /// [`PythonError`] if it raises.
    pub fn load_script(
        &self,
        script: CompiledScript,
        handler: &dyn Handler,
    ) -> Result<ScriptModule, PythonError> {
        let name = module_name(script.path());
        let path = script.path().to_owned();
        border::in_script(&path, false, || self.load(script, name, handler))
    }

    fn load(
        &self,
        script: CompiledScript,
        name: String,
        handler: &dyn Handler,
    ) -> Result<ScriptModule, PythonError> {
        self.run(handler, |vm| {
            let path = script.path().to_owned();
            let code = vm.ctx.new_code(script.into_code());
            let module = new_module(&name, &path.to_string_lossy(), vm)?;
            register(&name, Some(module.clone().into()), vm)?;
            let loaded = ScriptModule { module, name, path };
            match execute(code, &loaded.module, vm) {
                Ok(()) => Ok(loaded),
                Err(error) => {
                    register(&loaded.name, None, vm)?;
                    Err(error)
                }
            }
        })
    }

    /// Calls a function of a loaded script without arguments, such as `upgrade`.
    ///
    /// # Errors
    /// [`PythonError`] if there is no such function, or it raises.
    pub fn call_function(
        &self,
        module: &ScriptModule,
        name: &str,
        handler: &dyn Handler,
    ) -> Result<Tree, PythonError> {
        self.run(handler, |vm| {
            let name = vm.ctx.new_str(name);
            let function = module.module.as_object().get_attr(&*name, vm)?;
            let result = border::in_script(&module.path, true, || function.call((), vm))?;
            // What a migration function returns has no meaning; only plain data is handed on.
            Ok(border::to_tree(&result, vm).unwrap_or(Tree::None))
        })
    }

    /// Calls a function of a loaded script by handing it to a function of a stand-in module, which
    /// knows the arguments: those of `context.run_migrations(**arguments)`.
    ///
    /// # Errors
    /// [`PythonError`] if the script has no such function, or it raises.
    pub fn call_function_through(
        &self,
        module: &ScriptModule,
        name: &str,
        (stand_in, caller): (&str, &str),
        handler: &dyn Handler,
    ) -> Result<(), PythonError> {
        self.run(handler, |vm| {
            let function = module
                .module
                .as_object()
                .get_attr(&*vm.ctx.new_str(name), vm)?;
            let caller = border::import(stand_in, vm)?.get_attr(&*vm.ctx.new_str(caller), vm)?;
            border::in_script(&module.path, true, || caller.call((function,), vm)).map(drop)
        })
    }

    /// Calls a function of a stand-in module. What it returns is `None` here if it is not plain data.
    ///
    /// # Errors
    /// [`PythonError`] if it raises.
    pub fn call_stand_in(
        &self,
        (stand_in, name): (&str, &str),
        arguments: &[Tree],
        handler: &dyn Handler,
    ) -> Result<Tree, PythonError> {
        self.run(handler, |vm| {
            let arguments = arguments
                .iter()
                .map(|argument| border::to_python(argument, vm))
                .collect::<PyResult<Vec<_>>>()?;
            let result = border::import(stand_in, vm)?
                .get_attr(&*vm.ctx.new_str(name), vm)?
                .call(arguments, vm)?;
            Ok(border::to_tree(&result, vm).unwrap_or(Tree::None))
        })
    }

    /// Whether a loaded script has a function or other attribute of that name.
    pub fn has_attribute(&self, module: &ScriptModule, name: &str) -> bool {
        self.enter(|vm| {
            let name = vm.ctx.new_str(name);
            matches!(
                vm.get_attribute_opt(module.module.clone().into(), &*name),
                Ok(Some(_))
            )
        })
    }

    /// The value of a variable of a loaded script, such as `revision`; `None` if there is none.
    ///
    /// # Errors
    /// [`PythonError`] if it is not plain data.
    pub fn attribute(
        &self,
        module: &ScriptModule,
        name: &str,
        handler: &dyn Handler,
    ) -> Result<Option<Tree>, PythonError> {
        self.run(handler, |vm| {
            let name = vm.ctx.new_str(name);
            vm.get_attribute_opt(module.module.clone().into(), &*name)?
                .map(|value| border::to_tree(&value, vm))
                .transpose()
        })
    }

    /// Forgets a loaded script, so that a long history does not fill the memory.
    pub fn unload(&self, module: ScriptModule) {
        self.enter(|vm| {
            // A script may have removed itself from `sys.modules`; then nothing is to be done.
            let _ = register(&module.name, None, vm);
            memory::release(module.module, vm);
        });
        self.unloaded.set(self.unloaded.get() + 1);
        memory::script_done(self.unloaded.get());
    }

    pub(crate) fn run<T>(
        &self,
        handler: &dyn Handler,
        f: impl FnOnce(&VirtualMachine) -> PyResult<T>,
    ) -> Result<T, PythonError> {
        self.enter(|vm| {
            border::with_handler(handler, || f(vm))
                .map_err(|exception| PythonError::from_exception(&exception, vm))
        })
    }

    fn enter<R>(&self, f: impl FnOnce(&VirtualMachine) -> R) -> R {
        self.machine.enter(|vm| CURRENT.set(vm, || f(vm)))
    }
}

/// The name Alembic gives to a script's module: its file name, made an identifier.
fn module_name(path: &Path) -> String {
    let file_name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    file_name
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { '_' })
        .collect()
}

fn new_module(name: &str, path: &str, vm: &VirtualMachine) -> PyResult<PyRef<PyModule>> {
    let dict = vm.ctx.new_dict();
    dict.set_item("__file__", vm.ctx.new_str(path).into(), vm)?;
    Ok(vm.new_module(name, dict, None))
}

/// Puts a module into `sys.modules`, or takes it out.
fn register(name: &str, module: Option<PyObjectRef>, vm: &VirtualMachine) -> PyResult<()> {
    let modules = vm.sys_module.get_attr("modules", vm)?;
    match module {
        Some(module) => modules.set_item(name, module, vm),
        None => modules.del_item(name, vm),
    }
}

fn execute(code: PyRef<PyCode>, module: &PyRef<PyModule>, vm: &VirtualMachine) -> PyResult<()> {
    let scope = Scope::with_builtins(None, module.dict(), vm);
    vm.run_code_obj(code, scope).map(drop)
}
