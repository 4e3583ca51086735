//! The pieces of Python in a template, each by itself.

use std::path::Path;

use limbeck_diagnostics::Diagnostic;

use super::super::nodes::{Kind, Node};
use super::super::of_template;
use super::super::printer::Printer;

/// Compiles every piece of Python by itself, so that a mistake shows at its own line, and no piece can close
/// the brackets of another.
///
/// # Errors
/// A [`Diagnostic`] with the line.
pub(in super::super) fn check(nodes: &[Node], path: &Path) -> Result<(), Box<Diagnostic>> {
    for node in nodes {
        let mut printer = Printer::default();
        print(node, &mut printer);
        let printed = printer.finish();
        if !printed.source.is_empty() {
            crate::compile(path, &printed.source)
                .map_err(|diagnostic| of_template(diagnostic, &printed.lines))?;
        }
        check(node.body(), path)?;
    }
    Ok(())
}

fn print(node: &Node, printer: &mut Printer) {
    let line = node.line;
    match &node.kind {
        Kind::Expression { code, filters } => {
            // Other brackets than those it will stand in: it cannot close them.
            printer.line(line, &format!("[{code}\n]"));
            printer.line(line, &format!("[{filters}\n]"));
        }
        Kind::Code(code) => {
            printer.enter(line, "def block():");
            printer.block(line, code);
            printer.line(line, "pass");
            printer.leave();
        }
        Kind::ModuleCode(code) => printer.block(line, code),
        Kind::Call(call) => {
            printer.line(line, &format!("[{}\n]", call.expression));
            printer.line(line, &format!("def body({}): pass", call.arguments));
        }
        Kind::Def(def) => {
            printer.line(line, &format!("def {}: pass", def.signature));
            printer.line(line, &format!("[{}]", def.filters));
        }
        Kind::Block(block) => {
            printer.line(line, &format!("def block({}): pass", block.arguments));
            printer.line(line, &format!("[{}]", block.filters));
        }
        Kind::Page { arguments, filters } => {
            printer.line(line, &format!("def page({arguments}): pass"));
            printer.line(line, &format!("[{filters}]"));
        }
        Kind::Verbatim { filters, .. } => printer.line(line, &format!("[{filters}]")),
        Kind::Control { keyword, text } => {
            if let Some(before) = keyword.needs() {
                printer.line(line, before);
            }
            printer.enter(line, text);
            printer.line(line, "pass");
            printer.leave();
            if let Some(after) = keyword.wants() {
                printer.line(line, after);
            }
        }
        Kind::Text(_) | Kind::End(_) => {}
    }
}
