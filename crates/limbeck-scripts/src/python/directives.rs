//! Operations that autogenerate found, on their way to `process_revision_directives` and back.
//!
//! What `env.py` sees are objects: the stand-in `alembic.autogenerate._operations` runs the text of each operation with a
//! collector in the place of `op`. What comes back is carried out and taken down; an operation whose text is still the
//! same is the one that was given, with everything that text does not say.

use std::collections::BTreeSet;

use limbeck_diagnostics::Diagnostic;
use limbeck_python::{Held, Tree};
use limbeck_schema::operation::{CreateIndex, CreateTable, Directive, Irreversible};
use limbeck_schema::{Identifier, Literal, Operation, QualifiedName, SqlType, Table};

use super::render::{Item, RenderError, RenderItem, RenderOptions, Renderer, Style};

/// Operations of one direction, held by Python where nobody looks at them.
pub fn hold(directives: Vec<Directive>) -> Tree {
    Tree::Held(Held::new(directives))
}

/// Operations that Python holds, as what the stand-in makes objects of.
///
/// # Errors
/// [`RenderError`] if one of them cannot be written.
pub fn entries(held: &Tree, options: &RenderOptions<'_>) -> Result<Tree, RenderError> {
    let directives: &[Directive] = held.as_held::<Vec<Directive>>().map_or(&[], Vec::as_slice);
    let writer = Writer::new(options);
    let entries = directives.iter().map(|directive| writer.entry(directive));
    Ok(Tree::List(entries.collect::<Result<_, _>>()?))
}

/// What Python has left of the operations: `described` is the answer of the stand-in, `carry_out` takes down the
/// operations of the object of a number.
///
/// # Errors
/// Those of `carry_out`.
pub fn left<E>(
    described: &Tree,
    options: &RenderOptions<'_>,
    carry_out: &mut dyn FnMut(i64) -> Result<Vec<Operation>, E>,
) -> Result<Vec<Directive>, E> {
    let writer = Writer::new(options);
    let mut directives = Vec::new();
    for entry in described.as_list().unwrap_or_default() {
        if let Some(unseen) = entry.get("unseen").as_held::<Vec<Directive>>() {
            directives.extend(unseen.iter().cloned());
        } else if let Some(name) = entry.get("table").as_str() {
            let schema = entry.get("schema").as_str().map(Identifier::new);
            let within = left(entry.get("operations"), options, carry_out)?;
            directives.push(Directive::ModifyTable {
                table: QualifiedName::in_schema(schema, name),
                operations: within
                    .iter()
                    .flat_map(Directive::operations)
                    .cloned()
                    .collect(),
            });
        } else {
            let now = carry_out(entry.get("number").as_int().unwrap_or_default())?;
            directives.extend(
                writer
                    .unless_changed(entry, now)
                    .into_iter()
                    .map(Directive::from),
            );
        }
    }
    Ok(directives)
}

/// Writes operations with everything that they say.
struct Writer<'o> {
    options: RenderOptions<'o>,
    types: ApplicationTypes<'o>,
}

impl<'o> Writer<'o> {
    fn new(options: &RenderOptions<'_>) -> Self {
        let options = RenderOptions {
            compile: options.compile.clone(),
            ..RenderOptions::new(options.dialect, Style::Complete)
        };
        Self {
            types: ApplicationTypes {
                options: options.clone(),
            },
            options,
        }
    }

    fn entry(&self, directive: &Directive) -> Result<Tree, RenderError> {
        match directive {
            Directive::Operation(operation) => self.operation(operation),
            Directive::ModifyTable { table, operations } => {
                let operations: Vec<_> = operations
                    .iter()
                    .map(|operation| self.operation(operation))
                    .collect::<Result<_, _>>()?;
                let schema = table.schema.as_ref();
                Ok(dict([
                    ("table", table.name.as_str().into()),
                    (
                        "schema",
                        schema.map_or(Tree::None, |schema| schema.as_str().into()),
                    ),
                    ("operations", Tree::List(operations)),
                ]))
            }
        }
    }

    fn operation(&self, operation: &Operation) -> Result<Tree, RenderError> {
        let (text, mut imports) = self.text(operation)?;
        let reverse = match operation.reverse() {
            Ok(reverse) => {
                let (text, more) = self.text(&reverse)?;
                imports.extend(more);
                text.into()
            }
            Err(Irreversible { .. }) => Tree::None,
        };
        Ok(dict([
            ("text", text.into()),
            ("reverse", reverse),
            (
                "imports",
                Tree::List(imports.into_iter().map(Tree::from).collect()),
            ),
            ("held", Tree::Held(Held::new(operation.clone()))),
        ]))
    }

    fn text(&self, operation: &Operation) -> Result<(String, BTreeSet<String>), RenderError> {
        let options = RenderOptions {
            render_item: Some(&self.types),
            ..self.options.clone()
        };
        let mut renderer = Renderer::new(&options).without_marks();
        let text = renderer.lines(&Directive::from(operation.clone()))?;
        Ok((text, renderer.imports().clone()))
    }

    /// The operation that was given, if what is there now has the same text.
    fn unless_changed(&self, entry: &Tree, now: Vec<Operation>) -> Vec<Operation> {
        let (Some(given), Some(text), [only]) = (
            entry.get("held").as_held::<Operation>(),
            entry.get("text").as_str(),
            now.as_slice(),
        ) else {
            return now;
        };
        match self.text(only) {
            Ok((same, _)) if same == text => vec![given.clone()],
            Ok(_) | Err(_) => now,
        }
    }
}

/// A table as text, of which the stand-in makes the object that `include_object` sees: `texts` begins with the table
/// and goes on with its indexes.
///
/// # Errors
/// [`RenderError`] if it cannot be written.
pub fn table_texts(table: &Table, options: &RenderOptions<'_>) -> Result<Tree, RenderError> {
    let writer = Writer::new(options);
    let create = Operation::CreateTable(CreateTable {
        table: Table {
            indexes: Vec::new(),
            ..table.clone()
        },
        if_not_exists: false,
        naming_convention: None,
    });
    let indexes = table.indexes.iter().map(|index| {
        Operation::CreateIndex(CreateIndex {
            index: index.clone(),
            if_not_exists: false,
            naming_convention: None,
        })
    });
    let mut texts = Vec::new();
    let mut imports = BTreeSet::new();
    for operation in std::iter::once(create).chain(indexes) {
        let (text, more) = writer.text(&operation)?;
        texts.push(text.into());
        imports.extend(more);
    }
    let information = |info: &[(String, Literal)]| {
        let pairs = info.iter();
        Tree::Dict(
            pairs
                .filter_map(|(name, value)| Some((name.as_str().into(), plain(value)?)))
                .collect(),
        )
    };
    let columns = table
        .columns
        .iter()
        .filter(|column| !column.info.is_empty())
        .map(|column| (column.name.as_str().into(), information(&column.info)));
    Ok(dict([
        ("texts", Tree::List(texts)),
        (
            "imports",
            Tree::List(imports.into_iter().map(Tree::from).collect()),
        ),
        ("info", information(&table.info)),
        ("column_info", Tree::Dict(columns.collect())),
    ]))
}

/// A plain value; `None` for one that has no counterpart.
fn plain(value: &Literal) -> Option<Tree> {
    Some(match value {
        Literal::Null => Tree::None,
        Literal::Boolean(value) => Tree::Bool(*value),
        Literal::Integer(value) => Tree::Int(*value),
        Literal::Float(value) => Tree::Float(*value),
        Literal::Text(value) => value.as_str().into(),
        Literal::List(items) => Tree::List(items.iter().map(plain).collect::<Option<_>>()?),
        Literal::Map(pairs) => Tree::Dict(
            pairs
                .iter()
                .map(|(name, value)| Some((name.as_str().into(), plain(value)?)))
                .collect::<Option<_>>()?,
        ),
        Literal::Decimal(_)
        | Literal::Bytes(_)
        | Literal::Date(_)
        | Literal::Time(..)
        | Literal::DateTime(..)
        | Literal::Interval(_)
        | Literal::Uuid(_) => return None,
    })
}

/// A part of an operation as text, of which the stand-in makes the object that `render_item` sees.
pub struct ItemText {
    /// The text.
    pub text: String,
    /// The import lines that it needs.
    pub imports: Vec<String>,
}

impl ItemText {
    /// The text of an item.
    ///
    /// # Errors
    /// [`RenderError`] if it cannot be written.
    pub fn of(item: Item<'_>, options: &RenderOptions<'_>) -> Result<Self, RenderError> {
        let writer = Writer::new(options);
        let options = RenderOptions {
            render_item: Some(&writer.types),
            ..writer.options.clone()
        };
        let mut renderer = Renderer::new(&options);
        let text = renderer.item_text(item)?;
        let imports = renderer.imports().iter().cloned().collect();
        Ok(Self { text, imports })
    }
}

/// Types whose class is the application's, which the stand-in makes again of what is known of them.
struct ApplicationTypes<'o> {
    options: RenderOptions<'o>,
}

impl RenderItem for ApplicationTypes<'_> {
    fn render(
        &self,
        item: Item<'_>,
        imports: &mut BTreeSet<String>,
    ) -> Result<Option<String>, Box<Diagnostic>> {
        let Item::Type(SqlType::Custom(custom)) = item else {
            return Ok(None);
        };
        let options = RenderOptions {
            render_item: Some(self),
            ..self.options.clone()
        };
        let mut renderer = Renderer::new(&options);
        let implementation = renderer
            .item_text(Item::Type(&custom.implementation))
            .map_err(|error| Box::new(Diagnostic::error("render", error.to_string())))?;
        imports.extend(renderer.imports().iter().cloned());
        Ok(Some(format!(
            "_application_type({}, {}, {implementation})",
            super::render::string(&custom.module),
            super::render::string(&custom.representation),
        )))
    }
}

fn dict<const N: usize>(fields: [(&str, Tree); N]) -> Tree {
    let fields = fields.into_iter();
    Tree::Dict(fields.map(|(name, value)| (name.into(), value)).collect())
}
