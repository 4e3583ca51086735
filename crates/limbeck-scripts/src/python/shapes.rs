//! [`Shapes`]: what is known of statements that scripts execute again and again.

use std::collections::HashMap;

use limbeck_dialects::dml::{Example, ResultShape, Template};
use limbeck_python::{EXECUTE_SHAPE, Held, LEARN_SHAPE, Node, Shape, Tree, unknown_shape};
use limbeck_schema::{
    Literal, Operation,
    operation::{Execute, SqlStatement},
};

use super::{
    errors::{refuse_placeholders, sink_exception},
    evaluate::{execution_tree, origin},
    lowering::{
        fields::{Lowered, unexpected},
        literal::literal,
        operation,
    },
};
use crate::OperationSink;

/// How many shapes are remembered; a script that has more has them from generating them.
const MOST_SHAPES: usize = 1_000;

/// The statements of a script by their shape: one that comes again is neither built, lowered nor
/// compiled again, only its values are filled in. SQLAlchemy's cache of compiled statements does the same.
#[derive(Default)]
pub struct Shapes {
    known: HashMap<Vec<u8>, Known>,
}

/// What is known of a shape.
enum Known {
    /// It was met once, which may be all.
    Met,
    /// The text of its statements depends on more than their values.
    Compiled,
    Template(Box<Learned>),
}

struct Learned {
    template: Template,
    result: ResultShape,
    sample: Vec<Literal>,
    /// Keeps what the shape knows by its address.
    _shape: Held,
}

impl Shapes {
    /// Answers [`EXECUTE_SHAPE`] and [`LEARN_SHAPE`]; `None` for other calls.
    pub fn answer(
        &mut self,
        sink: &mut dyn OperationSink,
        name: &str,
        arguments: &Tree,
    ) -> Option<Lowered<Tree>> {
        match name {
            EXECUTE_SHAPE => Some(self.execute(sink, arguments)),
            LEARN_SHAPE => Some(self.learn(sink, arguments).map(|()| Tree::None)),
            // What was compiled has the schemas as they were called before.
            "connection.schema_translate_map" => {
                self.known.clear();
                None
            }
            _ => None,
        }
    }

    fn execute(&mut self, sink: &mut dyn OperationSink, arguments: &Tree) -> Lowered<Tree> {
        if sink.is_offline() {
            return Ok(unknown_shape(None));
        }
        let shape = shape(arguments)?;
        let Some((key, values)) = key(shape)? else {
            return Ok(unknown_shape(None));
        };
        let learned = match self.known.get(&key) {
            Some(Known::Template(learned)) => learned,
            Some(Known::Met) => return Ok(unknown_shape(Some(samples(&values)))),
            Some(Known::Compiled) => return Ok(unknown_shape(None)),
            None => {
                if self.known.len() >= MOST_SHAPES {
                    self.known.clear();
                }
                self.known.insert(key, Known::Met);
                return Ok(unknown_shape(None));
            }
        };
        // What cannot be filled in is told where the statement is compiled.
        let Ok(sql) = learned.template.fill(sink.dialect(), &values) else {
            return Ok(unknown_shape(None));
        };
        let statement = SqlStatement::Verbatim(sql);
        if arguments.get("call").as_str() == Some("op.execute") {
            return sink
                .push(Operation::Execute(Execute { statement }), &origin())
                .map(|()| Tree::None)
                .map_err(sink_exception);
        }
        let result = learned.result.with_values(&learned.sample, &values);
        execution_tree(sink, statement, result)
    }

    /// Makes a shape known.
    fn learn(&mut self, sink: &mut dyn OperationSink, arguments: &Tree) -> Lowered<()> {
        let shape = shape(arguments)?;
        let Some((key, values)) = key(shape)? else {
            return Ok(());
        };
        let known = learned(sink, arguments, &values).map_or(Known::Compiled, |learned| {
            Known::Template(Box::new(learned))
        });
        self.known.insert(key, known);
        Ok(())
    }
}

fn shape(arguments: &Tree) -> Lowered<&Shape> {
    let shape = arguments.get("shape");
    shape
        .as_held()
        .ok_or_else(|| unexpected("the shape of a statement", shape))
}

/// By what a shape is known, and its values; `None` if one of these is of no kind that has samples.
/// How a value is bound depends on its kind.
fn key(shape: &Shape) -> Lowered<Option<(Vec<u8>, Vec<Literal>)>> {
    let mut key = shape.key().to_vec();
    let mut values = Vec::with_capacity(shape.values().len());
    for tree in shape.values() {
        refuse_placeholders(tree)?;
        let value = literal(tree)?;
        let Some(kind) = Kind::of(&value) else {
            return Ok(None);
        };
        key.push(kind as u8);
        values.push(value);
    }
    Ok(Some((key, values)))
}

fn learned(sink: &mut dyn OperationSink, arguments: &Tree, values: &[Literal]) -> Option<Learned> {
    let statement = only_statement(arguments.get("statement"), arguments.get("parameters"))?;
    let sample = only_statement(arguments.get("sample"), arguments.get("sample_parameters"))?;
    let sample_values = samples(values)
        .iter()
        .map(literal)
        .collect::<Lowered<Vec<_>>>()
        .ok()?;
    let template = sink.template(Example {
        statement: &statement,
        values,
        sample: &sample,
        sample_values: &sample_values,
    })?;
    let Tree::Held(shape) = arguments.get("shape") else {
        return None;
    };
    Some(Learned {
        template,
        result: ResultShape::of(&sample),
        sample: sample_values,
        _shape: shape.clone(),
    })
}

fn only_statement(tree: &Tree, parameters: &Tree) -> Option<SqlStatement> {
    tree.as_node()?;
    let command = operation::statement_or_ddl(tree, parameters).ok()?;
    command.only_statement()
}

/// What decides how a value is bound, besides the type of what it meets
/// ([`typing::type_of`](limbeck_schema::expression::typing::type_of)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub(super) enum Kind {
    Integer,
    BigInteger,
    Decimal,
    Float,
    Ascii,
    Unicode,
    Bytes,
    Date,
    Time,
    ZonedTime,
    DateTime,
    ZonedDateTime,
    Interval,
    Uuid,
}

impl Kind {
    /// The kind of a value; `None` for one that is part of the statement, or made of others.
    pub(super) fn of(value: &Literal) -> Option<Self> {
        Some(match value {
            Literal::Integer(value) if value.unsigned_abs() < 1 << 31 => Kind::Integer,
            Literal::Integer(_) => Kind::BigInteger,
            Literal::Decimal(_) => Kind::Decimal,
            Literal::Float(_) => Kind::Float,
            Literal::Text(text) if text.is_ascii() => Kind::Ascii,
            Literal::Text(_) => Kind::Unicode,
            Literal::Bytes(_) => Kind::Bytes,
            Literal::Date(_) => Kind::Date,
            Literal::Time(_, None) => Kind::Time,
            Literal::Time(_, Some(_)) => Kind::ZonedTime,
            Literal::DateTime(_, None) => Kind::DateTime,
            Literal::DateTime(_, Some(_)) => Kind::ZonedDateTime,
            Literal::Interval(_) => Kind::Interval,
            Literal::Uuid(_) => Kind::Uuid,
            Literal::Null | Literal::Boolean(_) | Literal::List(_) | Literal::Map(_) => {
                return None;
            }
        })
    }

    /// A value of the kind that is no other statement's and no other number's.
    pub(super) fn sample(self, number: usize) -> Tree {
        let known =
            |kind: &str, text: String| Tree::from(Node::new(kind, [("value", Tree::Str(text))]));
        let small = i64::try_from(number).unwrap_or_default();
        match self {
            Kind::Integer => Tree::Int(1_947_352_100 + small),
            Kind::BigInteger => Tree::Int(7_345_912_604_118_203_100 + small),
            Kind::Decimal => known("Decimal", format!("90514.73102{number:03}")),
            Kind::Float => Tree::Float(90_514.734_591_25 + number as f64),
            Kind::Ascii => Tree::Str(format!("\u{1}value {number} of a sample\u{1}")),
            Kind::Unicode => Tree::Str(format!("\u{1}válue {number} of a sample\u{1}")),
            Kind::Bytes => Tree::Bytes(format!("\u{1}value {number} of a sample\u{1}").into()),
            Kind::Date => known("date", format!("{:04}-05-17", 1601 + number)),
            Kind::Time => known("time", format!("23:47:13.731{number:03}")),
            Kind::ZonedTime => known("time", format!("23:47:13.731{number:03}+05:41")),
            Kind::DateTime => known("datetime", format!("1603-05-17T23:47:13.731{number:03}")),
            Kind::ZonedDateTime => known(
                "datetime",
                format!("1603-05-17T23:47:13.731{number:03}+05:41"),
            ),
            Kind::Interval => known("timedelta", format!("PT7345912.731{number:03}S")),
            Kind::Uuid => known(
                "UUID",
                format!("6c696d62-6563-4b00-8173-707265{number:06x}"),
            ),
        }
    }
}

fn samples(values: &[Literal]) -> Vec<Tree> {
    let kinds = values.iter().filter_map(Kind::of);
    kinds
        .enumerate()
        .map(|(number, kind)| kind.sample(number))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_of_their_kind_and_differ() {
        use Kind::*;
        for kind in [
            Integer,
            BigInteger,
            Decimal,
            Float,
            Ascii,
            Unicode,
            Bytes,
            Date,
            Time,
            ZonedTime,
            DateTime,
            ZonedDateTime,
            Interval,
            Uuid,
        ] {
            let sample = |number| literal(&kind.sample(number)).unwrap();
            assert_eq!(Kind::of(&sample(0)), Some(kind));
            assert_eq!(Kind::of(&sample(63)), Some(kind));
            assert_ne!(sample(0), sample(1));
        }
    }
}
