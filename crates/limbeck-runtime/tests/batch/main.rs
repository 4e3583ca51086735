//! Batches on a real database of the kind that has to copy its tables.

mod atomicity;
mod elsewhere;
mod foreign_keys;
mod keeping;
mod random;
mod renaming;
mod wishes;

use std::sync::{Arc, Mutex, PoisonError};

use limbeck_database::{Engine, Environment, Value};
use limbeck_dialects::CompileOptions;
use limbeck_runtime::{CancellationToken, Events, MigrationSink, RunEvent, Session};
use limbeck_schema::operation::{
    AddColumn, AlterColumn, BatchAlterTable, DropColumn, Recreate, SqlStatement,
};
use limbeck_schema::{Column, Identifier, Operation, QualifiedName, Setting, SqlType};
use limbeck_scripts::{OperationSink, Origin, SinkError};

/// A database in memory, and what its session has warned of.
struct Database {
    session: Session,
    warnings: Arc<Mutex<Vec<String>>>,
}

impl Database {
    /// A database in memory that is made by statements.
    fn new(statements: &[&str]) -> Self {
        let engine = Engine::new("sqlite://".parse().unwrap(), &[], &Environment::default());
        Self::on("sqlite", engine.unwrap(), statements)
    }

    /// A database that is there.
    fn on(dialect: &str, engine: Engine, statements: &[&str]) -> Self {
        let warnings = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&warnings);
        let events: Events = Arc::new(move |event| {
            if let RunEvent::Warning(text) = event {
                heard
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push(text);
            }
        });
        let session = Session::open(
            engine,
            limbeck_dialects::dialect(dialect).unwrap(),
            CompileOptions::default(),
            events,
            &CancellationToken::new(),
        );
        let mut database = Self {
            session: session.unwrap(),
            warnings,
        };
        for sql in statements {
            database.execute(sql);
        }
        database.session.commit().unwrap();
        database
    }

    #[track_caller]
    fn execute(&mut self, sql: &str) {
        self.rows(sql);
    }

    /// The values of a query, rows separated by blanks and values by bars.
    #[track_caller]
    fn rows(&mut self, sql: &str) -> String {
        let statement = SqlStatement::Verbatim(sql.to_owned());
        let result = self
            .session
            .query(statement, &Origin::default())
            .unwrap_or_else(|error| panic!("{sql}: {error}"));
        let rows = result.rows.iter().map(|row| {
            let values = row.iter().map(|value| match value {
                Value::Null => "NULL".to_owned(),
                Value::Integer(value) => value.to_string(),
                Value::Float(value) => value.to_string(),
                Value::Text(text) => text.clone(),
                other => format!("{other:?}"),
            });
            values.collect::<Vec<_>>().join("|")
        });
        rows.collect::<Vec<_>>().join(" ")
    }

    /// The catalog, a line for each object, blanks and line breaks as one blank.
    fn catalog(&mut self) -> Vec<String> {
        let catalog = "SELECT group_concat(replace(sql, char(9), ' '), char(1)) FROM (SELECT sql FROM sqlite_master \
                       WHERE sql IS NOT NULL ORDER BY type = 'table' DESC, name)";
        let text = self.rows(catalog);
        text.split('\u{1}')
            .map(|sql| {
                let words: Vec<&str> = sql.split_whitespace().collect();
                words.join(" ").replace("( ", "(").replace(" )", ")")
            })
            .collect()
    }

    fn push(&mut self, operation: Operation) -> Result<(), SinkError> {
        self.session.push(operation, &Origin::default())
    }

    /// Carries out a batch on table `item` and commits.
    #[track_caller]
    fn batch(&mut self, operations: Vec<Operation>) {
        if let Err(error) = self.push(batch(operations)) {
            panic!("{error}");
        }
        self.session.commit().unwrap();
    }

    /// Carries out a batch that must fail; returns what it says.
    #[track_caller]
    fn refused(&mut self, operations: Vec<Operation>) -> String {
        let error = self.push(batch(operations)).expect_err("a failure");
        error.to_string()
    }

    fn warnings(&self) -> Vec<String> {
        std::mem::take(&mut *self.warnings.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A batch on table `item` that copies it.
fn batch(operations: Vec<Operation>) -> Operation {
    Operation::BatchAlterTable(BatchAlterTable {
        table: QualifiedName::new("item"),
        operations,
        recreate: Recreate::Always,
        copy_from: None,
        reflection: Default::default(),
        table_args: Default::default(),
        table_options: Default::default(),
        naming_convention: None,
        partial_reordering: Vec::new(),
    })
}

/// `alter_column` without any change.
fn alter(column: &str) -> AlterColumn {
    AlterColumn {
        table: QualifiedName::new("item"),
        column: column.into(),
        nullable: None,
        data_type: None,
        server_default: Setting::Keep,
        new_name: None,
        comment: Setting::Keep,
        autoincrement: None,
        existing_type: None,
        existing_server_default: Setting::Keep,
        existing_nullable: None,
        existing_comment: None,
        existing_autoincrement: None,
        insert_before: None,
        insert_after: None,
        options: Default::default(),
    }
}

fn set_nullable(column: &str, nullable: bool) -> Operation {
    Operation::AlterColumn(Box::new(AlterColumn {
        nullable: Some(nullable),
        ..alter(column)
    }))
}

fn set_type(column: &str, data_type: SqlType) -> Operation {
    Operation::AlterColumn(Box::new(AlterColumn {
        data_type: Some(data_type),
        ..alter(column)
    }))
}

fn rename(column: &str, name: &str) -> Operation {
    Operation::AlterColumn(Box::new(AlterColumn {
        new_name: Some(Identifier::new(name)),
        ..alter(column)
    }))
}

fn drop_column(column: &str) -> Operation {
    Operation::DropColumn(DropColumn {
        table: QualifiedName::new("item"),
        column: column.into(),
        if_exists: false,
        existing_type: None,
        options: Default::default(),
        before: None,
    })
}

fn add_column(column: Column) -> Operation {
    Operation::AddColumn(Box::new(AddColumn {
        table: QualifiedName::new("item"),
        column,
        if_not_exists: false,
        inline_references: false,
        inline_primary_key: false,
        insert_before: None,
        insert_after: None,
    }))
}
