//! [`CommandLine`]: the command and its options, as `env.py` finds them in `config.cmd_opts`.

#[cfg(feature = "python")]
use limbeck_python::Tree;

/// The value of an option.
#[derive(Clone, Debug, PartialEq)]
enum OptionValue {
    None,
    Text(String),
    Flag(bool),
    List(Vec<String>),
}

/// The verb of the command and its options under Alembic's names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CommandLine {
    options: Vec<(String, OptionValue)>,
}

impl CommandLine {
    /// A verb without options.
    pub fn new(verb: &str) -> Self {
        Self::default().text("command", verb)
    }

    fn with(mut self, name: &str, value: OptionValue) -> Self {
        self.options.push((name.to_owned(), value));
        self
    }

    /// The same with a text.
    #[must_use]
    pub fn text(self, name: &str, value: &str) -> Self {
        self.with(name, OptionValue::Text(value.to_owned()))
    }

    /// The same with a text or `None`.
    #[must_use]
    pub fn optional(self, name: &str, value: Option<&str>) -> Self {
        self.with(
            name,
            value.map_or(OptionValue::None, |value| {
                OptionValue::Text(value.to_owned())
            }),
        )
    }

    /// The same with a flag.
    #[must_use]
    pub fn flag(self, name: &str, value: bool) -> Self {
        self.with(name, OptionValue::Flag(value))
    }

    /// The same with a list.
    #[must_use]
    pub fn list(self, name: &str, values: &[String]) -> Self {
        self.with(name, OptionValue::List(values.to_vec()))
    }

    /// The same with a list, or `None` if it is empty: an option that may be repeated.
    #[must_use]
    pub fn repeated(self, name: &str, values: &[String]) -> Self {
        if values.is_empty() {
            self.with(name, OptionValue::None)
        } else {
            self.list(name, values)
        }
    }

    /// `sys.argv`, as Alembic's own command line has it.
    #[cfg(feature = "python")]
    pub(crate) fn program_arguments(&self) -> Vec<String> {
        let verb = self.options.iter().filter_map(|option| match option {
            (name, OptionValue::Text(value)) if name == "command" => Some(value.clone()),
            _ => None,
        });
        std::iter::once("alembic".to_owned()).chain(verb).collect()
    }

    /// The options as a dict.
    #[cfg(feature = "python")]
    pub(crate) fn tree(&self) -> Tree {
        let text = |text: &String| Tree::Str(text.clone());
        let options = self.options.iter().map(|(name, value)| {
            let value = match value {
                OptionValue::None => Tree::None,
                OptionValue::Text(value) => text(value),
                OptionValue::Flag(value) => Tree::Bool(*value),
                OptionValue::List(values) => Tree::List(values.iter().map(text).collect()),
            };
            (text(name), value)
        });
        Tree::Dict(options.collect())
    }
}
