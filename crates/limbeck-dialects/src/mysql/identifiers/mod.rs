//! Identifiers of MySQL and MariaDB.

mod mariadb_words;
mod mysql_words;

use super::Vendor;
use crate::identifiers::IdentifierPreparer;

/// Quotes names for a server of MySQL (`MySQLIdentifierPreparer`).
static MYSQL: IdentifierPreparer = preparer(mysql_words::RESERVED_WORDS);

/// Quotes names for a server of MariaDB.
static MARIADB: IdentifierPreparer = preparer(mariadb_words::RESERVED_WORDS);

/// The server refuses names of more than 64 characters by itself; SQLAlchemy looks only at those
/// that it makes.
const fn preparer(reserved_words: &'static [&'static str]) -> IdentifierPreparer {
    IdentifierPreparer {
        reserved_words,
        delimiter: '`',
        max_length: 255,
        max_conventional_length: 64,
    }
}

/// Quotes names for such a server.
pub(super) fn of(vendor: Vendor) -> &'static IdentifierPreparer {
    match vendor {
        Vendor::Mysql => &MYSQL,
        Vendor::Mariadb => &MARIADB,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CompileOptions;

    #[test]
    fn names_are_quoted_with_backticks_where_the_vendor_needs_it() {
        let check = |name: &str, mysql: &str, mariadb: &str| {
            let options = CompileOptions::default();
            let quote = |vendor| of(vendor).quote(&name.into(), &options);
            assert_eq!(quote(Vendor::Mysql), mysql);
            assert_eq!(quote(Vendor::Mariadb), mariadb);
        };
        check("a`b", "`a``b`", "`a``b`");
        check("Select", "`Select`", "`Select`");
        check("rank", "`rank`", "rank");
        check("offset", "offset", "`offset`");
    }

    #[test]
    fn the_lists_are_sorted() {
        assert!(mysql_words::RESERVED_WORDS.is_sorted());
        assert!(mariadb_words::RESERVED_WORDS.is_sorted());
    }
}
