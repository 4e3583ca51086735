//! [`IdentifierPreparer`]: names as they stand in SQL.

use limbeck_schema::{Identifier, QualifiedName, Quoting};
use md5::{Digest, Md5};

use crate::{CompileError, CompileOptions};

/// How a dialect writes names (SQLAlchemy's `IdentifierPreparer`).
#[derive(Debug)]
pub struct IdentifierPreparer {
    /// Words in lower case, sorted, that are no names without quotes.
    pub reserved_words: &'static [&'static str],
    /// The character around a quoted name; within the name it is doubled.
    pub delimiter: char,
    /// The longest name that may be given to a constraint or index, in characters.
    pub max_length: usize,
    /// The longest name that a naming convention makes, in characters: others are cut.
    pub max_conventional_length: usize,
}

/// The name of a constraint or index after its naming convention was applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResolvedName {
    /// Chosen by a person: too long is an error.
    Explicit(Identifier),
    /// Made by a naming convention, or marked as such with `op.f()`: too long is cut.
    Conventional(Identifier),
}

impl ResolvedName {
    /// The name, uncut.
    pub fn identifier(&self) -> &Identifier {
        match self {
            ResolvedName::Explicit(name) | ResolvedName::Conventional(name) => name,
        }
    }
}

impl IdentifierPreparer {
    /// The name, in quotes if it needs them or wants them.
    pub fn quote(&self, name: &Identifier, options: &CompileOptions) -> String {
        let quoted = match name.quoting {
            Quoting::Always => true,
            Quoting::Never => false,
            Quoting::Auto => self.requires_quotes(name.as_str()),
        };
        if quoted {
            self.quote_identifier(name.as_str(), options)
        } else {
            name.as_str().to_owned()
        }
    }

    /// The name in quotes, whether it needs them or not.
    pub fn quote_identifier(&self, name: &str, options: &CompileOptions) -> String {
        let delimiter = self.delimiter;
        let doubled = name.replace(delimiter, &format!("{delimiter}{delimiter}"));
        format!("{delimiter}{}{delimiter}", options.percent(&doubled))
    }

    /// Whether the name means something else, or nothing, without quotes.
    pub fn requires_quotes(&self, name: &str) -> bool {
        let starts_well = name
            .chars()
            .next()
            .is_some_and(|first| !first.is_ascii_digit() && first != '$');
        !starts_well
            || !name
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '$')
            || self.reserved_words.binary_search(&name).is_ok()
    }

    /// A name with its schema; the schema is one name, dots and all.
    pub fn quote_qualified(&self, name: &QualifiedName, options: &CompileOptions) -> String {
        match &name.schema {
            Some(schema) if !schema.as_str().is_empty() => format!(
                "{}.{}",
                self.quote(schema, options),
                self.quote(&name.name, options)
            ),
            _ => self.quote(&name.name, options),
        }
    }

    /// A name with its schema; the dots of an unmarked schema separate names (Alembic's
    /// `format_table_name()`).
    pub fn quote_dotted(&self, name: &QualifiedName, options: &CompileOptions) -> String {
        let schema = match &name.schema {
            Some(schema) if !schema.as_str().is_empty() => schema,
            _ => return self.quote(&name.name, options),
        };
        let mut text = match schema.quoting {
            Quoting::Always | Quoting::Never => self.quote(schema, options),
            Quoting::Auto => schema
                .as_str()
                .split('.')
                .map(|part| self.quote(&part.into(), options))
                .collect::<Vec<_>>()
                .join("."),
        };
        text.push('.');
        text.push_str(&self.quote(&name.name, options));
        text
    }

    /// The name of a constraint or index, within the dialect's length.
    ///
    /// A conventional name that is too long keeps its beginning and gets the end of the MD5 of
    /// the whole, as SQLAlchemy does: names must agree with those it made in earlier migrations.
    ///
    /// # Errors
    /// [`CompileError::IdentifierTooLong`] if an explicit name is too long.
    pub fn constraint_name(
        &self,
        name: &ResolvedName,
        options: &CompileOptions,
    ) -> Result<String, CompileError> {
        let identifier = name.identifier();
        let length = identifier.as_str().chars().count();
        match name {
            ResolvedName::Explicit(_) if length > self.max_length => {
                Err(CompileError::IdentifierTooLong {
                    message: format!(
                        "Identifier '{identifier}' exceeds maximum length of {} characters",
                        self.max_length
                    ),
                })
            }
            ResolvedName::Conventional(_) if length > self.max_conventional_length => {
                let cut = Identifier {
                    text: truncate(identifier.as_str(), self.max_conventional_length),
                    quoting: identifier.quoting,
                };
                Ok(self.quote(&cut, options))
            }
            ResolvedName::Explicit(_) | ResolvedName::Conventional(_) => {
                Ok(self.quote(identifier, options))
            }
        }
    }
}

/// The beginning of a name, `_`, and the last four digits of its MD5.
fn truncate(name: &str, max_length: usize) -> String {
    let beginning: String = name.chars().take(max_length.saturating_sub(8)).collect();
    let digest = Md5::digest(name.as_bytes());
    let [.., third, fourth] = digest.as_slice() else {
        return beginning;
    };
    format!("{beginning}_{third:02x}{fourth:02x}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    static PREPARER: IdentifierPreparer = IdentifierPreparer {
        reserved_words: &["order", "select"],
        delimiter: '"',
        max_length: 63,
        max_conventional_length: 63,
    };

    #[track_caller]
    fn check(name: &str, expected: &str) {
        assert_eq!(
            PREPARER.quote(&name.into(), &CompileOptions::default()),
            expected
        );
    }

    #[test]
    fn names_are_quoted_where_they_need_it() {
        check("plain_1$", "plain_1$");
        check("order", "\"order\"");
        check("Order", "\"Order\"");
        check("1st", "\"1st\"");
        check("$x", "\"$x\"");
        check("a b", "\"a b\"");
        check("a\"b", "\"a\"\"b\"");
        check("straße", "\"straße\"");
        check("", "\"\"");
    }

    #[test]
    fn a_mark_decides_over_need() {
        let check = |quoting, expected: &str| {
            let name = Identifier {
                text: "Mixed".to_owned(),
                quoting,
            };
            assert_eq!(PREPARER.quote(&name, &CompileOptions::default()), expected);
        };
        check(Quoting::Always, "\"Mixed\"");
        check(Quoting::Never, "Mixed");
    }

    #[test]
    fn percent_signs_are_doubled_for_some_drivers() {
        let options = CompileOptions {
            parameter_style: crate::ParameterStyle::Pyformat,
            ..CompileOptions::default()
        };
        assert_eq!(PREPARER.quote(&"50%".into(), &options), "\"50%%\"");
    }

    #[test]
    fn a_dotted_schema_is_one_name_or_several() {
        let name = QualifiedName::in_schema(Some("db.Crm".into()), "t");
        let options = CompileOptions::default();
        assert_eq!(PREPARER.quote_qualified(&name, &options), "\"db.Crm\".t");
        assert_eq!(PREPARER.quote_dotted(&name, &options), "db.\"Crm\".t");
    }

    #[test]
    fn conventional_names_are_cut_and_explicit_ones_refused() {
        let long = Identifier::new("x".repeat(64));
        let options = CompileOptions::default();
        let cut = PREPARER
            .constraint_name(&ResolvedName::Conventional(long.clone()), &options)
            .expect("cut");
        assert_eq!(cut, format!("{}_2456", "x".repeat(55)));
        let error = PREPARER
            .constraint_name(&ResolvedName::Explicit(long), &options)
            .expect_err("too long");
        assert_eq!(
            error.to_string(),
            format!(
                "Identifier '{}' exceeds maximum length of 63 characters",
                "x".repeat(64)
            )
        );
    }

    /// What a database makes of a name in SQL: without quotes it is folded.
    fn read_back(sql: &str) -> String {
        match sql.strip_prefix('"').and_then(|sql| sql.strip_suffix('"')) {
            Some(inner) => inner.replace("\"\"", "\""),
            None => sql.to_lowercase(),
        }
    }

    proptest! {
        #[test]
        fn a_quoted_name_is_read_back_as_it_was(name in "\\PC{0,20}") {
            let sql = PREPARER.quote(&Identifier::new(&name), &CompileOptions::default());
            prop_assert_eq!(read_back(&sql), name);
        }

        #[test]
        fn a_cut_name_fits(name in "[a-z_]{64,200}") {
            let name = ResolvedName::Conventional(Identifier::new(name));
            let sql = PREPARER
                .constraint_name(&name, &CompileOptions::default())
                .expect("cut");
            prop_assert!(sql.len() <= 63);
        }
    }
}
