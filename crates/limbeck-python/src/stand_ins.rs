//! The Python sources that are compiled into the binary.

use rustpython_vm::frozen::{FrozenLib, FrozenModule};

/// Everything below `stand_ins/`: what scripts import as `alembic`, `sqlalchemy` and the
/// packages that only lend types, and the few standard modules that are replaced.
static STAND_INS: &FrozenLib = rustpython_vm::py_freeze!(dir = "stand_ins");

/// The standard library's own modules behind the light ones.
const FULL: &[(&str, &str)] = &[
    ("os", "_limbeck_full_os"),
    ("stat", "_limbeck_full_stat"),
    ("typing", "_limbeck_full_typing"),
];

/// The names and code of the standard library and the stand-ins, which come last: where both
/// have a module, the stand-in counts.
pub(crate) fn modules() -> Vec<(&'static str, FrozenModule)> {
    let mut modules: Vec<_> = rustpython_pylib::FROZEN_STDLIB.decode().collect();
    for (light, full) in FULL {
        if let Some((_, code)) = modules.iter().find(|(name, _)| name == light).copied() {
            modules.push((full, code));
        }
    }
    modules.extend(STAND_INS.decode());
    modules
}
