CREATE TABLE parent (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name VARCHAR(30) NOT NULL DEFAULT 'x' COMMENT 'it''s a "name"',
  a INT, b INT,
  UNIQUE (name), CONSTRAINT uq_ab UNIQUE (a, b), KEY ix_name (name(10), a)
) COMMENT 'A ''parent''';
CREATE TABLE types (
  c_tinyint TINYINT, c_tinyint1 TINYINT(1), c_bool BOOLEAN, c_smallint SMALLINT UNSIGNED, c_mediumint MEDIUMINT, c_int INT,
  c_int5 INT(5) UNSIGNED ZEROFILL, c_bigint BIGINT, c_bigint_u BIGINT UNSIGNED, c_decimal DECIMAL, c_decimal2 DECIMAL(10, 2),
  c_numeric NUMERIC(5, 1) UNSIGNED, c_float FLOAT, c_float2 FLOAT(7, 3), c_double DOUBLE, c_double2 DOUBLE(9, 4), c_real REAL,
  c_bit BIT, c_bit5 BIT(5), c_char CHAR, c_char5 CHAR(5), c_varchar VARCHAR(50), c_nchar NCHAR(4), c_nvarchar NVARCHAR(6),
  c_binary BINARY(3), c_varbinary VARBINARY(16), c_tinytext TINYTEXT, c_text TEXT, c_mediumtext MEDIUMTEXT,
  c_longtext LONGTEXT, c_tinyblob TINYBLOB, c_blob BLOB, c_mediumblob MEDIUMBLOB, c_longblob LONGBLOB, c_date DATE,
  c_time TIME, c_time3 TIME(3), c_datetime DATETIME, c_datetime6 DATETIME(6), c_timestamp TIMESTAMP NULL,
  c_timestamp3 TIMESTAMP(3) NULL DEFAULT NULL, c_year YEAR, c_json JSON, c_enum ENUM('a', 'it''s', 'b,c)') NOT NULL,
  c_set SET('x', 'yy'), c_uuid UUID, c_inet4 INET4, c_inet6 INET6, c_point POINT, c_geometry GEOMETRY,
  c_latin VARCHAR(20) CHARACTER SET latin1, c_bin VARCHAR(20) COLLATE utf8mb4_bin, c_enum_latin ENUM('a') CHARACTER SET latin1,
  c_text_bin TEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL
);
CREATE TABLE defaults (
  a INT DEFAULT 1, b INT NOT NULL DEFAULT -1, c VARCHAR(20) DEFAULT 'it''s', d VARCHAR(20) DEFAULT NULL,
  e DATETIME DEFAULT CURRENT_TIMESTAMP, f TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  g DECIMAL(4, 2) DEFAULT 1.50, h BOOLEAN DEFAULT TRUE, i ENUM('a', 'b') DEFAULT 'b', j VARCHAR(36) DEFAULT UUID(),
  k DATETIME(3) DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3), l INT DEFAULT (1 + 2), m TEXT DEFAULT ('x'),
  n BIT DEFAULT b'1', o VARCHAR(20) DEFAULT '', p VARCHAR(20) DEFAULT 'back\\slash', q DATE DEFAULT '2020-01-01',
  r DOUBLE DEFAULT 1e3
);
CREATE TABLE counting (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT, a INT, g INT AS (a * 2) STORED, h INT GENERATED ALWAYS AS (a + 1) VIRTUAL,
  i VARCHAR(10) AS (CONCAT('x', 'y')) PERSISTENT COMMENT 'made', PRIMARY KEY (id)
) ENGINE = InnoDB AUTO_INCREMENT = 100 ROW_FORMAT = DYNAMIC;
CREATE TABLE child (
  a INT NOT NULL, b INT NOT NULL, p INT UNSIGNED, q INT UNSIGNED, r INT UNSIGNED, s INT UNSIGNED, `Odd Col` INT CHECK (`Odd Col` > 0),
  PRIMARY KEY (b, a), KEY ix_p (p),
  FOREIGN KEY (p) REFERENCES parent (id) ON DELETE CASCADE,
  CONSTRAINT fk_q FOREIGN KEY (q) REFERENCES parent (id) ON UPDATE SET NULL ON DELETE SET NULL,
  CONSTRAINT fk_r FOREIGN KEY (r) REFERENCES parent (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT fk_s FOREIGN KEY (s) REFERENCES parent (id) ON DELETE NO ACTION,
  CONSTRAINT fk_ab FOREIGN KEY (a, b) REFERENCES parent (a, b),
  CONSTRAINT ck_two CHECK (a > 0 AND (b > 0 OR p IS NULL)), CONSTRAINT ck_text CHECK (a <> 'it''s')
);
CREATE TABLE indexed (
  a INT, b VARCHAR(100), c TEXT, `D d` INT, g POINT NOT NULL, v VARCHAR(100),
  KEY ix_plain (a), UNIQUE KEY ix_unique (b, a), KEY ix_desc (a DESC, `D d`), KEY ix_length (b(10), c(20)),
  FULLTEXT KEY ix_full (c), FULLTEXT KEY ix_full_two (b, c), SPATIAL KEY ix_space (g), KEY ix_hash (a) USING HASH,
  KEY ix_comment (v) COMMENT 'an index', UNIQUE KEY ix_unique_length (v(5))
);
CREATE TABLE options (a INT) ENGINE = MyISAM DEFAULT CHARSET = latin1 COLLATE = latin1_bin MAX_ROWS = 100 CHECKSUM = 1;
CREATE TABLE compressed (a INT) ROW_FORMAT = COMPRESSED KEY_BLOCK_SIZE = 8 STATS_PERSISTENT = 1;
CREATE TABLE `Odd name` (`Odd id` INT AUTO_INCREMENT PRIMARY KEY, `select` INT, FOREIGN KEY (`select`) REFERENCES `Odd name` (`Odd id`));
CREATE TABLE memory (a INT, KEY ix_tree (a) USING BTREE, KEY ix_hash (a) USING HASH) ENGINE = MEMORY;
CREATE SEQUENCE counter START WITH 5 INCREMENT BY 2;
CREATE VIEW a_view AS SELECT a FROM indexed
