//! Columns, and what stands among their arguments.

use limbeck_python::Tree;

use super::arguments::{Arguments, Bound};
use super::constraint::{ConstraintKind, Reference, key_options};
use super::value::{ColumnPart, Fields, Value, node};
use super::{elements, types};

/// `sa.Column(...)`.
#[derive(Clone, Debug)]
pub(super) struct ColumnValue {
    /// Its name.
    pub(super) name: String,
    /// Whether it is in the primary key by a flag of its own.
    pub(super) primary_key: bool,
    nullable: Option<bool>,
    has_identity: bool,
    fields: Fields,
}

impl ColumnValue {
    /// Its node. `in_key`: whether a constraint of the table makes it part of the primary key.
    pub(super) fn definition(&self, in_key: bool) -> Tree {
        let by_default = !(self.primary_key || in_key || self.has_identity);
        let mut fields = self.fields.clone();
        let nullable = self.nullable.unwrap_or(by_default);
        fields.push(("nullable", Tree::Bool(nullable)));
        node("Column", fields)
    }
}

/// A column from its arguments.
pub(super) fn column(arguments: Arguments) -> Option<ColumnValue> {
    let (mut bound, parts) = arguments.bind_leading(&["name", "type_"])?;
    let Tree::Str(name) = bound.text("name")? else {
        return None;
    };
    if name.is_empty() {
        return None;
    }
    let mut fields = vec![
        ("name", Tree::from(name.as_str())),
        ("type", types::given(bound.take("type_")?)?),
    ];
    let primary_key = bound.flag("primary_key")? == Tree::Bool(true);
    if primary_key {
        fields.push(("primary_key", Tree::Bool(true)));
    }
    let nullable = match bound.take("nullable") {
        None => None,
        Some(value) => Some(value.plain()?.as_bool()?),
    };
    for flag in ["unique", "index"] {
        if bound.flag(flag)? == Tree::Bool(true) {
            fields.push((flag, Tree::Bool(true)));
        }
    }
    let comment = bound.optional_text("comment")?;
    if !comment.is_none() {
        fields.push(("comment", comment));
    }
    let counts = bound.plain_or("autoincrement", Tree::from("auto"))?;
    match &counts {
        Tree::Bool(_) => fields.push(("autoincrement", counts.clone())),
        Tree::Str(word) if word == "auto" => {}
        _ => return None,
    }
    // Of interest to Python only.
    bound.optional_text("doc")?;
    bound.plain("onupdate")?;
    client_default(&mut bound, &mut fields)?;

    let mut default = server_default(bound.take("server_default"))?;
    let mut has_identity = false;
    let mut foreign_keys = Vec::new();
    let mut checks = Vec::new();
    for part in parts {
        let made = match part {
            Value::Part(ColumnPart::ForeignKey(key)) => {
                foreign_keys.push(key);
                continue;
            }
            Value::Constraint(constraint) if constraint.kind == ConstraintKind::Check => {
                checks.push(constraint.tree);
                continue;
            }
            Value::Part(ColumnPart::Identity(tree)) => {
                if counts == Tree::Bool(false) {
                    return None;
                }
                has_identity = true;
                tree
            }
            Value::Part(ColumnPart::Computed(tree)) => tree,
            _ => return None,
        };
        if default.replace(made).is_some() {
            return None;
        }
    }
    // Python keeps several keys in a set, in no particular order.
    if foreign_keys.len() > 1 {
        return None;
    }
    fields.extend(default.map(|default| ("server_default", default)));
    for (name, trees) in [("foreign_keys", foreign_keys), ("checks", checks)] {
        if !trees.is_empty() {
            fields.push((name, Tree::List(trees)));
        }
    }
    bound.finish()?;
    Some(ColumnValue {
        name,
        primary_key,
        nullable,
        has_identity,
        fields,
    })
}

/// `default=...`, which rows get on the client's side.
fn client_default(bound: &mut Bound, fields: &mut Fields) -> Option<()> {
    match bound.take("default") {
        None | Some(Value::Plain(Tree::None)) => {}
        Some(Value::Plain(
            value @ (Tree::Bool(_) | Tree::Int(_) | Tree::Float(_) | Tree::Str(_)),
        )) => fields.push(("default", value)),
        Some(Value::Plain(_) | Value::List(_) | Value::Element(_)) => {
            fields.push(("has_callable_default", Tree::Bool(true)));
        }
        Some(_) => return None,
    }
    Some(())
}

/// `server_default=...` where nothing else may stand: text is a literal, everything else SQL.
fn server_default(value: Option<Value>) -> Option<Option<Tree>> {
    match value {
        None | Some(Value::Plain(Tree::None)) => Some(None),
        Some(Value::Plain(text @ Tree::Str(_))) => Some(Some(text)),
        Some(Value::Element(element)) => Some(Some(element)),
        Some(_) => None,
    }
}

/// The defaults of `alter_column`: `False` keeps one, `None` removes it.
pub(super) fn altered_default(value: Option<Value>) -> Option<Tree> {
    match value {
        None => Some(Tree::Bool(false)),
        Some(Value::Plain(kept @ (Tree::Bool(false) | Tree::None))) => Some(kept),
        Some(Value::Part(ColumnPart::Identity(tree) | ColumnPart::Computed(tree))) => Some(tree),
        other => server_default(other)?,
    }
}

/// `sa.ForeignKey(...)`.
pub(super) fn foreign_key(arguments: Arguments) -> Option<ColumnPart> {
    let mut bound = arguments.bind(&["column"])?;
    let reference = Reference::parse(&bound.text("column")?)?;
    let mut fields = vec![
        ("name", bound.optional_text("name")?),
        ("table", reference.table),
        ("schema", reference.schema),
        ("column", reference.column),
    ];
    key_options(&mut bound, &mut fields)?;
    bound.finish()?;
    Some(ColumnPart::ForeignKey(node("ForeignKey", fields)))
}

/// The options of a sequence, in the order of the parameters.
const SEQUENCE_OPTIONS: [&str; 9] = [
    "start",
    "increment",
    "minvalue",
    "maxvalue",
    "nominvalue",
    "nomaxvalue",
    "cycle",
    "cache",
    "order",
];

/// `sa.Identity(...)`.
pub(super) fn identity(arguments: Arguments) -> Option<ColumnPart> {
    let mut bound = arguments.bind(&["always"])?;
    let mut fields = vec![
        ("always", bound.flag("always")?),
        ("on_null", bound.optional_flag("on_null")?),
    ];
    for name in SEQUENCE_OPTIONS {
        match bound.plain(name)? {
            Tree::None => {}
            value @ (Tree::Int(_) | Tree::Bool(_)) => fields.push((name, value)),
            _ => return None,
        }
    }
    bound.finish()?;
    Some(ColumnPart::Identity(node("Identity", fields)))
}

/// `sa.Computed(...)`.
pub(super) fn computed(arguments: Arguments) -> Option<ColumnPart> {
    let mut bound = arguments.bind(&["sqltext", "persisted"])?;
    let fields = vec![
        ("sqltext", elements::sql(bound.take("sqltext")?)?),
        ("persisted", bound.optional_flag("persisted")?),
    ];
    bound.finish()?;
    Some(ColumnPart::Computed(node("Computed", fields)))
}
