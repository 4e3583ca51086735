//! `context.*`: `configure()`, transactions, and `run_migrations()`.

use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::PoisonError;

use limbeck_dialects::{CompileOptions, Dialect, ParameterStyle, Rebuilding};
use limbeck_project::logging::Level;
use limbeck_python::{Raise, Tree};
use limbeck_runtime::{MigrationContext, MigrationSink, RunSettings, Session, SqlWriter};
use limbeck_schema::NamingConvention;
use limbeck_scripts::python::sink_exception;
use limbeck_scripts::{OperationSink, SinkError};

use super::arguments::{Arguments, dict_tree, optional_tree, texts_tree};
use super::engine::{dialect_named, number_tree};
use super::metadata::{TargetMetadata, UnknownConvention, mentions_naming_convention};
use super::options::{ConfigureOptions, ConnectionOption, version_table};
use super::reading::Reader;
use super::{Environment, errors};
use crate::execution::Destination;
use crate::execution::events::{MIGRATION_LOGGER, events};
use crate::execution::{Buffer, ScriptOutput};

/// The contexts that `env.py` has configured, in order.
#[derive(Default)]
pub(super) struct Contexts {
    all: RefCell<Vec<Rc<Context>>>,
}

/// One `context.configure()`.
pub(super) struct Context {
    pub(super) migration: RefCell<MigrationContext>,
    pub(super) channel: Channel,
    pub(super) dialect: &'static dyn Dialect,
    /// The scheme of the URL.
    pub(super) scheme: String,
    /// The file of the database, if it is one that a writing transaction locks.
    pub(super) locked_file: Option<PathBuf>,
    /// Where scripts read while a script is written.
    pub(super) reader: Option<Reader>,
    /// The server's version, if there is a server.
    server_version: Option<(u32, u32, u32)>,
    /// Where a script that is written starts.
    pub(super) start: Option<String>,
    pub(super) tag: Option<String>,
    /// What `target_metadata` is, if its naming convention is not known and may matter.
    pub(super) unknown_convention: Option<UnknownConvention>,
    /// The naming convention of `target_metadata`, if that is known.
    pub(super) naming_convention: NamingConvention,
    /// How many `on_version_apply` functions there are.
    pub(super) on_version_apply: usize,
    buffer: Option<Buffer>,
}

/// Where a context's statements go.
pub(super) enum Channel {
    /// A connection, by number.
    Online(usize),
    /// A script.
    Offline(Box<RefCell<SqlWriter<ScriptOutput>>>),
}

/// A context before it is known as a whole.
struct Opened {
    migration: MigrationContext,
    channel: Channel,
    dialect: &'static dyn Dialect,
    scheme: String,
    locked_file: Option<PathBuf>,
    server_version: Option<(u32, u32, u32)>,
    buffer: Option<Buffer>,
    reader: Option<Reader>,
}

impl Contexts {
    fn add(&self, context: Context) -> usize {
        let mut all = self.all.borrow_mut();
        all.push(Rc::new(context));
        all.len() - 1
    }

    /// The context of a number.
    fn get(&self, number: usize) -> Result<Rc<Context>, Raise> {
        let found = self.all.borrow().get(number).cloned();
        found.ok_or_else(not_configured)
    }

    /// The context that was configured last.
    pub(super) fn last(&self) -> Result<Rc<Context>, Raise> {
        let found = self.all.borrow().last().cloned();
        found.ok_or_else(not_configured)
    }

    /// `--tag`, or what `configure()` said instead.
    pub(super) fn tag(&self, destination: &Destination) -> Option<String> {
        let configured = self.all.borrow().last().and_then(|last| last.tag.clone());
        configured.or_else(|| destination.tag.clone())
    }

    /// Where a script that is written starts.
    pub(super) fn start(&self, destination: &Destination) -> Option<String> {
        let configured = self.all.borrow().last().and_then(|last| last.start.clone());
        configured.or_else(|| destination.start.clone())
    }
}

/// The file that a session writes to, if a writing transaction locks all of it.
pub(super) fn locked_file(session: &Session) -> Option<PathBuf> {
    let control = OperationSink::dialect(session).session();
    let file = session
        .engine()
        .file()
        .filter(|_| !control.has_advisory_locks())?;
    std::path::absolute(file).ok()
}

fn not_configured() -> Raise {
    Raise::new("Exception", "No context has been configured yet.")
}

impl Environment<'_, '_> {
    pub(super) fn context_call(&self, name: &str, arguments: &Arguments) -> Result<Tree, Raise> {
        if let Some(answer) = self.command_fact(name, arguments)? {
            return Ok(answer);
        }
        if name == "configure" || name == "configure_further" {
            return self.configure(name, arguments).map(number_tree);
        }
        let context = self.contexts.get(arguments.number("context")?)?;
        let none = |()| Tree::None;
        match name {
            "facts" => Ok(self.context_facts(&context)),
            "begin_transaction" => self
                .with_sink(&context, |migration, sink| {
                    migration.begin_transaction(sink).map_err(errors::run)
                })
                .map(|()| Tree::Bool(true)),
            "end_transaction" => {
                let commit = arguments.flag("commit")?;
                self.with_sink(&context, |migration, sink| {
                    migration.end_transaction(sink, commit).map_err(errors::run)
                })
                .map(none)
            }
            "get_current_heads" => self.current_heads(&context),
            "has_version_table" => self.has_version_table(&context).map(Tree::Bool),
            "ensure_version_table" => self
                .with_sink(&context, |migration, sink| {
                    migration.ensure_version(sink).map_err(errors::run)
                })
                .map(none),
            "run_migrations" => self.run_migrations(&context),
            "stamp" => self
                .stamp_context(&context, arguments.texts("revision")?)
                .map(none),
            "static_output" => self
                .static_output(&context, arguments.text("text")?)
                .map(none),
            "emit_begin" => self.emit(&context, |sink| sink.begin()).map(none),
            "emit_commit" => self.emit(&context, |sink| sink.commit()).map(none),
            "take_output" => Ok(Tree::Str(context.take_output())),
            _ => self.context_operation(&context, name, arguments),
        }
    }

    fn configure(&self, call: &str, arguments: &Arguments) -> Result<usize, Raise> {
        let offline = match call {
            "configure" => self.destination.sql,
            _ => arguments.flag("as_sql")?,
        };
        let options = match call {
            "configure" => ConfigureOptions::read(arguments)?,
            _ => further_options(arguments)?,
        };
        self.warn_of_opaque_keywords(&options);
        let (compile, unknown_convention) = self.compile_options(&options);
        let naming_convention = compile.naming_convention.clone();
        let settings = RunSettings {
            version_table: options.version_table.clone(),
            transactional_ddl: options.transactional_ddl,
            transaction_per_migration: options.transaction_per_migration,
            lock_timeout: self.run.lock_timeout,
            cancellation: self.run.stop.token().clone(),
            ..RunSettings::default()
        };
        let opened = if offline {
            self.configure_offline(&options, compile, settings)?
        } else {
            self.configure_online(&options, compile, settings)?
        };
        let context = Context {
            migration: RefCell::new(opened.migration),
            channel: opened.channel,
            dialect: opened.dialect,
            scheme: opened.scheme,
            locked_file: opened.locked_file,
            server_version: opened.server_version,
            buffer: opened.buffer,
            reader: opened.reader,
            unknown_convention,
            naming_convention,
            on_version_apply: options.on_version_apply,
            tag: options.tag,
            start: options.starting_revision,
        };
        self.log_configuration(&context, offline);
        Ok(self.contexts.add(context))
    }

    fn configure_online(
        &self,
        options: &ConfigureOptions,
        compile: CompileOptions,
        settings: RunSettings,
    ) -> Result<Opened, Raise> {
        let number = match &options.connection {
            ConnectionOption::Open(number) => *number,
            ConnectionOption::Opaque(tree) => self.own_connection(tree)?,
            ConnectionOption::Missing if self.run.url.is_some() => {
                self.own_connection(&options.url)?
            }
            ConnectionOption::Missing => {
                return Err(Raise::new(
                    "Exception",
                    match (&options.url, &options.dialect_name) {
                        (Tree::None, None) => "Connection, url, or dialect_name is required.",
                        _ => "context.configure() needs a connection unless SQL is written (--sql)",
                    },
                ));
            }
        };
        self.connections.with(number, |session| {
            session.set_compile_options(compile);
            Ok(Opened {
                scheme: session.engine().url().driver_name.clone(),
                dialect: OperationSink::dialect(session),
                migration: MigrationContext::configure(settings, session),
                locked_file: locked_file(session),
                channel: Channel::Online(number),
                server_version: Some(session.server_version()),
                buffer: None,
                reader: None,
            })
        })
    }

    /// A connection to the URL that the user gave, where `env.py` has one of the application's.
    fn own_connection(&self, instead_of: &Tree) -> Result<usize, Raise> {
        let url = self.url(instead_of)?;
        Ok(self.connections.add(self.open(url, &[])?))
    }

    fn configure_offline(
        &self,
        options: &ConfigureOptions,
        compile: CompileOptions,
        settings: RunSettings,
    ) -> Result<Opened, Raise> {
        let scheme = self.offline_scheme(options)?;
        let name = scheme
            .split_once('+')
            .map_or(scheme.as_str(), |(name, _)| name);
        let dialect = dialect_named(name)?;
        let compile = CompileOptions {
            parameter_style: options
                .paramstyle
                .as_deref()
                .and_then(ParameterStyle::from_name)
                .unwrap_or_default(),
            literal_binds: options.literal_binds,
            ..compile
        };
        let buffer = options.output_buffer.then(Buffer::default);
        let output = match &buffer {
            Some(buffer) => ScriptOutput::Buffer(buffer.clone()),
            None => ScriptOutput::stdout(&self.run.log),
        };
        let mut writer = SqlWriter::new(
            dialect,
            compile,
            events(&self.run.log, &self.timings),
            output,
        );
        Ok(Opened {
            migration: MigrationContext::configure(settings, &mut writer),
            channel: Channel::Offline(Box::new(RefCell::new(writer))),
            dialect,
            buffer,
            reader: self.reader(options)?,
            scheme,
            locked_file: None,
            server_version: None,
        })
    }

    /// The scheme of the URL for which a script is written.
    fn offline_scheme(&self, options: &ConfigureOptions) -> Result<String, Raise> {
        if let ConnectionOption::Open(number) = options.connection
            && self.run.url.is_none()
        {
            return self.connections.with(number, |session| {
                Ok(session.engine().url().driver_name.clone())
            });
        }
        match (&options.url, &options.dialect_name, &self.run.url) {
            (Tree::None, Some(name), None) => Ok(name.clone()),
            (Tree::None, None, None) => match &options.connection {
                ConnectionOption::Opaque(tree) => Ok(self.url(tree)?.driver_name),
                ConnectionOption::Missing | ConnectionOption::Open(_) => Err(Raise::new(
                    "Exception",
                    "Connection, url, or dialect_name is required.",
                )),
            },
            (url, _, _) => Ok(self.url(url)?.driver_name),
        }
    }

    fn compile_options(
        &self,
        options: &ConfigureOptions,
    ) -> (CompileOptions, Option<UnknownConvention>) {
        let (naming_convention, unknown) = match &options.target_metadata {
            TargetMetadata::Known(convention) => (convention.clone(), None),
            TargetMetadata::Unknown(unknown) => {
                let matters = self.may_have_convention();
                (
                    NamingConvention::default(),
                    matters.then(|| unknown.clone()),
                )
            }
        };
        let compile = CompileOptions {
            naming_convention,
            literal_binds: true,
            rebuilding: if options.batch_as_alembic {
                Rebuilding::AsAlembic
            } else {
                Rebuilding::Complete
            },
            ..CompileOptions::default()
        };
        (compile, unknown)
    }

    /// Whether the project's models may have a naming convention.
    fn may_have_convention(&self) -> bool {
        let mut folders = vec![self.project.configuration().working_directory().to_owned()];
        folders.extend(self.project.config().prepend_sys_path.iter().cloned());
        mentions_naming_convention(&folders)
    }

    fn warn_of_opaque_keywords(&self, options: &ConfigureOptions) {
        if !options.opaque_keywords.is_empty() {
            let message = format!(
                "options of context.configure() that come from {} are not known here; Alembic's \
                 defaults are used for them",
                options.opaque_keywords.join(", ")
            );
            self.run.log.observer().warning("UserWarning", &message);
        }
    }

    fn log_configuration(&self, context: &Context, offline: bool) {
        let info = |message: &str| self.run.log.log(MIGRATION_LOGGER, Level::INFO, message);
        info(&format!(
            "Context impl {}.",
            context.dialect.implementation_name()
        ));
        if offline {
            info("Generating static SQL");
        }
        info(if context.migration.borrow().transactional_ddl() {
            "Will assume transactional DDL."
        } else {
            "Will assume non-transactional DDL."
        });
    }

    fn context_facts(&self, context: &Context) -> Tree {
        let migration = context.migration.borrow();
        let table = &migration.settings().version_table.name;
        dict_tree([
            ("as_sql", Tree::Bool(context.is_offline())),
            (
                "connection",
                match &context.channel {
                    Channel::Online(number) => number_tree(*number),
                    Channel::Offline(_) => Tree::None,
                },
            ),
            ("scheme", Tree::Str(context.scheme.clone())),
            ("version_table", Tree::Str(table.name.to_string())),
            (
                "version_table_schema",
                optional_tree(table.schema.as_ref().map(ToString::to_string)),
            ),
            (
                "transactional_ddl",
                Tree::Bool(migration.transactional_ddl()),
            ),
        ])
    }

    fn current_heads(&self, context: &Context) -> Result<Tree, Raise> {
        if context.is_offline() {
            let start = self.contexts.start(&self.destination);
            let graph = self.project.graph().map_err(super::raise_failure)?;
            let rows = graph
                .offline_rows(start.as_deref())
                .map_err(|error| super::raise_failure(error.into()))?;
            return Ok(texts_tree(rows.iter().map(|row| row.as_str())));
        }
        let rows = self.with_sink(context, |migration, sink| {
            migration.current_heads(sink).map_err(errors::run)
        })?;
        Ok(texts_tree(rows.iter().map(|row| row.as_str())))
    }

    fn has_version_table(&self, context: &Context) -> Result<bool, Raise> {
        self.with_sink(context, |migration, sink| {
            let settings = migration.settings();
            sink.version_rows(&settings.version_table, &[])
                .map(|rows| rows.is_some())
                .map_err(sink_exception)
        })
    }

    fn static_output(&self, context: &Context, text: &str) -> Result<(), Raise> {
        match &context.channel {
            Channel::Offline(writer) => writer
                .borrow_mut()
                .static_output(text)
                .map_err(sink_exception),
            Channel::Online(_) => Err(Raise::new(
                "AssertionError",
                "static_output() writes to the SQL of --sql, and this run changes the database",
            )),
        }
    }

    fn emit(
        &self,
        context: &Context,
        f: impl FnOnce(&mut dyn MigrationSink) -> Result<(), SinkError>,
    ) -> Result<(), Raise> {
        self.with_sink(context, |_, sink| f(sink).map_err(sink_exception))
    }

    /// Runs `f` with a context and where its statements go.
    pub(super) fn with_sink<T>(
        &self,
        context: &Context,
        f: impl FnOnce(&mut MigrationContext, &mut dyn MigrationSink) -> Result<T, Raise>,
    ) -> Result<T, Raise> {
        let at_work = |_| {
            Raise::new(
                "sqlalchemy.exc.InvalidRequestError",
                "This context is at work already",
            )
        };
        let mut migration = context.migration.try_borrow_mut().map_err(at_work)?;
        match &context.channel {
            Channel::Online(number) => self
                .connections
                .with(*number, |session| f(&mut migration, session)),
            Channel::Offline(writer) => {
                let mut writer = writer.try_borrow_mut().map_err(at_work)?;
                f(&mut migration, &mut *writer)
            }
        }
    }
}

impl Context {
    pub(super) fn is_offline(&self) -> bool {
        matches!(self.channel, Channel::Offline(_))
    }

    /// The server's version, if there is a server.
    pub(super) fn server_version(&self) -> Option<(u32, u32, u32)> {
        self.server_version
    }

    /// `dialect.server_version_info`.
    pub(super) fn server_version_tree(&self) -> Tree {
        match self.server_version {
            Some(version) => version_tree(version),
            None => Tree::None,
        }
    }

    fn take_output(&self) -> String {
        let Some(buffer) = &self.buffer else {
            return String::new();
        };
        let bytes = std::mem::take(&mut *buffer.lock().unwrap_or_else(PoisonError::into_inner));
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

/// A version as a tree.
pub(super) fn version_tree((major, minor, patch): (u32, u32, u32)) -> Tree {
    Tree::List(
        [major, minor, patch]
            .into_iter()
            .map(|part| Tree::Int(part.into()))
            .collect(),
    )
}

/// The options of a further `MigrationContext.configure(connection)`.
fn further_options(arguments: &Arguments) -> Result<ConfigureOptions, Raise> {
    Ok(ConfigureOptions {
        connection: arguments
            .connection("connection")?
            .map_or(ConnectionOption::Missing, ConnectionOption::Open),
        url: arguments.get("url").clone(),
        dialect_name: arguments.optional_text("dialect_name")?.map(str::to_owned),
        paramstyle: None,
        transactional_ddl: None,
        transaction_per_migration: false,
        batch_as_alembic: false,
        literal_binds: false,
        starting_revision: None,
        tag: None,
        version_table: version_table(arguments)?,
        target_metadata: TargetMetadata::Known(NamingConvention::default()),
        output_buffer: false,
        on_version_apply: 0,
        opaque_keywords: Vec::new(),
    })
}
