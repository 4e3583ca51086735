//! Values that only the application's own Python could compute, where one is needed.

use std::path::PathBuf;

use limbeck_diagnostics::{Diagnostic, SourceLocation};
use limbeck_python::{Node, Raise, Tree};

use super::arguments::node_text;

/// The kind of the node that stands for such a value.
pub(super) const KIND: &str = "placeholder";

/// The way out for a URL.
const URL_HELP: &str = "Give the database with --url or LIMBECK_DATABASE_URL.";

/// The node behind a tree, if it stands for such a value.
pub(super) fn node(tree: &Tree) -> Option<&Node> {
    match tree {
        Tree::Node(node) if node.kind == KIND => Some(node),
        _ => None,
    }
}

/// What a message calls it: `settings.x`, with the import that it comes from.
pub(super) fn description(node: &Node) -> String {
    let text = node_text(node, "text").unwrap_or("an imported value");
    match node_text(node, "module") {
        Some(module) => format!("`{text}` of `{module}`"),
        None => format!("`{text}`"),
    }
}

/// The error where the value is needed.
pub(super) fn raise(node: &Node) -> Raise {
    let message = format!("The value of {} is needed here.", description(node));
    carry(
        diagnostic("opaque-value", message, node).help(
            "Write the value into env.py itself, or read it there from an environment variable.",
        ),
    )
}

/// The error for a URL that depends on it.
pub(super) fn url(node: &Node) -> Raise {
    let message = format!(
        "The database URL depends on {}, which only the application's own Python can compute.",
        description(node)
    );
    carry(diagnostic("opaque-url", message, node).help(URL_HELP))
}

/// The error where `env.py` is over and nothing has been run: what was imported may have been to run it.
pub(super) fn nothing_run(node: &Node) -> Diagnostic {
    let message = "env.py has ended without running migrations.".to_owned();
    diagnostic("nothing-run", message, node).help(
        "If this import was to run them, call context.configure() and context.run_migrations() in env.py itself.",
    )
}

fn diagnostic(code: &'static str, message: String, node: &Node) -> Diagnostic {
    let mut diagnostic = Diagnostic::error(code, message);
    if let Some(path) = node_text(node, "path") {
        let line = match node.fields.get("line") {
            Some(Tree::Int(line)) => usize::try_from(*line).ok(),
            _ => None,
        };
        diagnostic = diagnostic.at(match line {
            Some(line) => SourceLocation::line(PathBuf::from(path), line),
            None => SourceLocation::file(PathBuf::from(path)),
        });
    }
    let module = node_text(node, "module").unwrap_or("its module");
    diagnostic.note(match node_text(node, "cause") {
        Some(cause) => format!("`{module}` {cause}."),
        None => format!("`{module}` is not part of this project."),
    })
}

fn carry(diagnostic: Diagnostic) -> Raise {
    Raise {
        // Not an `Exception`: a broad `except` must not turn it into a guess.
        class: crate::failure::UNKNOWN,
        message: diagnostic.message.clone(),
        diagnostic: Some(Box::new(diagnostic)),
        details: Tree::None,
    }
}
