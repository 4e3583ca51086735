//! The tree of loggers: levels, propagation, and what `fileConfig` switches off.

use std::collections::BTreeMap;

use super::{Formatter, Handler, Level, LocalZone, LoggerConfig, LoggingConfig, Record, Target};

/// The loggers that Alembic and what it imports have made by the time an `env.py` runs. Those that
/// a `fileConfig` does not configure are switched off by it.
const AT_START: &[&str] = &[
    "alembic",
    "alembic.autogenerate.api",
    "alembic.autogenerate.compare",
    "alembic.autogenerate.compare.comments",
    "alembic.autogenerate.compare.constraints",
    "alembic.autogenerate.compare.schema",
    "alembic.autogenerate.compare.server_defaults",
    "alembic.autogenerate.compare.tables",
    "alembic.autogenerate.compare.types",
    "alembic.config",
    "alembic.ddl.impl",
    "alembic.ddl.postgresql",
    "alembic.ext.checkconstraint_byname",
    "alembic.runtime.migration",
    "alembic.runtime.plugins",
    "alembic.util.messaging",
    "asyncio",
    "concurrent.futures",
    "sqlalchemy",
];

/// The state of Python's `logging` module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loggers {
    handlers: Vec<Handler>,
    root: Logger,
    named: BTreeMap<String, Logger>,
    /// Records up to this level are dropped: `logging.disable`.
    disabled_up_to: Option<Level>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Logger {
    level: Level,
    /// Places in [`Loggers::handlers`].
    handlers: Vec<usize>,
    propagate: bool,
    disabled: bool,
}

impl Logger {
    fn new(level: Level) -> Self {
        Self {
            level,
            handlers: Vec::new(),
            propagate: true,
            disabled: false,
        }
    }

    fn configure(&mut self, config: &LoggerConfig, first_handler: usize) {
        if let Some(level) = config.level {
            self.level = level;
        }
        self.handlers = config
            .handlers
            .iter()
            .map(|at| at + first_handler)
            .collect();
        self.propagate = config.propagate;
        self.disabled = false;
    }
}

/// A line to write, without its line end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Emission<'a> {
    /// Where to.
    pub target: &'a Target,
    /// The text.
    pub line: String,
}

impl Default for Loggers {
    fn default() -> Self {
        Self::new()
    }
}

impl Loggers {
    /// The state before any configuration: Alembic's loggers write nowhere, and what else is
    /// logged appears on standard error if it is a warning or worse.
    pub fn new() -> Self {
        let mut loggers = Self {
            handlers: vec![Handler {
                name: "null".to_owned(),
                level: Level::NOTSET,
                formatter: Formatter::message_only(),
                target: Target::Nowhere,
            }],
            root: Logger::new(Level::WARNING),
            named: BTreeMap::new(),
            disabled_up_to: None,
        };
        for name in AT_START {
            loggers.get(name);
        }
        // SQLAlchemy sets the level of its own when it is imported.
        loggers.set_level("sqlalchemy", Level::WARNING);
        if let Some(alembic) = loggers.named.get_mut("alembic") {
            alembic.handlers.push(0);
        }
        loggers
    }

    /// Makes a logger known: `logging.getLogger`. A logger that is first used after a
    /// configuration is not switched off by it.
    pub fn get(&mut self, name: &str) {
        if !self.named.contains_key(name) {
            self.named
                .insert(name.to_owned(), Logger::new(Level::NOTSET));
        }
    }

    /// Sets the level of a logger, the root's if the name is empty: `Logger.setLevel`.
    pub fn set_level(&mut self, name: &str, level: Level) {
        if name.is_empty() {
            self.root.level = level;
        } else {
            self.named
                .entry(name.to_owned())
                .or_insert_with(|| Logger::new(level))
                .level = level;
        }
    }

    /// Drops all records up to a level: `logging.disable`.
    pub fn disable(&mut self, up_to: Level) {
        self.disabled_up_to = Some(up_to);
    }

    /// Whether records of a logger go on to its parents: `Logger.propagate`.
    pub fn set_propagate(&mut self, name: &str, propagate: bool) {
        self.logger(name).propagate = propagate;
    }

    /// Switches a logger off or on: `Logger.disabled`.
    pub fn set_disabled(&mut self, name: &str, disabled: bool) {
        self.logger(name).disabled = disabled;
    }

    /// Gives a logger one more handler: `Logger.addHandler`. One that it has by that name already
    /// is replaced.
    pub fn add_handler(&mut self, name: &str, handler: Handler) {
        self.remove_handler(name, &handler.name);
        let place = self.handlers.len();
        self.handlers.push(handler);
        self.logger(name).handlers.push(place);
    }

    /// Takes a handler away from a logger: `Logger.removeHandler`.
    pub fn remove_handler(&mut self, name: &str, handler: &str) {
        let handlers = &self.handlers;
        let is_other = |place: &usize| {
            handlers
                .get(*place)
                .is_some_and(|known| known.name != handler)
        };
        let logger = if name.is_empty() {
            Some(&mut self.root)
        } else {
            self.named.get_mut(name)
        };
        if let Some(logger) = logger {
            logger.handlers.retain(is_other);
        }
    }

    /// Takes all handlers away from a logger.
    pub fn clear_handlers(&mut self, name: &str) {
        self.logger(name).handlers.clear();
    }

    /// Switches off every logger that is neither named in `keep` nor below one that is:
    /// `dictConfig(disable_existing_loggers=True)`.
    pub fn disable_existing(&mut self, keep: &[String]) {
        for (name, logger) in &mut self.named {
            let kept = keep.iter().any(|kept| {
                name.strip_prefix(kept.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            });
            logger.disabled = !kept;
        }
    }

    fn logger(&mut self, name: &str) -> &mut Logger {
        if name.is_empty() {
            return &mut self.root;
        }
        self.named
            .entry(name.to_owned())
            .or_insert_with(|| Logger::new(Level::NOTSET))
    }

    /// Applies a configuration: `logging.config.fileConfig`. Loggers that exist and are neither
    /// configured nor below a configured one are switched off if `disable_existing`.
    pub fn configure(&mut self, config: &LoggingConfig, disable_existing: bool) {
        let first_handler = self.handlers.len();
        self.handlers.extend(config.handlers.iter().cloned());
        self.root.configure(&config.root, first_handler);
        let existed: Vec<String> = self.named.keys().cloned().collect();
        for logger in &config.loggers {
            self.named
                .entry(logger.qualname.clone())
                .or_insert_with(|| Logger::new(Level::NOTSET))
                .configure(logger, first_handler);
        }
        let configured = |name: &str| config.loggers.iter().any(|logger| logger.qualname == name);
        // Only what is below a name that was known before counts as its child. The parents of a
        // logger are known with it.
        let was_known = |name: &str| {
            existed
                .iter()
                .any(|known| known == name || is_below(known, name))
        };
        let is_child = |name: &str| {
            config
                .loggers
                .iter()
                .any(|logger| was_known(&logger.qualname) && is_below(name, &logger.qualname))
        };
        for name in existed.iter().filter(|name| !configured(name)) {
            let Some(logger) = self.named.get_mut(name) else {
                continue;
            };
            if is_child(name) {
                logger.level = Level::NOTSET;
                logger.handlers.clear();
                logger.propagate = true;
            } else {
                logger.disabled = disable_existing;
            }
        }
    }

    /// Whether a record of this severity is made at all: `Logger.isEnabledFor`.
    pub fn is_enabled_for(&self, name: &str, level: Level) -> bool {
        let disabled = self.named.get(name).is_some_and(|logger| logger.disabled)
            || self.disabled_up_to.is_some_and(|up_to| level <= up_to);
        !disabled && level >= self.effective_level(name)
    }

    /// The level of the logger, or of the nearest parent that has one:
    /// `Logger.getEffectiveLevel`.
    pub fn effective_level(&self, name: &str) -> Level {
        self.chain(name)
            .map(|logger| logger.level)
            .find(|level| *level != Level::NOTSET)
            .unwrap_or(Level::NOTSET)
    }

    /// The handlers that a record of the logger reaches, its own first, then those of its parents
    /// as far as records propagate. Their own levels are not looked at.
    pub fn handlers(&self, name: &str) -> Vec<&Handler> {
        let mut handlers = Vec::new();
        for logger in self.chain(name) {
            handlers.extend(
                logger
                    .handlers
                    .iter()
                    .filter_map(|at| self.handlers.get(*at)),
            );
            if !logger.propagate {
                break;
            }
        }
        handlers
    }

    /// The lines that a record leads to. Where no handler is reached at all, warnings and worse
    /// go to standard error as they are.
    pub fn emit(&self, record: &Record<'_>, zone: LocalZone) -> Vec<Emission<'_>> {
        if !self.is_enabled_for(record.logger, record.level) {
            return Vec::new();
        }
        let handlers = self.handlers(record.logger);
        if handlers.is_empty() {
            return if record.level >= Level::WARNING {
                vec![Emission {
                    target: &Target::Stderr,
                    line: record.message.to_owned(),
                }]
            } else {
                Vec::new()
            };
        }
        handlers
            .into_iter()
            .filter(|handler| record.level >= handler.level)
            .filter(|handler| handler.target != Target::Nowhere)
            .map(|handler| Emission {
                target: &handler.target,
                line: handler.formatter.render(record, zone),
            })
            .collect()
    }

    /// The logger, its parents, and the root. A logger that is not known is as its parents are.
    fn chain<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Logger> {
        let names = std::iter::successors(Some(name), |name| {
            name.rsplit_once('.').map(|(parent, _)| parent)
        });
        names
            .filter_map(|name| self.named.get(name))
            .chain(std::iter::once(&self.root))
    }
}

/// Whether a logger is below another one in the tree.
fn is_below(name: &str, parent: &str) -> bool {
    name.strip_prefix(parent)
        .is_some_and(|rest| rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use std::path::Path;

    use super::*;
    use crate::ini::Ini;

    const SECTIONS: &str = "\
[loggers]
keys = root,sqlalchemy,alembic
[handlers]
keys = console,file
[formatters]
keys = generic
[logger_root]
level = WARNING
handlers = console
[logger_sqlalchemy]
level = WARNING
handlers =
qualname = sqlalchemy.engine
[logger_alembic]
level = INFO
handlers =
qualname = alembic
[handler_console]
class = StreamHandler
args = (sys.stderr,)
formatter = generic
[handler_file]
class = FileHandler
args = ('a.log',)
level = ERROR
[formatter_generic]
format = %(levelname)-5.5s [%(name)s] %(message)s
";

    fn config(changes: &[(&str, &str)]) -> LoggingConfig {
        let mut text = SECTIONS.to_owned();
        for (from, to) in changes {
            assert!(text.contains(from), "{from}");
            text = text.replace(from, to);
        }
        let mut ini = Ini::default();
        ini.read(Path::new("alembic.ini"), &text).unwrap();
        LoggingConfig::parse(&ini).unwrap()
    }

    #[track_caller]
    fn check(loggers: &Loggers, logger: &str, level: Level, expected: &[&str]) {
        let record = Record {
            logger,
            level,
            message: "hello",
            created: jiff::Timestamp::UNIX_EPOCH,
            started: jiff::Timestamp::UNIX_EPOCH,
            process: 1,
        };
        let found: Vec<String> = loggers
            .emit(&record, || TimeZone::UTC)
            .into_iter()
            .map(|emission| match emission.target {
                Target::File { path, .. } => format!("{}<{}", path.display(), emission.line),
                _ => emission.line,
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn before_any_configuration() {
        let loggers = Loggers::new();
        check(&loggers, "alembic.runtime.migration", Level::ERROR, &[]);
        check(&loggers, "app", Level::WARNING, &["hello"]);
        check(&loggers, "app", Level::INFO, &[]);
    }

    #[test]
    fn the_template_of_alembic() {
        let mut loggers = Loggers::new();
        loggers.get("app");
        loggers.configure(&config(&[]), true);
        let migration = "alembic.runtime.migration";
        check(
            &loggers,
            migration,
            Level::INFO,
            &["INFO  [alembic.runtime.migration] hello"],
        );
        check(&loggers, migration, Level::DEBUG, &[]);
        check(&loggers, "sqlalchemy.engine.Engine", Level::INFO, &[]);
        check(
            &loggers,
            "sqlalchemy.engine.Engine",
            Level::ERROR,
            &["ERROR [sqlalchemy.engine.Engine] hello"],
        );
        // Known before and not configured: switched off. Made afterwards: not.
        check(&loggers, "app", Level::ERROR, &[]);
        check(
            &loggers,
            "alembic.env",
            Level::INFO,
            &["INFO  [alembic.env] hello"],
        );
        check(&loggers, "later", Level::ERROR, &["ERROR [later] hello"]);
        check(&loggers, "later", Level::INFO, &[]);
    }

    #[test]
    fn existing_loggers_can_be_kept() {
        let mut loggers = Loggers::new();
        loggers.get("app");
        loggers.configure(&config(&[]), false);
        check(&loggers, "app", Level::ERROR, &["ERROR [app] hello"]);
    }

    #[test]
    fn loggers_that_are_not_configured_are_silent() {
        let mut loggers = Loggers::new();
        loggers.configure(&config(&[("qualname = alembic", "qualname = app")]), true);
        check(&loggers, "alembic.runtime.migration", Level::ERROR, &[]);
        check(&loggers, "app.x", Level::INFO, &["INFO  [app.x] hello"]);
    }

    #[test]
    fn what_is_below_a_configured_logger_is_kept() {
        let mut loggers = Loggers::new();
        loggers.get("app.x");
        loggers.configure(&config(&[("qualname = alembic", "qualname = app")]), true);
        check(&loggers, "app.x", Level::INFO, &["INFO  [app.x] hello"]);
    }

    #[test]
    fn handlers_and_propagation() {
        let mut loggers = Loggers::new();
        let own = "level = INFO\nhandlers = file, console\nqualname = alembic";
        let from = "level = INFO\nhandlers =\nqualname = alembic";
        loggers.configure(&config(&[(from, own)]), true);
        let name = "alembic.util.messaging";
        check(
            &loggers,
            name,
            Level::INFO,
            &["INFO  [alembic.util.messaging] hello"; 2],
        );
        check(
            &loggers,
            name,
            Level::ERROR,
            &[
                "a.log<hello",
                "ERROR [alembic.util.messaging] hello",
                "ERROR [alembic.util.messaging] hello",
            ],
        );
        let own = format!("{own}\npropagate = 0");
        loggers.configure(&config(&[(from, &own)]), true);
        check(
            &loggers,
            name,
            Level::INFO,
            &["INFO  [alembic.util.messaging] hello"],
        );
        let handlers: Vec<_> = loggers
            .handlers(name)
            .iter()
            .map(|h| h.name.as_str())
            .collect();
        assert_eq!(handlers, ["file", "console"]);
    }

    #[test]
    fn levels() {
        let mut loggers = Loggers::new();
        loggers.configure(&config(&[]), true);
        assert_eq!(loggers.effective_level("alembic.x.y"), Level::INFO);
        assert_eq!(loggers.effective_level("x"), Level::WARNING);
        loggers.set_level("alembic.x", Level::DEBUG);
        loggers.set_level("", Level::ERROR);
        assert_eq!(loggers.effective_level("alembic.x.y"), Level::DEBUG);
        assert_eq!(loggers.effective_level("x"), Level::ERROR);
        assert_eq!(Level(15).to_string(), "Level 15");
    }

    #[test]
    fn what_python_code_changes() {
        let mut loggers = Loggers::new();
        let handler = |name: &str, level| Handler {
            name: name.to_owned(),
            level,
            formatter: Formatter::message_only(),
            target: Target::Stdout,
        };
        loggers.add_handler("", handler("h", Level::NOTSET));
        loggers.add_handler("", handler("h", Level::ERROR));
        check(&loggers, "app", Level::WARNING, &[]);
        check(&loggers, "app", Level::ERROR, &["hello"]);
        loggers.add_handler("app", handler("own", Level::NOTSET));
        loggers.set_propagate("app", false);
        check(&loggers, "app.part", Level::ERROR, &["hello"]);
        loggers.disable_existing(&["app".to_owned()]);
        check(&loggers, "app", Level::ERROR, &["hello"]);
        loggers.set_disabled("app", true);
        check(&loggers, "app", Level::ERROR, &[]);
        loggers.remove_handler("", "h");
        check(&loggers, "other", Level::ERROR, &["hello"]);
        loggers.disable(Level::ERROR);
        check(&loggers, "other", Level::ERROR, &[]);
    }
}
