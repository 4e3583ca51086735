//! `repr()` of types and of what SQLAlchemy makes tables of, as Alembic's messages show them.

use std::cell::OnceCell;

use limbeck_dialects::Dialect;
use limbeck_schema::{
    Column, Constraint, Expression, ForeignKeyConstraint, Identifier, Identity, Index,
    IndexElement, Operation, QualifiedName, ServerDefault, Setting, SqlType, Table,
    operation::{AlterColumn, Directive},
};

use super::literal::{flag, optional_text, text};
use super::server_default::sequence_arguments;
use super::{RenderOptions, Renderer, Style};

/// An object that has no `repr()` of its own stands with an address, which means nothing.
const ADDRESS: &str = "0x0";

/// `repr()` of a type.
pub fn type_repr(data_type: &SqlType, options: &RenderOptions<'_>) -> String {
    let mut renderer = Renderer::new(options);
    renderer.is_bare = true;
    renderer
        .data_type(data_type)
        .unwrap_or_else(|_| "NullType()".to_owned())
}

/// `repr()` of differences, as `compare_metadata()` lists them.
pub struct DiffReprs<'a> {
    options: RenderOptions<'static>,
    existing: &'a [Table],
    wanted: &'a [Table],
    null: OnceCell<String>,
}

impl<'a> DiffReprs<'a> {
    /// For tables of a database and those of the models.
    pub fn new(dialect: &'static dyn Dialect, existing: &'a [Table], wanted: &'a [Table]) -> Self {
        Self {
            options: RenderOptions::new(dialect, Style::Alembic),
            existing,
            wanted,
            null: OnceCell::new(),
        }
    }

    /// The list of them.
    pub fn list(&self, directives: &[Directive]) -> String {
        format!("[{}]", self.entries(directives).join(", "))
    }

    /// Each of them.
    pub fn entries(&self, directives: &[Directive]) -> Vec<String> {
        directives
            .iter()
            .flat_map(Directive::operations)
            .filter_map(|operation| self.entry(operation))
            .collect()
    }

    fn entry(&self, operation: &Operation) -> Option<String> {
        let pair = |word: &str, object: String| Some(format!("('{word}', {object})"));
        match operation {
            Operation::CreateTable(create) => pair("add_table", self.table(&create.table)),
            Operation::DropTable(drop) => match &drop.before {
                Some(table) => pair("remove_table", self.table(table)),
                None => pair("remove_table", self.table(&Table::new(drop.table.clone()))),
            },
            Operation::CreateTableComment(create) => Some(format!(
                "('add_table_comment', {}, {})",
                self.table(&Table::new(create.table.clone())),
                optional_text(create.existing_comment.as_deref())
            )),
            Operation::DropTableComment(drop) => pair(
                "remove_table_comment",
                self.table(&Table::new(drop.table.clone())),
            ),
            Operation::AddColumn(add) => {
                let table = find(self.wanted, &add.table);
                Some(self.column_entry("add_column", &add.table, &add.column, table))
            }
            Operation::DropColumn(drop) => {
                let table = find(self.existing, &drop.table);
                let unknown = Column::new(drop.column.clone(), SqlType::Null);
                let column = drop.before.as_deref().unwrap_or(&unknown);
                Some(self.column_entry("remove_column", &drop.table, column, table))
            }
            Operation::AlterColumn(alter) => Some(self.altered(alter)),
            Operation::CreateIndex(create) => {
                pair("add_index", self.index(&create.index, self.wanted))
            }
            Operation::DropIndex(drop) => {
                let index = drop.before.as_deref()?;
                pair("remove_index", self.index(index, self.existing))
            }
            Operation::AddConstraint(add) => {
                let word = match add.constraint {
                    Constraint::ForeignKey(_) => "add_fk",
                    _ => "add_constraint",
                };
                pair(word, self.constraint(&add.table, &add.constraint))
            }
            Operation::DropConstraint(drop) => {
                let constraint = drop.before.as_deref()?;
                let word = match constraint {
                    Constraint::ForeignKey(_) => "remove_fk",
                    _ => "remove_constraint",
                };
                pair(word, self.constraint(&drop.table, constraint))
            }
            Operation::RenameTable(_)
            | Operation::BulkInsert(_)
            | Operation::Execute(_)
            | Operation::BatchAlterTable(_)
            | Operation::CreateSchema(_)
            | Operation::DropSchema(_)
            | Operation::CreateSequence(_)
            | Operation::DropSequence(_)
            | Operation::CreateEnum(_)
            | Operation::DropEnum(_)
            | Operation::CreateDomain(_)
            | Operation::DropDomain(_)
            | Operation::AlterSequence(_)
            | Operation::AlterEnum(_)
            | Operation::CreateObject(_)
            | Operation::DropObject(_)
            | Operation::ReplaceObject(_) => None,
        }
    }

    fn column_entry(
        &self,
        word: &str,
        name: &QualifiedName,
        column: &Column,
        table: Option<&Table>,
    ) -> String {
        format!(
            "('{word}', {}, {}, {})",
            schema(name),
            text(name.name.as_str()),
            self.column(column, name, table)
        )
    }

    fn altered(&self, alter: &AlterColumn) -> String {
        let data_type = |data_type: &Option<SqlType>| {
            data_type
                .as_ref()
                .map_or_else(|| "None".to_owned(), |data_type| self.data_type(data_type))
        };
        let nullable = |nullable: Option<bool>| nullable.map_or("None", flag).to_owned();
        let default = |setting: &Setting<ServerDefault>| match setting {
            Setting::Keep => "False".to_owned(),
            Setting::Unset => "None".to_owned(),
            Setting::Set(default) => server_default(default),
        };
        let existing = [
            ("existing_nullable", nullable(alter.existing_nullable)),
            ("existing_type", data_type(&alter.existing_type)),
            (
                "existing_server_default",
                default(&alter.existing_server_default),
            ),
            (
                "existing_comment",
                optional_text(alter.existing_comment.as_deref()),
            ),
        ];
        let change = |word: &str, own: &str, new: String| {
            let others: Vec<String> = existing
                .iter()
                .filter(|(name, _)| *name != own)
                .map(|(name, value)| format!("'{name}': {value}"))
                .collect();
            let old = existing
                .iter()
                .find(|(name, _)| *name == own)
                .map_or("None", |(_, value)| value);
            format!(
                "('{word}', {}, {}, {}, {{{}}}, {old}, {new})",
                schema(&alter.table),
                text(alter.table.name.as_str()),
                text(alter.column.as_str()),
                others.join(", ")
            )
        };
        let mut changes = Vec::new();
        if alter.data_type.is_some() {
            let new = data_type(&alter.data_type);
            changes.push(change("modify_type", "existing_type", new));
        }
        if alter.nullable.is_some() {
            let new = nullable(alter.nullable);
            changes.push(change("modify_nullable", "existing_nullable", new));
        }
        if !alter.server_default.is_keep() {
            let new = default(&alter.server_default);
            changes.push(change("modify_default", "existing_server_default", new));
        }
        if let Some(comment) = alter.comment.changed() {
            let new = optional_text(comment.map(String::as_str));
            changes.push(change("modify_comment", "existing_comment", new));
        }
        format!("[{}]", changes.join(", "))
    }

    fn table(&self, table: &Table) -> String {
        let mut parts = vec![text(table.name.name.as_str()), "MetaData()".to_owned()];
        let columns = table.columns.iter();
        parts.extend(columns.map(|column| self.column(column, &table.name, Some(table))));
        parts.push(format!("schema={}", schema(&table.name)));
        format!("Table({})", parts.join(", "))
    }

    fn column(&self, column: &Column, name: &QualifiedName, table: Option<&Table>) -> String {
        let mut parts = vec![
            text(column.name.as_str()),
            self.data_type(&column.data_type),
        ];
        let constraints = table.map_or(&[][..], |table| &table.constraints);
        let mut is_key = column.primary_key;
        for constraint in constraints {
            match constraint {
                Constraint::ForeignKey(key) => parts.extend(foreign_key(key, &column.name)),
                Constraint::PrimaryKey(key) => is_key |= key.columns.contains(&column.name),
                Constraint::Unique(_) | Constraint::Check(_) | Constraint::Exclude(_) => {}
            }
        }
        parts.push(format!("table=<{}>", name.name));
        if is_key {
            parts.push("primary_key=True".to_owned());
        }
        if !column.nullable {
            parts.push("nullable=False".to_owned());
        }
        if let Some(default) = &column.server_default {
            parts.push(format!("server_default={}", server_default(default)));
        }
        if let Some(comment) = &column.comment {
            parts.push(format!("comment={}", text(comment)));
        }
        format!("Column({})", parts.join(", "))
    }

    fn index(&self, index: &Index, tables: &[Table]) -> String {
        let table = find(tables, &index.table);
        let mut parts = vec![optional_text(
            index.name.identifier().map(Identifier::as_str),
        )];
        for element in &index.elements {
            parts.push(match element {
                IndexElement::Column(name) => match table.and_then(|table| table.column(name)) {
                    Some(column) => self.column(column, &index.table, None),
                    None => self.unknown_column(name, &index.table),
                },
                IndexElement::Expression(Expression::Unary(_)) => {
                    format!("<sqlalchemy.sql.elements.UnaryExpression object at {ADDRESS}>")
                }
                IndexElement::Expression(_) => {
                    format!("<alembic.util.sqla_compat._textual_index_element object at {ADDRESS}>")
                }
            });
        }
        if index.unique {
            parts.push("unique=True".to_owned());
        }
        format!("Index({})", parts.join(", "))
    }

    /// Columns that Alembic makes up where it only knows their names.
    fn unknown_column(&self, name: &Identifier, table: &QualifiedName) -> String {
        self.column(&Column::new(name.clone(), SqlType::Null), table, None)
    }

    fn constraint(&self, table: &QualifiedName, constraint: &Constraint) -> String {
        let columns = |names: &[Identifier]| -> Vec<String> {
            let names = names.iter();
            names.map(|name| self.unknown_column(name, table)).collect()
        };
        match constraint {
            Constraint::Unique(unique) => {
                format!("UniqueConstraint({})", columns(&unique.columns).join(", "))
            }
            Constraint::PrimaryKey(key) => {
                format!("PrimaryKeyConstraint({})", columns(&key.columns).join(", "))
            }
            Constraint::ForeignKey(key) => self.foreign_key_constraint(table, key),
            Constraint::Check(check) => {
                let mut parts = vec![format!(
                    "<sqlalchemy.sql.elements.TextClause object at {ADDRESS}>"
                )];
                if let Some(name) = check.name.identifier() {
                    parts.push(format!("name={}", text(name.as_str())));
                }
                format!("CheckConstraint({})", parts.join(", "))
            }
            Constraint::Exclude(_) => "ExcludeConstraint()".to_owned(),
        }
    }

    fn foreign_key_constraint(&self, table: &QualifiedName, key: &ForeignKeyConstraint) -> String {
        let mut parts = vec![
            format!("<sqlalchemy.sql.base.ReadOnlyColumnCollection object at {ADDRESS}>"),
            "None".to_owned(),
        ];
        let words = [
            ("name", key.name.identifier().map(Identifier::as_str)),
            ("onupdate", key.onupdate.as_deref()),
            ("ondelete", key.ondelete.as_deref()),
            ("initially", key.deferral.initially.as_deref()),
            ("match", key.match_.as_deref()),
        ];
        for (keyword, word) in words {
            parts.extend(word.map(|word| format!("{keyword}={}", text(word))));
        }
        let mut own = Table::new(table.clone());
        own.columns = key
            .columns
            .iter()
            .map(|name| Column::new(name.clone(), SqlType::Null))
            .collect();
        own.constraints = vec![Constraint::ForeignKey(key.clone())];
        parts.push(format!("table={}", self.table(&own)));
        format!("ForeignKeyConstraint({})", parts.join(", "))
    }

    fn data_type(&self, data_type: &SqlType) -> String {
        match data_type {
            SqlType::Null => self
                .null
                .get_or_init(|| type_repr(&SqlType::Null, &self.options))
                .clone(),
            other => type_repr(other, &self.options),
        }
    }
}

fn find<'t>(tables: &'t [Table], name: &QualifiedName) -> Option<&'t Table> {
    let schema = |name: &QualifiedName| name.schema.as_ref().map(|schema| schema.text.clone());
    tables
        .iter()
        .find(|table| table.name.name.text == name.name.text && schema(&table.name) == schema(name))
}

fn schema(name: &QualifiedName) -> String {
    optional_text(name.schema.as_ref().map(Identifier::as_str))
}

/// `ForeignKey(...)` of a column that a constraint begins at.
fn foreign_key(key: &ForeignKeyConstraint, column: &Identifier) -> Option<String> {
    let place = key
        .columns
        .iter()
        .position(|local| local.text == column.text)?;
    let referred = key.referred_columns.get(place)?;
    let target = format!("{}.{referred}", key.referred_table);
    Some(format!("ForeignKey({})", text(&target)))
}

fn server_default(default: &ServerDefault) -> String {
    match default {
        ServerDefault::Literal(value) => {
            format!("DefaultClause({}, for_update=False)", text(value))
        }
        ServerDefault::Expression(_) => format!(
            "DefaultClause(<sqlalchemy.sql.elements.TextClause object at {ADDRESS}>, \
             for_update=False)"
        ),
        ServerDefault::Identity(identity) => identity_repr(identity),
        ServerDefault::Computed(_) => {
            format!("Computed(<sqlalchemy.sql.elements.TextClause object at {ADDRESS}>)")
        }
        ServerDefault::Fetched => "FetchedValue()".to_owned(),
    }
}

fn identity_repr(identity: &Identity) -> String {
    let mut arguments = Vec::new();
    if let Some(always) = identity.always.filter(|always| *always) {
        arguments.push(format!("always={}", flag(always)));
    }
    sequence_arguments(&identity.options, &mut arguments);
    format!("Identity({})", arguments.join(", "))
}

#[cfg(test)]
mod tests {
    use limbeck_schema::operation::{AddColumn, CreateTable};

    use super::*;

    #[test]
    fn differences_look_as_in_python() {
        let name = QualifiedName::new("t");
        let mut table = Table::new(name.clone());
        table.columns = vec![Column {
            nullable: false,
            primary_key: true,
            ..Column::new("id", SqlType::Integer)
        }];
        let column = Column::new(
            "c",
            SqlType::String {
                length: Some(5),
                collation: None,
            },
        );
        let directives = [
            Directive::from(Operation::CreateTable(CreateTable {
                table: table.clone(),
                if_not_exists: false,
                naming_convention: None,
            })),
            Directive::from(Operation::AddColumn(Box::new(AddColumn {
                table: name,
                column,
                if_not_exists: false,
                inline_references: false,
                inline_primary_key: false,
                insert_before: None,
                insert_after: None,
            }))),
        ];
        let Some(dialect) = limbeck_dialects::dialect("sqlite") else {
            panic!("there is no such dialect");
        };
        assert_eq!(
            DiffReprs::new(dialect, &[], &[table]).list(&directives),
            "[('add_table', Table('t', MetaData(), Column('id', Integer(), table=<t>, \
             primary_key=True, nullable=False), schema=None)), ('add_column', None, 't', \
             Column('c', String(length=5), table=<t>))]"
        );
    }
}
