//! One execution with several sets of parameters, which only tells how many rows it affected.

use std::collections::HashMap;

use limbeck_database::ResultSet;
use limbeck_dialects::dml::{Example, Template};
use limbeck_python::Tree;
use limbeck_schema::{Literal, operation::SqlStatement};

use super::{
    errors::sink_exception,
    evaluate::origin,
    lowering::{driver_sql::driver_sql, fields::Lowered, literal::literal, operation},
    results::result_tree,
    shapes::Kind,
};
use crate::{OperationSink, added};

/// How many sets of parameters are with the database at a time.
const SETS_AT_ONCE: usize = 1_000;

/// Executes a statement once for each set of parameters.
pub(super) fn execute(
    sink: &mut dyn OperationSink,
    statement: &Tree,
    sets: &[Tree],
) -> Lowered<Tree> {
    let Some(first) = sets.first() else {
        return counted(sink, None);
    };
    let mut templates = Templates::new(statement, first);
    in_parts(sink, sets, |sink, some, place| {
        // Rows to insert go together into a statement.
        if statement.as_node_of("sql.insert").is_some() {
            return operation::statements(statement, first, some, place);
        }
        let mut statements = Vec::with_capacity(some.len());
        for (index, set) in some.iter().enumerate() {
            match templates.fill(sink, set) {
                Some(sql) => statements.push(SqlStatement::Verbatim(sql)),
                None => {
                    let set = std::slice::from_ref(set);
                    let made = operation::statements(statement, first, set, place + index)?;
                    statements.extend(made);
                }
            }
        }
        Ok(statements)
    })
}

/// Executes SQL with the placeholders of a driver once for each set of parameters.
pub(super) fn execute_driver_sql(
    sink: &mut dyn OperationSink,
    text: &str,
    sets: &[Tree],
) -> Lowered<Tree> {
    in_parts(sink, sets, |_, some, _| {
        some.iter().map(|set| driver_sql(text, set)).collect()
    })
}

/// Executes what is made of some sets of parameters and the number of those before them.
fn in_parts(
    sink: &mut dyn OperationSink,
    sets: &[Tree],
    mut statements: impl FnMut(&mut dyn OperationSink, &[Tree], usize) -> Lowered<Vec<SqlStatement>>,
) -> Lowered<Tree> {
    let mut row_count = None;
    for (place, some) in sets.chunks(SETS_AT_ONCE).enumerate() {
        let statements = statements(sink, some, place * SETS_AT_ONCE)?;
        let affected = sink
            .execute_many(statements, &origin())
            .map_err(sink_exception)?;
        row_count = added(row_count, affected);
    }
    counted(sink, row_count)
}

fn counted(sink: &mut dyn OperationSink, row_count: Option<u64>) -> Lowered<Tree> {
    Ok(if sink.is_offline() {
        Tree::None
    } else {
        result_tree(ResultSet {
            row_count,
            ..ResultSet::default()
        })
    })
}

/// What the statements for the sets of parameters have in common.
struct Templates<'t> {
    statement: &'t Tree,
    /// The first set, whose names are those of all.
    first: &'t Tree,
    /// By the kinds of the values, which are `None` for those that are part of the text.
    known: HashMap<Vec<Part>, Option<Template>>,
}

/// What a value is to the text of its statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Part {
    /// A value of the kind is filled in.
    Filled(Kind),
    Null,
    Boolean(bool),
}

impl<'t> Templates<'t> {
    fn new(statement: &'t Tree, first: &'t Tree) -> Self {
        Self {
            statement,
            first,
            known: HashMap::new(),
        }
    }

    /// The statement for a set, if it is one for which there is a template.
    fn fill(&mut self, sink: &mut dyn OperationSink, set: &Tree) -> Option<String> {
        let (names, pairs) = (self.first.as_dict()?, set.as_dict()?);
        let same = |((name, _), (other, _)): (&(Tree, Tree), &(Tree, Tree))| name == other;
        if names.len() != pairs.len() || !names.iter().zip(pairs).all(same) {
            return None;
        }
        let mut parts = Vec::with_capacity(pairs.len());
        let mut values = Vec::with_capacity(pairs.len());
        for (_, value) in pairs {
            let (part, value) = part(value)?;
            parts.push(part);
            values.extend(value);
        }
        let template = match self.known.get(&parts) {
            Some(known) => known.as_ref()?,
            None => {
                let learned = self.learn(sink, pairs, &parts, &values);
                self.known.entry(parts).or_insert(learned).as_ref()?
            }
        };
        template.fill(sink.dialect(), &values).ok()
    }

    fn learn(
        &self,
        sink: &mut dyn OperationSink,
        pairs: &[(Tree, Tree)],
        parts: &[Part],
        values: &[Literal],
    ) -> Option<Template> {
        let mut sample_values = Vec::with_capacity(values.len());
        let mut sample = Vec::with_capacity(pairs.len());
        for ((name, value), part) in pairs.iter().zip(parts) {
            let value = match part {
                Part::Filled(kind) => {
                    let value = kind.sample(sample_values.len());
                    sample_values.push(literal(&value).ok()?);
                    value
                }
                Part::Null | Part::Boolean(_) => value.clone(),
            };
            sample.push((name.clone(), value));
        }
        sink.template(Example {
            statement: &self.lowered(&Tree::Dict(pairs.to_vec()))?,
            values,
            sample: &self.lowered(&Tree::Dict(sample))?,
            sample_values: &sample_values,
        })
    }

    fn lowered(&self, set: &Tree) -> Option<SqlStatement> {
        operation::statement_or_ddl(self.statement, set)
            .ok()?
            .only_statement()
    }
}

/// What a value is, and the value if it is filled in; `None` if nobody knows.
fn part(value: &Tree) -> Option<(Part, Option<Literal>)> {
    match literal(value).ok()? {
        Literal::Null => Some((Part::Null, None)),
        Literal::Boolean(value) => Some((Part::Boolean(value), None)),
        value => Some((Part::Filled(Kind::of(&value)?), Some(value))),
    }
}
