//! The text of a column's type as the type that reflection returns.

use indexmap::IndexMap;
use limbeck_schema::{EnumType, Literal, NamedType, SqlType, TypeArgument};

use crate::mysql::NAME;

/// The type of a column, as `COLUMN_TYPE` has it, perhaps with its character set and collation.
pub(super) fn column_type(text: &str) -> Option<SqlType> {
    let parsed = Parsed::read(text);
    let number = |place: usize| parsed.numbers.get(place).copied();
    let one = |keyword: &'static str| {
        number(0)
            .map(|n| (keyword, integer(n)))
            .into_iter()
            .collect::<Vec<_>>()
    };
    let both = || {
        [("precision", number(0)), ("scale", number(1))]
            .into_iter()
            .filter_map(|(keyword, value)| value.map(|n| (keyword, integer(n))))
            .collect::<Vec<_>>()
    };
    let (class, arguments) = match parsed.name.as_str() {
        "int" | "integer" => ("INTEGER", one("display_width")),
        "tinyint" => ("TINYINT", one("display_width")),
        "smallint" => ("SMALLINT", one("display_width")),
        "mediumint" => ("MEDIUMINT", one("display_width")),
        "bigint" => ("BIGINT", one("display_width")),
        "year" => ("YEAR", one("display_width")),
        "decimal" | "fixed" => ("DECIMAL", both()),
        "numeric" => ("NUMERIC", both()),
        "float" => ("FLOAT", both()),
        "double" => ("DOUBLE", both()),
        "bit" => ("BIT", one("length")),
        "char" => ("CHAR", one("length")),
        "varchar" => ("VARCHAR", one("length")),
        "nchar" => ("NCHAR", one("length")),
        "nvarchar" => ("NVARCHAR", one("length")),
        "tinytext" => ("TINYTEXT", Vec::new()),
        "text" => ("TEXT", one("length")),
        "mediumtext" => ("MEDIUMTEXT", Vec::new()),
        "longtext" => ("LONGTEXT", Vec::new()),
        "tinyblob" => ("TINYBLOB", Vec::new()),
        "mediumblob" => ("MEDIUMBLOB", Vec::new()),
        "longblob" => ("LONGBLOB", Vec::new()),
        "datetime" => ("DATETIME", one("fsp")),
        "timestamp" => ("TIMESTAMP", one("fsp")),
        "time" => ("TIME", one("fsp")),
        "json" => ("JSON", Vec::new()),
        "enum" => return Some(SqlType::Enum(Box::new(parsed.enumerated()))),
        "set" => {
            let values = parsed.values.iter().cloned().map(Literal::Text).collect();
            let values = TypeArgument::Literal(Literal::List(values));
            ("SET", vec![("values", values)])
        }
        // Those that SQLAlchemy has for every database.
        "binary" => return Some(named(None, "BINARY", one("length"))),
        "varbinary" => return Some(named(None, "VARBINARY", one("length"))),
        "blob" => return Some(named(None, "BLOB", one("length"))),
        "date" => return Some(named(None, "DATE", Vec::new())),
        "boolean" => return Some(named(None, "BOOLEAN", Vec::new())),
        "uuid" => return Some(named(None, "UUID", Vec::new())),
        _ => return None,
    };
    let attributes = parsed.attributes();
    let arguments = arguments.into_iter().chain(attributes).collect();
    Some(named(Some(NAME), class, arguments))
}

/// The parts of a type's text.
#[derive(Default)]
struct Parsed {
    /// The first word, in lower case.
    name: String,
    /// The numbers in brackets.
    numbers: Vec<i64>,
    /// The strings in brackets.
    values: Vec<String>,
    /// The words behind.
    words: Vec<String>,
}

impl Parsed {
    fn read(text: &str) -> Self {
        let text = text.trim();
        let end = text
            .find(|c: char| c == '(' || c.is_whitespace())
            .unwrap_or(text.len());
        let (name, rest) = text.split_at(end);
        let mut parsed = Self {
            name: name.to_ascii_lowercase(),
            ..Self::default()
        };
        let behind = match rest.strip_prefix('(') {
            Some(inside) => parsed.read_brackets(inside),
            None => rest,
        };
        parsed.words = behind.split_whitespace().map(str::to_owned).collect();
        parsed
    }

    /// Reads what is in brackets; returns what stands behind them.
    fn read_brackets<'t>(&mut self, inside: &'t str) -> &'t str {
        let mut rest = inside;
        loop {
            rest = rest.trim_start_matches([',', ' ']);
            if let Some(behind) = rest.strip_prefix(')') {
                return behind;
            }
            if let Some(quoted) = rest.strip_prefix('\'') {
                let (value, behind) = unquoted(quoted);
                self.values.push(value);
                rest = behind;
                continue;
            }
            let end = rest.find([',', ')']).unwrap_or(rest.len());
            let (number, behind) = rest.split_at(end);
            self.numbers.extend(number.trim().parse::<i64>().ok());
            if behind.is_empty() {
                return behind;
            }
            rest = behind;
        }
    }

    /// The word behind `CHARACTER SET` or `COLLATE`.
    fn word_after(&self, before: &str) -> Option<&str> {
        let place = self.words.iter().position(|word| word == before)?;
        self.words.get(place + 1).map(String::as_str)
    }

    /// Signedness, character set and collation.
    fn attributes(&self) -> Vec<(&'static str, TypeArgument)> {
        let has = |word: &str| self.words.iter().any(|known| known == word);
        let flag = |keyword: &'static str| {
            has(keyword).then(|| (keyword, TypeArgument::Literal(Literal::Boolean(true))))
        };
        let text = |keyword: &'static str, before: &str| {
            self.word_after(before).map(|word| {
                let word = Literal::Text(word.to_owned());
                (keyword, TypeArgument::Literal(word))
            })
        };
        [
            flag("unsigned"),
            flag("zerofill"),
            text("charset", "SET"),
            text("collation", "COLLATE"),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn enumerated(&self) -> EnumType {
        let longest = self.values.iter().map(|value| value.chars().count()).max();
        let arguments = self
            .attributes()
            .into_iter()
            .filter(|(keyword, _)| *keyword == "charset")
            .map(|(keyword, value)| (keyword.to_owned(), value))
            .collect();
        EnumType {
            values: self.values.clone(),
            name: None,
            name_is_final: false,
            schema: None,
            native: true,
            create_constraint: false,
            create_type: true,
            length: Some(i64::try_from(longest.unwrap_or(0)).unwrap_or(i64::MAX)),
            collation: self.word_after("COLLATE").map(str::to_owned),
            dialect: Some(NAME.to_owned()),
            arguments,
        }
    }
}

/// A string up to its closing quote, quotes within being doubled; and what stands behind it.
fn unquoted(quoted: &str) -> (String, &str) {
    let mut value = String::new();
    let mut characters = quoted.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        if character != '\'' {
            value.push(character);
        } else if characters.peek().is_some_and(|(_, next)| *next == '\'') {
            value.push('\'');
            characters.next();
        } else {
            return (value, &quoted[at + 1..]);
        }
    }
    (value, "")
}

fn named(dialect: Option<&str>, name: &str, arguments: Vec<(&str, TypeArgument)>) -> SqlType {
    SqlType::Named(NamedType {
        dialect: dialect.map(str::to_owned),
        name: name.to_owned(),
        arguments: arguments
            .into_iter()
            .map(|(keyword, value)| (keyword.to_owned(), value))
            .collect::<IndexMap<_, _>>(),
    })
}

fn integer(value: i64) -> TypeArgument {
    TypeArgument::Literal(Literal::Integer(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CompileOptions, mysql::MYSQL, types::compile_type};

    /// A type's text, read and written again.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let written = column_type(text)
            .map(|data_type| compile_type(&MYSQL, &data_type, &CompileOptions::default()));
        assert_eq!(written, Some(Ok(expected.to_owned())), "{text}");
    }

    #[test]
    fn types_are_read_with_their_arguments() {
        check("int(10) unsigned", "INTEGER(10) UNSIGNED");
        check("int", "INTEGER");
        check("tinyint(1)", "TINYINT(1)");
        check(
            "decimal(10,2) unsigned zerofill",
            "DECIMAL(10, 2) UNSIGNED ZEROFILL",
        );
        check("float", "FLOAT");
        check("datetime(6)", "DATETIME(6)");
        check("varbinary(16)", "VARBINARY(16)");
        check(
            "varchar(20) CHARACTER SET latin1 COLLATE latin1_bin",
            "VARCHAR(20) CHARACTER SET latin1 COLLATE latin1_bin",
        );
        check("uuid", "UUID");
        assert_eq!(column_type("geometry"), None);
    }

    #[test]
    fn labels_are_read_with_their_quotes() {
        check("enum('a','it''s','b,c)')", "ENUM('a','it''s','b,c)')");
        check(
            "set('x','') CHARACTER SET latin1 COLLATE latin1_bin",
            "SET('x','') CHARACTER SET latin1 COLLATE latin1_bin",
        );
        let Some(SqlType::Enum(found)) = column_type("enum('a','bcd')") else {
            panic!("no enum");
        };
        assert_eq!(found.length, Some(3));
    }
}
