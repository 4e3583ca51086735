//! Column types: instances of the classes in the dialects' vocabularies.

use limbeck_dialects::vocabulary::{
    Constructor, Parameter, ParameterDefault, Place, TypeClass, type_class,
};
use limbeck_python::Tree;

use super::arguments::{Arguments, Bound};
use super::symbols::{Symbol, symbol};
use super::value::{Value, node};

/// An instance of a class.
pub(super) fn instance(class: &TypeClass, arguments: Arguments) -> Option<Tree> {
    let mut fields = vec![
        ("class", Tree::from(class.name)),
        ("dialect", class.dialect.map_or(Tree::None, Tree::from)),
    ];
    match class.constructor {
        Constructor::Plain(parameters) => {
            let mut bound = arguments.bind(&positions(parameters, None))?;
            plain_fields(parameters, &mut bound, &mut fields)?;
            bound.finish()?;
        }
        Constructor::WithType(parameters, name) => {
            let mut bound = arguments.bind(&positions(parameters, Some(name)))?;
            plain_fields(parameters, &mut bound, &mut fields)?;
            match bound.take(name) {
                None | Some(Value::Plain(Tree::None)) => {}
                Some(value) => fields.push((name, given(value)?)),
            }
            bound.finish()?;
        }
        Constructor::Bit => {
            let mut bound = arguments.bind(&["length", "varying"])?;
            let varying = bound.flag("varying")?;
            let length = match (bound.plain("length")?, &varying) {
                (Tree::None | Tree::Int(0), Tree::Bool(false)) => Tree::Int(1),
                (given, _) => given,
            };
            bound.finish()?;
            fields.push(("length", length));
            fields.push(("varying", varying));
        }
        Constructor::Array => {
            let mut bound =
                arguments.bind(&["item_type", "as_tuple", "dimensions", "zero_indexes"])?;
            let item = given(bound.take("item_type")?)?;
            if item.get("class").as_str() == Some(class.name) {
                return None;
            }
            bound.flag("as_tuple")?;
            bound.flag("zero_indexes")?;
            fields.push(("item_type", item));
            fields.push(("dimensions", bound.plain("dimensions")?));
            bound.finish()?;
        }
        Constructor::Enum { .. } => labels(arguments, &mut fields)?,
        Constructor::Interpreted => return None,
    }
    // An argument that is None is as good as none.
    fields.retain(|(name, value)| *name == "dialect" || !value.is_none());
    Some(node("type", fields))
}

/// A type given as an object or as its class.
pub(super) fn given(value: Value) -> Option<Tree> {
    match value {
        Value::Type(tree) => Some(tree),
        Value::Path(path) => match symbol(&path)? {
            Symbol::Type(class) => instance(class, Arguments::default()),
            _ => None,
        },
        _ => None,
    }
}

/// Whether `create()` and `drop()` of a type look first, unless they are told; `None` if it has none
/// of its own.
pub(super) fn checks_first(data_type: &Tree) -> Option<bool> {
    let class = data_type.get("class").as_str()?;
    match type_class(data_type.get("dialect").as_str(), class)?.constructor {
        Constructor::Enum { checks_first } => Some(checks_first),
        Constructor::Plain(_)
        | Constructor::WithType(..)
        | Constructor::Bit
        | Constructor::Array
        | Constructor::Interpreted => None,
    }
}

fn positions(parameters: &[Parameter], last: Option<&'static str>) -> Vec<&'static str> {
    parameters
        .iter()
        .filter(|parameter| parameter.place != Place::Fixed)
        .map(|parameter| parameter.name)
        .chain(last)
        .collect()
}

fn plain_fields(
    parameters: &[Parameter],
    bound: &mut Bound,
    fields: &mut Vec<(&'static str, Tree)>,
) -> Option<()> {
    for parameter in parameters {
        let default = match parameter.default {
            ParameterDefault::None => Tree::None,
            ParameterDefault::False => Tree::Bool(false),
            ParameterDefault::True => Tree::Bool(true),
        };
        match parameter.place {
            Place::Type => fields.push((parameter.name, bound.plain_or(parameter.name, default)?)),
            Place::Python => drop(bound.plain(parameter.name)?),
            Place::Fixed => fields.push((parameter.name, default)),
        }
    }
    Some(())
}

/// The labels and keywords of an enum.
fn labels(arguments: Arguments, fields: &mut Vec<(&'static str, Tree)>) -> Option<()> {
    let (mut bound, labels) = arguments.bind_leading(&[])?;
    let labels: Vec<Tree> = labels
        .into_iter()
        .map(|label| match label {
            Value::Plain(label @ Tree::Str(_)) => Some(label),
            _ => None,
        })
        .collect::<Option<_>>()?;
    let longest = labels
        .iter()
        .filter_map(Tree::as_str)
        .map(|label| label.chars().count())
        .max()
        .unwrap_or(0);
    let native = bound.plain_or("native_enum", Tree::Bool(true))?.as_bool()?;
    let length = bound.plain_or("length", Tree::Int(i64::try_from(longest).ok()?))?;
    // A length below that of the longest label is an error of types that are not native.
    if !native && length.as_int()? < i64::try_from(longest).ok()? {
        return None;
    }
    bound.flag("validate_strings")?;
    fields.push(("enums", Tree::List(labels)));
    fields.push(("name", bound.optional_text("name")?));
    fields.push(("schema", bound.optional_text("schema")?));
    fields.push(("native_enum", Tree::Bool(native)));
    for (name, default) in [("create_constraint", false), ("create_type", true)] {
        fields.push((name, bound.plain_or(name, Tree::Bool(default))?));
    }
    fields.push(("length", length));
    fields.push(("collation", bound.optional_text("collation")?));
    bound.finish()
}
