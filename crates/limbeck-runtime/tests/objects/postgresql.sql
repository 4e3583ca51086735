CREATE EXTENSION citext;
CREATE SCHEMA ext;
CREATE SCHEMA "Odd S";
CREATE EXTENSION "uuid-ossp" WITH SCHEMA ext;
CREATE EXTENSION pg_trgm VERSION '1.5';
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE DOMAIN pos AS integer DEFAULT 1 NOT NULL CONSTRAINT gt CHECK (VALUE > 0) CONSTRAINT lt CHECK (VALUE < 100);
CREATE DOMAIN "Odd S".code AS varchar(5) COLLATE "C";
COMMENT ON DOMAIN pos IS 'positive';
ALTER DOMAIN pos ADD CONSTRAINT late CHECK (VALUE <> 50) NOT VALID;
CREATE SEQUENCE tickets;

CREATE FUNCTION next_ticket() RETURNS bigint LANGUAGE sql AS $$ SELECT nextval('tickets') $$;
CREATE FUNCTION add(a integer, b integer DEFAULT 2, VARIADIC c integer[] DEFAULT '{}') RETURNS integer
  LANGUAGE plpgsql IMMUTABLE STRICT COST 5 SET search_path = public AS $f$ BEGIN RETURN a + b; -- $$ 50% :x
END $f$;
CREATE FUNCTION add(a text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT a';
CREATE FUNCTION two(OUT x integer, OUT y text) LANGUAGE sql AS $$ SELECT 1, 'a'::text $$;
CREATE FUNCTION tab(m mood) RETURNS TABLE(id integer, n text) LANGUAGE sql STABLE AS $$ SELECT 1, 'a'::text $$;
CREATE FUNCTION atomic(a integer) RETURNS integer IMMUTABLE LANGUAGE sql BEGIN ATOMIC SELECT a + 1; END;
CREATE FUNCTION "Odd S"."Up per"(t text) RETURNS text LANGUAGE sql IMMUTABLE RETURN upper(t);
CREATE PROCEDURE doit(INOUT a integer) LANGUAGE plpgsql AS $$ BEGIN a := a + 1; END $$;
COMMENT ON FUNCTION add(text) IS 'adds ''nothing''';

CREATE TABLE "Order" (
  id integer PRIMARY KEY, tenant uuid NOT NULL, state mood DEFAULT 'ok', states mood[], c citext, n pos,
  ticket bigint DEFAULT next_ticket(), amount numeric(10,2), CHECK (atomic(1) > 0)
);
CREATE TABLE "Odd S"."T t" (id integer PRIMARY KEY, order_id integer REFERENCES "Order");

CREATE TABLE measured (at date NOT NULL, v integer, PRIMARY KEY (at)) PARTITION BY RANGE (at);
CREATE TABLE measured_24 PARTITION OF measured FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')
  PARTITION BY LIST (at);
CREATE TABLE a_leaf PARTITION OF measured_24 FOR VALUES IN ('2024-02-01', '2024-02-02');
CREATE TABLE measured_rest PARTITION OF measured DEFAULT;
CREATE INDEX measured_v ON measured (v);

CREATE VIEW big_orders WITH (security_barrier) AS SELECT id, tenant, amount, c FROM "Order" WHERE amount > 10;
-- Comes before what it uses by name, and by a function that reads another view.
CREATE VIEW a_over AS SELECT b.id, add(b.id) AS more FROM big_orders b;
CREATE FUNCTION a_count() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT count(*) FROM big_orders';
CREATE VIEW a_counted AS SELECT a_count() AS n;
CREATE VIEW "Odd S"."Vi""ew" AS SELECT t.id, o.state FROM "Odd S"."T t" t JOIN "Order" o ON o.id = t.order_id;
CREATE VIEW checked AS SELECT id, amount FROM "Order" WHERE amount > 0 WITH LOCAL CHECK OPTION;
CREATE VIEW with_domain AS SELECT 1::pos AS n;
CREATE RECURSIVE VIEW counting (n) AS SELECT 1 UNION ALL SELECT n + 1 FROM counting WHERE n < 3;
ALTER VIEW checked ALTER COLUMN amount SET DEFAULT 5;
COMMENT ON VIEW checked IS 'checked';
COMMENT ON COLUMN checked.amount IS 'how much';
CREATE MATERIALIZED VIEW totals WITH (fillfactor=70) AS
  SELECT tenant, sum(amount) AS total FROM "Order" GROUP BY tenant;
CREATE UNIQUE INDEX totals_tenant ON totals (tenant);
CREATE INDEX totals_total ON totals (total DESC) WHERE total > 0;
CREATE MATERIALIZED VIEW over_totals AS SELECT count(*) AS n FROM totals;

CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER "Audit" BEFORE INSERT OR UPDATE OF amount ON "Order"
  FOR EACH ROW WHEN (NEW.amount > 0) EXECUTE FUNCTION audit('a', 'b''c');
CREATE TRIGGER off AFTER DELETE ON "Odd S"."T t"
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION audit();
ALTER TABLE "Odd S"."T t" DISABLE TRIGGER off;
CREATE CONSTRAINT TRIGGER later AFTER INSERT ON "Order" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION audit();
CREATE TRIGGER of_all AFTER INSERT ON measured FOR EACH ROW EXECUTE FUNCTION audit();
COMMENT ON TRIGGER later ON "Order" IS 'later';
CREATE TRIGGER instead INSTEAD OF INSERT ON big_orders FOR EACH ROW EXECUTE FUNCTION audit();
CREATE FUNCTION watching() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE EVENT TRIGGER watch ON ddl_command_end WHEN TAG IN ('CREATE VIEW', 'DROP VIEW') EXECUTE FUNCTION watching();
ALTER EVENT TRIGGER watch DISABLE;

ALTER TABLE "Order" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "Order" FORCE ROW LEVEL SECURITY;
ALTER TABLE "Odd S"."T t" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "Order"
  USING (tenant = current_setting('app.tenant')::uuid) WITH CHECK (tenant = current_setting('app.tenant')::uuid);
CREATE POLICY "Ro" ON "Order" AS RESTRICTIVE FOR SELECT TO pg_monitor, pg_read_all_data USING (true);
CREATE POLICY ins ON "Odd S"."T t" FOR INSERT TO pg_monitor WITH CHECK (add(id) > 0);
COMMENT ON POLICY ins ON "Odd S"."T t" IS 'insert';

GRANT SELECT, INSERT ON "Order" TO pg_monitor;
GRANT UPDATE (amount, state) ON "Order" TO pg_monitor WITH GRANT OPTION;
GRANT SELECT ON big_orders TO PUBLIC;
GRANT USAGE ON SCHEMA "Odd S" TO pg_monitor;
GRANT USAGE ON SEQUENCE tickets TO pg_monitor;
GRANT ALL ON "Odd S"."T t" TO pg_read_all_data WITH GRANT OPTION;
GRANT CREATE ON SCHEMA public TO pg_monitor;
