//! Imports compiled-in modules without the detour through Python's import system.
//!
//! Python's `importlib` is Python code: finding, specifying and locking a module costs several
//! times what running a small one does. Modules that are compiled into the binary need none of
//! it. Everything else takes the usual way.

use rustpython_vm::{
    AsObject, PyObjectRef, PyResult, VirtualMachine, builtins::PyUtf8Str, frozen::FrozenModule,
    scope::Scope,
};

/// The attribute of `_frozen_importlib` that is replaced; the import statement looks it up there.
const FIND_AND_LOAD: &str = "_find_and_load";
/// Where the original is kept.
const ORIGINAL: &str = "_limbeck_find_and_load";

/// The stand-in that sets the interpreter up, and its function for packages that have names limbeck lacks.
const BOOT: &str = "_limbeck_boot";
const LEND_MISSING_NAMES: &str = "lend_missing_names";

/// Puts `replacement`, which calls [`find_and_load`], into the import system.
///
/// # Errors
/// An exception if the import system is not there.
pub(super) fn install(replacement: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
    let importlib = importlib(vm)?;
    let original = importlib.get_attr(FIND_AND_LOAD, vm)?;
    importlib.set_attr(ORIGINAL, original, vm)?;
    importlib.set_attr(FIND_AND_LOAD, replacement, vm)
}

fn importlib(vm: &VirtualMachine) -> PyResult {
    vm.sys_module
        .get_attr("modules", vm)?
        .get_item("_frozen_importlib", vm)
}

/// A module that is not in `sys.modules` yet.
///
/// # Errors
/// `ModuleNotFoundError`, or whatever the module raises.
pub(super) fn find_and_load(
    name: &PyUtf8Str,
    import: PyObjectRef,
    vm: &VirtualMachine,
) -> PyResult {
    let text = name.as_str();
    let modules = vm.sys_module.get_attr("modules", vm)?;
    // `sys.modules[name] = None` forbids a module, which is left to the original to say.
    match vm.state.frozen.get(text).copied() {
        Some(frozen) if !modules_has(&modules, text, vm) => load(text, frozen, &modules, vm),
        _ => {
            let name = vm.ctx.new_utf8_str(text);
            importlib(vm)?
                .get_attr(ORIGINAL, vm)?
                .call((name, import), vm)
        }
    }
}

fn modules_has(modules: &PyObjectRef, name: &str, vm: &VirtualMachine) -> bool {
    modules.get_item(name, vm).is_ok()
}

fn load(name: &str, frozen: FrozenModule, modules: &PyObjectRef, vm: &VirtualMachine) -> PyResult {
    let parent = name.rsplit_once('.');
    if let Some((package, _)) = parent {
        vm.import(&*vm.ctx.new_utf8_str(package), 0)?;
        // The package may have imported it.
        if let Ok(loaded) = modules.get_item(name, vm) {
            return Ok(loaded);
        }
    }
    let module = new_module(name, frozen.package, vm)?;
    modules.set_item(name, module.clone(), vm)?;
    let namespace = module_dict(&module, vm)?;
    let scope = Scope::with_builtins(None, namespace.clone(), vm);
    if let Err(error) = vm.run_code_obj(vm.ctx.new_code(frozen.code), scope) {
        // The error of the module counts, whatever becomes of its entry.
        let _ = modules.del_item(name, vm);
        return Err(error);
    }
    if stands_in_for_package(name) {
        modules
            .get_item(BOOT, vm)?
            .get_attr(LEND_MISSING_NAMES, vm)?
            .call((namespace,), vm)?;
    }
    // A module may put another object in its place.
    let loaded = modules.get_item(name, vm)?;
    if let Some((package, child)) = parent {
        let package = modules.get_item(package, vm)?;
        package.set_attr(&*vm.ctx.new_str(child), loaded.clone(), vm)?;
    }
    Ok(loaded)
}

/// Whether a module belongs to the stand-ins for the two packages that every project imports. Those for other packages
/// answer for missing names themselves.
fn stands_in_for_package(name: &str) -> bool {
    let package = name.split('.').next().unwrap_or(name);
    matches!(package, "alembic" | "sqlalchemy")
}

fn module_dict(
    module: &PyObjectRef,
    vm: &VirtualMachine,
) -> PyResult<rustpython_vm::builtins::PyDictRef> {
    module
        .dict()
        .ok_or_else(|| vm.new_type_error("a module has a dict"))
}

/// An empty module with the attributes that the frozen importer gives it.
fn new_module(name: &str, is_package: bool, vm: &VirtualMachine) -> PyResult {
    let importlib = importlib(vm)?;
    let loader = importlib.get_attr("FrozenImporter", vm)?;
    let spec = importlib
        .get_attr("ModuleSpec", vm)?
        .call((vm.ctx.new_str(name), loader.clone()), vm)?;
    let dict = vm.ctx.new_dict();
    let package = if is_package {
        let path: PyObjectRef = vm.ctx.new_list(Vec::new()).into();
        spec.set_attr("submodule_search_locations", path.clone(), vm)?;
        dict.set_item("__path__", path, vm)?;
        name
    } else {
        name.rsplit_once('.').map_or("", |(package, _)| package)
    };
    dict.set_item("__package__", vm.ctx.new_str(package).into(), vm)?;
    dict.set_item("__spec__", spec, vm)?;
    dict.set_item("__loader__", loader, vm)?;
    Ok(vm.new_module(name, dict, None).as_object().to_owned())
}
