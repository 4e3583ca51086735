//! `logging.*`: the stand-in for Python's `logging`, whose state is a [`Log`](crate::Log).

use std::path::{Path, PathBuf};

use limbeck_project::ProjectError;
use limbeck_project::ini::Ini;
use limbeck_project::logging::{Formatter, Handler, Level, LoggingConfig, Target};
use limbeck_python::{Raise, Tree};

use super::arguments::Arguments;
use super::{Environment, raise_failure};

impl Environment<'_, '_> {
    pub(super) fn logging_call(&self, name: &str, arguments: &Arguments) -> Result<Tree, Raise> {
        let log = &self.run.log;
        if name == "log" {
            let level = level(arguments, "level")?;
            log.log(arguments.text("logger")?, level, arguments.text("message")?);
            return Ok(Tree::None);
        }
        if let Some(config) = self.logging_config(name, arguments)? {
            for warning in &config.warnings {
                log.observer().warning("UserWarning", &warning.message);
            }
            let disable_existing = arguments.flag("disable_existing_loggers")?;
            log.loggers().configure(&config, disable_existing);
            return Ok(Tree::None);
        }
        let mut loggers = log.loggers();
        match name {
            "get_logger" => loggers.get(arguments.text("logger")?),
            "set_level" => loggers.set_level(arguments.text("logger")?, level(arguments, "level")?),
            "effective_level" => {
                let Level(level) = loggers.effective_level(arguments.text("logger")?);
                return Ok(Tree::Int(level.into()));
            }
            "is_enabled_for" => {
                let level = level(arguments, "level")?;
                return Ok(Tree::Bool(
                    loggers.is_enabled_for(arguments.text("logger")?, level),
                ));
            }
            "has_handlers" => {
                return Ok(Tree::Bool(
                    !loggers.handlers(arguments.text("logger")?).is_empty(),
                ));
            }
            "set_propagate" => {
                loggers.set_propagate(arguments.text("logger")?, arguments.flag("propagate")?);
            }
            "set_disabled" => {
                loggers.set_disabled(arguments.text("logger")?, arguments.flag("disabled")?);
            }
            "add_handler" => {
                let described =
                    Arguments::new("logging.add_handler", arguments.get("handler").clone());
                loggers.add_handler(arguments.text("logger")?, handler(&described)?);
            }
            "remove_handler" => {
                loggers.remove_handler(arguments.text("logger")?, arguments.text("key")?);
            }
            "clear_root" => loggers.clear_handlers(""),
            "disable_existing" => loggers.disable_existing(&arguments.texts("keep")?),
            "disable" => loggers.disable(level(arguments, "level")?),
            _ => return Err(super::unknown_call("logging", name)),
        }
        Ok(Tree::None)
    }

    /// The configuration that `fileConfig` asks for, if the call is one.
    fn logging_config(
        &self,
        name: &str,
        arguments: &Arguments,
    ) -> Result<Option<LoggingConfig>, Raise> {
        let config = match name {
            "file_config" => match arguments.optional_text("path")? {
                None => LoggingConfig::parse(self.configuration.borrow().ini()),
                Some(path) => self.config_of_file(Path::new(path), arguments),
            },
            "file_config_text" => {
                let path = PathBuf::from(arguments.optional_text("path")?.unwrap_or("logging.ini"));
                parse(&path, arguments.text("text")?, Vec::new())
            }
            _ => return Ok(None),
        };
        config
            .map(Some)
            .map_err(|error| raise_failure(error.into()))
    }

    fn config_of_file(
        &self,
        path: &Path,
        arguments: &Arguments,
    ) -> Result<LoggingConfig, ProjectError> {
        let defaults = match arguments.get("defaults") {
            Tree::Dict(pairs) => pairs
                .iter()
                .filter_map(|pair| match pair {
                    (Tree::Str(name), Tree::Str(value)) => Some((name.clone(), value.clone())),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        };
        let full = self.configuration.borrow().working_directory().join(path);
        let text = std::fs::read_to_string(&full).map_err(|error| ProjectError::Unreadable {
            path: path.to_owned(),
            reason: error.to_string(),
        })?;
        parse(path, &text, defaults)
    }
}

fn parse(
    path: &Path,
    text: &str,
    defaults: Vec<(String, String)>,
) -> Result<LoggingConfig, ProjectError> {
    let mut ini = Ini::with_defaults(defaults);
    ini.read(path, text)?;
    LoggingConfig::parse(&ini)
}

fn level(arguments: &Arguments, name: &str) -> Result<Level, Raise> {
    match arguments.get(name) {
        Tree::Int(level) => Ok(Level(i32::try_from(*level).unwrap_or(i32::MAX))),
        _ => Err(Raise::new("TypeError", "a level must be an integer")),
    }
}

/// A handler that Python made.
fn handler(described: &Arguments) -> Result<Handler, Raise> {
    let target = match described.text("target")? {
        "stdout" => Target::Stdout,
        "nowhere" => Target::Nowhere,
        "file" => Target::File {
            path: described.text("path")?.into(),
            append: described.flag("append")?,
        },
        _ => Target::Stderr,
    };
    let formatter = Formatter::new(
        described.optional_text("format")?,
        described.optional_text("datefmt")?,
        described.optional_text("style")?.unwrap_or("%"),
    )
    .map_err(|error| Raise::new("ValueError", error.to_string()))?;
    Ok(Handler {
        name: described.text("key")?.to_owned(),
        level: level(described, "level")?,
        formatter,
        target,
    })
}
