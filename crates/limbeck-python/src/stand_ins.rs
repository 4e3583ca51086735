//! The Python sources that are compiled into the binary.

use rustpython_vm::frozen::FrozenLib;

/// Everything below `stand_ins/`: what scripts import as `alembic`, `sqlalchemy` and the
/// packages that only lend types, and the few standard modules that are replaced.
static STAND_INS: &FrozenLib = rustpython_vm::py_freeze!(dir = "stand_ins");

/// Their names and code.
pub(crate) fn modules() -> impl Iterator<Item = (&'static str, rustpython_vm::frozen::FrozenModule)>
{
    STAND_INS.decode()
}
