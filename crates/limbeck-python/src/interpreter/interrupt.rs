//! Stopping a script from another thread.

use rustpython_vm::signal::{UserSignalReceiver, UserSignalSender, user_signal_channel};

/// Stops what an interpreter is running; may be used from any thread.
#[derive(Clone, Debug)]
pub struct InterruptHandle {
    sender: UserSignalSender,
}

impl InterruptHandle {
    pub(super) fn new() -> (Self, UserSignalReceiver) {
        let (sender, receiver) = user_signal_channel();
        (Self { sender }, receiver)
    }

    /// Raises `KeyboardInterrupt` in the Python code that runs, at its next instruction. A
    /// handler that is answering a call is not disturbed; the exception comes after it.
    pub fn interrupt(&self) {
        let raise = Box::new(|vm: &rustpython_vm::VirtualMachine| {
            let class = vm.ctx.exceptions.keyboard_interrupt.to_owned();
            Err(vm.new_exception_empty(class))
        });
        // The interpreter is gone: nothing is left to stop.
        let _ = self.sender.send(raise);
    }
}
