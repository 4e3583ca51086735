//! `recreate="always"` where tables could be altered in place.

use limbeck_test_support::{MysqlDatabase, TestDatabase};

use super::*;

#[test]
fn a_table_of_postgresql() {
    let server = TestDatabase::create();
    let mut database = Database::on(
        "postgresql",
        server.engine().clone(),
        &[
            "CREATE TYPE mood AS ENUM ('happy', 'sad')",
            "CREATE TABLE parent (id integer PRIMARY KEY)",
            "CREATE TABLE item (id serial PRIMARY KEY, a varchar(20) NOT NULL DEFAULT 'x', m mood, \
             p integer CONSTRAINT fk REFERENCES parent ON DELETE SET NULL DEFERRABLE, t timestamptz DEFAULT now(), \
             tags text[], g integer GENERATED ALWAYS AS (p + 1) STORED, CONSTRAINT uq UNIQUE (a, p), CHECK (p > 0))",
            "CREATE INDEX i_part ON item (p) WHERE a <> 'y'",
            "CREATE INDEX i_expr ON item (lower(a::text), p DESC NULLS LAST)",
            "COMMENT ON TABLE item IS 'it''s'",
            "COMMENT ON COLUMN item.a IS 'a name'",
            "INSERT INTO parent VALUES (1)",
            "INSERT INTO item (id, a, m, p, tags) VALUES (7, 'x', 'sad', 1, '{a,b}'), (8, 'z', NULL, NULL, NULL)",
        ],
    );
    let described = |database: &mut Database| {
        let constraints = "SELECT conname::text, pg_get_constraintdef(oid) FROM pg_constraint \
                           WHERE conrelid = 'item'::regclass AND contype <> 'n' ORDER BY conname";
        let columns = "SELECT attname::text, format_type(atttypid, atttypmod), attnotnull, attgenerated::text, \
                       col_description(attrelid, attnum), pg_get_expr(adbin, adrelid) LIKE 'nextval%' \
                       FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum \
                       WHERE attrelid = 'item'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum";
        [
            constraints,
            columns,
            "SELECT indexdef FROM pg_indexes WHERE tablename = 'item' ORDER BY indexname",
            "SELECT obj_description('item'::regclass)",
            "SELECT id, a, m::text, p, tags::text, g FROM item ORDER BY id",
        ]
        .map(|query| database.rows(query))
    };
    let before = described(&mut database);
    database.batch(vec![]);
    assert_eq!(described(&mut database), before);
    // What follows from the key's sequence goes on where it was.
    database.execute("INSERT INTO item (a) VALUES ('w')");
    assert_eq!(database.rows("SELECT max(id) FROM item"), "9");
    database.session.commit().unwrap();

    let failing = database.refused(vec![set_nullable("m", false)]);
    assert!(failing.contains("null value in column \"m\""), "{failing}");
    assert_eq!(database.rows("SELECT count(*) FROM item"), "3");
    database.batch(vec![
        set_type("p", SqlType::BigInteger),
        drop_column("g"),
        rename("a", "b"),
    ]);
    assert_eq!(
        database.rows("SELECT b, p, m::text FROM item ORDER BY id"),
        "x|1|sad z|NULL|NULL w|NULL|NULL"
    );
}

#[test]
fn a_table_of_mariadb() {
    let server = MysqlDatabase::create();
    let mut database = Database::on(
        "mysql",
        server.engine().clone(),
        &[
            "CREATE TABLE item (id INT AUTO_INCREMENT PRIMARY KEY, a VARCHAR(20) NOT NULL DEFAULT 'x' COMMENT 'a name', \
             n DECIMAL(10, 2), t TIMESTAMP NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, \
             g INT GENERATED ALWAYS AS (n + 1) STORED, UNIQUE KEY uq (a, n), KEY i_part (a(3))) COMMENT 'it''s'",
            "INSERT INTO item (id, a, n, t) VALUES (7, 'x', 1.5, NULL), (8, 'y', NULL, NULL)",
        ],
    );
    let described = |database: &mut Database| {
        [
            "SELECT COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE, COLUMN_DEFAULT, EXTRA, COLUMN_COMMENT \
             FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'item' ORDER BY ORDINAL_POSITION",
            "SELECT INDEX_NAME, NON_UNIQUE, COLUMN_NAME, SUB_PART FROM information_schema.STATISTICS \
             WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'item' ORDER BY INDEX_NAME, SEQ_IN_INDEX",
            "SELECT TABLE_COMMENT FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'item'",
            "SELECT id, a, n, t, g FROM item ORDER BY id",
        ]
        .map(|query| database.rows(query))
    };
    let before = described(&mut database);
    database.batch(vec![]);
    assert_eq!(described(&mut database), before);
    let failing = database.refused(vec![set_nullable("n", false)]);
    assert!(failing.contains("cannot be null"), "{failing}");
    assert_eq!(server.tables(), ["item"]);
    database.batch(vec![drop_column("g"), rename("a", "b")]);
    assert_eq!(
        database.rows("SELECT id, b FROM item ORDER BY id"),
        "7|x 8|y"
    );
}
