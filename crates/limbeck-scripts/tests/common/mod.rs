//! What several tests need to run scripts.

use std::path::Path;

use limbeck_database::ResultSet;
use limbeck_dialects::{Dialect, SchemaTranslateMap};
use limbeck_python::{Handler, Interpreter, ScriptModule, compile};
use limbeck_schema::Operation;
use limbeck_schema::operation::SqlStatement;
use limbeck_scripts::{OperationSink, Origin, SinkError, TransactionControl};

/// Keeps the operations.
pub struct Sink {
    dialect: &'static dyn Dialect,
    /// What was given to it.
    pub operations: Vec<Operation>,
}

impl Sink {
    /// An empty one.
    pub fn new(dialect: &'static dyn Dialect) -> Self {
        Self {
            dialect,
            operations: Vec::new(),
        }
    }
}

impl OperationSink for Sink {
    fn dialect(&self) -> &'static dyn Dialect {
        self.dialect
    }

    fn is_offline(&self) -> bool {
        true
    }

    fn push(&mut self, operation: Operation, _: &Origin) -> Result<(), SinkError> {
        self.operations.push(operation);
        Ok(())
    }

    fn query(&mut self, statement: SqlStatement, _: &Origin) -> Result<ResultSet, SinkError> {
        panic!("a generated script asked for {statement:?}");
    }

    fn translate_schemas(&mut self, _: SchemaTranslateMap) -> SchemaTranslateMap {
        SchemaTranslateMap::default()
    }

    fn transaction(&mut self, _: TransactionControl) -> Result<(), SinkError> {
        panic!("a generated script took to transactions");
    }
}

/// Loads a script.
pub fn load(
    interpreter: &Interpreter,
    source: &str,
    handler: &dyn Handler,
) -> Result<ScriptModule, String> {
    let code = compile(Path::new("versions/a.py"), source).map_err(|error| error.message)?;
    interpreter
        .load_script(code, handler)
        .map_err(|error| error.to_diagnostic().message)
}
