//! The sample project of the README must do what the README says.

use std::path::Path;
use std::process::{Command, Output};

use crate::binary::{Profile, limbeck};
use crate::workspace_root;

/// A copy of the sample project in a folder of its own.
struct Bookshop {
    folder: tempfile::TempDir,
    program: std::path::PathBuf,
}

impl Bookshop {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(&workspace_root().join("examples/bookshop"), folder.path());
        Self {
            folder,
            program: limbeck(Profile::Dev).unwrap(),
        }
    }

    fn limbeck(&self, arguments: &[&str]) -> Output {
        let output = Command::new(&self.program)
            .args(arguments)
            .current_dir(self.folder.path())
            .env_remove("BOOKSHOP_DATABASE_URL")
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        output
    }

    fn stdout(&self, arguments: &[&str]) -> String {
        String::from_utf8(self.limbeck(arguments).stdout).unwrap()
    }

    fn rows(&self, sql: &str) -> Vec<String> {
        let database = rusqlite::Connection::open(self.folder.path().join("bookshop.db")).unwrap();
        let mut statement = database.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            std::fs::create_dir(&target).unwrap();
            copy(&entry.path(), &target);
        } else if entry
            .path()
            .extension()
            .is_none_or(|extension| extension != "db")
        {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

const TABLES: &str =
    "SELECT type || ' ' || name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY 1";

#[test]
fn the_bookshop_goes_up_and_down_and_up_again() {
    let shop = Bookshop::new();
    assert_eq!(shop.stdout(&["current"]), "");
    shop.limbeck(&["upgrade", "head"]);
    assert_eq!(shop.stdout(&["current"]), "9d3b62e0f14c (head)\n");
    let upgraded = shop.rows(TABLES);
    for expected in [
        "view best_sellers",
        "table order_items",
        "index ix_orders_unfinished",
    ] {
        assert!(
            upgraded.iter().any(|name| name == expected),
            "{expected} is missing from {upgraded:?}"
        );
    }
    // The data migration read the rows that an earlier migration had written.
    let names = "SELECT coalesce(given_name, '-') || '/' || family_name FROM authors ORDER BY id";
    assert_eq!(shop.rows(names), ["Mary/Shelley", "Jules/Verne", "-/Homer"]);
    assert_eq!(
        shop.rows("SELECT born FROM authors WHERE id = 1"),
        ["1797-08-30"]
    );

    shop.limbeck(&["downgrade", "b40d"]);
    assert_eq!(
        shop.rows("SELECT name FROM authors ORDER BY id"),
        ["Mary Shelley", "Jules Verne", "Homer"]
    );
    shop.limbeck(&["downgrade", "base"]);
    assert_eq!(shop.rows(TABLES), ["table alembic_version"]);
    shop.limbeck(&["upgrade", "orders@head"]);
    assert_eq!(shop.rows(TABLES), upgraded);
}

#[test]
fn the_history_of_the_bookshop_branches_and_merges() {
    let shop = Bookshop::new();
    let history = shop.stdout(&["history"]);
    assert_eq!(history.lines().count(), 8, "{history}");
    assert!(
        history.contains("(mergepoint), orders and reviews come together"),
        "{history}"
    );
    assert!(
        history.contains("51f2c8a07be4 (branchpoint), split the names of authors"),
        "{history}"
    );
}

#[test]
fn the_bookshop_can_be_written_as_sql() {
    let shop = Bookshop::new();
    let sql = shop.stdout(&["downgrade", "head:51f2", "--sql"]);
    assert!(
        sql.contains("ALTER TABLE order_items RENAME TO order_lines;"),
        "{sql}"
    );
    assert!(sql.contains("DROP TABLE reviews;"), "{sql}");
    assert!(!shop.folder.path().join("bookshop.db").exists());
}
