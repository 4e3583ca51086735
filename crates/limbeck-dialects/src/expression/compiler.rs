//! [`SqlCompiler`]: a statement on its way to text.

use limbeck_schema::{
    Identifier, SqlType,
    expression::{
        AggregateOrderBy, Aliased, AsBoolean, BindParameter, Case, Cast, ColumnReference, Constant,
        Expression, Frame, FrameBound, FrameKind, FromClause, FromKind, Label, LabelReference,
        Name, Operator, OrderPlace, Over, UnaryExpression,
    },
};

use super::{
    DmlCompiler,
    bound::{bound_cast, bound_value},
    hooks::Sql,
    names::{NameKind, Names},
    operators, text,
};
use crate::{
    CompileError, CompileOptions, Dialect,
    dml::{Ctes, Marks, StackEntry},
    types,
};

/// Compiles one statement.
pub struct SqlCompiler<'a> {
    pub(crate) dialect: &'a dyn Dialect,
    pub(crate) options: &'a CompileOptions,
    pub(crate) names: Names,
    pub(crate) stack: Vec<StackEntry>,
    pub(crate) ctes: Ctes,
    /// The row that an INSERT could not insert, where it can be referred to.
    pub(crate) inserted_row: Option<InsertedRow>,
    /// What is to be told about the statement.
    pub(crate) warnings: Vec<String>,
    /// The bound values that are marked instead of written.
    marks: Option<&'a Marks<'a>>,
}

/// The row that an INSERT could not insert: columns of the alias `inserted` stand for its values.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InsertedRow {
    /// The table of the INSERT.
    pub(crate) table: u64,
    /// The name of the row in the statement; without one, `VALUES()` gives its values.
    pub(crate) alias: Option<&'static str>,
}

/// Where an expression stands, as far as that changes its text.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Columns stand with their table.
    pub(crate) include_table: bool,
    /// Between SELECT and FROM, or after RETURNING.
    pub(crate) in_columns: bool,
    /// Inside a label.
    pub(crate) in_label: bool,
    /// In ORDER BY: the label that is written as its name.
    pub(crate) label_as_name: Option<u64>,
    /// Inside an operator.
    pub(crate) in_operator: bool,
    /// Inside an operator that wants parentheses around others.
    pub(crate) eager_grouping: bool,
    /// A cast around an element of a document is already written.
    pub(crate) cast_applied: bool,
    /// Right after FROM.
    pub(crate) as_from: bool,
    /// Inside LATERAL.
    pub(crate) lateral: bool,
}

impl Default for Place {
    fn default() -> Self {
        Self {
            include_table: true,
            in_columns: false,
            in_label: false,
            label_as_name: None,
            in_operator: false,
            eager_grouping: false,
            cast_applied: false,
            as_from: false,
            lateral: false,
        }
    }
}

impl Place {
    /// The same place, columns without their table.
    pub(crate) fn without_table(self) -> Self {
        Self {
            include_table: false,
            ..self
        }
    }

    /// A SELECT at this place.
    pub(crate) fn nested(self) -> Self {
        Self {
            label_as_name: None,
            as_from: false,
            lateral: false,
            ..self.outside_columns()
        }
    }

    /// The same place, not in a columns clause.
    pub(crate) fn outside_columns(self) -> Self {
        Self {
            in_columns: false,
            in_label: false,
            ..self
        }
    }
}

impl<'a> SqlCompiler<'a> {
    /// A compiler for one statement.
    pub(crate) fn new(dialect: &'a dyn Dialect, options: &'a CompileOptions) -> Self {
        Self {
            dialect,
            options,
            names: Names::default(),
            stack: Vec::new(),
            ctes: Ctes::default(),
            inserted_row: None,
            warnings: Vec::new(),
            marks: None,
        }
    }

    /// A compiler for one statement, which leaves marks where these values are bound.
    pub(crate) fn marking(
        dialect: &'a dyn Dialect,
        options: &'a CompileOptions,
        marks: &'a Marks<'a>,
    ) -> Self {
        Self {
            marks: Some(marks),
            ..Self::new(dialect, options)
        }
    }

    /// The dialect.
    pub(crate) fn dialect(&self) -> &'a dyn Dialect {
        self.dialect
    }

    /// The dialect's ways with DML.
    pub(crate) fn dml(&self) -> &'static dyn DmlCompiler {
        self.dialect.dml()
    }

    /// Adds something that the user should know of the statement.
    pub(crate) fn warn(&mut self, text: String) {
        self.warnings.push(text);
    }

    /// That the dialect has no words for something.
    pub(crate) fn unsupported(&self, what: &str) -> CompileError {
        CompileError::Unsupported {
            message: format!(
                "The {} dialect does not support {what}",
                self.dialect.name()
            ),
        }
    }

    /// A name, in quotes if it needs them.
    pub(crate) fn quote(&self, name: &Identifier) -> String {
        self.dialect.identifiers().quote(name, self.options)
    }

    /// A given or made name of that kind.
    pub(crate) fn name(&mut self, name: &Name, kind: NameKind) -> String {
        let name = self
            .names
            .resolve(name, kind, self.dml().max_label_length());
        self.quote(&name)
    }

    /// A string literal.
    pub(crate) fn string(&self, text: &str) -> Sql {
        let literal = self.dml().literal(
            &limbeck_schema::Literal::Text(text.to_owned()),
            &limbeck_schema::expression::typing::string(),
        )?;
        Ok(self.options.percent(&literal).into_owned())
    }

    /// A type.
    pub(crate) fn data_type(&self, data_type: &SqlType) -> Sql {
        types::compile_type(self.dialect, data_type, self.options)
    }

    /// Expressions separated by commas.
    pub(crate) fn comma_separated(&mut self, clauses: &[Expression], place: Place) -> Sql {
        self.separated(clauses, ", ", place)
    }

    /// Expressions with something in between.
    pub(crate) fn separated(
        &mut self,
        clauses: &[Expression],
        separator: &str,
        place: Place,
    ) -> Sql {
        let mut parts = Vec::with_capacity(clauses.len());
        for clause in clauses {
            let sql = self.expression(clause, place)?;
            if !sql.is_empty() {
                parts.push(sql);
            }
        }
        Ok(parts.join(separator))
    }

    /// An expression.
    pub(crate) fn expression(&mut self, expression: &Expression, place: Place) -> Sql {
        match expression {
            Expression::Text(clause) => text::compile(self, clause, place),
            Expression::Literal { value, data_type } => {
                let data_type = data_type.for_dialect(self.dialect.name());
                let literal = self.dml().literal(value, data_type)?;
                Ok(self.options.percent(&literal).into_owned())
            }
            Expression::Bind(bind) => self.bind(bind, place),
            Expression::Column(column) => Ok(self.column(column, place)),
            Expression::Constant(constant) => Ok(match constant {
                Constant::Null => "NULL",
                Constant::True => self.dml().boolean(true),
                Constant::False => self.dml().boolean(false),
            }
            .to_owned()),
            Expression::Unary(unary) => self.unary(unary, place),
            Expression::AsBoolean(value) => self.as_boolean(value, place),
            Expression::Binary(binary) => self.dml().binary(self, binary, place),
            Expression::List(list) => operators::list(self, list, place),
            Expression::Grouping(element) => Ok(format!("({})", self.expression(element, place)?)),
            Expression::Tuple(tuple) => Ok(format!(
                "({})",
                self.comma_separated(&tuple.clauses, place)?
            )),
            Expression::Array(array) => self.dml().array(self, array, place),
            Expression::Case(case) => self.case(case, place),
            Expression::Cast(cast) => self.cast(cast, place),
            Expression::TypeCoerce(cast) => self.type_coerce(cast, place),
            Expression::Extract(extract) => self.dml().extract(self, extract, place),
            Expression::Label(label) => self.label(label, place),
            Expression::LabelReference(reference) => self.label_reference(reference, place),
            Expression::Function(function) => self.dml().function(self, function, place),
            Expression::ScalarFunctionColumn(column) => {
                let function = self.dml().function(self, &column.function, place)?;
                Ok(format!("({function}).{}", self.quote(&column.name)))
            }
            Expression::Over(over) => self.over(over, place),
            Expression::FunctionFilter(filter) => Ok(format!(
                "{} FILTER (WHERE {})",
                self.expression(&filter.function, place)?,
                self.expression(&filter.criterion, place)?
            )),
            Expression::AggregateOrderBy(ordered) => self.aggregate_order_by(ordered, place),
            Expression::Collation(collation) => {
                let name = self.quote(&Identifier::new(&collation.name));
                Ok(match &collation.schema {
                    Some(schema) => format!("{}.{name}", self.quote(&Identifier::new(schema))),
                    None => name,
                })
            }
            Expression::Slice(slice) => Ok(format!(
                "{}:{}",
                self.expression(&slice.start, place)?,
                self.expression(&slice.stop, place)?
            )),
            Expression::ScalarSelect(select) => {
                Ok(format!("({})", self.query(&select.query, place.nested())?))
            }
            Expression::ScalarValues(from) => match &from.kind {
                FromKind::Values(values) => Ok(format!("({})", self.values_rows(values)?)),
                _ => Err(self.unsupported("this as VALUES")),
            },
            Expression::TableValuedColumn(from, _) => {
                let name = from
                    .name()
                    .unwrap_or_else(|| Name::anonymous(from.id, "anon"));
                Ok(self.name(&name, NameKind::Alias))
            }
            Expression::NextValue(sequence) => self.dml().next_value(self, sequence),
        }
    }

    /// A bound value written out: as SQLAlchemy writes it into scripts, or as the driver sends it.
    pub(crate) fn literal(&self, value: &limbeck_schema::Literal, data_type: &SqlType) -> Sql {
        match self.marks.and_then(|marks| marks.mark(value, data_type)) {
            Some(mark) => Ok(mark),
            None => bound_value(self.dialect, self.options, value, data_type),
        }
    }

    /// The cast that follows a bound value of a type, if there is one.
    pub(crate) fn bound_cast(&self, data_type: &SqlType) -> Sql {
        bound_cast(self.dialect, self.options, data_type)
    }

    fn bind(&mut self, bind: &BindParameter, place: Place) -> Sql {
        if self.options.literal_binds {
            return self.bound_literal(bind);
        }
        let name = match &bind.name {
            Name::Given(name) | Name::Truncatable(name) => name.text.clone(),
            other => self.names.numbered(&other.body()),
        };
        let _ = place;
        Ok(match &bind.expands {
            Some(_) => format!("(__[POSTCOMPILE_{name}])"),
            None => format!(
                "{}{}",
                self.placeholder(&name),
                self.bound_cast(&bind.data_type)?
            ),
        })
    }

    /// Where a value will be filled in.
    pub(crate) fn placeholder(&self, name: &str) -> String {
        self.options.parameter_style.placeholder(name)
    }

    fn bound_literal(&self, bind: &BindParameter) -> Sql {
        use limbeck_schema::Literal;
        match (&bind.value, &bind.expands) {
            (None, _) if self.options.offline => Ok("NULL".to_owned()),
            (None, _) => Err(self.no_value(&bind.name)),
            (Some(Literal::List(items)), Some(operator)) => {
                Ok(format!("({})", self.expanded(items, operator, bind)?))
            }
            (Some(value), Some(_)) => Ok(format!("({})", self.literal(value, &bind.data_type)?)),
            (Some(value), None) => self.literal(value, &bind.data_type),
        }
    }

    /// That a bind was given no value.
    pub(crate) fn no_value(&self, name: &Name) -> CompileError {
        CompileError::Parameter {
            message: format!(
                "(sqlalchemy.exc.InvalidRequestError) A value is required for bind parameter '{}'",
                name.body()
            ),
        }
    }

    /// The values of a list after IN.
    fn expanded(
        &self,
        items: &[limbeck_schema::Literal],
        operator: &Operator,
        bind: &BindParameter,
    ) -> Sql {
        use limbeck_schema::{Literal, expression::typing::type_of};
        if items.is_empty() {
            return Ok(self.dml().empty_set(operator, 1));
        }
        let is_tuples = matches!(items.first(), Some(Literal::List(_)));
        let items = items
            .iter()
            .map(|item| match item {
                Literal::List(elements) => {
                    let elements = elements
                        .iter()
                        .map(|element| self.literal(element, &type_of(element)))
                        .collect::<Result<Vec<_>, _>>()?;
                    Ok(format!("({})", elements.join(", ")))
                }
                item => self.literal(item, &bind.data_type),
            })
            .collect::<Result<Vec<_>, CompileError>>()?;
        let before = if is_tuples {
            self.dml().tuples_in()
        } else {
            ""
        };
        Ok(format!("{before}{}", items.join(", ")))
    }

    /// A column, with its table where the place wants it.
    pub(crate) fn column(&mut self, column: &ColumnReference, place: Place) -> String {
        let name = match (&column.name, column.is_literal) {
            (Name::Given(name), true) => self.options.percent(&name.text).into_owned(),
            (name, _) => self.name(name, NameKind::Column),
        };
        let Some(table) = column.table.as_ref().filter(|_| place.include_table) else {
            return name;
        };
        if let Some(row) = self.inserted_row
            && is_inserted_row(table, row)
        {
            return match row.alias {
                Some(alias) => format!("{alias}.{name}"),
                None => format!("VALUES({name})"),
            };
        }
        let Some(table_name) = table.name() else {
            return name;
        };
        if let FromKind::Table(named) = &table.kind
            && let Some(schema) = self.options.schema_of(named)
        {
            let schema = self.quote(schema);
            return format!(
                "{schema}.{}.{name}",
                self.name(&table_name, NameKind::Alias)
            );
        }
        let table_name = self.unambiguous(&table_name);
        format!("{}.{name}", self.name(&table_name, NameKind::Alias))
    }

    fn unary(&mut self, unary: &UnaryExpression, place: Place) -> Sql {
        let element = |compiler: &mut Self| compiler.expression(&unary.element, place);
        Ok(match &unary.operator {
            Operator::Neg => format!("-{}", element(self)?),
            Operator::Inv => format!("NOT {}", element(self)?),
            Operator::BitwiseNot => format!("~{}", element(self)?),
            Operator::Distinct => format!("DISTINCT {}", element(self)?),
            Operator::Any => format!("ANY {}", element(self)?),
            Operator::All => format!("ALL {}", element(self)?),
            Operator::Exists => format!("EXISTS {}", element(self)?),
            Operator::Desc => format!("{} DESC", element(self)?),
            Operator::Asc => format!("{} ASC", element(self)?),
            Operator::NullsFirst => format!("{} NULLS FIRST", element(self)?),
            Operator::NullsLast => format!("{} NULLS LAST", element(self)?),
            Operator::Custom(custom) => {
                format!("{} {}", self.options.percent(&custom.text), element(self)?)
            }
            other => {
                return Err(self.unsupported(&format!("the operator {other:?} before an operand")));
            }
        })
    }

    fn as_boolean(&mut self, value: &AsBoolean, place: Place) -> Sql {
        let sql = self.expression(&value.element, place)?;
        let is_condition = value.element.is_implicitly_boolean() || self.dml().has_boolean();
        Ok(match (is_condition, value.negated) {
            (true, false) => sql,
            (true, true) => format!("NOT {sql}"),
            (false, false) => format!("{sql} = 1"),
            (false, true) => format!("{sql} = 0"),
        })
    }

    fn case(&mut self, case: &Case, place: Place) -> Sql {
        let mut sql = "CASE ".to_owned();
        if let Some(value) = &case.value {
            sql.push_str(&self.expression(value, place)?);
            sql.push(' ');
        }
        for (when, then) in &case.whens {
            let when = self.expression(when, place)?;
            let then = self.expression(then, place)?;
            sql.push_str(&format!("WHEN {when} THEN {then} "));
        }
        if let Some(otherwise) = &case.otherwise {
            sql.push_str(&format!("ELSE {} ", self.expression(otherwise, place)?));
        }
        sql.push_str("END");
        Ok(sql)
    }

    /// CAST.
    pub(crate) fn cast(&mut self, cast: &Cast, place: Place) -> Sql {
        self.dml().cast(self, cast, place)
    }

    /// CAST as most dialects write it; a collation of the type stands behind it.
    pub(crate) fn standard_cast(&mut self, cast: &Cast, place: Place) -> Sql {
        let element = self.expression(&cast.element, place)?;
        let data_type = self.data_type(&cast.data_type)?;
        Ok(match data_type.rfind(" COLLATE ") {
            Some(at) => {
                let (name, collation) = data_type.split_at(at);
                format!("CAST({element} AS {name}){collation}")
            }
            None => format!("CAST({element} AS {data_type})"),
        })
    }

    fn type_coerce(&mut self, cast: &Cast, place: Place) -> Sql {
        match &cast.element {
            Expression::Bind(bind) => {
                let mut bind = bind.clone();
                bind.data_type = cast.data_type.clone();
                self.bind(&bind, place)
            }
            other => self.expression(other, place),
        }
    }

    fn label(&mut self, label: &Label, place: Place) -> Sql {
        if place.in_columns && !place.in_label {
            let name = self.name(&label.name, NameKind::Column);
            let element = self.expression(
                &label.element,
                Place {
                    in_label: true,
                    ..place
                },
            )?;
            return Ok(format!("{element} AS {name}"));
        }
        if place.label_as_name == Some(label.id) {
            return Ok(self.name(&label.name, NameKind::Column));
        }
        self.expression(
            &label.element,
            Place {
                label_as_name: None,
                ..place.outside_columns()
            },
        )
    }

    fn label_reference(&mut self, reference: &LabelReference, place: Place) -> Sql {
        match reference {
            LabelReference::Text(text) if self.stack.is_empty() => text::compile(
                self,
                &limbeck_schema::expression::TextClause::new(text),
                place,
            ),
            LabelReference::Text(text) => Err(CompileError::Unsupported {
                message: format!(
                    "Can't resolve label reference for ORDER BY / GROUP BY / DISTINCT etc. \
                     Textual SQL expression '{text}' should be explicitly declared as \
                     text('{text}')"
                ),
            }),
            LabelReference::Label(element) => {
                let label_as_name = ordered_label(element)
                    .filter(|label| self.is_selected(label))
                    .map(|label| label.id);
                self.expression(
                    element,
                    Place {
                        label_as_name,
                        ..place
                    },
                )
            }
        }
    }

    /// Whether the innermost SELECT has that label among its columns.
    fn is_selected(&self, label: &Label) -> bool {
        self.stack.last().is_some_and(|entry| {
            entry.labels.iter().any(|selected| {
                selected.name == label.name
                    && (selected.id == label.id || same_element(&selected.element, &label.element))
            })
        })
    }

    fn over(&mut self, over: &Over, place: Place) -> Sql {
        let element = self.expression(&over.element, place)?;
        let mut parts = Vec::new();
        for (word, clauses) in [("PARTITION", &over.partition_by), ("ORDER", &over.order_by)] {
            if let Some(clauses) = clauses.as_ref().filter(|clauses| !clauses.is_empty()) {
                parts.push(format!(
                    "{word} BY {}",
                    self.comma_separated(clauses, place)?
                ));
            }
        }
        parts.extend(over.frame.as_ref().map(frame));
        Ok(format!("{element} OVER ({})", parts.join(" ")))
    }

    fn aggregate_order_by(&mut self, ordered: &AggregateOrderBy, place: Place) -> Sql {
        let order = |compiler: &mut Self| compiler.comma_separated(&ordered.order_by, place);
        match (ordered.place, &ordered.element) {
            (OrderPlace::Argument, element) => {
                let element = self.expression(element, place)?;
                Ok(format!("{element} ORDER BY {}", order(self)?))
            }
            (OrderPlace::Function, Expression::Function(function))
                if self.dml().orders_inside_aggregates() =>
            {
                self.dml()
                    .ordered_aggregate(self, function, &ordered.order_by, place)
            }
            (OrderPlace::Function | OrderPlace::WithinGroup, element) => {
                let element = self.expression(element, place)?;
                Ok(format!(
                    "{element} WITHIN GROUP (ORDER BY {})",
                    order(self)?
                ))
            }
        }
    }
}

/// Whether something after FROM is the row that an INSERT could not insert.
fn is_inserted_row(from: &FromClause, row: InsertedRow) -> bool {
    match &from.kind {
        FromKind::Alias(alias) => {
            let is_named = alias
                .name
                .given()
                .is_some_and(|name| name.as_str() == "inserted");
            let is_table =
                matches!(&alias.element, Aliased::From(element) if element.id == row.table);
            is_named && is_table
        }
        _ => false,
    }
}

/// The label that an element of ORDER BY orders by.
fn ordered_label(element: &Expression) -> Option<&Label> {
    match element {
        Expression::Label(label) => Some(label),
        Expression::Unary(unary) if unary.operator.is_ordering() => ordered_label(&unary.element),
        _ => None,
    }
}

/// Whether two labels stand for one element, not only for equal ones.
fn same_element(one: &Expression, other: &Expression) -> bool {
    match (one, other) {
        (Expression::Column(one), Expression::Column(other)) => one.id == other.id,
        (Expression::Function(one), Expression::Function(other)) => one.id == other.id,
        _ => false,
    }
}

/// The frame of a window.
fn frame(frame: &Frame) -> String {
    let kind = match frame.kind {
        FrameKind::Range => "RANGE",
        FrameKind::Rows => "ROWS",
        FrameKind::Groups => "GROUPS",
    };
    let bound = |bound: FrameBound, unbounded: &str| match bound {
        FrameBound::Unbounded => format!("UNBOUNDED {unbounded}"),
        FrameBound::Current => "CURRENT ROW".to_owned(),
        FrameBound::Preceding(count) => format!("{count} PRECEDING"),
        FrameBound::Following(count) => format!("{count} FOLLOWING"),
    };
    let mut sql = format!(
        "{kind} BETWEEN {} AND {}",
        bound(frame.start, "PRECEDING"),
        bound(frame.end, "FOLLOWING")
    );
    if let Some(exclude) = &frame.exclude {
        sql.push_str(" EXCLUDE ");
        sql.push_str(exclude);
    }
    sql
}
