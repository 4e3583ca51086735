//! The functions of `env.py` that take part in a comparison.

use std::collections::HashSet;

use limbeck_autogenerate::{CompareError, Hooks, NameKind, ParentNames, SchemaItem};
use limbeck_dialects::Dialect;
use limbeck_python::Tree;
use limbeck_schema::{Column, Constraint, QualifiedName, Table};
use limbeck_scripts::python::directives::table_texts;
use limbeck_scripts::python::render::{RenderOptions, Style};

use super::COMPARISON;
use crate::environment::Environment;
use crate::environment::arguments::{dict_tree, optional_tree};

/// Which schema a table is part of: one name may stand for a table of either.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Side {
    Database,
    Models,
}

/// The functions, which run in limbeck's interpreter.
pub(super) struct PythonHooks<'p, 'e, 'w> {
    environment: &'p Environment<'e, 'w>,
    options: RenderOptions<'static>,
    include_name: bool,
    include_object: bool,
    /// The tables whose contents Python has been told.
    told: HashSet<(Side, QualifiedName)>,
}

impl<'p, 'e, 'w> PythonHooks<'p, 'e, 'w> {
    /// Those that the settings say are there.
    pub(super) fn new(
        environment: &'p Environment<'e, 'w>,
        dialect: &'static dyn Dialect,
        settings: &Tree,
    ) -> Self {
        let is_function = |name: &str| matches!(settings.get(name), Tree::Str(_));
        Self {
            environment,
            options: RenderOptions::new(dialect, Style::Complete),
            include_name: is_function("include_name"),
            include_object: is_function("include_object"),
            told: HashSet::new(),
        }
    }

    fn call(&self, function: &str, arguments: &[Tree]) -> Result<Tree, CompareError> {
        let environment = self.environment;
        environment
            .interpreter
            .call_stand_in((COMPARISON, function), arguments, environment)
            .map_err(|error| CompareError::Hook(Box::new(environment.with_ways_out(error.into()))))
    }

    /// An object as the stand-in finds it.
    fn item(&mut self, item: SchemaItem<'_>, side: Side) -> Result<Tree, CompareError> {
        let table = table_of(item);
        let made_of = if self.told.insert((side, table.name.clone())) {
            table_texts(table, &self.options).map_err(|error| {
                CompareError::Hook(Box::new(self.environment.cannot_write(&error)))
            })?
        } else {
            Tree::None
        };
        let side = match side {
            Side::Database => "database",
            Side::Models => "models",
        };
        Ok(dict_tree([
            ("table", format!("{side} {}", table.name).into()),
            ("made_of", made_of),
            ("kind", item.kind().word().into()),
            ("name", optional_tree(item.name())),
            ("place", Tree::Int(place_of(item))),
        ]))
    }

    fn column(
        &mut self,
        (table, column): (&Table, &Column),
        side: Side,
    ) -> Result<Tree, CompareError> {
        self.item(SchemaItem::Column(table, column), side)
    }
}

impl Hooks for PythonHooks<'_, '_, '_> {
    fn include_name(
        &mut self,
        name: Option<&str>,
        kind: NameKind,
        parents: ParentNames<'_>,
    ) -> Result<bool, CompareError> {
        if !self.include_name {
            return Ok(true);
        }
        let mut names: Vec<(Tree, Tree)> = Vec::new();
        if let Some(schema) = parents.schema {
            if let Some(table) = parents.table {
                names.push(("table_name".into(), table.into()));
            }
            names.push(("schema_name".into(), optional_tree(schema)));
            if let Some(table) = parents.table.or(name) {
                let qualified = match schema {
                    Some(schema) => format!("{schema}.{table}"),
                    None => table.to_owned(),
                };
                names.push(("schema_qualified_table_name".into(), qualified.into()));
            }
        }
        let arguments = [optional_tree(name), kind.word().into(), Tree::Dict(names)];
        let answer = self.call("include_name", &arguments)?;
        Ok(answer.as_bool() == Some(true))
    }

    fn include_object(
        &mut self,
        item: SchemaItem<'_>,
        reflected: bool,
        compare_to: Option<SchemaItem<'_>>,
    ) -> Result<bool, CompareError> {
        if !self.include_object {
            return Ok(true);
        }
        let (side, other) = if reflected {
            (Side::Database, Side::Models)
        } else {
            (Side::Models, Side::Database)
        };
        let item = self.item(item, side)?;
        let compare_to = match compare_to {
            Some(compare_to) => self.item(compare_to, other)?,
            None => Tree::None,
        };
        let arguments = [item, Tree::Bool(reflected), compare_to];
        let answer = self.call("include_object", &arguments)?;
        Ok(answer.as_bool() == Some(true))
    }

    fn compare_type(
        &mut self,
        existing: (&Table, &Column),
        wanted: (&Table, &Column),
    ) -> Result<Option<bool>, CompareError> {
        let arguments = [
            self.column(existing, Side::Database)?,
            self.column(wanted, Side::Models)?,
        ];
        Ok(self.call("compare_type", &arguments)?.as_bool())
    }

    fn compare_server_default(
        &mut self,
        existing: (&Table, &Column),
        wanted: (&Table, &Column),
        existing_text: Option<&str>,
        wanted_text: Option<&str>,
    ) -> Result<Option<bool>, CompareError> {
        let arguments = [
            self.column(existing, Side::Database)?,
            self.column(wanted, Side::Models)?,
            optional_tree(existing_text),
            optional_tree(wanted_text),
        ];
        Ok(self.call("compare_server_default", &arguments)?.as_bool())
    }
}

fn table_of(item: SchemaItem<'_>) -> &Table {
    match item {
        SchemaItem::Table(table)
        | SchemaItem::Column(table, _)
        | SchemaItem::Index(table, _)
        | SchemaItem::UniqueConstraint(table, _)
        | SchemaItem::ForeignKeyConstraint(table, _)
        | SchemaItem::CheckConstraint(table, _) => table,
    }
}

/// The place of an index or a constraint among those of its kind in its table; the end for one that is not in it.
fn place_of(item: SchemaItem<'_>) -> i64 {
    let constraints = |table: &Table, is_it: &dyn Fn(&Constraint) -> Option<bool>| {
        table
            .constraints
            .iter()
            .filter_map(is_it)
            .position(|is_it| is_it)
    };
    let place = match item {
        SchemaItem::Table(_) | SchemaItem::Column(..) => None,
        SchemaItem::Index(table, index) => table.indexes.iter().position(|other| other == index),
        SchemaItem::UniqueConstraint(table, unique) => constraints(table, &|other| match other {
            Constraint::Unique(other) => Some(other == unique),
            _ => None,
        }),
        SchemaItem::ForeignKeyConstraint(table, key) => constraints(table, &|other| match other {
            Constraint::ForeignKey(other) => Some(other == key),
            _ => None,
        }),
        SchemaItem::CheckConstraint(table, check) => constraints(table, &|other| match other {
            Constraint::Check(other) => Some(other == check),
            _ => None,
        }),
    };
    place
        .and_then(|place| i64::try_from(place).ok())
        .unwrap_or(-1)
}
