//! The logging sections of an ini file.

use limbeck_diagnostics::{Diagnostic, SourceLocation};

use super::handler::target;
use super::{Formatter, Handler, Level, Target};
use crate::ProjectError;
use crate::ini::Ini;
use crate::python::{parse_int, repr, strip};

/// A configured logger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggerConfig {
    /// Its dotted name; empty for the root.
    pub qualname: String,
    /// Its level; `None` leaves it as it is.
    pub level: Option<Level>,
    /// Its handlers, as places in [`LoggingConfig::handlers`].
    pub handlers: Vec<usize>,
    /// Whether records go on to the handlers of its parent.
    pub propagate: bool,
}

/// What the `[loggers]`, `[handlers]` and `[formatters]` sections say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggingConfig {
    /// The handlers in order.
    pub handlers: Vec<Handler>,
    /// The root logger.
    pub root: LoggerConfig,
    /// The other loggers in order.
    pub loggers: Vec<LoggerConfig>,
    /// What is treated differently than Python would, because only Python could do it.
    pub warnings: Vec<Diagnostic>,
}

impl LoggingConfig {
    /// Reads the sections as `logging.config.fileConfig` does.
    ///
    /// A handler of a class that only Python has writes to standard error instead, a formatter
    /// of such a class is an ordinary one, and a field that no record has stays as written: log
    /// lines are not worth refusing to migrate. Each is a warning.
    ///
    /// # Errors
    /// A section, option, handler or formatter that is missing, an unknown level, a malformed
    /// format, a value that cannot be interpolated.
    pub fn parse(ini: &Ini) -> Result<Self, ProjectError> {
        let mut reader = Reader {
            ini,
            warnings: Vec::new(),
        };
        let formatters = reader.formatters()?;
        let handlers = reader.handlers(&formatters)?;
        let (root, loggers) = reader.loggers(&handlers)?;
        Ok(Self {
            handlers,
            root,
            loggers,
            warnings: reader.warnings,
        })
    }
}

struct Reader<'a> {
    ini: &'a Ini,
    warnings: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn formatters(&mut self) -> Result<Vec<(String, Formatter)>, ProjectError> {
        let mut formatters = Vec::new();
        for name in self.keys("formatters")? {
            let section = format!("formatter_{name}");
            self.require_section(&section)?;
            let raw = |option: &str| {
                self.ini
                    .raw(&section, option)
                    .map(|option| option.value.as_str())
            };
            let formatter =
                Formatter::new(raw("format"), raw("datefmt"), raw("style").unwrap_or("%"))
                    .map_err(|error| {
                        self.error(&section, "format", error.to_string(), "Correct the format.")
                    })?;
            for field in formatter.unknown_fields() {
                let message = format!("no log record has the field {}", repr(field));
                let warning = self.warning(&section, "format", message, "It is left as written.");
                self.warnings.push(warning);
            }
            if let Some(class) = self.ini.get(&section, "class")?
                && !matches!(class.as_str(), "" | "logging.Formatter")
            {
                let message = format!("the formatter class {class} is not known");
                let help = "The ordinary formatter is used in its place.";
                let warning = self.warning(&section, "class", message, help);
                self.warnings.push(warning);
            }
            formatters.push((name, formatter));
        }
        Ok(formatters)
    }

    fn handlers(
        &mut self,
        formatters: &[(String, Formatter)],
    ) -> Result<Vec<Handler>, ProjectError> {
        let mut handlers = Vec::new();
        for name in self.keys("handlers")? {
            let section = format!("handler_{name}");
            self.require_section(&section)?;
            let class = self.required(&section, "class")?;
            let formatter = self.ini.get(&section, "formatter")?.unwrap_or_default();
            let args = self.ini.get(&section, "args")?;
            let kwargs = self.ini.get(&section, "kwargs")?;
            let target = match target(
                &class,
                args.as_deref().unwrap_or("()"),
                kwargs.as_deref().unwrap_or("{}"),
            ) {
                Ok(target) => target,
                Err(reason) => {
                    let message = format!("the log handler {} is not known: {reason}", repr(&name));
                    let help = "Its records go to standard error.";
                    let warning = self.warning(&section, "class", message, help);
                    self.warnings.push(warning);
                    Target::Stderr
                }
            };
            let level = self.level(&section)?.unwrap_or(Level::NOTSET);
            let formatter = if formatter.is_empty() {
                Formatter::message_only()
            } else {
                let known = formatters.iter().rev().find(|(name, _)| *name == formatter);
                match known {
                    Some((_, formatter)) => formatter.clone(),
                    None => {
                        let message = format!("there is no formatter {}", repr(&formatter));
                        let help = "Add it to the keys of [formatters].";
                        return Err(self.error(&section, "formatter", message, help));
                    }
                }
            };
            handlers.push(Handler {
                name,
                level,
                formatter,
                target,
            });
        }
        Ok(handlers)
    }

    fn loggers(
        &self,
        handlers: &[Handler],
    ) -> Result<(LoggerConfig, Vec<LoggerConfig>), ProjectError> {
        let mut names = self.keys("loggers")?;
        let Some(root) = names.iter().position(|name| name == "root") else {
            let message = "the keys of [loggers] do not have root".to_owned();
            return Err(self.error("loggers", "keys", message, "Add root to the keys."));
        };
        names.remove(root);
        let root = self.logger("root", handlers)?;
        let loggers = names
            .iter()
            .map(|name| self.logger(name, handlers))
            .collect::<Result<_, _>>()?;
        Ok((root, loggers))
    }

    fn logger(&self, name: &str, handlers: &[Handler]) -> Result<LoggerConfig, ProjectError> {
        let section = format!("logger_{name}");
        self.require_section(&section)?;
        let is_root = name == "root";
        let qualname = if is_root {
            String::new()
        } else {
            self.required(&section, "qualname")?
        };
        let propagate = match self.ini.get(&section, "propagate")? {
            Some(text) if !is_root => match parse_int(&text) {
                Some(value) => value != 0,
                None => {
                    let message =
                        format!("invalid literal for int() with base 10: {}", repr(&text));
                    let help = "Set propagate to 0 or 1.";
                    return Err(self.error(&section, "propagate", message, help));
                }
            },
            _ => true,
        };
        let level = self.level(&section)?;
        let handlers = split(&self.required(&section, "handlers")?)
            .into_iter()
            .map(|name| {
                let place = handlers.iter().rposition(|handler| handler.name == name);
                place.ok_or_else(|| {
                    let message = format!("there is no handler {}", repr(&name));
                    let help = "Add it to the keys of [handlers].";
                    self.error(&section, "handlers", message, help)
                })
            })
            .collect::<Result<_, _>>()?;
        Ok(LoggerConfig {
            qualname,
            level,
            handlers,
            propagate,
        })
    }

    /// The names in the option `keys` of a section.
    fn keys(&self, section: &str) -> Result<Vec<String>, ProjectError> {
        self.require_section(section)?;
        Ok(split(&self.required(section, "keys")?))
    }

    fn level(&self, section: &str) -> Result<Option<Level>, ProjectError> {
        let Some(name) = self.ini.get(section, "level")? else {
            return Ok(None);
        };
        match Level::from_name(&name) {
            Some(level) => Ok(Some(level)),
            None => {
                let message = format!("Unknown level: {}", repr(&name));
                let help = "Use DEBUG, INFO, WARNING, ERROR or CRITICAL.";
                Err(self.error(section, "level", message, help))
            }
        }
    }

    fn require_section(&self, section: &str) -> Result<(), ProjectError> {
        if self.ini.has_section(section) {
            return Ok(());
        }
        let message = format!("there is no section [{section}] for the configuration of logging");
        let help = "Add the section, or take the call of fileConfig out of env.py if logging is not to \
             be configured.";
        Err(self.error(section, "", message, help))
    }

    fn required(&self, section: &str, option: &str) -> Result<String, ProjectError> {
        match self.ini.get(section, option)? {
            Some(value) => Ok(value),
            None => {
                let message = format!("the section [{section}] has no option {}", repr(option));
                let help = format!("Add `{option} =` to the section.");
                Err(self.error(section, option, message, &help))
            }
        }
    }

    fn line(&self, section: &str, option: &str) -> Option<usize> {
        self.ini.raw(section, option).and_then(|option| option.line)
    }

    fn error(&self, section: &str, option: &str, message: String, help: &str) -> ProjectError {
        ProjectError::Logging {
            path: self.ini.path().map(Into::into),
            line: self.line(section, option),
            message,
            help: help.to_owned(),
        }
    }

    fn warning(&self, section: &str, option: &str, message: String, help: &str) -> Diagnostic {
        let mut warning = Diagnostic::warning("logging", message).help(help);
        warning.location = self
            .ini
            .path()
            .map(|path| match self.line(section, option) {
                Some(line) => SourceLocation::line(path, line),
                None => SourceLocation::file(path),
            });
        warning
    }
}

/// The names in a list with commas; none if it is empty.
fn split(list: &str) -> Vec<String> {
    if list.is_empty() {
        return Vec::new();
    }
    list.split(',').map(|name| strip(name).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// What Alembic's own template has, with one logger of the caller's.
    fn parse(logger: &str, handler: &str, formatter: &str) -> Result<LoggingConfig, ProjectError> {
        let mut ini = Ini::default();
        let text = format!(
            "[loggers]\nkeys = root, a\n[handlers]\nkeys = console\n[formatters]\nkeys = generic\n\
             [logger_root]\nlevel = WARNING\nhandlers = console\nqualname =\n\
             [logger_a]\n{logger}\n[handler_console]\n{handler}\n[formatter_generic]\n{formatter}\n"
        );
        ini.read(Path::new("alembic.ini"), &text)?;
        LoggingConfig::parse(&ini)
    }

    const LOGGER: &str = "level = INFO\nhandlers =\nqualname = alembic";
    const HANDLER: &str =
        "class = StreamHandler\nargs = (sys.stderr,)\nlevel = NOTSET\nformatter = generic";
    const FORMATTER: &str = "format = %(levelname)-5.5s [%(name)s] %(message)s\ndatefmt = %H:%M:%S";

    #[test]
    fn the_template_of_alembic() {
        let config = parse(LOGGER, HANDLER, FORMATTER).unwrap();
        assert_eq!(config.root.level, Some(Level::WARNING));
        assert_eq!(config.root.handlers, [0]);
        assert_eq!(config.handlers[0].target, Target::Stderr);
        assert_eq!(
            config.loggers,
            [LoggerConfig {
                qualname: "alembic".to_owned(),
                level: Some(Level::INFO),
                handlers: vec![],
                propagate: true,
            }]
        );
        assert_eq!(config.warnings, []);
    }

    #[track_caller]
    fn check_error(logger: &str, handler: &str, formatter: &str, expected: &str) {
        let error = parse(logger, handler, formatter).unwrap_err();
        let diagnostic = Diagnostic::from(error);
        let place = diagnostic.location.map(|place| place.to_string());
        assert_eq!(
            format!("{}: {}", place.unwrap_or_default(), diagnostic.message),
            expected
        );
    }

    #[test]
    fn errors() {
        check_error(
            "level = info\nqualname = a\nhandlers =",
            HANDLER,
            FORMATTER,
            "alembic.ini:12: Unknown level: 'info'",
        );
        check_error(
            "qualname = a\nhandlers = x",
            HANDLER,
            FORMATTER,
            "alembic.ini:13: there is no handler 'x'",
        );
        check_error(
            "qualname = a\nhandlers =\npropagate = no",
            HANDLER,
            FORMATTER,
            "alembic.ini:14: invalid literal for int() with base 10: 'no'",
        );
        check_error(
            "qualname = a",
            HANDLER,
            FORMATTER,
            "alembic.ini: the section [logger_a] has no option 'handlers'",
        );
        check_error(
            LOGGER,
            "",
            FORMATTER,
            "alembic.ini: the section [handler_console] has no option 'class'",
        );
        check_error(
            LOGGER,
            "class = StreamHandler\nformatter = x",
            FORMATTER,
            "alembic.ini:17: there is no formatter 'x'",
        );
        check_error(
            LOGGER,
            HANDLER,
            "format = x",
            "alembic.ini:21: Invalid format 'x' for '%' style",
        );
        let mut ini = Ini::default();
        ini.read(
            Path::new("a.ini"),
            "[formatters]\nkeys =\n[handlers]\nkeys =\n[loggers]\nkeys = a",
        )
        .unwrap();
        let error = LoggingConfig::parse(&ini).unwrap_err();
        assert_eq!(error.to_string(), "the keys of [loggers] do not have root");
        let error = LoggingConfig::parse(&Ini::default()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "there is no section [formatters] for the configuration of logging"
        );
    }

    #[test]
    fn what_only_python_has_is_a_warning() {
        let config = parse(
            LOGGER,
            "class = rich.logging.RichHandler\nformatter = generic",
            "format = %(levelprefix)s %(message)s\nclass = uvicorn.logging.DefaultFormatter",
        )
        .unwrap();
        assert_eq!(config.handlers[0].target, Target::Stderr);
        let messages: Vec<_> = config.warnings.iter().map(|w| w.message.as_str()).collect();
        assert_eq!(
            messages,
            [
                "no log record has the field 'levelprefix'",
                "the formatter class uvicorn.logging.DefaultFormatter is not known",
                "the log handler 'console' is not known: the class rich.logging.RichHandler is \
                 not known",
            ]
        );
    }
}
