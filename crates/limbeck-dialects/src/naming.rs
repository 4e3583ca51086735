//! Naming conventions: names made from templates such as `fk_%(table_name)s_%(column_0_name)s`.
//!
//! Mirrors `sqlalchemy/sql/naming.py`; pure.

use limbeck_schema::{ConstraintName, Identifier, NamingConvention, QualifiedName};

use crate::{CompileError, identifiers::ResolvedName};

/// What a template is chosen by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Index,
    PrimaryKey,
    Unique,
    ForeignKey,
    Check,
    /// Nothing names it: an exclusion constraint, or a constraint dropped without its kind.
    Other,
}

impl Kind {
    /// The key of its template.
    fn key(self) -> Option<&'static str> {
        match self {
            Kind::Index => Some("ix"),
            Kind::PrimaryKey => Some("pk"),
            Kind::Unique => Some("uq"),
            Kind::ForeignKey => Some("fk"),
            Kind::Check => Some("ck"),
            Kind::Other => None,
        }
    }
}

/// A column of a constraint or index.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SubjectColumn<'a> {
    pub name: &'a str,
    /// Whether it is known as one of the table: a column within an expression may not be, and
    /// then its label is just its name.
    pub of_table: bool,
}

impl<'a> SubjectColumn<'a> {
    /// A column of the table.
    pub(crate) fn of_table(name: &'a str) -> Self {
        Self {
            name,
            of_table: true,
        }
    }

    /// A column within an expression.
    pub(crate) fn of_expression(name: &'a str) -> Self {
        Self {
            name,
            of_table: false,
        }
    }
}

/// What a foreign key refers to.
#[derive(Clone, Debug)]
pub(crate) struct Referred<'a> {
    pub table: &'a QualifiedName,
    /// The columns referred to; `None` if they cannot be known yet because the table that they
    /// belong to is not part of the operation.
    pub columns: Option<Vec<&'a str>>,
}

/// A constraint or index to be named.
#[derive(Clone, Debug)]
pub(crate) struct Subject<'a> {
    pub kind: Kind,
    pub name: &'a ConstraintName,
    pub table: &'a QualifiedName,
    pub columns: Vec<SubjectColumn<'a>>,
    pub referred: Option<Referred<'a>>,
}

/// The name of a constraint or index: its own, or the one that the convention makes.
///
/// A given name goes through the template too if that mentions `%(constraint_name)s`; a final
/// one (`op.f()`) never does. `None` leaves the name to the server.
///
/// # Errors
/// [`CompileError::InvalidRequest`] if the template needs what the constraint does not have.
pub(crate) fn resolve(
    convention: &NamingConvention,
    subject: &Subject<'_>,
) -> Result<Option<ResolvedName>, CompileError> {
    if let ConstraintName::Final(name) = subject.name {
        return Ok(Some(ResolvedName::Conventional(name.clone())));
    }
    let template = subject.kind.key().and_then(|key| template(convention, key));
    match (subject.name, template) {
        (ConstraintName::Given(name), Some(template)) if !template.contains("constraint_name") => {
            Ok(Some(ResolvedName::Explicit(name.clone())))
        }
        (_, Some(template)) => {
            let name = fill(template, subject)?;
            Ok((!name.is_empty()).then(|| ResolvedName::Conventional(Identifier::new(name))))
        }
        (name, None) => Ok(name.identifier().cloned().map(ResolvedName::Explicit)),
    }
}

/// The template of a key; a convention without any has SQLAlchemy's default for indexes.
fn template<'a>(convention: &'a NamingConvention, key: &str) -> Option<&'a str> {
    if convention.templates.is_empty() && key == "ix" {
        return Some("ix_%(column_0_label)s");
    }
    convention.templates.get(key).map(String::as_str)
}

/// Python's `template % tokens`, for `%(token)s` and `%%`.
fn fill(template: &str, subject: &Subject<'_>) -> Result<String, CompileError> {
    let mut name = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('%') {
        name.push_str(before);
        if let Some(after) = after.strip_prefix('%') {
            name.push('%');
            rest = after;
            continue;
        }
        let (token, after) = after
            .strip_prefix('(')
            .and_then(|after| after.split_once(")s"))
            .ok_or_else(|| {
                invalid(format!(
                    "The naming convention template '{template}' is not a valid format string."
                ))
            })?;
        name.push_str(&value(token, subject)?);
        rest = after;
    }
    name.push_str(rest);
    Ok(name)
}

/// The value of a token.
fn value(token: &str, subject: &Subject<'_>) -> Result<String, CompileError> {
    match token {
        "table_name" => return Ok(subject.table.name.text.clone()),
        "constraint_name" => {
            return match subject.name.identifier() {
                Some(name) => Ok(name.text.clone()),
                None => Err(invalid(
                    "Naming convention including %(constraint_name)s token requires that \
                     constraint is explicitly named."
                        .to_owned(),
                )),
            };
        }
        "referred_table_name" => {
            if let Some(referred) = &subject.referred {
                return Ok(referred.table.name.text.clone());
            }
        }
        _ => {
            if let Some(token) = ColumnToken::parse(token) {
                return token.value(subject);
            }
        }
    }
    Err(invalid(format!(
        "The naming convention has a token %({token})s that this constraint does not know."
    )))
}

/// A token that stands for columns: `column_1_name`, `referred_column_0_N_name`, ...
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct ColumnToken<'a> {
    referred: bool,
    which: Which<'a>,
    label: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which<'a> {
    /// One column.
    Nth(usize),
    /// All of them, with this between them.
    All(&'a str),
}

impl<'a> ColumnToken<'a> {
    fn parse(token: &'a str) -> Option<Self> {
        let (referred, rest) = match token.strip_prefix("referred_") {
            Some(rest) => (true, rest),
            None => (false, token),
        };
        let (which, attribute) = match rest.strip_prefix("column_")? {
            rest if rest.starts_with("0_N_") => (Which::All("_"), rest.strip_prefix("0_N_")?),
            rest if rest.starts_with("0N_") => (Which::All(""), rest.strip_prefix("0N_")?),
            rest => {
                let (index, attribute) = rest.split_once('_')?;
                (Which::Nth(index.parse().ok()?), attribute)
            }
        };
        match (attribute, referred) {
            // A column's key is its name here: a script that renames keys refers to them only
            // in Python.
            ("name", _) | ("key", false) => Some(Self {
                referred,
                which,
                label: false,
            }),
            ("label", false) => Some(Self {
                referred,
                which,
                label: true,
            }),
            _ => None,
        }
    }

    fn value(self, subject: &Subject<'_>) -> Result<String, CompileError> {
        let texts: Vec<String> = if self.referred {
            referred_columns(subject)?
                .iter()
                .map(|column| (*column).to_owned())
                .collect()
        } else {
            subject
                .columns
                .iter()
                .map(|column| {
                    if self.label && column.of_table {
                        label(subject.table, column.name)
                    } else {
                        column.name.to_owned()
                    }
                })
                .collect()
        };
        match self.which {
            Which::All(separator) => Ok(texts.join(separator)),
            Which::Nth(index) => match texts.into_iter().nth(index) {
                Some(text) => Ok(text),
                None if self.referred => Err(invalid(format!(
                    "The naming convention wants column {index} that the foreign key refers to, \
                     which it does not have."
                ))),
                None => Ok(String::new()),
            },
        }
    }
}

fn referred_columns<'s>(subject: &'s Subject<'_>) -> Result<&'s [&'s str], CompileError> {
    let Some(referred) = &subject.referred else {
        return Ok(&[]);
    };
    referred.columns.as_deref().ok_or_else(|| {
        invalid(format!(
            "Foreign key associated with column '{}.{}' could not find table '{}' with which to \
             generate a foreign key name; name the constraint, or mark its name with op.f()",
            subject.table.name,
            subject.columns.first().map_or("", |column| column.name),
            referred.table,
        ))
    })
}

/// `schema_table_column`, the dots of the schema replaced.
fn label(table: &QualifiedName, column: &str) -> String {
    match &table.schema {
        Some(schema) if !schema.text.is_empty() => {
            format!("{}_{}_{column}", schema.text.replace('.', "_"), table.name)
        }
        _ => format!("{}_{column}", table.name),
    }
}

fn invalid(message: String) -> CompileError {
    CompileError::InvalidRequest { message }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(kind: Kind, templates: &[(&str, &str)], name: ConstraintName, expected: &str) {
        let convention = NamingConvention {
            templates: templates
                .iter()
                .map(|(key, template)| ((*key).to_owned(), (*template).to_owned()))
                .collect(),
        };
        let org = QualifiedName::new("org");
        let subject = Subject {
            kind,
            name: &name,
            table: &QualifiedName::in_schema(Some("a.b".into()), "account"),
            columns: vec![
                SubjectColumn::of_table("org_id"),
                SubjectColumn::of_expression("org_kind"),
            ],
            referred: Some(Referred {
                table: &org,
                columns: Some(vec!["id", "kind"]),
            }),
        };
        let actual = match resolve(&convention, &subject) {
            Ok(Some(ResolvedName::Explicit(name))) => format!("explicit {name}"),
            Ok(Some(ResolvedName::Conventional(name))) => format!("conventional {name}"),
            Ok(None) => "none".to_owned(),
            Err(error) => format!("error {error}"),
        };
        assert_eq!(actual, expected);
    }

    fn given(name: &str) -> ConstraintName {
        ConstraintName::Given(name.into())
    }

    #[test]
    fn a_template_names_the_unnamed() {
        let fk = "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s";
        let unnamed = ConstraintName::Unnamed;
        check(
            Kind::ForeignKey,
            &[("fk", fk)],
            unnamed.clone(),
            "conventional fk_account_org_id_org",
        );
        check(
            Kind::ForeignKey,
            &[("fk", "%(column_0_N_name)s__%(referred_column_0N_name)s%%")],
            unnamed.clone(),
            "conventional org_id_org_kind__idkind%",
        );
        check(
            Kind::Unique,
            &[("uq", "uq_%(column_1_label)s_%(column_7_name)s")],
            unnamed.clone(),
            "conventional uq_org_kind_",
        );
        check(Kind::Unique, &[("fk", fk)], unnamed.clone(), "none");
        check(Kind::Other, &[("fk", fk)], unnamed, "none");
    }

    #[test]
    fn given_names_pass_through_constraint_name_only() {
        let ck = "ck_%(table_name)s_%(constraint_name)s";
        check(
            Kind::Check,
            &[("ck", ck)],
            given("positive"),
            "conventional ck_account_positive",
        );
        check(
            Kind::Check,
            &[("ck", ck)],
            ConstraintName::Final("positive".into()),
            "conventional positive",
        );
        check(
            Kind::Check,
            &[("ck", "ck_%(table_name)s")],
            given("positive"),
            "explicit positive",
        );
        check(
            Kind::Check,
            &[("ck", ck)],
            ConstraintName::Unnamed,
            "error Naming convention including %(constraint_name)s token requires that \
             constraint is explicitly named.",
        );
    }

    #[test]
    fn indexes_have_a_default() {
        check(
            Kind::Index,
            &[],
            ConstraintName::Unnamed,
            "conventional ix_a_b_account_org_id",
        );
        check(Kind::Index, &[("pk", "p")], ConstraintName::Unnamed, "none");
    }

    #[test]
    fn unknown_tokens_are_errors() {
        check(
            Kind::Unique,
            &[("uq", "%(colour)s")],
            ConstraintName::Unnamed,
            "error The naming convention has a token %(colour)s that this constraint does not \
             know.",
        );
        check(
            Kind::Unique,
            &[("uq", "50% off")],
            ConstraintName::Unnamed,
            "error The naming convention template '50% off' is not a valid format string.",
        );
    }
}
