CREATE TABLE parent (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  name VARCHAR(30) NOT NULL DEFAULT 'x',
  a INT, b INT,
  UNIQUE (name), CONSTRAINT uq_ab UNIQUE (a, b)
);
CREATE TABLE types (
  c_int INT, c_integer INTEGER, c_tiny TINYINT, c_small SMALLINT, c_medium MEDIUMINT, c_big BIGINT, c_ubig UNSIGNED BIG INT,
  c_int2 INT2, c_int8 INT8, c_char CHARACTER(20), c_char5 CHAR(5), c_varchar VARCHAR(255), c_varying VARYING CHARACTER(255),
  c_nchar NCHAR(55), c_native NATIVE CHARACTER(70), c_nvarchar NVARCHAR(100), c_text TEXT, c_clob CLOB, c_blob BLOB, c_none,
  c_real REAL, c_double DOUBLE, c_dp DOUBLE PRECISION, c_float FLOAT, c_numeric NUMERIC, c_numeric2 NUMERIC(10, 2),
  c_decimal DECIMAL(10,5), c_bool BOOLEAN, c_boo BOOL, c_date DATE, c_datetime DATETIME, c_timestamp TIMESTAMP, c_time TIME,
  c_json JSON, c_jsonb JSONB, c_money MONEY, c_uuid CHAR(32), c_lower varchar(7), c_any ANY, c_enum VARCHAR(8),
  c_collate TEXT COLLATE NOCASE, c_string STRING, c_xint "weird INTeger", c_float10 FLOAT(10)
);
CREATE TABLE defaults (
  a INT DEFAULT 1, b INT DEFAULT -1, c TEXT DEFAULT 'it''s', d TEXT DEFAULT NULL, e TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  f DATETIME DEFAULT (datetime('now')), g NUMERIC DEFAULT 1.50, h BOOLEAN DEFAULT TRUE, i TEXT DEFAULT '', j INT DEFAULT (1 + 2),
  k BLOB DEFAULT x'00ff', l TEXT DEFAULT "quoted", m INT DEFAULT 0, n TEXT DEFAULT ('a' || 'b'), o TEXT DEFAULT (lower('A'))
);
CREATE TABLE counting (
  a INTEGER PRIMARY KEY,
  f INT GENERATED ALWAYS AS (a * 2) STORED,
  g TEXT GENERATED ALWAYS AS ('x' || 'y') VIRTUAL
);
CREATE TABLE child (
  a INT, b INT, p INT REFERENCES parent ON DELETE CASCADE,
  q INT CONSTRAINT fk_q REFERENCES parent (id) ON UPDATE SET NULL ON DELETE SET DEFAULT DEFERRABLE INITIALLY DEFERRED,
  "Odd Col" INT CHECK ("Odd Col" > 0), r INT,
  CONSTRAINT pk_child PRIMARY KEY (b, a),
  CONSTRAINT fk_ab FOREIGN KEY (a, b) REFERENCES parent (a, b) ON DELETE CASCADE ON UPDATE NO ACTION,
  FOREIGN KEY (r) REFERENCES parent (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT ck_two CHECK (a > 0 AND (b > 0 OR p IS NULL)),
  CHECK (a <> 'it''s')
);
CREATE TABLE indexed (a INT, b TEXT, c TEXT COLLATE NOCASE, "D d" INT, e TEXT UNIQUE, f INT CONSTRAINT uq_f UNIQUE);
CREATE INDEX ix_plain ON indexed (a);
CREATE UNIQUE INDEX ix_unique ON indexed (b, a);
CREATE INDEX ix_desc ON indexed (a DESC, "D d");
CREATE INDEX ix_expr ON indexed (lower(b), a);
CREATE INDEX ix_where ON indexed (a) WHERE b IS NOT NULL AND a > 3;
CREATE INDEX ix_collate ON indexed (b COLLATE NOCASE, c);
CREATE TABLE without_rows (a TEXT PRIMARY KEY, b INT) WITHOUT ROWID;
CREATE TABLE strict (a INTEGER PRIMARY KEY, b TEXT NOT NULL) STRICT;
CREATE TABLE conflicts (a INT NOT NULL ON CONFLICT IGNORE, b INT UNIQUE ON CONFLICT REPLACE, UNIQUE (a, b) ON CONFLICT FAIL);
CREATE TABLE "Odd name" ("Odd id" INTEGER PRIMARY KEY, "select" INT REFERENCES "Odd name" ("Odd id"));
CREATE VIEW a_view AS SELECT a FROM indexed;
CREATE TRIGGER a_trigger AFTER INSERT ON indexed BEGIN SELECT 1; END
