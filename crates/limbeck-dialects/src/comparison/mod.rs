//! [`Comparator`]: how what the models want is held against what a database has.
//!
//! The rules are those of Alembic's `DefaultImpl` and its dialects: they forgive what the server writes differently from
//! how it was asked for.

mod defaults;
mod indexes;
mod types;

pub use defaults::{DefaultPair, Verdict};
pub use indexes::{ConstraintVerdict, Difference, index_columns};

use std::sync::LazyLock;

use limbeck_schema::{
    DialectOptions, ForeignKeyConstraint, Identifier, Index, SqlType, Table, UniqueConstraint,
    expression::typing,
};
use regex::Regex;

use crate::{CompileError, CompileOptions, Dialect, expression::compile_expression};

pub(crate) use defaults::capture;
pub(crate) use indexes::{element_text, name_of};

/// The unique constraints and indexes of one table, on both sides, before they are compared.
#[derive(Debug, Default)]
pub struct ConstraintSets<'a> {
    /// Unique constraints of the database.
    pub existing_uniques: Vec<&'a UniqueConstraint>,
    /// Indexes of the database.
    pub existing_indexes: Vec<&'a Index>,
    /// Unique constraints of the models.
    pub wanted_uniques: Vec<&'a UniqueConstraint>,
    /// Indexes of the models.
    pub wanted_indexes: Vec<&'a Index>,
    /// What the user should know of what was left out.
    pub warnings: Vec<String>,
}

/// How a dialect compares; the defaults are those of `DefaultImpl`.
pub trait Comparator: Send + Sync {
    /// Sets of names of types, in lower case, that are one type.
    fn type_synonyms(&self) -> &'static [&'static [&'static str]] {
        &[&["numeric", "decimal"]]
    }

    /// Words in the text of a type whose next word counts where both types have them.
    fn type_attributes(&self) -> &'static [&'static str] {
        &[]
    }

    /// Whether two types differ, if the dialect knows without looking at their texts.
    fn types_differ(&self, existing: &SqlType, wanted: &SqlType) -> Option<bool> {
        let _ = (existing, wanted);
        None
    }

    /// Whether two server defaults differ.
    fn compare_defaults(&self, pair: &DefaultPair<'_>) -> Verdict {
        Verdict::of(pair.existing_text == pair.wanted_text)
    }

    /// The expression of a generated column without what servers write in their own way.
    fn normalized_expression(&self, text: &str) -> String {
        crude(text)
    }

    /// Whether tables and columns have comments.
    fn has_comments(&self) -> bool {
        true
    }

    /// Whether every unique constraint is a unique index as well, under the same name.
    fn uniques_are_indexes(&self) -> bool {
        false
    }

    /// Turns an inspected table into what SQLAlchemy's reflection and Alembic's hooks of it tell.
    ///
    /// What Alembic logs of it is returned.
    fn reflected(&self, dialect: &dyn Dialect, table: &mut Table) -> Vec<String> {
        let _ = (dialect, table);
        Vec::new()
    }

    /// Leaves out of the options of a reflected unique constraint what says nothing (`adjust_reflected_dialect_options`).
    fn adjust_options(&self, options: &mut DialectOptions) {
        let _ = options;
    }

    /// Takes out what the database made by itself, or cannot tell (`correct_for_autogen_constraints`).
    fn correct_constraints(&self, existing: &Table, sets: &mut ConstraintSets<'_>) {
        let _ = (existing, sets);
    }

    /// Puts actions that the database does not tell into its foreign keys (`correct_for_autogen_foreignkeys`).
    fn correct_foreign_key(
        &self,
        existing: &mut ForeignKeyConstraint,
        wanted: &ForeignKeyConstraint,
    ) {
        let _ = (existing, wanted);
    }

    /// Compares two indexes of one name.
    ///
    /// # Errors
    /// [`CompileError`] if the dialect has no words for an element.
    fn compare_indexes(
        &self,
        dialect: &dyn Dialect,
        existing: &Index,
        wanted: &Index,
    ) -> Result<ConstraintVerdict, CompileError> {
        indexes::compare_columns(dialect, existing, wanted)
    }

    /// Compares two unique constraints of one name.
    fn compare_uniques(
        &self,
        existing: &UniqueConstraint,
        wanted: &UniqueConstraint,
    ) -> ConstraintVerdict {
        indexes::compare_uniques(existing, wanted)
    }
}

impl dyn Dialect + '_ {
    /// Whether a column's type is another one than the models want (`compare_type`): by their first words, their
    /// synonyms, and the arguments that both have.
    ///
    /// # Errors
    /// [`CompileError`] if the dialect cannot write a type.
    pub fn types_differ(&self, existing: &SqlType, wanted: &SqlType) -> Result<bool, CompileError> {
        types::differ(self, existing, wanted)
    }

    /// The text of a server default that an expression gives, as `compile_kwargs={"literal_binds": True}` writes it.
    ///
    /// # Errors
    /// [`CompileError`] if the dialect has no words for it.
    pub fn default_text(
        &self,
        expression: &limbeck_schema::Expression,
    ) -> Result<String, CompileError> {
        compile_expression(self, expression, &CompileOptions::default())
    }
}

/// Whether a type is one that `NullType` stands for: nothing can be compared with it.
pub fn is_unknown(data_type: &SqlType) -> bool {
    typing::affinity(data_type) == typing::Affinity::Null
}

/// The text without white space, brackets and quotes, in lower case.
pub(crate) fn crude(text: &str) -> String {
    text.chars()
        .filter(|c| !" ()'\"`[]\t\r\n".contains(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The signature of a unique constraint: its columns, sorted.
pub fn sorted_columns(columns: &[Identifier]) -> Vec<&str> {
    let mut names: Vec<&str> = columns.iter().map(Identifier::as_str).collect();
    names.sort_unstable();
    names
}

/// A pattern that is compiled once.
pub(crate) type Pattern = LazyLock<Regex>;

/// A pattern that is compiled when it is first used.
macro_rules! pattern {
    ($text:expr) => {
        std::sync::LazyLock::new(|| {
            regex::Regex::new($text).expect("the pattern is a regular expression")
        })
    };
}
pub(crate) use pattern;
