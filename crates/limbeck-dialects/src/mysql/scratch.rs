//! Scratch databases of MySQL and MariaDB.

use crate::scratch::ScratchServer;

/// Scratch databases of both.
pub(super) struct Scratch;

impl ScratchServer for Scratch {
    fn facts(&self) -> &'static str {
        "SELECT @@character_set_database, @@collation_database"
    }

    fn create(&self, name: &str, facts: &[String]) -> String {
        let mut statement = format!("CREATE DATABASE {name}");
        for (word, fact) in ["CHARACTER SET", "COLLATE"].iter().zip(facts) {
            statement.push_str(&format!(" {word} {fact}"));
        }
        statement
    }

    fn drop(&self, name: &str, _: (u32, u32, u32)) -> String {
        format!("DROP DATABASE IF EXISTS {name}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements() {
        let facts = ["utf8mb4", "utf8mb4_general_ci"].map(str::to_owned);
        assert_eq!(
            Scratch.create("a", &facts),
            "CREATE DATABASE a CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci"
        );
        assert_eq!(Scratch.drop("a", (11, 0, 0)), "DROP DATABASE IF EXISTS a");
    }
}
