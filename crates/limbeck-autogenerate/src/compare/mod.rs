//! The comparison, one file per thing that is compared.

mod check_constraints;
mod column_comments;
mod columns;
mod computed;
mod constraints;
mod foreign_keys;
mod identity;
mod nullable;
mod server_defaults;
mod table_comments;
mod tables;
mod types;

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use limbeck_dialects::Dialect;
use limbeck_schema::{
    QualifiedName, Schema, Table,
    operation::{Directive, Irreversible},
};

use crate::{
    CompareError, CompareOptions, Event, Hooks, ItemKind, Mode, NameKind, ParentNames, Plugin,
    SchemaItem, Server,
    server::Answers,
    sorting::{key, sorted_tables},
};

/// What leads from the database to the models.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// The operations, grouped and in order.
    pub directives: Vec<Directive>,
    /// What was found on the way.
    pub events: Vec<Event>,
    /// The tables of the database that took part, as they were compared.
    pub existing: Vec<Table>,
    /// What leads back, where that is more than the inverse of each operation: what must be out of the way differs.
    pub(crate) downgrade: Option<Vec<Directive>>,
}

impl Comparison {
    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.directives.is_empty()
    }

    /// What leads back.
    ///
    /// # Errors
    /// [`Irreversible`] if that is not known.
    pub fn downgrade(&self) -> Result<Vec<Directive>, Irreversible> {
        match &self.downgrade {
            Some(downgrade) => Ok(downgrade.clone()),
            None => Directive::reverse_all(&self.directives),
        }
    }
}

/// Compares a database with the models that it should follow.
///
/// `models` are the schemas of one or several `MetaData` objects, in order; their tables are created in the order in
/// which they depend on each other, one `MetaData` after the other.
///
/// # Errors
/// [`CompareError`] if two `MetaData` objects have a table of one name, a hook fails, the server cannot be asked, or the
/// dialect cannot write a type or an expression.
pub fn compare(
    dialect: &'static dyn Dialect,
    existing: Schema,
    models: &[Schema],
    options: &CompareOptions,
    hooks: &mut dyn Hooks,
    server: &mut dyn Server,
) -> Result<Comparison, CompareError> {
    let mut comparer = Comparer {
        dialect,
        options,
        hooks,
        server,
        default_schema: existing
            .default_schema
            .as_ref()
            .map(|name| name.text.clone()),
        answers: Answers::default(),
        comparison: Comparison::default(),
    };
    if let Mode::Full(_) = options.mode {
        return comparer.everything(existing, merged(models)?);
    }
    let wanted = comparer.wanted(models)?;
    if options.plugins.has(Plugin::Schemas) && options.plugins.has(Plugin::Tables) {
        comparer.tables(existing, &wanted)?;
    }
    Ok(comparer.comparison)
}

/// All that several models describe.
fn merged(models: &[Schema]) -> Result<Schema, CompareError> {
    let mut all = Schema::default();
    let mut doubled = Vec::new();
    for schema in models.iter().cloned() {
        let names = schema.tables.iter().map(|table| &table.name);
        doubled.extend(names.filter(|name| all.table(name).is_some()).map(key));
        all.default_schema = all.default_schema.or(schema.default_schema);
        all.schemas.extend(schema.schemas);
        all.tables.extend(schema.tables);
        all.sequences.extend(schema.sequences);
        for data_type in schema.enums {
            if !all.enums.contains(&data_type) {
                all.enums.push(data_type);
            }
        }
        all.objects.extend(schema.objects);
        all.dependencies.extend(schema.dependencies);
    }
    if doubled.is_empty() {
        Ok(all)
    } else {
        Err(CompareError::DuplicateTables(doubled))
    }
}

/// A comparison under way.
pub(crate) struct Comparer<'a> {
    pub(crate) dialect: &'static dyn Dialect,
    pub(crate) options: &'a CompareOptions,
    pub(crate) hooks: &'a mut dyn Hooks,
    server: &'a mut dyn Server,
    /// The schema that names without one are in.
    default_schema: Option<String>,
    /// What the server has said of server defaults.
    answers: Answers,
    pub(crate) comparison: Comparison,
}

/// A table of the models, under the name by which it is found in the database.
struct Wanted<'a> {
    /// Its name, without the schema if that is the default one.
    name: QualifiedName,
    table: &'a Table,
}

impl Comparer<'_> {
    fn log(&mut self, module: &str, text: impl Into<String>) {
        self.comparison.events.push(Event::compared(module, text));
    }

    fn warn(&mut self, text: impl Into<String>) {
        self.comparison.events.push(Event::warning(text));
    }

    /// Whether an object takes part.
    pub(crate) fn includes(
        &mut self,
        item: SchemaItem<'_>,
        reflected: bool,
        compare_to: Option<SchemaItem<'_>>,
    ) -> Result<bool, CompareError> {
        self.hooks.include_object(item, reflected, compare_to)
    }

    /// Whether the name of something in a table of the database takes part.
    pub(crate) fn includes_name(
        &mut self,
        name: Option<&str>,
        kind: ItemKind,
        table: &QualifiedName,
    ) -> Result<bool, CompareError> {
        let schema = table.schema.as_ref().map(|schema| schema.as_str());
        let parents = ParentNames {
            schema: Some(schema),
            table: Some(table.name.as_str()),
        };
        self.hooks.include_name(name, NameKind::Item(kind), parents)
    }

    /// The tables of the models, in order of creation, but for the version table.
    fn wanted<'m>(&mut self, models: &'m [Schema]) -> Result<Vec<Wanted<'m>>, CompareError> {
        let mut keys: HashMap<String, usize> = HashMap::new();
        let mut doubled = Vec::new();
        let mut wanted = Vec::new();
        for (number, schema) in models.iter().enumerate() {
            let sorted = sorted_tables(&schema.tables);
            if !sorted.cyclic.is_empty() {
                self.comparison.events.push(Event::Warning(crate::Warning {
                    category: "SAWarning",
                    text: format!(
                        "Cannot correctly sort tables; there are unresolvable cycles between tables \
                         \"{}\", which is usually caused by mutually dependent foreign key \
                         constraints.  Foreign key constraints involving these tables will not be \
                         considered; this warning may raise an error in a future release.",
                        sorted.cyclic.join(", ")
                    ),
                }));
            }
            for table in sorted.tables {
                let key = key(&table.name);
                if *keys.entry(key.clone()).or_insert(number) != number {
                    doubled.push(key);
                }
                if table.name != self.options.version_table {
                    wanted.push(Wanted {
                        name: self.name_in_database(&table.name),
                        table,
                    });
                }
            }
        }
        doubled.sort();
        if doubled.is_empty() {
            Ok(wanted)
        } else {
            Err(CompareError::DuplicateTables(doubled))
        }
    }

    /// A name without its schema, if that is the default one.
    fn name_in_database(&self, name: &QualifiedName) -> QualifiedName {
        let schema = name.schema.clone();
        let default = self.default_schema.as_deref();
        QualifiedName {
            schema: schema.filter(|schema| Some(schema.as_str()) != default),
            name: name.name.clone(),
        }
    }
}
