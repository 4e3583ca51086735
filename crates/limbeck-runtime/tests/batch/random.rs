//! Tables made by chance: what the PRAGMAs tell of the copy is what they tell of the table.

use super::*;

/// A generator of numbers; the same numbers in every run.
struct Chance(u64);

impl Chance {
    /// One of the texts.
    fn pick<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[self.below(texts.len())]
    }

    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end).unwrap()).unwrap()
    }

    /// A column with clauses that do not contradict each other.
    fn column(&mut self, name: &str, earlier: &str) -> String {
        let data_type = self.pick(&[
            "INTEGER",
            "int",
            "VARCHAR(20)",
            "text",
            "NUMERIC(10, 2)",
            "money",
            "",
            "BLOB",
            "timestamp with time zone",
            "\"odd type\"",
        ]);
        let clauses = [
            self.pick(&[
                "",
                "NOT NULL",
                "NOT NULL ON CONFLICT IGNORE",
                "CONSTRAINT nn NOT NULL",
                "NULL",
            ]),
            self.pick(&[
                "",
                "DEFAULT 1",
                "DEFAULT -1.5e3",
                "DEFAULT 'it''s'",
                "DEFAULT (1 + (2))",
                "DEFAULT ('a' || ')')",
                "DEFAULT CURRENT_DATE",
                "DEFAULT x'00ff'",
                "DEFAULT NULL",
                "DEFAULT true",
                "DEFAULT ((1) + (2))",
            ]),
            self.pick(&[
                "",
                "UNIQUE",
                "CONSTRAINT \"u q\" UNIQUE",
                "UNIQUE ON CONFLICT REPLACE",
            ]),
            self.pick(&["", "COLLATE NOCASE", "COLLATE rtrim"]),
            self.pick(&[
                "",
                "REFERENCES parent",
                "REFERENCES parent (x) ON DELETE CASCADE ON UPDATE SET DEFAULT",
                "REFERENCES item (id) MATCH FULL DEFERRABLE INITIALLY DEFERRED",
            ]),
        ];
        let check = match self.below(3) {
            0 => String::new(),
            1 => format!("CHECK ({name} IS NOT ')' OR {earlier} > 0)"),
            _ => format!(
                "CONSTRAINT ck_{} CHECK (length({name}) < 1000)",
                self.below(3)
            ),
        };
        let generated = if self.below(6) == 0 {
            // A generated column has no default, and cannot be a key.
            return format!(
                "{name} {data_type} GENERATED ALWAYS AS ({earlier} || ',') {}",
                self.pick(&["", "STORED"])
            );
        } else {
            ""
        };
        format!(
            "{name} {data_type} {} {check} {generated}",
            clauses.join(" ")
        )
    }

    fn table(&mut self) -> Vec<String> {
        let key = self.pick(&[
            "id INTEGER PRIMARY KEY",
            "id INTEGER PRIMARY KEY AUTOINCREMENT",
            "id INTEGER NOT NULL CONSTRAINT pk PRIMARY KEY",
            "id TEXT PRIMARY KEY NOT NULL",
            "id INT UNIQUE",
        ]);
        let mut items = vec![key.to_owned()];
        let names = ["a", "\"b c\"", "[d]", "\"select\""];
        for (place, name) in names.iter().enumerate().take(1 + self.below(names.len())) {
            let earlier = if place == 0 { "id" } else { "a" };
            items.push(self.column(name, earlier));
        }
        for _ in 0..self.below(3) {
            let constraint = self.pick(&[
                "UNIQUE (a, id)",
                "CONSTRAINT uq_x UNIQUE (id, a) ON CONFLICT FAIL",
                "CHECK (a <> 'no, (')",
                "FOREIGN KEY (a) REFERENCES parent (x) ON DELETE RESTRICT",
                "CONSTRAINT fk_x FOREIGN KEY (id, a) REFERENCES parent (id, x) DEFERRABLE",
            ]);
            if !items.iter().any(|item| item == constraint) {
                items.push(constraint.to_owned());
            }
        }
        let options = if key.contains("AUTOINCREMENT") || key.contains("UNIQUE") {
            ""
        } else {
            self.pick(&["", "WITHOUT ROWID"])
        };
        let mut statements = vec![format!(
            "CREATE TABLE item ({}) {options}",
            items.join(", ")
        )];
        let more = [
            "CREATE INDEX i1 ON item (a DESC, id)",
            "CREATE UNIQUE INDEX i2 ON item (lower(a)) WHERE a IS NOT NULL",
            "CREATE INDEX i3 ON item (id) WHERE a > 'x'",
            "CREATE TRIGGER t1 AFTER INSERT ON item BEGIN DELETE FROM parent WHERE x = NEW.a; END",
            "CREATE TRIGGER t2 BEFORE UPDATE OF a ON item WHEN NEW.a > 1 BEGIN SELECT 1; END",
            "CREATE VIEW v AS SELECT id, a FROM item",
        ];
        let chosen = more.iter().filter(|_| self.below(3) == 0);
        statements.extend(chosen.map(|sql| (*sql).to_owned()));
        statements
    }
}

/// What the PRAGMAs tell.
const FACTS: [&str; 6] = [
    "SELECT name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo('item')",
    "SELECT f.\"table\", group_concat(f.\"from\"), group_concat(coalesce(f.\"to\", 'id')), f.on_update, f.on_delete \
     FROM pragma_foreign_key_list('item') AS f GROUP BY f.id ORDER BY 1, 2, 3, 4, 5",
    "SELECT l.\"unique\", l.origin, l.partial, (SELECT group_concat(coalesce(x.name, '?') || x.\"desc\" || x.coll) \
     FROM pragma_index_xinfo(l.name) AS x WHERE x.\"key\") FROM pragma_index_list('item') AS l ORDER BY 1, 2, 3, 4",
    "SELECT type, name, sql FROM sqlite_master WHERE type <> 'table' AND sql IS NOT NULL ORDER BY name",
    "SELECT wr, strict FROM pragma_table_list('item')",
    "SELECT * FROM item ORDER BY 1, 2",
];

#[test]
fn copies_are_told_as_their_tables_are() {
    let mut chance = Chance(0x2545_F491_4F6C_DD1D);
    let mut copied = 0;
    for _ in 0..400 {
        let mut database =
            Database::new(&["CREATE TABLE parent (id INTEGER, x TEXT UNIQUE, PRIMARY KEY (id))"]);
        let statements = chance.table();
        for sql in &statements {
            let statement = SqlStatement::Verbatim(sql.clone());
            // What SQLite itself does not take is not copied either.
            if database
                .session
                .query(statement, &Origin::default())
                .is_err()
            {
                continue;
            }
        }
        if database.rows("SELECT count(*) FROM sqlite_master WHERE name = 'item'") == "0" {
            continue;
        }
        copied += 1;
        let insert = "INSERT OR IGNORE INTO item (id, a) VALUES (1, 2), (3, 'y')";
        let _ = database.session.query(
            SqlStatement::Verbatim(insert.to_owned()),
            &Origin::default(),
        );
        database.session.commit().unwrap();
        let before = FACTS.map(|query| database.rows(query));
        let checks = |database: &mut Database| {
            let sql = database.rows("SELECT upper(sql) FROM sqlite_master WHERE name = 'item'");
            [
                "CHECK (",
                "CHECK(",
                "ON CONFLICT",
                "COLLATE ",
                "DEFERRABLE",
                "AUTOINCREMENT",
            ]
            .map(|word| sql.matches(word).count())
        };
        let written = checks(&mut database);
        for _ in 0..2 {
            database.batch(vec![]);
            assert_eq!(
                FACTS.map(|query| database.rows(query)),
                before,
                "{statements:#?}"
            );
            assert_eq!(
                checks(&mut database),
                written,
                "{statements:#?}\n{:#?}",
                database.catalog()
            );
        }
    }
    assert!(copied > 200, "{copied}");
}
