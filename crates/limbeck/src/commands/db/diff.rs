//! `db diff`.

use limbeck_autogenerate::{Change, ChangeKind, without_circles};
use limbeck_database::Value;
use limbeck_diagnostics::Diagnostic;
use limbeck_dialects::hazard::{Hazard, hazards};
use limbeck_dialects::{Compilation, CompileOptions, Condition, Dialect};
use limbeck_runtime::Session;
use limbeck_schema::operation::{Directive, SqlStatement};
use limbeck_schema::{Operation, QualifiedName};
use limbeck_scripts::{OperationSink, Origin};

use crate::database::{ComparedDatabase, choose};
use crate::execution::{self, Destination, Work};
use crate::{Failure, Project, Run};

/// Options of [`diff`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DiffOptions {
    /// Another database than the project's own.
    pub database: Option<String>,
    /// Which differences are to be made away with.
    pub strategy: Strategy,
}

/// Which differences are to be made away with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strategy {
    /// Only what adds something.
    Additive,
    /// Whatever loses no data.
    Safe,
    /// All of them.
    #[default]
    Full,
}

/// What leads from a database to the models.
#[derive(Clone, Debug, PartialEq)]
pub struct SchemaDiff {
    /// The URL of the database, without the password.
    pub url: String,
    /// What is to be done, in order.
    pub changes: Vec<PlannedChange>,
    /// What the strategy leaves out.
    pub left_out: Vec<PlannedChange>,
}

/// One thing that is to be done.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedChange {
    /// What it changes.
    pub change: Change,
    /// Its statements; or why it has none on this database.
    pub statements: Result<Vec<String>, String>,
    /// What whoever runs it should know.
    pub hazards: Vec<Hazard>,
    /// How many rows lose something; `None` if nothing is lost, or they cannot be counted.
    pub rows_at_risk: Option<u64>,
}

/// Compares a database with the models, as `env.py` configures the comparison. Nothing is changed.
///
/// # Errors
/// [`Failure`] if the database or the models cannot be had or compared, or the project has several databases.
pub fn diff(project: &Project, options: &DiffOptions, run: Run) -> Result<SchemaDiff, Failure> {
    let run = choose(project, run, options.database.as_deref())?;
    let compared = compare(project, &run)?;
    let mut session = compared.database.open(&run)?;
    let mut planner = Planner {
        dialect: compared.database.dialect,
        options: CompileOptions {
            naming_convention: compared.naming_convention,
            server_version: Some(session.server_version()),
            ..CompileOptions::default()
        },
        compilation: Compilation::default(),
        session: &mut session,
    };
    let mut diff = SchemaDiff {
        url: compared.database.url().to_string(),
        changes: Vec::new(),
        left_out: Vec::new(),
    };
    let directives = compared.comparison.directives.iter();
    let operations = directives.flat_map(Directive::operations).cloned();
    let operations = without_circles(planner.dialect, operations.collect());
    let mut risks = Vec::new();
    for operation in &operations {
        let change = planner.plan(operation)?;
        let risk = planner.risk(operation);
        match options.strategy.includes(&change) {
            true => {
                risks.extend(risk.map(|risk| (diff.changes.len(), risk)));
                diff.changes.push(change);
            }
            false => diff.left_out.push(change),
        }
    }
    planner.count(&risks, &mut diff.changes);
    Ok(diff)
}

impl Strategy {
    fn includes(self, change: &PlannedChange) -> bool {
        let loses = change.hazards.iter().any(|hazard| hazard.loses_data());
        match self {
            Strategy::Full => true,
            Strategy::Safe => !loses,
            Strategy::Additive => change.change.kind == ChangeKind::Add,
        }
    }
}

impl SchemaDiff {
    /// Whether the database is as the models want it.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.left_out.is_empty()
    }

    /// The changes as a file of SQL to review, with a comment on what it was made from, and one above each statement
    /// that loses data or locks a table.
    ///
    /// # Errors
    /// [`Failure`] if the database has no statements for one of them.
    pub fn sql(&self) -> Result<String, Failure> {
        let mut text = format!(
            "-- What leads from {} to the models, made by `limbeck db diff`.\n-- Run it with `limbeck db apply`.\n",
            self.url
        );
        for planned in &self.changes {
            let statements = planned
                .statements
                .as_ref()
                .map_err(|reason| no_statements(reason))?;
            text.push('\n');
            for hazard in &planned.hazards {
                text.push_str(&format!("-- {}\n", hazard.sentence()));
            }
            for statement in statements {
                text.push_str(statement);
                text.push('\n');
            }
        }
        Ok(text)
    }
}

fn no_statements(reason: &str) -> Failure {
    Failure::error(
        Diagnostic::error(
            "unsupported-operation",
            format!("A change cannot be written as SQL for this database: {reason}"),
        )
        .help("Write a migration with `revision --autogenerate` and render_as_batch=True, which copies the table."),
    )
}

/// Compares the only database of a project.
fn compare(project: &Project, run: &Run) -> Result<ComparedDatabase, Failure> {
    let mut found = Vec::new();
    let mut each = |compared| found.push(compared);
    let silent = Run {
        log: run.log.silent(),
        ends_process: false,
        ..run.clone()
    };
    let work = Work::Compare { each: &mut each };
    execution::run(project, silent, Destination::default(), work)?;
    match (found.pop(), found.is_empty()) {
        (Some(only), true) => Ok(only),
        (Some(_), false) => Err(Failure::error(
            Diagnostic::error("several-databases", "The project has several databases.")
                .help("Name one of them with --db: a section of alembic.ini, or a URL."),
        )),
        (None, _) => Err(Failure::error(
            Diagnostic::error("no-models", "The project has no models to compare a database with.").help(
                "Give context.configure() in env.py the MetaData of the models: target_metadata=Base.metadata.",
            ),
        )),
    }
}

/// What an operation takes away: a query for how many rows it does so from.
struct Risk(String);

struct Planner<'p> {
    dialect: &'static dyn Dialect,
    options: CompileOptions,
    compilation: Compilation,
    session: &'p mut Session,
}

impl Planner<'_> {
    fn plan(&mut self, operation: &Operation) -> Result<PlannedChange, Failure> {
        let compiled = self
            .dialect
            .compile(operation, &self.options, &mut self.compilation);
        let compiled_statements = self.compilation.take_statements();
        let statements = match compiled {
            Err(error) => Err(error.to_string()),
            Ok(()) => {
                let mut statements = Vec::new();
                for statement in compiled_statements {
                    if self.runs(statement.condition.as_ref())? {
                        let text = statement.script_text();
                        statements.push(self.dialect.splitter().terminated(&text));
                    }
                }
                Ok(statements)
            }
        };
        Ok(PlannedChange {
            change: Change::of(operation),
            statements,
            hazards: hazards(self.dialect, operation),
            rows_at_risk: None,
        })
    }

    /// Whether a statement is needed on the database as it is.
    fn runs(&mut self, condition: Option<&Condition>) -> Result<bool, Failure> {
        let (query, wants_rows) = match condition {
            None => return Ok(true),
            Some(Condition::IfAnyRow(query)) => (query, true),
            Some(Condition::UnlessAnyRow(query)) => (query, false),
        };
        let asked = SqlStatement::Verbatim(query.clone());
        let found = self
            .session
            .query(asked, &Origin::default())
            .map_err(limbeck_runtime::RunError::Sink)?;
        Ok(found.rows.is_empty() != wants_rows)
    }

    fn risk(&self, operation: &Operation) -> Option<Risk> {
        let quote = |table: &QualifiedName| {
            let identifiers = self.dialect.identifiers();
            identifiers.quote_qualified(table, &self.options)
        };
        let of_column = |table, column| {
            let column = self.dialect.identifiers().quote(column, &self.options);
            Risk(format!("SELECT count({column}) FROM {}", quote(table)))
        };
        let is_lost = hazards(self.dialect, operation)
            .iter()
            .any(|hazard| hazard.loses_data());
        match operation {
            Operation::DropTable(drop) => {
                Some(Risk(format!("SELECT count(*) FROM {}", quote(&drop.table))))
            }
            Operation::DropColumn(drop) => Some(of_column(&drop.table, &drop.column)),
            Operation::AlterColumn(alter) if is_lost => {
                Some(of_column(&alter.table, &alter.column))
            }
            Operation::AlterColumn(_)
            | Operation::CreateTable(_)
            | Operation::RenameTable(_)
            | Operation::CreateTableComment(_)
            | Operation::DropTableComment(_)
            | Operation::AddColumn(_)
            | Operation::CreateIndex(_)
            | Operation::DropIndex(_)
            | Operation::AddConstraint(_)
            | Operation::DropConstraint(_)
            | Operation::BulkInsert(_)
            | Operation::Execute(_)
            | Operation::BatchAlterTable(_)
            | Operation::CreateSchema(_)
            | Operation::DropSchema(_)
            | Operation::CreateSequence(_)
            | Operation::DropSequence(_)
            | Operation::AlterSequence(_)
            | Operation::CreateEnum(_)
            | Operation::DropEnum(_)
            | Operation::AlterEnum(_)
            | Operation::CreateDomain(_)
            | Operation::DropDomain(_)
            | Operation::CreateObject(_)
            | Operation::DropObject(_)
            | Operation::ReplaceObject(_) => None,
        }
    }

    /// Counts the rows that lose something, with one query. Who may not read them is told nothing of them.
    fn count(&mut self, risks: &[(usize, Risk)], changes: &mut [PlannedChange]) {
        if risks.is_empty() {
            return;
        }
        let counts: Vec<String> = risks
            .iter()
            .map(|(_, Risk(query))| format!("({query})"))
            .collect();
        let query = SqlStatement::Verbatim(format!("SELECT {}", counts.join(", ")));
        let Ok(counted) = self.session.query(query, &Origin::default()) else {
            return;
        };
        let row = counted.rows.into_iter().next().unwrap_or_default();
        for ((place, _), value) in risks.iter().zip(row) {
            changes[*place].rows_at_risk = match value {
                Value::Integer(count) => u64::try_from(count).ok(),
                Value::Text(text) => text.parse().ok(),
                _ => None,
            };
        }
    }
}
