//! Types of MySQL and MariaDB.

use indexmap::IndexMap;
use limbeck_schema::{EnumType, Literal, NamedType, TypeArgument};

use super::{NAME, Vendor, literal::Backslash};
use crate::{
    CompileError, CompileOptions,
    expression::literal::quote,
    types::{self, Arguments, TypeCompiler, TypeContext},
};

/// The types of MySQL and MariaDB (`MySQLTypeCompiler`).
pub(super) struct Types(pub(super) Vendor, pub(super) Backslash);

impl TypeCompiler for Types {
    fn has_enum(&self) -> bool {
        true
    }

    fn boolean(&self) -> &'static str {
        "BOOL"
    }

    fn string(
        &self,
        context: TypeContext<'_>,
        name: &str,
        length: Option<i64>,
        collation: Option<&str>,
    ) -> Result<String, CompileError> {
        let attributes = Attributes {
            collation,
            ..Attributes::default()
        };
        characters(context, name, length, &attributes)
    }

    fn large_binary(&self, length: Option<i64>) -> String {
        sized("BLOB", length)
    }

    fn float(&self, precision: Option<i64>) -> String {
        sized("FLOAT", precision)
    }

    fn uuid(&self, context: TypeContext<'_>) -> Option<&'static str> {
        self.0.has_uuid(context.options).then_some("UUID")
    }

    fn native_enum(
        &self,
        context: TypeContext<'_>,
        data_type: &EnumType,
    ) -> Result<String, CompileError> {
        let values: Vec<&str> = data_type.values.iter().map(String::as_str).collect();
        // Only the dialect's own class hands its collation on.
        let collation = data_type.collation.as_deref();
        let attributes = Attributes {
            collation: collation.filter(|_| data_type.dialect.is_some()),
            ..Attributes::of(&data_type.arguments)
        };
        Ok(attributes.extend(&self.enumerated(context.options, "ENUM", &values)))
    }

    fn named(
        &self,
        context: TypeContext<'_>,
        data_type: &NamedType,
    ) -> Result<String, CompileError> {
        let integer = |keyword| data_type.integer(keyword);
        let length = integer("length");
        let own = is_own(data_type);
        Ok(match data_type.name.as_str() {
            "INT" => number(data_type, "INTEGER"),
            name @ ("INTEGER" | "BIGINT" | "SMALLINT" | "MEDIUMINT" | "TINYINT") => {
                number(data_type, &sized(name, integer("display_width")))
            }
            name @ ("NUMERIC" | "DECIMAL") => {
                let digits = match (integer("precision"), integer("scale")) {
                    (None, _) => name.to_owned(),
                    (precision, None) => sized(name, precision),
                    (Some(precision), Some(scale)) => format!("{name}({precision}, {scale})"),
                };
                number(data_type, &digits)
            }
            name @ ("DOUBLE" | "REAL" | "FLOAT") => {
                let digits = match (integer("precision"), integer("scale")) {
                    (Some(precision), Some(scale)) => format!("{name}({precision}, {scale})"),
                    (precision, _) if name == "FLOAT" => sized(name, precision),
                    _ => name.to_owned(),
                };
                number(data_type, &digits)
            }
            "BOOLEAN" => self.boolean().to_owned(),
            "BIT" => sized("BIT", length),
            "YEAR" => sized("YEAR", integer("display_width")),
            name @ ("DATETIME" | "TIMESTAMP" | "TIME") => {
                sized(name, integer("fsp").filter(|digits| *digits != 0))
            }
            name @ ("DATE" | "JSON" | "UUID" | "INET4" | "INET6" | "TINYBLOB" | "MEDIUMBLOB"
            | "LONGBLOB") => name.to_owned(),
            "BLOB" => sized("BLOB", length),
            "VARBINARY" if length.is_none() => {
                return Err(needs_length(context, "VARBINARY"));
            }
            name @ ("TINYTEXT" | "MEDIUMTEXT" | "LONGTEXT") => {
                Attributes::of(&data_type.arguments).extend(name)
            }
            name @ ("CHAR" | "VARCHAR" | "NCHAR" | "NVARCHAR" | "TEXT") => {
                let attributes = Attributes::of(&data_type.arguments);
                return characters(context, name, length, &attributes);
            }
            "SET" if own => {
                let values = set_values(data_type);
                Attributes::of(&data_type.arguments).extend(&self.enumerated(
                    context.options,
                    "SET",
                    &values,
                ))
            }
            _ => return types::named(context, data_type),
        })
    }
}

/// Whether a type is a class of the dialect's own module, whose further arguments count.
fn is_own(data_type: &NamedType) -> bool {
    data_type.dialect.as_deref() == Some(NAME)
}

/// A type with a number behind it, if there is one.
fn sized(name: &str, number: Option<i64>) -> String {
    match number {
        None => name.to_owned(),
        Some(number) => format!("{name}({number})"),
    }
}

/// A type of numbers with its signedness (`_extend_numeric()`).
fn number(data_type: &NamedType, spelled: &str) -> String {
    let mut text = spelled.to_owned();
    if data_type.flag("unsigned") {
        text.push_str(" UNSIGNED");
    }
    if data_type.flag("zerofill") {
        text.push_str(" ZEROFILL");
    }
    text
}

/// A type of characters.
///
/// # Errors
/// [`CompileError::Unsupported`] if it needs a length.
fn characters(
    context: TypeContext<'_>,
    name: &str,
    length: Option<i64>,
    attributes: &Attributes<'_>,
) -> Result<String, CompileError> {
    let (spelled, national) = match name {
        "NCHAR" => ("CHAR", true),
        "NVARCHAR" => ("VARCHAR", true),
        other => (other, attributes.national),
    };
    if spelled == "VARCHAR" && length.is_none() {
        return Err(needs_length(context, name));
    }
    let attributes = Attributes {
        national,
        ..*attributes
    };
    Ok(attributes.extend(&sized(spelled, length)))
}

fn needs_length(context: TypeContext<'_>, name: &str) -> CompileError {
    CompileError::Unsupported {
        message: format!(
            "{name} requires a length on dialect {}",
            context.dialect.name()
        ),
    }
}

/// What may follow a type of characters.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Attributes<'a> {
    charset: Option<&'a str>,
    collation: Option<&'a str>,
    ascii: bool,
    unicode: bool,
    binary: bool,
    national: bool,
}

impl<'a> Attributes<'a> {
    /// Reads the arguments of a type.
    pub(super) fn of(arguments: &'a IndexMap<String, TypeArgument>) -> Self {
        let text = |keyword: &str| match arguments.get(keyword) {
            Some(TypeArgument::Literal(Literal::Text(text))) if !text.is_empty() => {
                Some(text.as_str())
            }
            _ => None,
        };
        let flag = |keyword: &str| {
            matches!(
                arguments.get(keyword),
                Some(TypeArgument::Literal(
                    Literal::Boolean(true) | Literal::Integer(1)
                ))
            )
        };
        Self {
            charset: text("charset"),
            collation: text("collation"),
            ascii: flag("ascii"),
            unicode: flag("unicode"),
            binary: flag("binary"),
            national: flag("national"),
        }
    }

    /// The same without NATIONAL, which CAST does not know.
    pub(super) fn without_national(self) -> Self {
        Self {
            national: false,
            ..self
        }
    }

    /// A type with its character set and collation (`_extend_string()`).
    pub(super) fn extend(&self, spelled: &str) -> String {
        let charset = match (self.charset, self.ascii, self.unicode) {
            (Some(charset), ..) => format!(" CHARACTER SET {charset}"),
            (None, true, _) => " ASCII".to_owned(),
            (None, false, true) => " UNICODE".to_owned(),
            (None, false, false) => String::new(),
        };
        let collation = match self.collation.filter(|collation| !collation.is_empty()) {
            Some(collation) => format!(" COLLATE {collation}"),
            None if self.binary => " BINARY".to_owned(),
            None => String::new(),
        };
        if self.national {
            format!("NATIONAL {spelled}{collation}")
        } else {
            format!("{spelled}{charset}{collation}")
        }
    }
}

impl Types {
    /// `ENUM('a','b')`, `SET('a','b')`.
    fn enumerated(&self, options: &CompileOptions, name: &str, values: &[&str]) -> String {
        let values: Vec<String> = values
            .iter()
            .map(|value| options.percent(&self.1.kept(quote(value))).into_owned())
            .collect();
        format!("{name}({})", values.join(","))
    }
}

/// The values of a SET.
fn set_values(data_type: &NamedType) -> Vec<&str> {
    match data_type.literal("values") {
        Some(Literal::List(values)) => values
            .iter()
            .filter_map(|value| match value {
                Literal::Text(value) => Some(value.as_str()),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use limbeck_schema::SqlType;

    use super::*;
    use crate::{
        mysql::{MARIADB, MYSQL},
        types::compile_type,
    };

    #[track_caller]
    fn check(data_type: SqlType, expected: &str) {
        let sql = match compile_type(&MYSQL, &data_type, &CompileOptions::default()) {
            Ok(sql) => sql,
            Err(error) => format!("error: {error}"),
        };
        assert_eq!(sql, expected);
    }

    fn own(name: &str, arguments: &[(&str, Literal)]) -> SqlType {
        SqlType::Named(NamedType {
            dialect: Some(NAME.to_owned()),
            name: name.to_owned(),
            arguments: arguments
                .iter()
                .map(|(keyword, value)| {
                    ((*keyword).to_owned(), TypeArgument::Literal(value.clone()))
                })
                .collect(),
        })
    }

    fn text(text: &str) -> Literal {
        Literal::Text(text.to_owned())
    }

    #[test]
    fn generic_types_take_their_local_names() {
        let string = |length, collation: Option<&str>| SqlType::String {
            length,
            collation: collation.map(str::to_owned),
        };
        check(string(Some(9), Some("C")), "VARCHAR(9) COLLATE C");
        check(
            string(None, None),
            "error: VARCHAR requires a length on dialect mysql",
        );
        check(SqlType::LargeBinary { length: Some(9) }, "BLOB(9)");
        check(SqlType::DateTime { timezone: true }, "DATETIME");
        check(
            SqlType::Numeric {
                precision: Some(10),
                scale: Some(2),
            },
            "NUMERIC(10, 2)",
        );
    }

    #[test]
    fn only_one_vendor_has_a_type_for_uuids() {
        let data_type = SqlType::Uuid { native: true };
        let compile = |dialect, server_version| {
            let options = CompileOptions {
                server_version,
                ..CompileOptions::default()
            };
            compile_type(dialect, &data_type, &options).unwrap_or_default()
        };
        assert_eq!(compile(&MYSQL, None), "CHAR(32)");
        assert_eq!(compile(&MARIADB, None), "UUID");
        assert_eq!(compile(&MARIADB, Some((10, 6, 9))), "CHAR(32)");
    }

    #[test]
    fn own_types_keep_their_arguments() {
        let flag = || Literal::Boolean(true);
        check(
            own(
                "BIGINT",
                &[
                    ("display_width", Literal::Integer(20)),
                    ("unsigned", flag()),
                    ("zerofill", flag()),
                ],
            ),
            "BIGINT(20) UNSIGNED ZEROFILL",
        );
        check(
            own("DATETIME", &[("fsp", Literal::Integer(6))]),
            "DATETIME(6)",
        );
        check(
            own(
                "LONGTEXT",
                &[("charset", text("utf8mb4")), ("collation", text("c"))],
            ),
            "LONGTEXT CHARACTER SET utf8mb4 COLLATE c",
        );
        check(
            own(
                "NVARCHAR",
                &[("length", Literal::Integer(5)), ("charset", text("latin1"))],
            ),
            "NATIONAL VARCHAR(5)",
        );
        check(
            own(
                "SET",
                &[("values", Literal::List(vec![text("a'b"), text("c\\d")]))],
            ),
            "SET('a''b','c\\\\d')",
        );
    }
}
