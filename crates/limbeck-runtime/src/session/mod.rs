//! [`Session`]: the sink of an online run.

mod desk;
mod journal;
mod locking;
mod migration;
mod patience;
mod rebuild;
mod statements;
mod transaction;
mod worker;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use limbeck_database::{Affected, Cancel, Connection, DatabaseError, Engine, ResultSet};
use limbeck_dialects::dml::{Example, Template};
use limbeck_dialects::{
    Compilation, CompileOptions, CompiledStatement, Dialect, SchemaTranslateMap,
};
use limbeck_schema::Operation;
use limbeck_schema::operation::{Execute, SqlStatement};
use limbeck_scripts::{Execution, OperationSink, Origin, Outcome, SinkError, TransactionControl};

use crate::migration_sink::Failure;
use crate::{CancellationToken, Events, MigrationSink, RunEvent};
pub use statements::may_catch_errors;
use transaction::Transaction;
use worker::{Refusal, Refused, Statement, Worker};

/// A connection with a database that takes operations: what `env.py` and the scripts know as
/// `connection`.
///
/// It opens a transaction before the first statement unless one is open, as SQLAlchemy's
/// `Connection` does, and leaves it to the caller to commit; dropping it rolls back. Statements
/// run at once, except while a step of a migration is carried out: then they are gathered, and run
/// while the evaluation goes on.
pub struct Session {
    engine: Engine,
    /// The dialect of the server; [`Session::dialect`] is that of the session.
    dialect: &'static dyn Dialect,
    /// Whether backslashes escape, where statements can change that.
    backslash_escapes: Option<Arc<AtomicBool>>,
    options: CompileOptions,
    compilation: Compilation,
    events: Events,
    cancellation: CancellationToken,
    server_version: (u32, u32, u32),
    server_version_text: Option<String>,
    /// Keeps the token's way to the connection's statements.
    _canceller: Arc<dyn Cancel>,
    worker: Worker,
    /// Statements that wait to be sent together.
    queue: Vec<Statement>,
    queued_bytes: usize,
    transaction: Transaction,
    /// Statements that wait until the transaction is over because they have no effect in it.
    after_transaction: Vec<Statement>,
    transactional_ddl: bool,
    /// A step is being carried out whose statements may run while the evaluation goes on.
    works_ahead: bool,
    step: Option<Arc<str>>,
    /// The step before, whose transaction may still be open.
    finished_step: Option<Arc<str>>,
    /// The last script that was asked about, and whether it may catch the error of a statement.
    catching: Option<(PathBuf, bool)>,
    failure: Option<Failure>,
    /// A statement failed that was given earlier: nothing is taken until a rollback.
    stopped: Option<SinkError>,
    locks: locking::Locks,
    journal: journal::Journal,
    listener: Option<StatementListener>,
}

/// Hears every statement before it is sent.
pub type StatementListener = Arc<dyn Fn(&str) + Send + Sync>;

impl Session {
    /// Connects.
    ///
    /// # Errors
    /// [`DatabaseError::Connection`] if the database cannot be reached or does not let us in.
    pub fn open(
        engine: Engine,
        dialect: &'static dyn Dialect,
        options: CompileOptions,
        events: Events,
        cancellation: &CancellationToken,
    ) -> Result<Self, DatabaseError> {
        let mut connection = engine.connect()?;
        let canceller = connection.canceller();
        cancellation.watch(&canceller);
        let dialect = connection
            .server_version_text()
            .and_then(|version| dialect.on_server(version))
            .unwrap_or(dialect);
        prepare(connection.as_mut(), dialect)?;
        Ok(Self {
            dialect,
            options: CompileOptions {
                offline: false,
                server_version: Some(connection.server_version()),
                ..options
            },
            compilation: Compilation::default(),
            cancellation: cancellation.clone(),
            server_version: connection.server_version(),
            server_version_text: connection.server_version_text().map(str::to_owned),
            backslash_escapes: connection.backslash_escapes(),
            _canceller: canceller,
            worker: Worker::start(connection, Arc::clone(&events), cancellation.clone()),
            engine,
            events,
            queue: Vec::new(),
            queued_bytes: 0,
            transaction: Transaction::default(),
            after_transaction: Vec::new(),
            transactional_ddl: dialect.capabilities().transactional_ddl,
            works_ahead: false,
            step: None,
            finished_step: None,
            catching: None,
            failure: None,
            stopped: None,
            locks: locking::Locks::default(),
            journal: journal::Journal::new(!dialect.capabilities().rolls_back_ddl),
            listener: None,
        })
    }

    /// Tells a listener every statement before it is sent, except queries of the catalog.
    pub fn listen(&mut self, listener: StatementListener) {
        self.listener = Some(listener);
    }

    fn tell(&self, sql: &str) {
        if let Some(listener) = &self.listener {
            listener(sql);
        }
    }

    /// The dialect as the session has it now.
    fn dialect(&self) -> &'static dyn Dialect {
        let escapes = self.backslash_escapes.as_deref();
        escapes
            .and_then(|escapes| self.dialect.in_session(escapes.load(Ordering::SeqCst)))
            .unwrap_or(self.dialect)
    }

    /// Where the session is connected to.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// The server's version (`dialect.server_version_info`).
    pub fn server_version(&self) -> (u32, u32, u32) {
        self.server_version
    }

    /// The server's version in its own words; its numbers, if it has no more to say.
    pub fn server_version_text(&self) -> String {
        let (major, minor, patch) = self.server_version;
        let own = self.server_version_text.clone();
        own.unwrap_or_else(|| format!("{major}.{minor}.{patch}"))
    }

    /// Changes how operations are compiled from now on; `context.configure()` knows more than
    /// `engine.connect()`.
    pub fn set_compile_options(&mut self, options: CompileOptions) {
        self.options = CompileOptions {
            offline: false,
            server_version: Some(self.server_version),
            schema_translate_map: std::mem::take(&mut self.options.schema_translate_map),
            ..options
        };
    }

    /// Runs every statement on its own, outside of any transaction
    /// (`execution_options(isolation_level="AUTOCOMMIT")`), or no longer.
    ///
    /// # Errors
    /// [`SinkError`] if a transaction was open and cannot be committed.
    pub fn set_autocommit(&mut self, autocommit: bool) -> Result<(), SinkError> {
        self.commit()?;
        self.transaction.autocommit = autocommit;
        Ok(())
    }

    /// Sends a statement as it is, in a transaction or not as the session stands, and returns its
    /// rows as texts.
    pub(crate) fn query_text(&mut self, sql: &str) -> Result<ResultSet, SinkError> {
        self.settle()?;
        self.failure = None;
        self.worker.query(sql, false, false).map_err(|error| {
            self.note(Refused {
                statement: Statement::internal(sql),
                refusal: Refusal::Database(error),
            })
        })
    }

    fn compile(&mut self, operation: &Operation) -> Result<Vec<CompiledStatement>, SinkError> {
        let compiled = self
            .dialect()
            .compile(operation, &self.options, &mut self.compilation);
        for warning in self.compilation.take_warnings() {
            (self.events)(RunEvent::Warning(warning));
        }
        let statements = self.compilation.take_statements();
        match compiled {
            Ok(()) => Ok(statements),
            Err(error) => {
                self.failure = None;
                Err(error.into())
            }
        }
    }
}

impl OperationSink for Session {
    fn dialect(&self) -> &'static dyn Dialect {
        self.dialect()
    }

    fn is_offline(&self) -> bool {
        false
    }

    fn push(&mut self, operation: Operation, origin: &Origin) -> Result<(), SinkError> {
        self.check_stopped()?;
        if let Operation::BatchAlterTable(batch) = &operation
            && self.rebuild(batch, origin)?
        {
            return Ok(());
        }
        for statement in self.compile(&operation)? {
            self.take_compiled(statement, origin)?;
        }
        Ok(())
    }

    fn query(&mut self, statement: SqlStatement, origin: &Origin) -> Result<ResultSet, SinkError> {
        self.check_stopped()?;
        let mut result = ResultSet::default();
        for statement in self.compile(&Operation::Execute(Execute { statement }))? {
            result = self.query_statement(statement.sql, origin)?;
        }
        Ok(result)
    }

    fn execute(
        &mut self,
        statement: SqlStatement,
        origin: &Origin,
    ) -> Result<Execution, SinkError> {
        self.check_stopped()?;
        let mut result = ResultSet::default();
        for CompiledStatement { sql, .. } in
            self.compile(&Operation::Execute(Execute { statement }))?
        {
            if let Some(outcome) = self.take_change(&sql, origin)? {
                return Ok(Execution::Ahead(outcome));
            }
            result = self.query_statement(sql, origin)?;
        }
        Ok(Execution::Done(result))
    }

    fn template(&mut self, example: Example<'_>) -> Option<Template> {
        Template::of(example, self.dialect(), &self.options)
    }

    fn affected(&mut self, outcome: &Outcome) -> Result<Affected, SinkError> {
        if outcome.told().is_none() {
            self.settle()?;
        }
        Ok(outcome.told().unwrap_or_default())
    }

    fn execute_many(
        &mut self,
        statements: Vec<SqlStatement>,
        origin: &Origin,
    ) -> Result<Option<u64>, SinkError> {
        self.check_stopped()?;
        let mut compiled = Vec::with_capacity(statements.len());
        for statement in statements {
            let statement = self.compile(&Operation::Execute(Execute { statement }))?;
            compiled.extend(statement.into_iter().map(|statement| statement.sql));
        }
        self.query_together(compiled, origin)
    }

    fn translate_schemas(&mut self, map: SchemaTranslateMap) -> SchemaTranslateMap {
        std::mem::replace(&mut self.options.schema_translate_map, map)
    }

    fn transaction(&mut self, control: TransactionControl) -> Result<(), SinkError> {
        match control {
            TransactionControl::Rollback => {}
            _ => self.check_stopped()?,
        }
        self.control_transaction(control)
    }
}

/// Brings a new connection into the state that migrations expect.
fn prepare(
    connection: &mut dyn Connection,
    dialect: &'static dyn Dialect,
) -> Result<(), DatabaseError> {
    let statements = dialect.session().prepare_session();
    if statements.is_empty() {
        return Ok(());
    }
    connection
        .execute_batch(statements)
        .map(|_| ())
        .map_err(|refused| refused.error)
}
