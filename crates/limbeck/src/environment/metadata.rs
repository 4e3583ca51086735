//! [`TargetMetadata`]: the naming convention of `target_metadata`, and what happens if nobody knows
//! it.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use limbeck_database::{Affected, ResultSet};
use limbeck_diagnostics::{Diagnostic, SourceLocation};
use limbeck_dialects::dml::{Example, Template};
use limbeck_dialects::{Dialect, SchemaTranslateMap};
use limbeck_python::{Raise, Tree};
use limbeck_schema::operation::SqlStatement;
use limbeck_schema::{
    Column, Constraint, ConstraintKind, ConstraintName, Index, InlineForeignKey, NamingConvention,
    Operation, Table,
};
use limbeck_scripts::{Execution, OperationSink, Origin, Outcome, SinkError, TransactionControl};

use super::opaque;

/// What is known of `target_metadata`: scripts only depend on its naming convention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TargetMetadata {
    /// Its naming convention.
    Known(NamingConvention),
    /// Only the application knows.
    Unknown(UnknownConvention),
}

/// A naming convention that only the application knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct UnknownConvention {
    /// What it comes from, for messages.
    pub(super) description: String,
    /// How the application's own Python is asked for it, if it can be.
    pub(super) question: Option<ConventionQuestion>,
}

/// A question for a naming convention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ConventionQuestion {
    /// The number of the operation that has it for its result.
    pub(super) answer: i64,
    /// The expression for the metadata.
    pub(super) of: String,
}

/// Reads the argument.
pub(super) fn target_metadata(tree: &Tree) -> Result<TargetMetadata, Raise> {
    if let Some(node) = opaque::node(tree) {
        let question = match (node.get("convention"), node.get("expression")) {
            (Tree::Int(answer), Tree::Str(of)) => Some(ConventionQuestion {
                answer: *answer,
                of: of.clone(),
            }),
            _ => None,
        };
        return Ok(TargetMetadata::Unknown(UnknownConvention {
            description: opaque::description(node),
            question,
        }));
    }
    let mut convention = NamingConvention::default();
    let Tree::Dict(pairs) = tree else {
        return Ok(TargetMetadata::Known(convention));
    };
    for (kind, template) in pairs {
        match (kind, template) {
            (Tree::Str(kind), Tree::Str(template)) => {
                convention.templates.insert(kind.clone(), template.clone());
            }
            (Tree::Str(kind), _) => {
                return Ok(TargetMetadata::Unknown(UnknownConvention {
                    description: format!("the function `{kind}` of its naming convention"),
                    question: None,
                }));
            }
            _ => {}
        }
    }
    Ok(TargetMetadata::Known(convention))
}

/// A sink that refuses operations whose names depend on a naming convention that nobody knows.
pub(super) struct ConventionGuard<'s> {
    /// Where everything else goes.
    pub(super) sink: &'s mut dyn OperationSink,
    /// What is not known.
    pub(super) unknown: &'s UnknownConvention,
    /// Why the application's own Python does not tell.
    pub(super) cause: Option<&'s Diagnostic>,
}

impl OperationSink for ConventionGuard<'_> {
    fn dialect(&self) -> &'static dyn Dialect {
        self.sink.dialect()
    }

    fn is_offline(&self) -> bool {
        self.sink.is_offline()
    }

    fn push(&mut self, operation: Operation, origin: &Origin) -> Result<(), SinkError> {
        if operation.naming_convention().is_none()
            && let Some(what) = depends_on_convention(&operation)
        {
            return Err(self.refuse(what, origin));
        }
        self.sink.push(operation, origin)
    }

    fn query(&mut self, statement: SqlStatement, origin: &Origin) -> Result<ResultSet, SinkError> {
        self.sink.query(statement, origin)
    }

    fn execute(
        &mut self,
        statement: SqlStatement,
        origin: &Origin,
    ) -> Result<Execution, SinkError> {
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
        self.sink.execute_many(statements, origin)
    }

    fn translate_schemas(&mut self, map: SchemaTranslateMap) -> SchemaTranslateMap {
        self.sink.translate_schemas(map)
    }

    fn transaction(&mut self, control: TransactionControl) -> Result<(), SinkError> {
        self.sink.transaction(control)
    }
}

impl ConventionGuard<'_> {
    fn refuse(&self, what: &str, origin: &Origin) -> SinkError {
        let mut diagnostic = Diagnostic::error(
            "unknown-naming-convention",
            format!(
                "The name of {what} depends on the naming convention of target_metadata, and \
                 that comes from {}.",
                self.unknown.description
            ),
        );
        let written_out = "name it in the script with op.f(...), or let env.py pass \
             target_metadata=MetaData(naming_convention={...}) with the templates written out.";
        match self.cause {
            Some(cause) => {
                diagnostic = diagnostic.note(cause.message.clone());
                diagnostic.notes.extend(cause.notes.iter().cloned());
                diagnostic = diagnostic.help(format!(
                    "Let the application's own Python answer (--python), {written_out}"
                ));
            }
            None => diagnostic = diagnostic.help(capitalized(written_out)),
        }
        if let Some(path) = &origin.path {
            diagnostic = diagnostic.at(match origin.line {
                Some(line) => SourceLocation::line(path, line),
                None => SourceLocation::file(path),
            });
        }
        SinkError::Other(Box::new(diagnostic))
    }
}

fn capitalized(text: &str) -> String {
    let (first, rest) = text.split_at(1);
    first.to_uppercase() + rest
}

/// What in an operation gets its name from the convention.
fn depends_on_convention(operation: &Operation) -> Option<&'static str> {
    match operation {
        Operation::CreateTable(create) => in_table(&create.table),
        Operation::AddConstraint(add) => in_constraint(&add.constraint),
        Operation::DropConstraint(drop) => in_name(&drop.name, drop.kind?),
        Operation::AddColumn(add) => in_column(&add.column),
        Operation::CreateIndex(create) => in_index(&create.index),
        Operation::BatchAlterTable(batch) => batch
            .operations
            .iter()
            .find_map(depends_on_convention)
            .or_else(|| batch.table_args.constraints.iter().find_map(in_constraint)),
        Operation::DropTable(_)
        | Operation::RenameTable(_)
        | Operation::CreateTableComment(_)
        | Operation::DropTableComment(_)
        | Operation::DropColumn(_)
        | Operation::AlterColumn(_)
        | Operation::DropIndex(_)
        | Operation::BulkInsert(_)
        | Operation::Execute(_)
        | Operation::CreateSchema(_)
        | Operation::DropSchema(_)
        | Operation::CreateSequence(_)
        | Operation::DropSequence(_)
        | Operation::CreateEnum(_)
        | Operation::DropEnum(_)
        | Operation::CreateDomain(_)
        | Operation::DropDomain(_)
        | Operation::AlterSequence(_)
        | Operation::AlterEnum(_)
        | Operation::CreateObject(_)
        | Operation::DropObject(_)
        | Operation::ReplaceObject(_) => None,
    }
}

fn in_table(table: &Table) -> Option<&'static str> {
    let has_primary_key = table
        .constraints
        .iter()
        .any(|constraint| matches!(constraint, Constraint::PrimaryKey(_)));
    table
        .constraints
        .iter()
        .find_map(in_constraint)
        .or_else(|| table.indexes.iter().find_map(in_index))
        .or_else(|| table.columns.iter().find_map(in_column))
        .or_else(|| {
            let marked = table.columns.iter().any(|column| column.primary_key);
            (marked && !has_primary_key).then_some("a primary key")
        })
}

fn in_column(column: &Column) -> Option<&'static str> {
    if column.unique && !column.index {
        return Some("a unique constraint");
    }
    if column.index {
        return Some("an index");
    }
    let foreign_key = |key: &InlineForeignKey| in_name(&key.name, ConstraintKind::ForeignKey);
    column
        .foreign_keys
        .iter()
        .find_map(foreign_key)
        .or_else(|| {
            column
                .checks
                .iter()
                .find_map(|check| in_name(&check.name, ConstraintKind::Check))
        })
}

fn in_index(index: &Index) -> Option<&'static str> {
    (index.name == ConstraintName::Unnamed).then_some("an index")
}

fn in_constraint(constraint: &Constraint) -> Option<&'static str> {
    match constraint {
        Constraint::PrimaryKey(key) => in_name(&key.name, ConstraintKind::PrimaryKey),
        Constraint::Unique(unique) => in_name(&unique.name, ConstraintKind::Unique),
        Constraint::ForeignKey(key) => in_name(&key.name, ConstraintKind::ForeignKey),
        Constraint::Check(check) => in_name(&check.name, ConstraintKind::Check),
        Constraint::Exclude(exclude) => in_name(&exclude.name, ConstraintKind::Exclude),
    }
}

/// A name that is not given is made by the convention; that of a check constraint is made from the
/// given one, too.
fn in_name(name: &ConstraintName, kind: ConstraintKind) -> Option<&'static str> {
    let depends = match name {
        ConstraintName::Unnamed => true,
        ConstraintName::Given(_) => kind == ConstraintKind::Check,
        ConstraintName::Final(_) => false,
    };
    depends.then_some(match kind {
        ConstraintKind::PrimaryKey => "a primary key",
        ConstraintKind::Unique => "a unique constraint",
        ConstraintKind::ForeignKey => "a foreign key",
        ConstraintKind::Check => "a check constraint",
        ConstraintKind::Exclude => "an exclusion constraint",
    })
}

/// Whether a project says anything about naming conventions: without a word of it, the default
/// of SQLAlchemy is what applies, whatever its models are.
///
/// Folders of installed packages are not part of the project.
pub(super) fn mentions_naming_convention(folders: &[PathBuf]) -> bool {
    let mut left: Vec<PathBuf> = folders.to_vec();
    let mut seen = HashSet::new();
    let mut files = 0;
    while let Some(folder) = left.pop() {
        let real = folder.canonicalize().unwrap_or(folder);
        if !seen.insert(real.clone()) {
            continue;
        }
        let Ok(entries) = std::fs::read_dir(&real) else {
            continue;
        };
        for entry in entries.flatten() {
            let (path, name) = (entry.path(), entry.file_name());
            let name = name.to_string_lossy();
            let Ok(kind) = entry.file_type() else {
                continue;
            };
            if kind.is_dir() {
                if !is_foreign(&name) && !path.join("pyvenv.cfg").exists() {
                    left.push(path);
                }
            } else if name.ends_with(".py") {
                files += 1;
                if files > MOST_FILES || mentions(&path) {
                    return true;
                }
            }
        }
    }
    false
}

/// More files than this are not searched: then nothing can be said.
const MOST_FILES: usize = 20_000;

fn mentions(path: &Path) -> bool {
    std::fs::read(path)
        .is_ok_and(|bytes| String::from_utf8_lossy(&bytes).contains("naming_convention"))
}

/// Folders that hold other people's code, or none.
fn is_foreign(name: &str) -> bool {
    name.starts_with('.')
        || matches!(
            name,
            "node_modules" | "site-packages" | "dist-packages" | "__pycache__" | "venv" | "env"
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use limbeck_schema::operation::{AddColumn, AddConstraint, DropConstraint};
    use limbeck_schema::{
        CheckConstraint, Deferral, DialectOptions, Expression, QualifiedName, SqlType,
        UniqueConstraint,
    };

    fn unique(name: ConstraintName) -> Operation {
        Operation::AddConstraint(AddConstraint {
            table: QualifiedName::new("t"),
            constraint: Constraint::Unique(UniqueConstraint {
                name,
                ..UniqueConstraint::default()
            }),
            naming_convention: None,
        })
    }

    #[test]
    fn names_that_are_given_do_not_depend() {
        let given = ConstraintName::Given("uq".into());
        assert_eq!(depends_on_convention(&unique(given)), None);
        assert_eq!(
            depends_on_convention(&unique(ConstraintName::Unnamed)),
            Some("a unique constraint")
        );
    }

    #[test]
    fn given_names_of_checks_depend() {
        let drop = |name| {
            Operation::DropConstraint(DropConstraint {
                table: QualifiedName::new("t"),
                name,
                kind: Some(ConstraintKind::Check),
                if_exists: false,
                before: None,
                naming_convention: None,
            })
        };
        let given = drop(ConstraintName::Given("positive".into()));
        assert_eq!(depends_on_convention(&given), Some("a check constraint"));
        let last = drop(ConstraintName::Final("positive".into()));
        assert_eq!(depends_on_convention(&last), None);
    }

    #[test]
    fn columns_bring_constraints_along() {
        let add = |change: &dyn Fn(&mut Column)| {
            let mut column = Column::new("a", SqlType::Null);
            change(&mut column);
            depends_on_convention(&Operation::AddColumn(Box::new(AddColumn {
                table: QualifiedName::new("t"),
                column,
                if_not_exists: false,
                inline_references: false,
                inline_primary_key: false,
                insert_before: None,
                insert_after: None,
            })))
        };
        assert_eq!(add(&|_| {}), None);
        assert_eq!(add(&|column| column.index = true), Some("an index"));
        assert_eq!(
            add(&|column| column.checks.push(CheckConstraint {
                name: ConstraintName::Unnamed,
                condition: Expression::text("a > 0"),
                deferral: Deferral::default(),
                options: DialectOptions::default(),
                comment: None,
            })),
            Some("a check constraint")
        );
    }

    #[test]
    fn a_project_is_searched_for_the_word() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().expect("it has one")).expect("made");
            std::fs::write(path, text).expect("written");
        };
        let found = || mentions_naming_convention(&[folder.path().to_owned()]);
        write("app/models.py", "metadata = MetaData()");
        write(".venv/lib/x.py", "naming_convention");
        write("app/node_modules/x.py", "naming_convention");
        assert!(!found());
        write("app/deep/base.py", "MetaData(naming_convention=x)");
        assert!(found());
    }
}
