//! [`SqlBody`]: operations as the sections of a script in SQL.

use limbeck_dialects::hazard::hazards;
use limbeck_dialects::{Compilation, CompileError, CompileOptions, Dialect};
use limbeck_revisions::Direction;
use limbeck_schema::Operation;
use limbeck_schema::operation::Directive;

use super::script::{SqlScript, Transactions};

/// The sections of a script, as its operations make them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SqlBody {
    /// Whether the statements run in a transaction.
    pub transactions: Transactions,
    /// The text of `-- upgrade`.
    pub upgrade: String,
    /// The text of `-- downgrade`.
    pub downgrade: String,
    /// What the user should know of what was written.
    pub warnings: Vec<String>,
}

/// Why operations are no script in SQL.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SqlBodyError {
    /// The dialect has no SQL for one.
    #[error(transparent)]
    Compile(#[from] CompileError),
    /// A script runs in a transaction, or each of its statements by itself.
    #[error(
        "`{statement}` cannot run in a transaction, and other statements of the script should: put it into a script of \
         its own"
    )]
    Mixed {
        /// The statement that must run by itself.
        statement: String,
    },
    /// A script would be read otherwise than it was written.
    #[error("a script in SQL cannot hold `{statement}`: {problem}")]
    Unreadable {
        /// The statement, or what it begins with.
        statement: String,
        /// What is wrong.
        problem: String,
    },
}

impl SqlBody {
    /// The statements of both ways, in `marked` scripts with a comment above those that lose data or lock a table.
    ///
    /// # Errors
    /// [`SqlBodyError`] if an operation cannot be written, or not together with the others.
    pub fn of(
        dialect: &dyn Dialect,
        options: &CompileOptions,
        [upgrade, downgrade]: [&[Directive]; 2],
        marked: bool,
    ) -> Result<Self, SqlBodyError> {
        let mut writer = Writer {
            dialect,
            options,
            marked,
            statements: Vec::new(),
            warnings: Vec::new(),
        };
        let upgrade = writer.section(upgrade)?;
        let downgrade = writer.section(downgrade)?;
        let body = Self {
            transactions: writer.transactions()?,
            upgrade,
            downgrade,
            warnings: writer.warnings,
        };
        body.check(dialect, &writer.statements)?;
        Ok(body)
    }

    /// Whether a script with these sections is read as what was written.
    fn check(&self, dialect: &dyn Dialect, statements: &[String]) -> Result<(), SqlBodyError> {
        let unreadable = |statement: &str, problem: String| SqlBodyError::Unreadable {
            statement: beginning(statement),
            problem,
        };
        let all = || statements.first().map_or("", String::as_str);
        let text = format!(
            "-- revision: a\n-- down_revision: none\n{}",
            self.sections()
        );
        let script = SqlScript::parse(text.as_bytes())
            .map_err(|error| unreadable(all(), error.problem.to_string()))?;
        let mut read = Vec::new();
        for direction in [Direction::Upgrade, Direction::Downgrade] {
            let Some(section) = script.section(direction, dialect.name()) else {
                continue;
            };
            let found = dialect
                .splitter()
                .split(section.text)
                .map_err(|error| unreadable(all(), error.to_string()))?;
            read.extend(found.iter().map(|statement| statement.text.to_owned()));
        }
        for (index, statement) in statements.iter().enumerate() {
            if read.get(index).map(String::as_str) != Some(statement) {
                let problem = "it would be taken for something else".to_owned();
                return Err(unreadable(statement, problem));
            }
        }
        Ok(())
    }

    /// Both sections with the lines that begin them.
    pub fn sections(&self) -> String {
        let section = |text: &str| match text {
            "" => "\n".to_owned(),
            text => format!("{text}\n"),
        };
        format!(
            "\n-- upgrade\n{}\n-- downgrade\n{}",
            section(&self.upgrade),
            section(&self.downgrade)
        )
    }
}

struct Writer<'w> {
    dialect: &'w dyn Dialect,
    options: &'w CompileOptions,
    marked: bool,
    /// All statements, in order.
    statements: Vec<String>,
    warnings: Vec<String>,
}

impl Writer<'_> {
    fn section(&mut self, directives: &[Directive]) -> Result<String, SqlBodyError> {
        // What one direction has created, such as a type that comes with its first table, the other has not.
        let mut compilation = Compilation::default();
        let mut text = String::new();
        for operation in directives.iter().flat_map(Directive::operations) {
            self.operation(operation, &mut compilation, &mut text)?;
        }
        self.warnings.extend(compilation.take_warnings());
        Ok(text)
    }

    fn operation(
        &mut self,
        operation: &Operation,
        compilation: &mut Compilation,
        text: &mut String,
    ) -> Result<(), SqlBodyError> {
        self.dialect.compile(operation, self.options, compilation)?;
        if self.marked {
            for hazard in hazards(self.dialect, operation) {
                text.push_str(&format!("-- {}\n", hazard.sentence()));
            }
        }
        for statement in compilation.take_statements() {
            let statement = statement.script_text();
            let statement = statement.trim_end_matches(';').trim_end();
            text.push_str(&format!("{statement};\n"));
            self.statements.push(statement.to_owned());
        }
        Ok(())
    }

    /// Whether the statements run in a transaction: all of them, or none.
    fn transactions(&self) -> Result<Transactions, SqlBodyError> {
        let needs = |statement: &&String| self.dialect.session().needs_autocommit(statement);
        let Some(alone) = self.statements.iter().find(needs) else {
            return Ok(Transactions::On);
        };
        if self.statements.iter().all(|statement| needs(&statement)) {
            Ok(Transactions::Off)
        } else {
            Err(SqlBodyError::Mixed {
                statement: beginning(alone),
            })
        }
    }
}

/// The first line of a statement.
fn beginning(statement: &str) -> String {
    let line = statement.lines().next().unwrap_or_default().trim();
    match line.char_indices().nth(60) {
        Some((end, _)) => format!("{}...", &line[..end]),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use limbeck_schema::operation::{CreateIndex, DropColumn, Execute, SqlStatement};
    use limbeck_schema::{
        ConstraintName, DialectOptions, Index, IndexElement, Literal, OptionValue, QualifiedName,
    };

    use super::*;

    fn postgresql() -> &'static dyn Dialect {
        limbeck_dialects::DIALECTS[0]
    }

    fn index(concurrently: bool) -> Operation {
        let value = OptionValue::Literal(Literal::Boolean(concurrently));
        let keyword = format!("{}_concurrently", postgresql().name());
        Operation::CreateIndex(CreateIndex {
            index: Index {
                name: ConstraintName::Given("ix".into()),
                table: QualifiedName::new("t"),
                elements: vec![IndexElement::Column("a".into())],
                unique: false,
                options: DialectOptions::from_iter([(keyword, value)]),
            },
            if_not_exists: false,
            naming_convention: None,
        })
    }

    fn drop_column() -> Operation {
        Operation::DropColumn(DropColumn {
            table: QualifiedName::new("t"),
            column: "a".into(),
            if_exists: false,
            existing_type: None,
            options: DialectOptions::default(),
            before: None,
        })
    }

    fn sql(text: &str) -> Operation {
        Operation::Execute(Execute {
            statement: SqlStatement::Verbatim(text.to_owned()),
        })
    }

    #[track_caller]
    fn check(operations: Vec<Operation>, expected: Result<(Transactions, &str), &str>) {
        let directives: Vec<_> = operations.into_iter().map(Directive::from).collect();
        let options = CompileOptions::default();
        let body = SqlBody::of(postgresql(), &options, [&directives, &[]], true);
        let found = body.map_err(|error| error.to_string());
        match (&found, expected) {
            (Ok(body), Ok((transactions, text))) => {
                assert_eq!(body.upgrade, text);
                assert_eq!(body.transactions, transactions);
            }
            (Err(error), Err(expected)) => assert_eq!(error, expected),
            _ => panic!("{found:?}"),
        }
    }

    #[test]
    fn statements_stand_under_what_they_lose_and_lock() {
        check(
            vec![drop_column(), index(false)],
            Ok((
                Transactions::On,
                "-- LOSES DATA: the column goes with all its values.\nALTER TABLE t DROP COLUMN a;\n\
                 -- LOCKS: every row is read; nobody can write to the table meanwhile.\n\
                 CREATE INDEX ix ON t (a);\n",
            )),
        );
    }

    #[test]
    fn what_runs_outside_of_transactions_runs_alone() {
        let concurrently = "CREATE INDEX CONCURRENTLY ix ON t (a);\n";
        check(vec![index(true)], Ok((Transactions::Off, concurrently)));
        check(
            vec![drop_column(), index(true)],
            Err(
                "`CREATE INDEX CONCURRENTLY ix ON t (a)` cannot run in a transaction, and other statements of the \
                 script should: put it into a script of its own",
            ),
        );
    }

    #[test]
    fn what_would_be_read_otherwise_is_refused() {
        let quoted = "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1; $$";
        check(
            vec![sql(quoted)],
            Ok((Transactions::On, &format!("{quoted};\n"))),
        );
        check(
            vec![sql("SELECT '\n-- downgrade\n'")],
            Err("a script in SQL cannot hold `SELECT '`: there are two sections `-- downgrade`"),
        );
    }
}
