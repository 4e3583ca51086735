//! [`CommandLine`]: the command and its options, as `env.py` finds them in `config.cmd_opts`.

use limbeck_python::Tree;

/// The verb of the command and its options under Alembic's names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CommandLine {
    options: Vec<(Tree, Tree)>,
}

impl CommandLine {
    /// A verb without options.
    pub fn new(verb: &str) -> Self {
        Self::default().text("command", verb)
    }

    fn with(mut self, name: &str, value: Tree) -> Self {
        self.options.push((Tree::Str(name.to_owned()), value));
        self
    }

    /// The same with a text.
    #[must_use]
    pub fn text(self, name: &str, value: &str) -> Self {
        self.with(name, Tree::Str(value.to_owned()))
    }

    /// The same with a text or `None`.
    #[must_use]
    pub fn optional(self, name: &str, value: Option<&str>) -> Self {
        self.with(
            name,
            value.map_or(Tree::None, |value| Tree::Str(value.to_owned())),
        )
    }

    /// The same with a flag.
    #[must_use]
    pub fn flag(self, name: &str, value: bool) -> Self {
        self.with(name, Tree::Bool(value))
    }

    /// The same with a list.
    #[must_use]
    pub fn list(self, name: &str, values: &[String]) -> Self {
        let values = values
            .iter()
            .map(|value| Tree::Str(value.clone()))
            .collect();
        self.with(name, Tree::List(values))
    }

    /// The same with a list, or `None` if it is empty: an option that may be repeated.
    #[must_use]
    pub fn repeated(self, name: &str, values: &[String]) -> Self {
        if values.is_empty() {
            self.with(name, Tree::None)
        } else {
            self.list(name, values)
        }
    }

    /// `sys.argv`, as Alembic's own command line has it.
    pub(crate) fn program_arguments(&self) -> Vec<String> {
        let verb = self.options.iter().filter_map(|option| match option {
            (Tree::Str(name), Tree::Str(value)) if name == "command" => Some(value.clone()),
            _ => None,
        });
        std::iter::once("alembic".to_owned()).chain(verb).collect()
    }

    /// The options as a dict.
    pub(crate) fn tree(&self) -> Tree {
        Tree::Dict(self.options.clone())
    }
}
