//! Operations as the text of a script in Python, as Alembic's autogenerate writes it.
//!
//! [`Renderer`] writes the bodies of `upgrade()` and `downgrade()` and collects the imports that they need. The text
//! is Alembic's, character by character, in [`Style::Alembic`]; [`Style::Complete`] adds what Alembic leaves out.
//!
//! `operation` chooses among the operations, which have a file for each kind; `table_items`, `column`, `data_type` and
//! `expression` write what operations are made of, `literal` plain values.

mod alter_column;
mod batch;
mod body;
mod column;
mod columns;
mod comments;
mod constraints;
mod data_type;
mod expression;
mod hook;
mod indexes;
mod literal;
mod operation;
mod repr;
mod server_default;
mod statements;
mod table_constraint;
mod tables;

use std::collections::BTreeSet;

use limbeck_dialects::{CompileError, CompileOptions, Dialect};
use limbeck_schema::Constraint;
use limbeck_schema::operation::Directive;

pub use body::template_value;
use column::Place;
pub use hook::{Item, RenderItem};
pub(crate) use literal::text as string;
pub use repr::{DiffReprs, type_repr};

/// How much is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// Just what Alembic writes, and nothing that it leaves out.
    #[default]
    Alembic,
    /// Everything that the operations say, with a comment above those that lose data or lock a table.
    Complete,
}

/// The options of `context.configure` about what is written, and what compiles SQL in it.
#[derive(Clone)]
pub struct RenderOptions<'a> {
    /// The dialect that SQL in the script is for.
    pub dialect: &'static dyn Dialect,
    /// The settings that SQL is compiled with.
    pub compile: CompileOptions,
    /// How much is written.
    pub style: Style,
    /// What stands before names of `sqlalchemy` (`sa.`).
    pub sqlalchemy_module_prefix: String,
    /// What stands before the functions of `op`.
    pub alembic_module_prefix: String,
    /// What stands before the types of the application; `None` is the module of each.
    pub user_module_prefix: Option<String>,
    /// Whether the changes of one table become a batch.
    pub render_as_batch: bool,
    /// `render_item`, which may write parts of operations otherwise.
    pub render_item: Option<&'a dyn RenderItem>,
}

impl RenderOptions<'_> {
    /// Alembic's defaults.
    pub fn new(dialect: &'static dyn Dialect, style: Style) -> Self {
        Self {
            dialect,
            compile: CompileOptions {
                literal_binds: true,
                offline: true,
                ..CompileOptions::default()
            },
            style,
            sqlalchemy_module_prefix: "sa.".to_owned(),
            alembic_module_prefix: "op.".to_owned(),
            user_module_prefix: None,
            render_as_batch: false,
            render_item: None,
        }
    }
}

/// Why an operation was not written.
#[derive(Clone, Debug, thiserror::Error)]
pub enum RenderError {
    /// The dialect has no SQL for something in it.
    #[error(transparent)]
    Compile(#[from] CompileError),
    /// `render_item` failed.
    #[error("{}", .0.message)]
    Hook(Box<limbeck_diagnostics::Diagnostic>),
    /// There is no Python for it.
    #[error("{0}")]
    Unsupported(String),
}

/// What writing gives.
pub(crate) type Rendered<T> = Result<T, RenderError>;

/// Writes the bodies of one script.
pub struct Renderer<'a> {
    options: &'a RenderOptions<'a>,
    in_batch: bool,
    is_from_database: bool,
    marks_hazards: bool,
    /// Names stand without their packages, as `repr()` shows them.
    is_bare: bool,
    imports: BTreeSet<String>,
    warnings: Vec<String>,
}

impl<'a> Renderer<'a> {
    /// A renderer that has written nothing yet.
    pub fn new(options: &'a RenderOptions<'a>) -> Self {
        Self {
            options,
            in_batch: false,
            is_from_database: false,
            marks_hazards: options.style == Style::Complete,
            is_bare: false,
            imports: BTreeSet::new(),
            warnings: Vec::new(),
        }
    }

    /// The body of `upgrade()`, between Alembic's two comments, not indented.
    ///
    /// # Errors
    /// [`RenderError`] at the first operation that cannot be written.
    pub fn upgrade(&mut self, directives: &[Directive]) -> Result<String, RenderError> {
        self.is_from_database = false;
        body::body(self, directives)
    }

    /// The body of `downgrade()`: what it creates is as the database has it, and written as reflection says it.
    ///
    /// # Errors
    /// [`RenderError`] at the first operation that cannot be written.
    pub fn downgrade(&mut self, directives: &[Directive]) -> Result<String, RenderError> {
        self.is_from_database = true;
        body::body(self, directives)
    }

    /// The lines of one operation, not indented: what stands between the two comments.
    ///
    /// # Errors
    /// [`RenderError`] if it cannot be written.
    pub fn lines(&mut self, directive: &Directive) -> Result<String, RenderError> {
        body::lines(self, directive)
    }

    /// Import lines that are there already.
    #[must_use]
    pub fn with_imports(mut self, imports: impl IntoIterator<Item = String>) -> Self {
        self.imports.extend(imports);
        self
    }

    /// Without comments on what operations lose or lock.
    #[must_use]
    pub fn without_marks(mut self) -> Self {
        self.marks_hazards = false;
        self
    }

    /// A part of an operation by itself.
    ///
    /// # Errors
    /// [`RenderError`] if it cannot be written.
    pub fn item_text(&mut self, item: Item<'_>) -> Result<String, RenderError> {
        let constraint = match item {
            Item::Type(data_type) => return self.data_type(data_type),
            Item::Column(column) => return self.column(column, Place::Alone),
            Item::ServerDefault(default) => return self.server_default(default),
            Item::PrimaryKey(key) => Constraint::PrimaryKey(key.clone()),
            Item::ForeignKey(key) => Constraint::ForeignKey(key.clone()),
            Item::Unique(unique) => Constraint::Unique(unique.clone()),
            Item::Check(check) => Constraint::Check(check.clone()),
            Item::Exclude(exclude) => Constraint::Exclude(exclude.clone()),
        };
        let written = self.table_constraint(&constraint)?;
        Ok(written.unwrap_or_else(|| "None".to_owned()))
    }

    /// The import lines that what was written needs, beyond those of the template.
    pub fn imports(&self) -> &BTreeSet<String> {
        &self.imports
    }

    /// What the user should know of what was written, in Alembic's words where it has any.
    pub fn take_warnings(&mut self) -> Vec<String> {
        std::mem::take(&mut self.warnings)
    }

    fn is_complete(&self) -> bool {
        self.options.style == Style::Complete
    }

    /// What stands before the functions of the operation under way.
    fn op(&self) -> &'a str {
        if self.in_batch {
            "batch_op."
        } else {
            &self.options.alembic_module_prefix
        }
    }

    fn sa(&self) -> &'a str {
        if self.is_bare {
            return "";
        }
        &self.options.sqlalchemy_module_prefix
    }

    /// What stands before the names of a dialect's package, which is imported.
    fn package(&mut self, dialect: &str) -> String {
        if self.is_bare {
            return String::new();
        }
        self.import(format!("from sqlalchemy.dialects import {dialect}"));
        format!("{dialect}.")
    }

    fn import(&mut self, line: impl Into<String>) {
        self.imports.insert(line.into());
    }
}

#[cfg(test)]
mod tests;
