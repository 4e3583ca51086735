//! [`Recorder`]: a sink that only remembers.

use limbeck_database::ResultSet;
use limbeck_dialects::{Dialect, SchemaTranslateMap};
use limbeck_schema::Operation;
use limbeck_schema::operation::SqlStatement;
use limbeck_scripts::{OperationSink, Origin, SinkError, TransactionControl};

/// Something that a script gave to a [`Recorder`].
#[derive(Clone, Debug, PartialEq)]
pub enum Recorded {
    /// An operation.
    Operation(Box<Operation>),
    /// A statement whose rows the script read.
    Query(SqlStatement),
    /// A change of the transaction.
    Transaction(TransactionControl),
}

/// Remembers what a script does without doing it; queries return no rows.
pub struct Recorder {
    dialect: &'static dyn Dialect,
    recorded: Vec<(Recorded, Origin)>,
}

impl Recorder {
    /// An empty recorder.
    pub fn new(dialect: &'static dyn Dialect) -> Self {
        Self {
            dialect,
            recorded: Vec::new(),
        }
    }

    /// What was given, in order, each with its place in the script.
    pub fn into_recorded(self) -> Vec<(Recorded, Origin)> {
        self.recorded
    }
}

impl OperationSink for Recorder {
    fn dialect(&self) -> &'static dyn Dialect {
        self.dialect
    }

    fn is_offline(&self) -> bool {
        true
    }

    fn push(&mut self, operation: Operation, origin: &Origin) -> Result<(), SinkError> {
        self.recorded
            .push((Recorded::Operation(Box::new(operation)), origin.clone()));
        Ok(())
    }

    fn query(&mut self, statement: SqlStatement, origin: &Origin) -> Result<ResultSet, SinkError> {
        self.recorded
            .push((Recorded::Query(statement), origin.clone()));
        Ok(ResultSet::default())
    }

    fn translate_schemas(&mut self, _: SchemaTranslateMap) -> SchemaTranslateMap {
        SchemaTranslateMap::default()
    }

    fn transaction(&mut self, control: TransactionControl) -> Result<(), SinkError> {
        self.recorded
            .push((Recorded::Transaction(control), Origin::default()));
        Ok(())
    }
}
