//! What the imported names mean, by their full dotted name.

use limbeck_dialects::DIALECTS;
use limbeck_dialects::vocabulary::{TypeClass, generic_type};

use super::constraint::ConstraintKind;

/// Something that a straight-line script may call.
#[derive(Clone, Debug)]
pub(super) enum Symbol {
    /// A class of types.
    Type(&'static TypeClass),
    /// `sa.Column`
    Column,
    /// `sa.ForeignKey`
    ForeignKey,
    /// `sa.Identity`
    Identity,
    /// `sa.Computed`
    Computed,
    /// `sa.UniqueConstraint` and its kin.
    Constraint(ConstraintKind),
    /// `sa.text`
    Text,
    /// `sa.null`, `sa.true`, `sa.false`: the kind of their node.
    Constant(&'static str),
    /// `sa.func.name`
    Function(String),
    /// `op.f`
    FinalName,
    /// `op.get_bind`
    Bind,
    /// Any other function of `op`.
    Directive(&'static str),
}

/// The functions of `op` that `directive` knows.
const DIRECTIVES: [&str; 16] = [
    "create_table",
    "drop_table",
    "rename_table",
    "create_table_comment",
    "drop_table_comment",
    "add_column",
    "drop_column",
    "alter_column",
    "create_index",
    "drop_index",
    "create_primary_key",
    "create_unique_constraint",
    "create_foreign_key",
    "create_check_constraint",
    "drop_constraint",
    "execute",
];

/// Modules that can be imported without anything of the project being run.
const MODULES: [&str; 30] = [
    "alembic",
    "alembic.op",
    "collections.abc",
    "datetime",
    "decimal",
    "enum",
    "json",
    "logging",
    "os",
    "re",
    "sqlalchemy",
    "sqlalchemy.dialects",
    "sqlalchemy.schema",
    "sqlalchemy.sql",
    "sqlalchemy.sql.elements",
    "sqlalchemy.sql.expression",
    "sqlalchemy.sql.functions",
    "sqlalchemy.sql.schema",
    "sqlalchemy.sql.sqltypes",
    "sqlalchemy.types",
    "sqlalchemy_utils",
    "sqlmodel",
    "sqlmodel.sql",
    "sqlmodel.sql.sqltypes",
    "string",
    "textwrap",
    "time",
    "typing",
    "uuid",
    "pgvector",
];

/// What annotations import.
const TYPING: [&str; 13] = [
    "Any", "Callable", "Dict", "Final", "Iterable", "List", "Mapping", "Optional", "Sequence",
    "Set", "Tuple", "Type", "Union",
];
const COLLECTIONS_ABC: [&str; 4] = ["Callable", "Iterable", "Mapping", "Sequence"];

/// Where the packages of the dialects are.
const DIALECT_PACKAGES: &str = "sqlalchemy.dialects.";

/// Whether `import path` can be taken for granted.
pub(super) fn is_module(path: &str) -> bool {
    MODULES.contains(&path) || dialect_module(path).is_some()
}

/// Whether `from module import name` can be taken for granted.
pub(super) fn is_importable(module: &str, name: &str) -> bool {
    match module {
        "typing" => TYPING.contains(&name),
        "collections.abc" => COLLECTIONS_ABC.contains(&name),
        "alembic" => matches!(name, "op" | "context"),
        "datetime" => matches!(
            name,
            "date" | "datetime" | "time" | "timedelta" | "timezone"
        ),
        "uuid" => matches!(name, "UUID" | "uuid4"),
        "decimal" => name == "Decimal",
        _ => {
            let path = format!("{module}.{name}");
            is_module(&path)
                || is_module(module)
                    && (symbol(&path).is_some() || name == "func" && has_expressions(module))
        }
    }
}

/// The dialect whose package, or module in it, that is.
fn dialect_module(path: &str) -> Option<&'static dyn limbeck_dialects::Dialect> {
    let inside = path.strip_prefix(DIALECT_PACKAGES)?;
    let (name, submodule) = match inside.split_once('.') {
        Some((name, submodule)) => (name, Some(submodule)),
        None => (inside, None),
    };
    let dialect = limbeck_dialects::dialect(name)?;
    submodule
        .is_none_or(|submodule| dialect.vocabulary().submodules.contains(&submodule))
        .then_some(dialect)
}

/// Whether a keyword of an index is one that some dialect knows.
pub(super) fn is_index_keyword(keyword: &str) -> bool {
    DIALECTS.iter().any(|dialect| {
        let own = of_dialect(keyword, dialect.name());
        own.is_some_and(|own| dialect.vocabulary().index_keywords.contains(&own))
    })
}

/// Whether a keyword begins with the name of a dialect.
pub(super) fn is_dialect_keyword(keyword: &str) -> bool {
    DIALECTS
        .iter()
        .any(|dialect| of_dialect(keyword, dialect.name()).is_some())
}

/// A keyword without the dialect that it belongs to.
fn of_dialect<'k>(keyword: &'k str, dialect: &str) -> Option<&'k str> {
    keyword.strip_prefix(dialect)?.strip_prefix('_')
}

/// What a path means, if it can be called.
pub(super) fn symbol(path: &str) -> Option<Symbol> {
    let (module, name) = path.rsplit_once('.')?;
    match module {
        "alembic.op" => return directive(name),
        "sqlalchemy.types" | "sqlalchemy.sql.sqltypes" => {
            return generic_type(name).map(Symbol::Type);
        }
        _ => {}
    }
    if let Some(dialect) = dialect_module(module) {
        return dialect.vocabulary().type_class(name).map(Symbol::Type);
    }
    if let Some(module) = module.strip_suffix(".func") {
        let is_func = has_expressions(module) || module == "sqlalchemy.sql.functions";
        return is_func.then(|| Symbol::Function(name.to_owned()));
    }
    if has_expressions(module) || module == "sqlalchemy.sql.elements" {
        match name {
            "text" => return Some(Symbol::Text),
            "null" => return Some(Symbol::Constant("sql.null")),
            "true" => return Some(Symbol::Constant("sql.true")),
            "false" => return Some(Symbol::Constant("sql.false")),
            _ => {}
        }
    }
    match module {
        "sqlalchemy" => schema_item(name).or_else(|| generic_type(name).map(Symbol::Type)),
        "sqlalchemy.schema" | "sqlalchemy.sql.schema" => schema_item(name),
        _ => None,
    }
}

fn directive(name: &str) -> Option<Symbol> {
    match name {
        "f" => Some(Symbol::FinalName),
        "get_bind" => Some(Symbol::Bind),
        _ => {
            let known = DIRECTIVES.iter().find(|known| **known == name);
            known.copied().map(Symbol::Directive)
        }
    }
}

/// The modules that expressions are imported from.
fn has_expressions(module: &str) -> bool {
    matches!(
        module,
        "sqlalchemy" | "sqlalchemy.sql" | "sqlalchemy.sql.expression"
    )
}

fn schema_item(name: &str) -> Option<Symbol> {
    Some(match name {
        "Column" => Symbol::Column,
        "ForeignKey" => Symbol::ForeignKey,
        "Identity" => Symbol::Identity,
        "Computed" => Symbol::Computed,
        "PrimaryKeyConstraint" => Symbol::Constraint(ConstraintKind::PrimaryKey),
        "UniqueConstraint" => Symbol::Constraint(ConstraintKind::Unique),
        "CheckConstraint" => Symbol::Constraint(ConstraintKind::Check),
        "ForeignKeyConstraint" => Symbol::Constraint(ConstraintKind::ForeignKey),
        _ => return None,
    })
}
