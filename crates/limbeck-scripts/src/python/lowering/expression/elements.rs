//! Columns, text, binds, casts, ...

use limbeck_python::{Node, Tree};
use limbeck_schema::{
    Expression, Literal, SqlType,
    expression::{
        BindParameter, Cast, ColumnReference, Constant, LabelReference, Name, Operator, OrderPlace,
        ScalarSelect, TextClause, build, typing,
    },
};

use super::{Lowering, identity};
use crate::python::lowering::{
    fields::{Lowered, unexpected},
    literal::literal,
    names::{identifier, qualified_name},
    types::sql_type,
};

impl Lowering<'_> {
    /// An expression by its kind.
    pub(super) fn element(&self, node: &Node, tree: &Tree) -> Lowered<Expression> {
        match node.kind.as_str() {
            "sql.column" => self
                .column(node)
                .map(|column| Expression::Column(Box::new(column))),
            "sql.proxy_column" => self.proxy_column(node),
            "sql.text" => self.text(node).map(Expression::Text),
            "sql.bind" => self.bind(node).map(|bind| Expression::Bind(Box::new(bind))),
            "sql.inline_literal" => {
                let value = literal(node.get("value"))?;
                let data_type = match node.get("type") {
                    Tree::None => typing::type_of(&value),
                    given => sql_type(given)?,
                };
                Ok(Expression::Literal { value, data_type })
            }
            "sql.null" => Ok(Expression::Constant(Constant::Null)),
            // `JSON.NULL`: the document, not the absence of one.
            "sql.json_null" => Ok(Expression::Literal {
                value: Literal::Text("null".to_owned()),
                data_type: typing::string(),
            }),
            "sql.true" => Ok(Expression::Constant(Constant::True)),
            "sql.false" => Ok(Expression::Constant(Constant::False)),
            "sql.operation" => self.operation(node),
            "sql.boolean" => {
                let operator = match node.get("operator").as_str() {
                    Some("or_") => Operator::Or,
                    _ => Operator::And,
                };
                Ok(build::conjunction(
                    operator,
                    self.conditions(node.get("clauses"))?,
                ))
            }
            "sql.not" => Ok(build::not(match node.get("element") {
                Tree::Bool(value) => Expression::bind(Literal::Boolean(*value)),
                element => self.condition(element)?,
            })),
            "sql.label" => self.label(node),
            "sql.label_reference" => self.label_reference(node),
            "sql.case" => self.case(node),
            "sql.cast" | "sql.try_cast" => {
                let cast = self.cast(node)?;
                Ok(build::cast(cast.element, cast.data_type))
            }
            "sql.type_coerce" => Ok(Expression::TypeCoerce(Box::new(self.cast(node)?))),
            "sql.extract" => Ok(build::extract(
                node.get("field").as_str().unwrap_or_default().to_owned(),
                self.expression(node.get("element"))?,
            )),
            "sql.tuple" => self.tuple(node),
            "sql.array" => self.array(node),
            "sql.scalar_select" => self.scalar_select(node),
            "sql.exists" => {
                let select = self.scalar_select(node)?;
                Ok(build::unary(Operator::Exists, select))
            }
            "sql.scalar_values" => Ok(Expression::ScalarValues(self.from(node.get("from"))?)),
            "sql.table_valued_column" => Ok(Expression::TableValuedColumn(
                self.from(node.get("table"))?,
                SqlType::Null,
            )),
            "sql.next_value" => Ok(Expression::NextValue(qualified_name(tree, "name")?)),
            "sql.function" | "sql.scalar_function_column" | "sql.over" | "sql.function_filter" => {
                self.function_element(node)
            }
            "sql.within_group" => self.ordered(node, OrderPlace::WithinGroup),
            "sql.aggregate_order_by" => self.ordered(node, OrderPlace::Function),
            "sql.aggregate_argument" => self.ordered(node, OrderPlace::Argument),
            // A SELECT where a value is wanted is one.
            "sql.select" | "sql.compound_select" | "sql.textual_select" => {
                let query = self.query(tree)?;
                Ok(self.as_scalar(identity(node), query))
            }
            _ => Err(unexpected("a SQL expression", tree)),
        }
    }

    pub(super) fn column(&self, node: &Node) -> Lowered<ColumnReference> {
        let table = match node.get("table") {
            Tree::None => None,
            number => Some(self.from(number)?),
        };
        Ok(ColumnReference {
            id: identity(node),
            name: Name::Given(identifier(node.get("name"))?),
            table,
            data_type: self.data_type(node)?.unwrap_or(SqlType::Null),
            is_literal: node.get("literal").as_bool().unwrap_or(false),
        })
    }

    /// The type that a node says it has.
    pub(super) fn data_type(&self, node: &Node) -> Lowered<Option<SqlType>> {
        match node.get("type") {
            Tree::None => Ok(None),
            given => sql_type(given).map(Some),
        }
    }

    /// `sa.text(...)` with the values that it or its execution gives.
    pub(super) fn text(&self, node: &Node) -> Lowered<TextClause> {
        let text = node.get("text").as_str().unwrap_or_default().to_owned();
        let mut binds = Vec::new();
        for bind in node.get("binds").as_list().unwrap_or_default() {
            if let Some(bind) = bind.as_node() {
                binds.push(self.bind(bind)?);
            }
        }
        for (name, value) in self.parameters.and_then(Tree::as_dict).unwrap_or_default() {
            let Some(name) = name.as_str() else { continue };
            let known = binds.iter().any(|bind| {
                bind.name
                    .given()
                    .is_some_and(|given| given.as_str() == name)
            });
            if !known {
                binds.push(bound(name, value, Some(SqlType::Null))?);
            }
        }
        Ok(TextClause { text, binds })
    }

    fn bind(&self, node: &Node) -> Lowered<BindParameter> {
        let name = node.get("name").as_str();
        let data_type = self.data_type(node)?;
        let given = name.and_then(|name| self.parameter(name));
        let required = node.get("required").as_bool().unwrap_or(false);
        let mut bind = match (given, required) {
            // The value of an execution does not give the parameter a type, only its own does.
            (Some(value), _) => {
                let own = match (data_type, node.get("value")) {
                    (Some(given), _) => given,
                    (None, Tree::None) => SqlType::Null,
                    (None, value) => bound("", value, None)?.data_type,
                };
                bound(name.unwrap_or_default(), value, Some(own))?
            }
            (None, false) => bound(name.unwrap_or_default(), node.get("value"), data_type)?,
            (None, true) => BindParameter {
                name: Name::Given(name.unwrap_or_default().into()),
                value: None,
                data_type: data_type.unwrap_or(SqlType::Null),
                expands: None,
            },
        };
        let unique = node.get("unique").as_bool().unwrap_or(false);
        if unique || name.is_none() {
            bind.name = Name::anonymous(identity(node), name.unwrap_or("param"));
        }
        if node.get("expanding").as_bool().unwrap_or(false) {
            bind.expands = Some(Operator::In);
            if let (SqlType::Null, Some(Literal::List(items))) = (&bind.data_type, &bind.value) {
                bind.data_type = items.first().map_or(SqlType::Null, typing::type_of);
            }
        }
        Ok(bind)
    }

    fn label(&self, node: &Node) -> Lowered<Expression> {
        let name = match node.get("name") {
            Tree::None => None,
            given => Some(Name::Given(identifier(given)?)),
        };
        Ok(build::label(
            identity(node),
            name,
            self.expression(node.get("element"))?,
            self.data_type(node)?,
        ))
    }

    fn label_reference(&self, node: &Node) -> Lowered<Expression> {
        let reference = match node.get("element") {
            Tree::None => {
                LabelReference::Text(node.get("text").as_str().unwrap_or_default().to_owned())
            }
            element => LabelReference::Label(self.expression(element)?),
        };
        Ok(Expression::LabelReference(Box::new(reference)))
    }

    fn case(&self, node: &Node) -> Lowered<Expression> {
        let mut whens = Vec::new();
        for pair in node.get("whens").as_list().unwrap_or_default() {
            let Some([when, then]) = pair.as_list() else {
                return Err(unexpected("a pair of condition and result", pair));
            };
            whens.push((self.expression(when)?, self.expression(then)?));
        }
        Ok(build::case(
            self.optional(node.get("value"))?,
            whens,
            self.optional(node.get("else"))?,
        ))
    }

    fn cast(&self, node: &Node) -> Lowered<Cast> {
        let data_type = sql_type(node.get("type"))?;
        let element = match self.operand(node.get("element"))? {
            build::Operand::Expression(expression) => expression,
            build::Operand::Value(Literal::Null) => Expression::Constant(Constant::Null),
            build::Operand::Value(value) => {
                Expression::Bind(Box::new(BindParameter::anonymous(value, data_type.clone())))
            }
        };
        Ok(Cast { element, data_type })
    }

    fn tuple(&self, node: &Node) -> Lowered<Expression> {
        let types = node.get("types").as_list().unwrap_or_default();
        let mut clauses = Vec::new();
        for (index, clause) in node
            .get("clauses")
            .as_list()
            .unwrap_or_default()
            .iter()
            .enumerate()
        {
            let data_type = types.get(index).map(sql_type).transpose()?;
            clauses.push(match (self.operand(clause)?, data_type) {
                (build::Operand::Value(value), Some(data_type)) if data_type != SqlType::Null => {
                    Expression::Bind(Box::new(BindParameter::anonymous(value, data_type)))
                }
                (build::Operand::Value(value), _) => Expression::bind(value),
                (build::Operand::Expression(expression), _) => expression,
            });
        }
        Ok(build::tuple(clauses))
    }

    /// `postgresql.array(...)`.
    fn array(&self, node: &Node) -> Lowered<Expression> {
        Ok(build::array(
            self.expressions(node.get("clauses"))?,
            self.data_type(node)?,
            node.get("dialect").as_str().map(str::to_owned),
        ))
    }

    fn scalar_select(&self, node: &Node) -> Lowered<Expression> {
        let query = self.query(node.get("element"))?;
        Ok(self.as_scalar(identity(node), query))
    }

    fn as_scalar(&self, id: u64, query: limbeck_schema::expression::Query) -> Expression {
        let query = super::select::without_labels(query);
        let data_type = query
            .columns()
            .first()
            .map_or(SqlType::Null, |column| column.expression.data_type());
        Expression::ScalarSelect(Box::new(ScalarSelect {
            id,
            query,
            data_type,
        }))
    }

    /// An aggregate function with an order.
    fn ordered(&self, node: &Node, place: OrderPlace) -> Lowered<Expression> {
        Ok(build::aggregate_order_by(
            self.expression(node.get("element"))?,
            self.expressions(node.get("order_by"))?,
            place,
        ))
    }
}

/// A value under a name; a tuple is a list for IN, as Python's drivers have it.
fn bound(name: &str, value: &Tree, data_type: Option<SqlType>) -> Lowered<BindParameter> {
    let (value, expands) = match value.as_node_of("sql.row_value") {
        Some(row) => (literal(row.get("items"))?, Some(Operator::In)),
        None => (literal(value)?, None),
    };
    let data_type = data_type.unwrap_or_else(|| match (&value, &expands) {
        (Literal::List(items), Some(_)) => items.first().map_or(SqlType::Null, typing::type_of),
        (value, _) => typing::type_of(value),
    });
    Ok(BindParameter {
        name: Name::Given(name.into()),
        value: Some(value),
        data_type,
        expands,
    })
}
