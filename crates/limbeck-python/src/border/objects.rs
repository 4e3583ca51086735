//! What Python does too slowly with objects of which a script makes one for every row.

use rustpython_vm::{PyObject, PyPayload, PyResult, VirtualMachine, builtins::PyBaseObject};

/// An object with the class and the attributes of another one, which has nothing besides.
///
/// # Errors
/// `TypeError` for an object that is more than its attributes.
pub(super) fn copied(object: &PyObject, vm: &VirtualMachine) -> PyResult {
    let class = object.class();
    match object.dict() {
        Some(attributes)
            if class.slots.member_count == 0 && object.downcastable::<PyBaseObject>() =>
        {
            let attributes = attributes.copy().into_ref(&vm.ctx);
            Ok(vm.ctx.new_base_object(class.to_owned(), Some(attributes)))
        }
        _ => Err(vm.new_type_error(format!("{} objects are not copied", class.name()))),
    }
}
