//! Scratch databases of PostgreSQL.

use crate::scratch::ScratchServer;

/// Scratch databases of PostgreSQL.
pub(super) struct Scratch;

/// The first version that can drop a database which somebody is connected to.
const WITH_FORCE: (u32, u32, u32) = (13, 0, 0);

impl ScratchServer for Scratch {
    fn facts(&self) -> &'static str {
        "SELECT pg_catalog.pg_encoding_to_char(encoding), datcollate, datctype \
         FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()"
    }

    /// From `template0`, so that nothing is in it but what is put there.
    fn create(&self, name: &str, facts: &[String]) -> String {
        let mut statement = format!("CREATE DATABASE {name} TEMPLATE template0");
        for (word, fact) in ["ENCODING", "LC_COLLATE", "LC_CTYPE"].iter().zip(facts) {
            statement.push_str(&format!(" {word} {}", quoted(fact)));
        }
        statement
    }

    fn drop(&self, name: &str, server_version: (u32, u32, u32)) -> String {
        let force = if server_version >= WITH_FORCE {
            " WITH (FORCE)"
        } else {
            ""
        };
        format!("DROP DATABASE IF EXISTS {name}{force}")
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements() {
        let facts = ["UTF8", "C.UTF-8", "it's"].map(str::to_owned);
        assert_eq!(
            Scratch.create("a", &facts),
            "CREATE DATABASE a TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'it''s'"
        );
        let drop = |version| Scratch.drop("a", (version, 1, 0));
        assert_eq!(drop(15), "DROP DATABASE IF EXISTS a WITH (FORCE)");
        assert_eq!(drop(12), "DROP DATABASE IF EXISTS a");
    }
}
