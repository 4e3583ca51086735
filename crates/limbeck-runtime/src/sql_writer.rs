//! [`SqlWriter`]: the sink of `--sql`.

use std::io::Write;
use std::time::Duration;

use limbeck_database::ResultSet;
use limbeck_diagnostics::Diagnostic;
use limbeck_dialects::{Compilation, CompileOptions, Dialect, SchemaTranslateMap};
use limbeck_revisions::{RevisionId, Step, VersionChange};
use limbeck_schema::operation::{Execute, SqlStatement};
use limbeck_schema::{NamingConvention, Operation};
use limbeck_scripts::{OperationSink, Origin, SinkError, TransactionControl};

use crate::version_table::{self, RowCheck};
use crate::{Events, LockError, MigrationSink, RunEvent, VersionTable};

/// Writes every statement down as Alembic's `static_output()` does: stripped, tabs as four
/// spaces, a terminator and an empty line after it.
pub struct SqlWriter<W> {
    dialect: &'static dyn Dialect,
    options: CompileOptions,
    compilation: Compilation,
    events: Events,
    output: W,
    transactional_ddl: bool,
    /// The step that is being written.
    step: Option<String>,
}

impl<W: Write> SqlWriter<W> {
    /// A script for a dialect; `options` are taken as those of an offline run.
    pub fn new(
        dialect: &'static dyn Dialect,
        options: CompileOptions,
        events: Events,
        output: W,
    ) -> Self {
        Self {
            dialect,
            options: CompileOptions {
                offline: true,
                ..options
            },
            compilation: Compilation::default(),
            events,
            output,
            transactional_ddl: dialect.capabilities().transactional_ddl,
            step: None,
        }
    }

    /// The output, written up to the last statement.
    pub fn into_output(self) -> W {
        self.output
    }

    /// Writes text as it is, with an empty line after it (`DefaultImpl.static_output()`).
    ///
    /// # Errors
    /// [`SinkError`] if the output does not take it.
    pub fn static_output(&mut self, text: &str) -> Result<(), SinkError> {
        self.write(text)
    }

    fn write(&mut self, text: &str) -> Result<(), SinkError> {
        self.output
            .write_all(text.as_bytes())
            .and_then(|()| self.output.write_all(b"\n\n"))
            .map_err(|error| {
                SinkError::Other(Box::new(
                    Diagnostic::error(
                        "output-failed",
                        format!("The script could not be written: {error}."),
                    )
                    .help("Check that the output has room and is still being read."),
                ))
            })
    }

    fn write_statement(&mut self, sql: &str) -> Result<(), SinkError> {
        let terminator = self.dialect.session().command_terminator();
        let text = sql.replace('\t', "    ");
        self.write(&format!("{}{terminator}", text.trim()))
    }

    fn write_operation(&mut self, operation: &Operation) -> Result<(), SinkError> {
        if let Operation::Execute(Execute {
            statement: SqlStatement::Script(text),
        }) = operation
        {
            let text = self.dialect.splitter().terminated(text);
            return self.write(&text);
        }
        let compiled = self
            .dialect
            .compile(operation, &self.options, &mut self.compilation);
        for warning in self.compilation.take_warnings() {
            (self.events)(RunEvent::Warning(warning));
        }
        // What comes before the part that has no SQL was written by Alembic, too.
        for statement in self.compilation.take_statements() {
            self.write_statement(&statement.sql)?;
        }
        Ok(compiled?)
    }
}

impl<W: Write> OperationSink for SqlWriter<W> {
    fn dialect(&self) -> &'static dyn Dialect {
        self.dialect
    }

    fn is_offline(&self) -> bool {
        true
    }

    fn push(&mut self, operation: Operation, _origin: &Origin) -> Result<(), SinkError> {
        self.write_operation(&operation)
    }

    fn query(&mut self, statement: SqlStatement, _origin: &Origin) -> Result<ResultSet, SinkError> {
        self.write_operation(&Operation::Execute(Execute { statement }))?;
        Ok(ResultSet::default())
    }

    fn translate_schemas(&mut self, map: SchemaTranslateMap) -> SchemaTranslateMap {
        std::mem::replace(&mut self.options.schema_translate_map, map)
    }

    fn transaction(&mut self, control: TransactionControl) -> Result<(), SinkError> {
        let session = self.dialect.session();
        match control {
            TransactionControl::BeginAutocommit if self.transactional_ddl => self.commit(),
            TransactionControl::EndAutocommit if self.transactional_ddl => self.begin(),
            TransactionControl::BeginAutocommit | TransactionControl::EndAutocommit => Ok(()),
            TransactionControl::Savepoint(name) => self.write_statement(&session.savepoint(&name)),
            TransactionControl::ReleaseSavepoint(name) => {
                self.write_statement(&session.release_savepoint(&name))
            }
            TransactionControl::RollbackToSavepoint(name) => {
                self.write_statement(&session.rollback_to_savepoint(&name))
            }
            TransactionControl::Commit | TransactionControl::Rollback => {
                Err(SinkError::Other(Box::new(
                    Diagnostic::error(
                        "transaction-offline",
                        "The script ends a transaction, which it cannot do with --sql.",
                    )
                    .help(
                        "Use op.get_context().autocommit_block(), or guard the call with \
                         context.is_offline_mode().",
                    ),
                )))
            }
        }
    }
}

impl<W: Write> MigrationSink for SqlWriter<W> {
    fn in_transaction(&self) -> bool {
        false
    }

    fn begin(&mut self) -> Result<(), SinkError> {
        self.write_statement(self.dialect.session().script_begin())
    }

    fn commit(&mut self) -> Result<(), SinkError> {
        self.write_statement(self.dialect.session().script_commit())
    }

    fn rollback(&mut self) -> Result<(), SinkError> {
        Ok(())
    }

    fn set_transactional_ddl(&mut self, transactional_ddl: bool) {
        self.transactional_ddl = transactional_ddl;
    }

    fn set_naming_convention(&mut self, convention: NamingConvention) {
        self.options.naming_convention = convention;
    }

    fn version_rows(
        &mut self,
        _table: &VersionTable,
        starting_revisions: &[RevisionId],
    ) -> Result<Option<Vec<RevisionId>>, SinkError> {
        Ok(Some(starting_revisions.to_vec()))
    }

    fn lock(&mut self, _table: &VersionTable, _timeout: Duration) -> Result<(), LockError> {
        Ok(())
    }

    fn locks_by_transaction(&self) -> bool {
        false
    }

    fn unlock(&mut self) {}

    fn create_version_table(&mut self, table: &VersionTable) -> Result<(), SinkError> {
        for sql in version_table::create(table, self.dialect, &self.options)? {
            self.write_statement(&sql)?;
        }
        Ok(())
    }

    fn change_version(
        &mut self,
        table: &VersionTable,
        change: &VersionChange,
        _check: Option<RowCheck>,
    ) -> Result<(), SinkError> {
        let sql = version_table::change(table, change, self.dialect, &self.options);
        self.write_statement(&sql)
    }

    fn start_step(&mut self, step: &Step<'_>, _catches_errors: bool) -> Result<(), SinkError> {
        let log = step.to_string();
        (self.events)(RunEvent::StepStarted { log: log.clone() });
        self.step = Some(log);
        self.write(&format!("-- Running {}", step.short_log()))
    }

    fn finish_step(&mut self) -> Result<(), SinkError> {
        if let Some(log) = self.step.take() {
            (self.events)(RunEvent::StepFinished {
                log,
                duration: Duration::ZERO,
            });
        }
        Ok(())
    }

    fn settle(&mut self) -> Result<(), SinkError> {
        self.output.flush().map_err(|error| {
            SinkError::Other(Box::new(
                Diagnostic::error(
                    "output-failed",
                    format!("The script could not be written: {error}."),
                )
                .help("Check that the output has room and is still being read."),
            ))
        })
    }
}
