//! What scripts leave behind, and when it is collected.

use rustpython_vm::{
    AsObject, PyRef, VirtualMachine,
    builtins::{PyFunction, PyModule},
    gc_state::gc_state,
};

/// After so many new objects they are searched for cycles. Most objects belong to the modules
/// that stay, and what a migration leaves is collected between scripts: this is only for a
/// script that makes many cycles by itself.
const NEW_OBJECTS: u32 = 100_000;

/// After so many scripts what they left is collected: tables and their columns, which refer to
/// each other.
const SCRIPTS_PER_COLLECTION: usize = 64;

/// Sets the collector of this process up.
pub(super) fn set_up() {
    gc_state().set_threshold(NEW_OBJECTS, None, None);
}

/// Called after every script with the number of scripts so far.
pub(super) fn script_done(count: usize) {
    if count == 1 {
        // The stand-ins stay for good: later collections need not look at them.
        gc_state().freeze();
    } else if count.is_multiple_of(SCRIPTS_PER_COLLECTION) {
        gc_state().collect(2);
    }
}

/// Frees a module. Its functions hold its variables, and these the functions: if nothing else
/// holds either, the circle is cut here. The collector would not find all such circles, as it
/// does not follow a function to the one that computes its annotations.
pub(super) fn release(module: PyRef<PyModule>, vm: &VirtualMachine) {
    let variables = module.dict();
    let mut functions = 0;
    for (_, value) in &variables {
        if value.downcast_ref::<PyFunction>().is_none() {
            continue;
        }
        let annotate = vm
            .get_attribute_opt(value.clone(), "__annotate__")
            .ok()
            .flatten()
            .filter(|annotate| annotate.downcast_ref::<PyFunction>().is_some());
        // Whoever holds it, and this loop.
        if value.strong_count() > 2 || annotate.as_ref().is_some_and(|it| it.strong_count() > 2) {
            return;
        }
        functions += 1 + usize::from(annotate.is_some());
    }
    // `variables`, the module, and every function.
    let is_alone = module.as_object().strong_count() == 1
        && variables.as_object().strong_count() == 2 + functions;
    if is_alone {
        variables.clear();
    }
}

#[cfg(test)]
mod tests {
    use crate::{Handler, Interpreter, Raise, Settings, Tree, compile};

    struct Nothing;

    impl Handler for Nothing {
        fn call(&self, _: &str, _: Tree) -> Result<Tree, Raise> {
            Ok(Tree::None)
        }
    }

    /// Runs a script that makes an object, and then asks whether that is still there.
    fn check(source: &str, is_kept: bool) {
        let interpreter = Interpreter::new(Settings::default());
        let run = |source: &str| {
            let script = compile("versions/a.py".as_ref(), source).expect("valid");
            let module = interpreter.load_script(script, &Nothing).expect("loaded");
            let called = interpreter.call_function(&module, "upgrade", &Nothing);
            interpreter.unload(module);
            called
        };
        let before = "import sys, weakref\n\
            class Thing:\n    pass\n\
            def upgrade():\n    sys.Thing = Thing\n";
        run(before).expect("it runs");
        let script = format!(
            "import sys, weakref\nthing = sys.Thing()\nsys.thing = weakref.ref(thing)\n{source}"
        );
        run(&script).expect("it runs");
        let after = "import sys\ndef upgrade():\n    \
            kept = getattr(sys, 'kept', None)\n    \
            assert (sys.thing() is not None) == IS_KEPT\n    \
            if kept is not None: assert kept() is sys.thing()\n";
        let is_kept = if is_kept { "True" } else { "False" };
        run(&after.replace("IS_KEPT", is_kept)).expect(source);
    }

    #[test]
    fn a_script_leaves_nothing_behind() {
        check("def upgrade(): pass\n", false);
        check(
            "def upgrade() -> None:\n    helper()\ndef helper():\n    return thing\n",
            false,
        );
        check("revision: str = 'a'\ndef upgrade(): pass\n", false);
        check("def upgrade(x: int = 1) -> None: pass\n", false);
    }

    #[test]
    fn what_somebody_holds_stays_whole() {
        check(
            "def upgrade():\n    sys.kept = helper\ndef helper():\n    return thing\n",
            true,
        );
        check("def upgrade():\n    sys.kept = lambda: thing\n", true);
        check(
            "class Kept:\n    def __new__(cls): return thing\ndef upgrade():\n    sys.kept = Kept\n",
            true,
        );
    }
}
