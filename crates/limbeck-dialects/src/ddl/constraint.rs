//! The clauses of constraints.

use limbeck_schema::{
    CheckConstraint, Constraint, Deferral, DialectOptions, ForeignKeyConstraint,
    PrimaryKeyConstraint, QualifiedName, UniqueConstraint,
};

use super::{
    Context,
    names::constraint_name,
    table::{TableConstraint, TableContext},
};
use crate::{CompileError, identifiers::ResolvedName};

/// A constraint with its name and table, as a dialect compiles it.
pub struct ConstraintContext<'a> {
    /// What it is compiled for.
    pub cx: Context<'a>,
    /// The table that it belongs to.
    pub table_name: &'a QualifiedName,
    /// The table itself, where the operation has it.
    pub table: Option<&'a TableContext<'a>>,
    /// Its name, `None` if the server makes one.
    pub name: Option<ResolvedName>,
}

/// A CHECK whose condition is SQL already.
pub struct CheckClause<'a> {
    /// The condition.
    pub condition: String,
    /// When it is checked.
    pub deferral: &'a Deferral,
    /// Dialect keywords.
    pub options: &'a DialectOptions,
}

impl<'a> CheckClause<'a> {
    /// Compiles the condition of a constraint.
    pub(crate) fn new(cx: &Context<'_>, check: &'a CheckConstraint) -> Result<Self, CompileError> {
        Ok(Self {
            condition: cx.expression(&check.condition)?,
            deferral: &check.deferral,
            options: &check.options,
        })
    }
}

impl ConstraintContext<'_> {
    /// `CONSTRAINT name `, or nothing.
    ///
    /// # Errors
    /// [`CompileError::IdentifierTooLong`].
    pub(crate) fn preamble(&self) -> Result<String, CompileError> {
        match &self.name {
            Some(name) => Ok(format!("CONSTRAINT {} ", self.cx.constraint_name(name)?)),
            None => Ok(String::new()),
        }
    }
}

/// The clause of a constraint of a table; `None` if the dialect leaves it out.
pub(crate) fn table_constraint(
    cx: Context<'_>,
    table: &TableContext<'_>,
    constraint: &TableConstraint<'_>,
) -> Result<Option<String>, CompileError> {
    let table_name = &table.table.name;
    let plain = |constraint: &Constraint| {
        let context = ConstraintContext {
            cx,
            table_name,
            table: Some(table),
            name: constraint_name(&cx, table_name, constraint, false)?,
        };
        clause(&context, constraint)
    };
    match constraint {
        TableConstraint::Given(constraint) => plain(constraint),
        TableConstraint::Implied(constraint) => plain(constraint),
        TableConstraint::TypeCheck(check) => {
            if !check.applies(&cx) {
                return Ok(None);
            }
            let context = ConstraintContext {
                cx,
                table_name,
                table: Some(table),
                name: check.name(&cx, table_name)?,
            };
            let check = CheckClause {
                condition: check.condition(&cx)?,
                deferral: &Deferral::default(),
                options: &DialectOptions::default(),
            };
            cx.ddl().check(&context, &check).map(Some)
        }
    }
}

/// The clause of a constraint; `None` if the dialect leaves it out.
pub(crate) fn clause(
    context: &ConstraintContext<'_>,
    constraint: &Constraint,
) -> Result<Option<String>, CompileError> {
    check_columns(constraint)?;
    let ddl = context.cx.ddl();
    match constraint {
        Constraint::PrimaryKey(key) => ddl.primary_key(context, key),
        Constraint::Unique(unique) => {
            if unique.columns.is_empty() {
                return Ok(None);
            }
            ddl.unique(context, unique).map(Some)
        }
        Constraint::ForeignKey(key) => ddl.foreign_key(context, key),
        Constraint::Check(check) => ddl
            .check(context, &CheckClause::new(&context.cx, check)?)
            .map(Some),
        Constraint::Exclude(exclude) => ddl.exclude(context, exclude).map(Some),
    }
}

/// `PRIMARY KEY (...)` as SQLAlchemy's `DDLCompiler` has it.
pub(crate) fn primary_key(
    context: &ConstraintContext<'_>,
    key: &PrimaryKeyConstraint,
    after_columns: &str,
) -> Result<String, CompileError> {
    Ok(format!(
        "{}PRIMARY KEY ({}){after_columns}{}",
        context.preamble()?,
        context.cx.quote_all(&key.columns),
        deferral(&context.cx, &key.deferral)?
    ))
}

/// `UNIQUE (...)`.
pub(crate) fn unique(
    context: &ConstraintContext<'_>,
    unique: &UniqueConstraint,
    before_columns: &str,
    after_columns: &str,
) -> Result<String, CompileError> {
    Ok(format!(
        "{}UNIQUE {before_columns}({}){after_columns}{}",
        context.preamble()?,
        context.cx.quote_all(&unique.columns),
        deferral(&context.cx, &unique.deferral)?
    ))
}

/// `CHECK (...)`.
pub(crate) fn check(
    context: &ConstraintContext<'_>,
    check: &CheckClause<'_>,
) -> Result<String, CompileError> {
    Ok(format!(
        "{}CHECK ({}){}",
        context.preamble()?,
        check.condition,
        deferral(&context.cx, check.deferral)?
    ))
}

/// Checks that a foreign key has as many columns as it refers to.
///
/// # Errors
/// [`CompileError::Invalid`].
pub(crate) fn check_columns(constraint: &Constraint) -> Result<(), CompileError> {
    match constraint {
        Constraint::ForeignKey(key) if key.columns.len() != key.referred_columns.len() => {
            Err(CompileError::Invalid {
                message: "ForeignKeyConstraint number of constrained columns must match the \
                          number of referenced columns."
                    .to_owned(),
            })
        }
        _ => Ok(()),
    }
}

/// `FOREIGN KEY(...) REFERENCES ...`; `referred_table` is the table as the dialect names it here.
pub(crate) fn foreign_key(
    context: &ConstraintContext<'_>,
    key: &ForeignKeyConstraint,
    referred_table: &str,
) -> Result<String, CompileError> {
    Ok(format!(
        "{}FOREIGN KEY({}) REFERENCES {referred_table} ({}){}",
        context.preamble()?,
        context.cx.quote_all(&key.columns),
        context.cx.quote_all(&key.referred_columns),
        foreign_key_actions(
            &context.cx,
            key.match_.as_deref(),
            key.ondelete.as_deref(),
            key.onupdate.as_deref(),
            &key.deferral,
        )?
    ))
}

/// What stands behind the columns that a foreign key refers to.
pub(crate) fn foreign_key_actions(
    cx: &Context<'_>,
    match_: Option<&str>,
    ondelete: Option<&str>,
    onupdate: Option<&str>,
    when: &Deferral,
) -> Result<String, CompileError> {
    let mut text = String::new();
    if let Some(kind) = match_ {
        let kind = cx.ddl().foreign_key_match(cx, kind)?;
        text.push_str(&format!(" MATCH {kind}"));
    }
    if let Some(action) = ondelete {
        text.push_str(&format!(" ON DELETE {}", cx.ddl().ondelete(cx, action)?));
    }
    if let Some(action) = onupdate {
        text.push_str(&format!(" ON UPDATE {}", cx.phrase(action)?));
    }
    text.push_str(&deferral(cx, when)?);
    Ok(text)
}

/// `DEFERRABLE INITIALLY ...`.
pub(crate) fn deferral(cx: &Context<'_>, deferral: &Deferral) -> Result<String, CompileError> {
    let mut text = match deferral.deferrable {
        None => String::new(),
        Some(true) => " DEFERRABLE".to_owned(),
        Some(false) => " NOT DEFERRABLE".to_owned(),
    };
    if let Some(initially) = &deferral.initially {
        text.push_str(&format!(" INITIALLY {}", cx.phrase(initially)?));
    }
    Ok(text)
}
