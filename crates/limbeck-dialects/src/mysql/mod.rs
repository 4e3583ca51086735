//! MySQL, and MariaDB as its variant.
//!
//! The two speak nearly the same language: every concern is written once and asks its [`Vendor`]
//! where they differ. Which keywords count (`mysql_engine`, `mariadb_engine`) depends on the name
//! of the dialect, which is that of the URL; what the server understands on the vendor, which a
//! connection may find to be the other one.

mod comparison;
mod ddl;
mod dml;
mod identifiers;
mod inspection;
mod literal;
mod results;
mod scratch;
mod session;
mod splitter;
mod statements;
mod types;
mod vendor;
mod vocabulary;

use crate::{
    Capabilities, Dialect,
    comparison::Comparator,
    ddl::DdlCompiler,
    expression::DmlCompiler,
    identifiers::IdentifierPreparer,
    inspection::{CatalogQueries, Inspector, ObjectInspector},
    scratch::ScratchServer,
    session::SessionControl,
    splitting::StatementSplitter,
    types::TypeCompiler,
    vocabulary::Vocabulary,
};
use literal::Backslash;
use vendor::Vendor;

/// The name under which types and constructs of both dialects are known.
const NAME: &str = "mysql";

/// The dialect of URLs that begin with `mysql`.
pub(crate) static MYSQL: Mysql = Mysql {
    name: NAME,
    implementation_name: "MySQLImpl",
    vendor: Vendor::Mysql,
    backslash: Backslash::Escapes,
};

/// The dialect of URLs that begin with `mariadb`.
pub(crate) static MARIADB: Mysql = Mysql {
    name: "mariadb",
    implementation_name: "MariaDBImpl",
    vendor: Vendor::Mariadb,
    backslash: Backslash::Escapes,
};

/// The dialect of URLs that begin with `mysql` and lead to a server of MariaDB.
static MYSQL_ON_MARIADB: Mysql = Mysql {
    vendor: Vendor::Mariadb,
    ..MYSQL
};

/// The dialects with `NO_BACKSLASH_ESCAPES`.
static LITERALLY: [Mysql; 3] = [
    MYSQL.without_escapes(),
    MARIADB.without_escapes(),
    MYSQL_ON_MARIADB.without_escapes(),
];

/// The dialects as servers have them unless told otherwise.
static USUALLY: [&Mysql; 3] = [&MYSQL, &MARIADB, &MYSQL_ON_MARIADB];

/// A dialect of the family.
#[derive(Clone, Copy)]
pub(crate) struct Mysql {
    name: &'static str,
    implementation_name: &'static str,
    vendor: Vendor,
    backslash: Backslash,
}

impl Mysql {
    const fn without_escapes(self) -> Self {
        Self {
            backslash: Backslash::IsCharacter,
            ..self
        }
    }

    fn is_for(&self, other: &Self) -> bool {
        (self.name, self.vendor) == (other.name, other.vendor)
    }
}

impl Dialect for Mysql {
    fn name(&self) -> &'static str {
        self.name
    }

    fn implementation_name(&self) -> &'static str {
        self.implementation_name
    }

    /// Every statement of DDL commits what came before it.
    fn capabilities(&self) -> &'static Capabilities {
        &Capabilities {
            transactional_ddl: false,
            rolls_back_ddl: false,
            schemas_are_databases: true,
        }
    }

    fn on_server(&self, version: &str) -> Option<&'static dyn Dialect> {
        let is_mariadb = version.to_ascii_lowercase().contains("mariadb");
        (is_mariadb && self.vendor == Vendor::Mysql).then_some(&MYSQL_ON_MARIADB)
    }

    fn in_session(&self, backslash_escapes: bool) -> Option<&'static dyn Dialect> {
        let found: &'static Self = match (self.backslash, backslash_escapes) {
            (Backslash::Escapes, false) => LITERALLY.iter().find(|known| self.is_for(known))?,
            (Backslash::IsCharacter, true) => USUALLY.iter().find(|known| self.is_for(known))?,
            (Backslash::Escapes, true) | (Backslash::IsCharacter, false) => return None,
        };
        Some(found)
    }

    fn identifiers(&self) -> &'static IdentifierPreparer {
        identifiers::of(self.vendor)
    }

    fn types(&self) -> &'static dyn TypeCompiler {
        use types::Types;
        match (self.vendor, self.backslash) {
            (Vendor::Mysql, Backslash::Escapes) => &Types(Vendor::Mysql, Backslash::Escapes),
            (Vendor::Mysql, Backslash::IsCharacter) => {
                &Types(Vendor::Mysql, Backslash::IsCharacter)
            }
            (Vendor::Mariadb, Backslash::Escapes) => &Types(Vendor::Mariadb, Backslash::Escapes),
            (Vendor::Mariadb, Backslash::IsCharacter) => {
                &Types(Vendor::Mariadb, Backslash::IsCharacter)
            }
        }
    }

    fn ddl(&self) -> &'static dyn DdlCompiler {
        match self.vendor {
            Vendor::Mysql => &ddl::Ddl(Vendor::Mysql),
            Vendor::Mariadb => &ddl::Ddl(Vendor::Mariadb),
        }
    }

    fn comparator(&self) -> &'static dyn Comparator {
        &comparison::Comparison
    }

    fn dml(&self) -> &'static dyn DmlCompiler {
        use dml::Dml;
        match (self.vendor, self.backslash) {
            (Vendor::Mysql, Backslash::Escapes) => &Dml(Vendor::Mysql, Backslash::Escapes),
            (Vendor::Mysql, Backslash::IsCharacter) => &Dml(Vendor::Mysql, Backslash::IsCharacter),
            (Vendor::Mariadb, Backslash::Escapes) => &Dml(Vendor::Mariadb, Backslash::Escapes),
            (Vendor::Mariadb, Backslash::IsCharacter) => {
                &Dml(Vendor::Mariadb, Backslash::IsCharacter)
            }
        }
    }

    fn session(&self) -> &'static dyn SessionControl {
        match self.vendor {
            Vendor::Mysql => &session::Session(Vendor::Mysql),
            Vendor::Mariadb => &session::Session(Vendor::Mariadb),
        }
    }

    fn scratch(&self) -> Option<&'static dyn ScratchServer> {
        Some(&scratch::Scratch)
    }

    fn splitter(&self) -> &'static dyn StatementSplitter {
        &splitter::Splitter
    }

    fn catalog(&self) -> &'static dyn CatalogQueries {
        match self.vendor {
            Vendor::Mysql => &inspection::Catalog(Vendor::Mysql),
            Vendor::Mariadb => &inspection::Catalog(Vendor::Mariadb),
        }
    }

    fn inspector(&self) -> &'static dyn Inspector {
        inspection::inspector(self)
    }

    fn object_inspector(&self) -> &'static dyn ObjectInspector {
        match self.vendor {
            Vendor::Mysql => &inspection::Objects(Vendor::Mysql),
            Vendor::Mariadb => &inspection::Objects(Vendor::Mariadb),
        }
    }

    fn vocabulary(&self) -> &'static Vocabulary {
        if self.name == NAME {
            &vocabulary::VOCABULARY
        } else {
            &vocabulary::MARIADB
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_decides_whose_words_are_used_and_the_url_whose_keywords_count() {
        let server = "10.11.6-MariaDB-0+deb12u1";
        let found = MYSQL.on_server(server).expect("another dialect");
        assert_eq!(found.name(), "mysql");
        assert_eq!(found.identifiers().reserved_words.len(), 263);
        let literally = found.in_session(false).expect("another dialect");
        assert_eq!(literally.identifiers().reserved_words.len(), 263);
        assert!(literally.in_session(true).is_some());
        assert!(found.in_session(true).is_none());
        assert!(MARIADB.on_server(server).is_none());
        assert!(MYSQL.on_server("8.0.36").is_none());
    }
}
