//! [`DmlCompiler`]: what differs per dialect in expressions and DML.

use limbeck_database::Value;
use limbeck_schema::{
    Identifier, Literal, QualifiedName, SqlType,
    expression::{
        ArrayLiteral, BinaryExpression, Cast, ConflictTarget, DuplicateKey, Expression, Extract,
        ForUpdate, Function, Insert, Operator, RowLimits, UpsertClause,
    },
};

use super::{Place, SqlCompiler, binary, function, literal, operators};
use crate::{CompileError, CompileOptions, dml};

/// The SQL of a part, or why there is none.
pub(crate) type Sql = Result<String, CompileError>;

/// What differs per dialect in expressions and DML; the defaults are those of SQLAlchemy's
/// `SQLCompiler` and `DefaultDialect`.
pub trait DmlCompiler: Send + Sync {
    /// The literal of a boolean, and the constants `true()` and `false()`.
    fn boolean(&self, value: bool) -> &'static str {
        if value { "true" } else { "false" }
    }

    /// Whether a boolean is a condition by itself (`supports_native_boolean`).
    fn has_boolean(&self) -> bool {
        true
    }

    /// Whether an integer divided by an integer is an integer (`div_is_floordiv`).
    fn divides_integers(&self) -> bool {
        true
    }

    /// The longest name of a label or alias.
    fn max_label_length(&self) -> usize {
        9999
    }

    /// A value as a literal of its type, as SQLAlchemy's literal processors write it.
    ///
    /// # Errors
    /// [`CompileError::Unsupported`] if the value does not fit the type, or has no literal form.
    fn literal(&self, value: &Literal, data_type: &SqlType) -> Sql {
        literal::standard(self.literals(), value, data_type)
    }

    /// A value as a literal that means to the server what the Python driver would have sent.
    ///
    /// # Errors
    /// [`CompileError::Unsupported`] if the driver would not have sent it.
    fn driver_literal(&self, value: &Literal, data_type: &SqlType) -> Sql;

    /// Whether a value of the type is cast to it on its way to the server (`render_bind_cast`).
    fn casts_bound(&self, data_type: &SqlType) -> bool {
        let _ = data_type;
        false
    }

    /// A value that the database returned, as one of the type that its column was declared with.
    fn result_value(&self, value: Value, data_type: &SqlType) -> Value {
        let _ = data_type;
        value
    }

    /// This compiler as the one whose [`DmlCompiler::literal`] nested values use.
    fn literals(&self) -> &dyn DmlCompiler;

    /// What is between the parentheses of IN for an empty list of values of that many columns.
    fn empty_set(&self, operator: &Operator, columns: usize) -> String {
        operators::empty_set(operator, columns)
    }

    /// What stands before a list of tuples in IN (`tuple_in_values`).
    fn tuples_in(&self) -> &'static str {
        ""
    }

    /// A binary expression whose operator the dialect writes in its own way.
    ///
    /// # Errors
    /// [`CompileError`] if it cannot be written.
    fn binary(
        &self,
        compiler: &mut SqlCompiler<'_>,
        expression: &BinaryExpression,
        place: Place,
    ) -> Sql {
        binary::generic(compiler, expression, place)
    }

    /// Texts joined to one.
    ///
    /// # Errors
    /// [`CompileError`] if one of them cannot be written.
    fn concatenation(
        &self,
        compiler: &mut SqlCompiler<'_>,
        clauses: &[Expression],
        place: Place,
    ) -> Sql {
        let place = Place {
            in_operator: true,
            ..place
        };
        compiler.separated(clauses, " || ", place)
    }

    /// CAST.
    ///
    /// # Errors
    /// [`CompileError`] if the value or the type cannot be written.
    fn cast(&self, compiler: &mut SqlCompiler<'_>, cast: &Cast, place: Place) -> Sql {
        compiler.standard_cast(cast, place)
    }

    /// A function that the dialect writes in its own way.
    ///
    /// # Errors
    /// [`CompileError`] if it cannot be written.
    fn function(&self, compiler: &mut SqlCompiler<'_>, function: &Function, place: Place) -> Sql {
        function::generic(compiler, function, place)
    }

    /// `aggregate_strings()`: the name of the function.
    fn aggregate_strings(&self) -> &'static str;

    /// Whether `aggregate_order_by()` is written inside the parentheses.
    fn orders_inside_aggregates(&self) -> bool {
        true
    }

    /// An aggregate function whose rows are ordered, if [`Self::orders_inside_aggregates`].
    ///
    /// # Errors
    /// [`CompileError`] if it cannot be written.
    fn ordered_aggregate(
        &self,
        compiler: &mut SqlCompiler<'_>,
        function: &Function,
        order_by: &[Expression],
        place: Place,
    ) -> Sql {
        let sql = self.function(compiler, function, place)?;
        let order = compiler.comma_separated(order_by, place)?;
        match sql.strip_suffix(')') {
            Some(open) => Ok(format!("{open} ORDER BY {order})")),
            None => Err(compiler.unsupported("ORDER BY in a function without parentheses")),
        }
    }

    /// EXTRACT.
    ///
    /// # Errors
    /// [`CompileError`] if the dialect does not have the field.
    fn extract(&self, compiler: &mut SqlCompiler<'_>, extract: &Extract, place: Place) -> Sql {
        Ok(format!(
            "EXTRACT({} FROM {})",
            extract.field,
            compiler.expression(&extract.element, place)?
        ))
    }

    /// `ARRAY[a, b]`.
    ///
    /// # Errors
    /// [`CompileError::Unsupported`] where there are none.
    fn array(&self, compiler: &mut SqlCompiler<'_>, array: &ArrayLiteral, place: Place) -> Sql {
        let _ = (array, place);
        Err(compiler.unsupported("array literals"))
    }

    /// The next value of a sequence.
    ///
    /// # Errors
    /// [`CompileError::NotImplemented`] where there are none.
    fn next_value(&self, compiler: &SqlCompiler<'_>, sequence: &QualifiedName) -> Sql {
        let _ = sequence;
        Err(CompileError::NotImplemented {
            message: format!(
                "Dialect '{}' does not support sequence increments.",
                compiler.dialect().name()
            ),
        })
    }

    /// Whether columns are filled from sequences (`supports_sequences`).
    fn has_sequences(&self, options: &CompileOptions) -> bool {
        let _ = options;
        false
    }

    /// Whether the server tells the keys that it made (`insert_returning`).
    fn returns_keys(&self) -> bool {
        true
    }

    /// Whether the key that it made is asked for otherwise (`postfetch_lastrowid`).
    fn fetches_last_row_id(&self) -> bool {
        false
    }

    /// Whether columns in RETURNING stand with their table.
    fn returns_with_table(&self) -> bool {
        true
    }

    /// Words before the columns of a SELECT: DISTINCT.
    ///
    /// # Errors
    /// [`CompileError`] if an expression in them fails.
    fn distinct(
        &self,
        compiler: &mut SqlCompiler<'_>,
        distinct_on: &[Expression],
        place: Place,
    ) -> Sql {
        let _ = (compiler, distinct_on, place);
        Ok("DISTINCT ".to_owned())
    }

    /// LIMIT and OFFSET, or FETCH.
    ///
    /// # Errors
    /// [`CompileError`] if an expression in them fails.
    fn limits(&self, compiler: &mut SqlCompiler<'_>, rows: &RowLimits, place: Place) -> Sql {
        dml::standard_limits(compiler, rows, place)
    }

    /// FOR UPDATE.
    ///
    /// # Errors
    /// [`CompileError`] if it cannot be written.
    fn for_update(&self, compiler: &mut SqlCompiler<'_>, lock: &ForUpdate) -> Sql {
        let _ = (compiler, lock);
        Ok(" FOR UPDATE".to_owned())
    }

    /// A hint after the name of a table.
    ///
    /// # Errors
    /// [`CompileError`] if the dialect does not know the hint.
    fn table_hint(&self, sql: String, hint: &str) -> Sql {
        let _ = hint;
        Ok(sql)
    }

    /// What stands between the tables of a join.
    fn inner_join(&self) -> &'static str {
        "JOIN"
    }

    /// What stands for FROM in a SELECT that draws from nothing, with a blank before it.
    fn default_from(&self, has_criteria: bool) -> &'static str {
        let _ = has_criteria;
        ""
    }

    /// What stands for the values of an INSERT that gives none.
    fn no_values(&self) -> &'static str {
        " DEFAULT VALUES"
    }

    /// Whether WITH stands before the SELECT of an INSERT, not before the INSERT.
    fn with_follows_insert(&self) -> bool {
        false
    }

    /// Where an UPDATE names the tables besides the one that it changes.
    fn update_tables(&self) -> UpdateTables {
        UpdateTables::From
    }

    /// What a multi-table DELETE has after USING.
    ///
    /// # Errors
    /// [`CompileError::NotImplemented`] where there is none.
    fn delete_using(&self) -> Result<DeleteUsing, CompileError> {
        Err(CompileError::NotImplemented {
            message: "This backend does not support multiple-table criteria within DELETE"
                .to_owned(),
        })
    }

    /// ON DUPLICATE KEY UPDATE.
    ///
    /// # Errors
    /// [`CompileError::Unsupported`] where there is none.
    fn duplicate_key(
        &self,
        compiler: &mut SqlCompiler<'_>,
        insert: &Insert,
        clause: &DuplicateKey,
        place: Place,
    ) -> Sql {
        let _ = (insert, clause, place);
        Err(compiler.unsupported("ON DUPLICATE KEY UPDATE"))
    }

    /// What stands between ON CONFLICT and DO.
    ///
    /// # Errors
    /// [`CompileError::Unsupported`] if the clause is another dialect's and cannot be read here.
    fn conflict_target(
        &self,
        compiler: &mut SqlCompiler<'_>,
        clause: &UpsertClause,
        place: Place,
    ) -> Sql {
        let _ = (clause, place);
        Err(compiler.unsupported("ON CONFLICT"))
    }

    /// What stands for a conflict's constraint.
    ///
    /// # Errors
    /// [`CompileError`] if the name is too long.
    fn conflict_constraint(&self, compiler: &SqlCompiler<'_>, name: &Identifier) -> Sql {
        let _ = name;
        Err(compiler.unsupported("ON CONFLICT ON CONSTRAINT"))
    }
}

/// Where an UPDATE names the tables besides the one that it changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UpdateTables {
    /// After FROM.
    From,
    /// Behind the one that it changes; the columns that it sets stand with their tables then.
    Listed,
}

/// What a multi-table DELETE has after USING.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeleteUsing {
    /// The other tables.
    Others,
    /// All tables; the one after FROM is only named there.
    All,
}

/// The elements of a conflict's target, for dialects that write them alike.
///
/// # Errors
/// [`CompileError`] if one of them fails.
pub(crate) fn conflict_elements(
    compiler: &mut SqlCompiler<'_>,
    target: &ConflictTarget,
    place: Place,
) -> Sql {
    let place = place.without_table();
    match target {
        ConflictTarget::Any => Ok(String::new()),
        ConflictTarget::Constraint(name) => compiler.dml().conflict_constraint(compiler, name),
        ConflictTarget::Elements {
            elements,
            criterion,
        } => {
            let elements = compiler.comma_separated(elements, place)?;
            let mut sql = format!("({elements})");
            if let Some(criterion) = criterion {
                sql.push_str(" WHERE ");
                sql.push_str(&compiler.expression(criterion, place)?);
            }
            Ok(sql)
        }
    }
}
