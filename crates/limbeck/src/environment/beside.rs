//! Connections that a script makes to the file that the run itself writes to.
//!
//! Many scripts make an engine of their own to look at the database. Where a writing transaction
//! locks the whole file, their connection would wait for the run, which waits for the script; with
//! Python's driver it does not, since that begins no transaction before rows are changed. So what
//! such a connection executes goes through the run's own connection, and sees what the script has
//! done so far.

use std::cell::RefCell;
use std::collections::HashMap;

use limbeck_database::{Affected, ResultSet};
use limbeck_dialects::dml::{Example, Template};
use limbeck_dialects::{Dialect, SchemaTranslateMap};
use limbeck_python::{Raise, Tree};
use limbeck_schema::Operation;
use limbeck_schema::operation::SqlStatement;
use limbeck_scripts::python::sink_exception;
use limbeck_scripts::{Execution, OperationSink, Origin, Outcome, SinkError, TransactionControl};

use super::arguments::Arguments;
use super::connection::savepoint;
use super::reading::reads;

/// How far a connection beside the run's own has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Progress {
    /// The listeners of its event `connect` are at work: they are about the connection itself.
    Connecting,
    /// It has changed nothing since it was made, or ended its last transaction.
    Clean,
    /// It has changed something, in a savepoint.
    Changed,
}

/// The connections that were made while a step is evaluated.
#[derive(Default)]
pub(super) struct Beside(RefCell<HashMap<usize, Progress>>);

impl Beside {
    /// A connection is being made.
    pub(super) fn connecting(&self, number: usize) {
        self.0.borrow_mut().insert(number, Progress::Connecting);
    }

    /// A connection is ready for the script.
    pub(super) fn ready(&self, number: usize) {
        self.0.borrow_mut().insert(number, Progress::Clean);
    }

    /// Whether the script may use a connection; one from before the step it may.
    pub(super) fn is_ready(&self, number: usize) -> bool {
        self.0.borrow().get(&number) != Some(&Progress::Connecting)
    }

    /// The sink for what a connection executes.
    pub(super) fn sink<'s>(
        &'s self,
        number: usize,
        sink: &'s mut dyn OperationSink,
    ) -> BesideSink<'s> {
        BesideSink {
            beside: self,
            number,
            sink,
        }
    }

    /// What a connection does with its transaction.
    pub(super) fn control(
        &self,
        number: usize,
        sink: &mut dyn OperationSink,
        call: &str,
        arguments: &Arguments,
    ) -> Result<Tree, Raise> {
        let own = own_savepoint(number);
        let control = match call {
            "commit" => TransactionControl::ReleaseSavepoint(own),
            "rollback" | "close" => TransactionControl::RollbackToSavepoint(own),
            "in_transaction" => return Ok(Tree::Bool(self.has_changed(number))),
            // A savepoint begins with the first change.
            "begin" => return Ok(Tree::None),
            // The run's own is in force.
            "isolation_level" => return Ok(Tree::None),
            "schema_translate_map" => {
                return Err(Raise::new(
                    "NotImplementedError",
                    "limbeck translates schemas on the connection of op.get_bind() only",
                ));
            }
            _ => {
                self.sink(number, sink).begin().map_err(sink_exception)?;
                return savepoint(sink, call, arguments);
            }
        };
        if self.has_changed(number) {
            sink.transaction(control).map_err(sink_exception)?;
            self.ready(number);
        }
        Ok(Tree::None)
    }

    fn has_changed(&self, number: usize) -> bool {
        self.0.borrow().get(&number) == Some(&Progress::Changed)
    }
}

fn own_savepoint(number: usize) -> String {
    format!("limbeck_connection_{number}")
}

/// Passes on what a connection executes, its changes in a savepoint that is its transaction.
pub(super) struct BesideSink<'s> {
    beside: &'s Beside,
    number: usize,
    sink: &'s mut dyn OperationSink,
}

impl BesideSink<'_> {
    /// Begins the connection's transaction.
    fn begin(&mut self) -> Result<(), SinkError> {
        if self.beside.has_changed(self.number) {
            return Ok(());
        }
        let begin = TransactionControl::Savepoint(own_savepoint(self.number));
        self.sink.transaction(begin)?;
        let mut progress = self.beside.0.borrow_mut();
        progress.insert(self.number, Progress::Changed);
        Ok(())
    }

    fn begin_for(&mut self, statement: &SqlStatement) -> Result<(), SinkError> {
        if reads(statement) {
            return Ok(());
        }
        self.begin()
    }
}

impl OperationSink for BesideSink<'_> {
    fn dialect(&self) -> &'static dyn Dialect {
        self.sink.dialect()
    }

    fn is_offline(&self) -> bool {
        self.sink.is_offline()
    }

    fn push(&mut self, operation: Operation, origin: &Origin) -> Result<(), SinkError> {
        self.begin()?;
        self.sink.push(operation, origin)
    }

    fn query(&mut self, statement: SqlStatement, origin: &Origin) -> Result<ResultSet, SinkError> {
        self.begin_for(&statement)?;
        self.sink.query(statement, origin)
    }

    fn execute(
        &mut self,
        statement: SqlStatement,
        origin: &Origin,
    ) -> Result<Execution, SinkError> {
        self.begin_for(&statement)?;
        self.sink.execute(statement, origin)
    }

    fn template(&mut self, example: Example<'_>) -> Option<Template> {
        self.sink.template(example)
    }

    fn affected(&mut self, outcome: &Outcome) -> Result<Affected, SinkError> {
        self.sink.affected(outcome)
    }

    fn execute_many(
        &mut self,
        statements: Vec<SqlStatement>,
        origin: &Origin,
    ) -> Result<Option<u64>, SinkError> {
        self.begin()?;
        self.sink.execute_many(statements, origin)
    }

    fn translate_schemas(&mut self, map: SchemaTranslateMap) -> SchemaTranslateMap {
        self.sink.translate_schemas(map)
    }

    fn transaction(&mut self, control: TransactionControl) -> Result<(), SinkError> {
        self.sink.transaction(control)
    }
}
