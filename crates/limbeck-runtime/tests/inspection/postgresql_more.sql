CREATE INDEX ix_more_collate ON indexed (b COLLATE "C", lower(c) COLLATE "POSIX" DESC);
CREATE INDEX ix_more_ops ON indexed (b text_pattern_ops DESC, lower(c) text_pattern_ops, c varchar_pattern_ops);
CREATE UNIQUE INDEX ix_more_expr ON indexed ((a + 1) DESC NULLS LAST) INCLUDE (b) WHERE c IS NULL;
CREATE TABLE more (
  a int, b text, c tsrange,
  CONSTRAINT uq_more UNIQUE (a) WITH (fillfactor = 60),
  CONSTRAINT pk_more PRIMARY KEY (b) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT ex_more EXCLUDE USING gist (a WITH =, c WITH &&) DEFERRABLE
);
DROP VIEW a_view;
DROP MATERIALIZED VIEW a_copy