//! The table that a rebuild starts from.

use limbeck_schema::{
    Column, Constraint, ConstraintName, Identifier, Index, IndexElement, NamingConvention,
    PrimaryKeyConstraint, QualifiedName, Table, UniqueConstraint, operation::BatchAlterTable,
};

use super::changes::{columns_of, set_name};
use crate::{
    CompileError, CompileOptions,
    compile::Rebuilding,
    ddl::{self, Context},
};

/// A table as it is, every constraint written as one of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct ExistingTable {
    /// Its name, columns, comment and dialect keywords; neither constraints nor indexes, nor
    /// what columns say about them.
    pub table: Table,
    /// Its primary key; without columns if it has none.
    pub primary_key: PrimaryKeyConstraint,
    /// Its other constraints, in order.
    pub constraints: Vec<Constraint>,
    /// Its indexes, in order.
    pub indexes: Vec<ExistingIndex>,
    /// Whether it was read from the database; else the script gave it (`copy_from=`).
    pub is_reflected: bool,
    /// What the database drops with the table, or refuses while it is gone.
    pub dependents: Dependents,
    /// Warnings about what was read, in SQLAlchemy's or Alembic's words.
    pub warnings: Vec<String>,
}

/// An index of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum ExistingIndex {
    /// One that [`Index`] describes in full.
    Described(Index),
    /// One that is made again with the statement that made it.
    Verbatim {
        /// Its name.
        name: String,
        /// The statement.
        sql: String,
    },
}

impl ExistingIndex {
    /// Its name, empty if it has none.
    pub(super) fn name(&self) -> &str {
        match self {
            ExistingIndex::Described(index) => {
                index.name.identifier().map_or("", Identifier::as_str)
            }
            ExistingIndex::Verbatim { name, .. } => name,
        }
    }
}

/// What hangs on a table besides its indexes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dependents {
    /// Statements that come before the new table is made.
    pub before_create: Vec<String>,
    /// Statements that come between the copy of the rows and the end of the old table.
    pub after_copy: Vec<String>,
    /// Statements that make again what went with the old table (triggers), once the new one has
    /// its name.
    pub restore: Vec<String>,
    /// Statements that set the session up for the rebuild.
    pub before: Vec<String>,
    /// Statements that put the session back, whatever has happened.
    pub after: Vec<String>,
    /// What must hold afterwards if it did before.
    pub checks: Vec<Check>,
    /// Texts of SQL that mention columns of the table: triggers, views, conditions of indexes.
    pub texts: Vec<String>,
    /// Whether changes of rows fire triggers.
    pub has_triggers: bool,
    /// Columns that foreign keys of other tables refer to.
    pub referred_columns: Vec<String>,
}

/// Something that must hold after a rebuild if it held before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Check {
    /// A statement that changes nothing must still be understood.
    Runs(String),
    /// The numbers in the last column of a query must not grow; the columns before tell the rows
    /// apart.
    DoesNotGrow {
        /// The query.
        query: String,
        /// What is wrong otherwise; `{}` stands for the rows that have grown.
        message: String,
        /// What to do then.
        help: String,
    },
}

impl ExistingTable {
    /// The table of a script, with the constraints of its columns among its own.
    pub(crate) fn given(table: &Table) -> Self {
        let (primary_key, _) = ddl::primary_key(table);
        let mut primary_key = primary_key.map_or_else(Default::default, |key| key.into_owned());
        let mut constraints: Vec<Constraint> = table
            .constraints
            .iter()
            .filter(|constraint| !matches!(constraint, Constraint::PrimaryKey(_)))
            .cloned()
            .collect();
        let mut bare = table.clone();
        bare.constraints.clear();
        bare.indexes.clear();
        primary_key
            .columns
            .retain(|name| table.column(name).is_some());
        for column in &mut bare.columns {
            constraints.extend(take_constraints(column));
        }
        Self {
            table: bare,
            primary_key,
            constraints,
            indexes: table
                .indexes
                .iter()
                .cloned()
                .map(ExistingIndex::Described)
                .collect(),
            is_reflected: false,
            dependents: Dependents::default(),
            warnings: Vec::new(),
        }
    }
}

impl ExistingTable {
    /// Applies what the batch says about reading the table: which columns, what is known better,
    /// and how constraints without a name are called.
    ///
    /// # Errors
    /// [`CompileError::InvalidRequest`] if a convention cannot name a constraint that it must.
    pub(crate) fn adjust(
        &mut self,
        cx: &Context<'_>,
        batch: &BatchAlterTable,
    ) -> Result<(), CompileError> {
        if let Some(included) = &batch.reflection.include_columns {
            self.include(included);
        }
        for column in &batch.reflection.columns {
            self.replace(column);
        }
        let items = &batch.reflection.items;
        for column in &items.columns {
            self.replace(column);
        }
        for constraint in &items.constraints {
            match constraint {
                Constraint::PrimaryKey(key) => self.primary_key = key.clone(),
                other => self.constraints.push(other.clone()),
            }
        }
        self.indexes
            .extend(items.indexes.iter().cloned().map(ExistingIndex::Described));
        if let Some(convention) = &batch.naming_convention {
            self.name_constraints(cx, convention)?;
        }
        self.leave_out_checks(cx, batch);
        Ok(())
    }

    fn include(&mut self, columns: &[String]) {
        let is_included = |name: &Identifier| columns.contains(&name.text);
        self.table
            .columns
            .retain(|column| is_included(&column.name));
        self.primary_key.columns.retain(is_included);
        self.constraints
            .retain(|constraint| columns_of(constraint).iter().all(is_included));
        self.indexes.retain(|index| match index {
            ExistingIndex::Described(index) => plain_columns(index).all(is_included),
            ExistingIndex::Verbatim { .. } => true,
        });
    }

    /// Puts a column in the place of the one of its name, or behind the others.
    fn replace(&mut self, column: &Column) {
        let mut column = column.clone();
        self.constraints.extend(take_constraints(&mut column));
        let same = self
            .table
            .columns
            .iter_mut()
            .find(|other| other.name.text == column.name.text);
        match same {
            Some(other) => *other = column,
            None => self.table.columns.push(column),
        }
    }

    /// Names what has no name by a convention.
    fn name_constraints(
        &mut self,
        cx: &Context<'_>,
        convention: &NamingConvention,
    ) -> Result<(), CompileError> {
        let options = CompileOptions {
            naming_convention: convention.clone(),
            ..cx.options.clone()
        };
        let cx = &Context {
            dialect: cx.dialect,
            options: &options,
        };
        let table = self.table.name.clone();
        if !self.primary_key.columns.is_empty() {
            let mut key = Constraint::PrimaryKey(self.primary_key.clone());
            name_constraint(cx, &table, &mut key, &[])?;
            if let Constraint::PrimaryKey(key) = key {
                self.primary_key = key;
            }
        }
        let mut taken: Vec<String> = self
            .constraints
            .iter()
            .filter_map(|constraint| Some(constraint.name().identifier()?.text.clone()))
            .collect();
        for constraint in &mut self.constraints {
            name_constraint(cx, &table, constraint, &taken)?;
            taken.extend(constraint.name().identifier().map(|name| name.text.clone()));
        }
        Ok(())
    }

    /// Leaves the CHECKs without a name to `table_args=` if that has any, as Alembic's manual
    /// says; Alembic leaves them out in any case.
    fn leave_out_checks(&mut self, cx: &Context<'_>, batch: &BatchAlterTable) {
        let is_restated = batch
            .table_args
            .constraints
            .iter()
            .any(|constraint| matches!(constraint, Constraint::Check(_)));
        let is_complete = cx.options.rebuilding == Rebuilding::Complete;
        if is_complete && !is_restated {
            return;
        }
        let before = self.constraints.len();
        self.constraints.retain(|constraint| {
            !matches!(constraint, Constraint::Check(check) if check.name == ConstraintName::Unnamed)
        });
        if self.constraints.len() < before && !is_restated {
            self.warnings.push(format!(
                "Unnamed CHECK constraint on reflected table '{}' is being omitted from the table \
                 recreate; pass the constraint explicitly using batch_alter_table.table_args.  \
                 Naming CHECK constraints avoids this going forward.",
                self.table.name.name
            ));
        }
    }
}

/// Names a constraint by the convention of the run, unless it has a name.
fn name_constraint(
    cx: &Context<'_>,
    table: &QualifiedName,
    constraint: &mut Constraint,
    taken: &[String],
) -> Result<(), CompileError> {
    if *constraint.name() != ConstraintName::Unnamed {
        return Ok(());
    }
    let name = match ddl::constraint_name(cx, table, constraint, true) {
        // A CHECK that has no name can be kept without one.
        Err(_)
            if cx.options.rebuilding == Rebuilding::Complete
                && matches!(constraint, Constraint::Check(_)) =>
        {
            None
        }
        named => named?,
    };
    if let Some(name) = name
        && !taken.contains(&name.identifier().text)
    {
        set_name(constraint, ConstraintName::Final(name.identifier().clone()));
    }
    Ok(())
}

/// The constraints that a column brings along, as constraints of its table.
fn take_constraints(column: &mut Column) -> Vec<Constraint> {
    let mut constraints = Vec::new();
    if column.unique && !column.index {
        constraints.push(Constraint::Unique(UniqueConstraint {
            columns: vec![column.name.clone()],
            ..UniqueConstraint::default()
        }));
    }
    for key in std::mem::take(&mut column.foreign_keys) {
        constraints.push(Constraint::ForeignKey(ddl::foreign_key(column, &key)));
    }
    column.unique = false;
    column.index = false;
    constraints
}

/// The name of a constraint that came out of the database: no naming convention applies to it.
pub(crate) fn final_name(name: Option<&str>) -> ConstraintName {
    name.map_or(ConstraintName::Unnamed, |name| {
        ConstraintName::Final(Identifier::new(name))
    })
}

/// The columns of an index that consists of nothing else.
pub(super) fn plain_columns(index: &Index) -> impl Iterator<Item = &Identifier> {
    index.elements.iter().filter_map(|element| match element {
        IndexElement::Column(name) => Some(name),
        IndexElement::Expression(_) => None,
    })
}
