use limbeck_schema::{
    Identifier, Operation, SchemaObject,
    object::{
        Domain, DomainConstraint, EventTrigger, Extension, Grant, GrantTarget, Grantee, Partition,
        Policy, PolicyCommand, Privilege, Routine, RoutineKind, RowSecurity, Trigger,
        TriggerFiring, View, ViewColumn, ViewKind,
    },
    operation::{CreateObject, DropObject, ReplaceObject},
};

use crate::ddl::testing::{check_on, name};

/// What creating an object says, and what dropping it.
#[track_caller]
fn check(object: SchemaObject, created: &str, dropped: &str) {
    let create = Operation::CreateObject(CreateObject {
        object: object.clone(),
    });
    check_on("postgresql", create, created);
    check_on(
        "postgresql",
        Operation::DropObject(DropObject { object }),
        dropped,
    );
}

/// What replacing an object says, and what going back.
#[track_caller]
fn check_replace(before: SchemaObject, after: SchemaObject, there: &str, back: &str) {
    let there_and = Operation::ReplaceObject(Box::new(ReplaceObject { before, after }));
    let and_back = there_and.reverse().expect("reversible");
    check_on("postgresql", there_and, there);
    check_on("postgresql", and_back, back);
}

fn view(query: &str, columns: &[&str]) -> View {
    View {
        name: name("s.V"),
        kind: ViewKind::Plain,
        names: Vec::new(),
        columns: columns
            .iter()
            .map(|column| ViewColumn {
                name: (*column).into(),
                data_type: "integer".to_owned(),
                default: None,
                comment: None,
            })
            .collect(),
        query: query.to_owned(),
        options: Vec::new(),
        comment: None,
    }
}

#[test]
fn views_keep_their_options_and_comments() {
    let mut commented = view("SELECT 1 AS a", &["a"]);
    commented.options = vec![
        ("check_option".to_owned(), "local".to_owned()),
        ("security_barrier".to_owned(), "true".to_owned()),
    ];
    commented.comment = Some("it's".to_owned());
    commented.columns[0].comment = Some("c".to_owned());
    commented.columns[0].default = Some("7".to_owned());
    check(
        SchemaObject::View(commented.clone()),
        "CREATE VIEW s.\"V\" WITH (check_option=local, security_barrier=true) AS\nSELECT 1 AS a;\n\
         ALTER VIEW s.\"V\" ALTER COLUMN a SET DEFAULT 7;\n\
         COMMENT ON COLUMN s.\"V\".a IS 'c';\n\
         COMMENT ON VIEW s.\"V\" IS 'it''s';",
        "DROP VIEW s.\"V\";",
    );
    check_replace(
        SchemaObject::View(commented),
        SchemaObject::View(view("SELECT 1 AS a", &["a"])),
        "CREATE OR REPLACE VIEW s.\"V\" AS\nSELECT 1 AS a;\n\
         ALTER VIEW s.\"V\" ALTER COLUMN a DROP DEFAULT;\n\
         COMMENT ON COLUMN s.\"V\".a IS NULL;\n\
         COMMENT ON VIEW s.\"V\" IS NULL;",
        "CREATE OR REPLACE VIEW s.\"V\" WITH (check_option=local, security_barrier=true) AS\n\
         SELECT 1 AS a;\n\
         ALTER VIEW s.\"V\" ALTER COLUMN a SET DEFAULT 7;\n\
         COMMENT ON COLUMN s.\"V\".a IS 'c';\n\
         COMMENT ON VIEW s.\"V\" IS 'it''s';",
    );
}

#[test]
fn a_view_that_loses_a_column_is_made_anew() {
    check_replace(
        SchemaObject::View(view("SELECT 1 AS a", &["a"])),
        SchemaObject::View(view("SELECT 1 AS a, 2 AS b", &["a", "b"])),
        "CREATE OR REPLACE VIEW s.\"V\" AS\nSELECT 1 AS a, 2 AS b;",
        "DROP VIEW s.\"V\";\nCREATE VIEW s.\"V\" AS\nSELECT 1 AS a;",
    );
    let mut kept = view("SELECT 1 AS a", &["a"]);
    kept.kind = ViewKind::Materialized {
        indexes: Vec::new(),
    };
    check_replace(
        SchemaObject::View(view("SELECT 1 AS a", &["a"])),
        SchemaObject::View(kept),
        "DROP VIEW s.\"V\";\nCREATE MATERIALIZED VIEW s.\"V\" AS\nSELECT 1 AS a;",
        "DROP MATERIALIZED VIEW s.\"V\";\nCREATE VIEW s.\"V\" AS\nSELECT 1 AS a;",
    );
}

#[test]
fn routines_are_replaced_while_nothing_else_could_notice() {
    let routine = |arguments: &str, parameters: &str, defaults, returns: &str| {
        SchemaObject::Routine(Routine {
            name: name("f"),
            kind: RoutineKind::Function,
            signature: "integer".to_owned(),
            arguments: arguments.to_owned(),
            parameters: parameters.to_owned(),
            defaults,
            returns: Some(returns.to_owned()),
            language: "sql".to_owned(),
            definition: format!("\n RETURNS {returns}\n LANGUAGE sql\nAS $$SELECT a$$"),
            comment: None,
        })
    };
    let plain = routine("a integer", "a integer", 0, "integer");
    let body = "\n RETURNS integer\n LANGUAGE sql\nAS $$SELECT a$$;";
    check(
        plain.clone(),
        &format!("CREATE FUNCTION f(a integer){body}"),
        "DROP FUNCTION f(integer);",
    );
    check_replace(
        plain,
        routine("a integer DEFAULT 1", "a integer", 1, "integer"),
        &format!("CREATE OR REPLACE FUNCTION f(a integer DEFAULT 1){body}"),
        &format!("DROP FUNCTION f(integer);\nCREATE FUNCTION f(a integer){body}"),
    );
}

#[test]
fn triggers_say_when_they_fire() {
    let trigger = |firing| {
        SchemaObject::Trigger(Trigger {
            name: "Audit".into(),
            table: name("t"),
            definition: "CREATE TRIGGER \"Audit\" AFTER INSERT ON t EXECUTE FUNCTION f()"
                .to_owned(),
            firing,
            comment: None,
        })
    };
    let created = "CREATE TRIGGER \"Audit\" AFTER INSERT ON t EXECUTE FUNCTION f();";
    check(
        trigger(TriggerFiring::Disabled),
        &format!("{created}\nALTER TABLE t DISABLE TRIGGER \"Audit\";"),
        "DROP TRIGGER \"Audit\" ON t;",
    );
    check_replace(
        trigger(TriggerFiring::Origin),
        trigger(TriggerFiring::Always),
        "ALTER TABLE t ENABLE ALWAYS TRIGGER \"Audit\";",
        "ALTER TABLE t ENABLE TRIGGER \"Audit\";",
    );
    check(
        SchemaObject::EventTrigger(EventTrigger {
            name: "log".into(),
            event: "ddl_command_end".to_owned(),
            tags: vec!["CREATE TABLE".to_owned()],
            function: name("s.f"),
            firing: TriggerFiring::Replica,
            comment: None,
        }),
        "CREATE EVENT TRIGGER log ON ddl_command_end WHEN TAG IN ('CREATE TABLE') \
         EXECUTE FUNCTION s.f();\nALTER EVENT TRIGGER log ENABLE REPLICA;",
        "DROP EVENT TRIGGER log;",
    );
}

#[test]
fn policies_are_altered_where_that_is_enough() {
    let policy = |roles: Vec<Grantee>, with_check: Option<&str>| {
        SchemaObject::Policy(Policy {
            table: name("t"),
            name: "tenant".into(),
            permissive: false,
            command: PolicyCommand::Update,
            roles,
            using: Some("a = 1".to_owned()),
            with_check: with_check.map(str::to_owned),
            comment: None,
        })
    };
    let app = || vec![Grantee::Role("App".into())];
    check(
        policy(vec![Grantee::Public], None),
        "CREATE POLICY tenant ON t AS RESTRICTIVE FOR UPDATE TO PUBLIC USING (a = 1);",
        "DROP POLICY tenant ON t;",
    );
    check_replace(
        policy(vec![Grantee::Public], None),
        policy(app(), Some("a = 2")),
        "ALTER POLICY tenant ON t TO \"App\" WITH CHECK (a = 2);",
        "DROP POLICY tenant ON t;\n\
         CREATE POLICY tenant ON t AS RESTRICTIVE FOR UPDATE TO PUBLIC USING (a = 1);",
    );
}

#[test]
fn row_security_is_switched() {
    let security = |enabled, forced| {
        SchemaObject::RowSecurity(RowSecurity {
            table: name("t"),
            enabled,
            forced,
        })
    };
    check(
        security(true, true),
        "ALTER TABLE t ENABLE ROW LEVEL SECURITY;\nALTER TABLE t FORCE ROW LEVEL SECURITY;",
        "ALTER TABLE t DISABLE ROW LEVEL SECURITY;\nALTER TABLE t NO FORCE ROW LEVEL SECURITY;",
    );
    check_replace(
        security(true, false),
        security(true, true),
        "ALTER TABLE t FORCE ROW LEVEL SECURITY;",
        "ALTER TABLE t NO FORCE ROW LEVEL SECURITY;",
    );
}

#[test]
fn grants_give_and_take_what_differs() {
    let grant = |privileges: &[(&str, &[&str], bool)]| {
        SchemaObject::Grant(Grant {
            on: GrantTarget::Table(name("t")),
            grantee: Grantee::Role("app".into()),
            privileges: privileges
                .iter()
                .map(|(name, columns, grantable)| Privilege {
                    name: (*name).to_owned(),
                    columns: columns.iter().map(|name| Identifier::from(*name)).collect(),
                    grantable: *grantable,
                })
                .collect(),
        })
    };
    check(
        grant(&[
            ("INSERT", &[], true),
            ("SELECT", &[], false),
            ("UPDATE", &["a", "b"], false),
        ]),
        "GRANT SELECT, UPDATE (a, b) ON TABLE t TO app;\n\
         GRANT INSERT ON TABLE t TO app WITH GRANT OPTION;",
        "REVOKE INSERT, SELECT, UPDATE (a, b) ON TABLE t FROM app;",
    );
    check_replace(
        grant(&[("SELECT", &["a", "b"], false), ("INSERT", &[], true)]),
        grant(&[("SELECT", &["b", "c"], false), ("INSERT", &[], false)]),
        "REVOKE SELECT (a) ON TABLE t FROM app;\n\
         REVOKE GRANT OPTION FOR INSERT ON TABLE t FROM app;\n\
         GRANT SELECT (c) ON TABLE t TO app;",
        "REVOKE SELECT (c) ON TABLE t FROM app;\n\
         GRANT SELECT (a) ON TABLE t TO app;\n\
         GRANT INSERT ON TABLE t TO app WITH GRANT OPTION;",
    );
    // The server takes privileges on columns away together with that on the table.
    check_replace(
        grant(&[("SELECT", &[], false), ("SELECT", &["a"], false)]),
        grant(&[("SELECT", &["a"], false)]),
        "REVOKE SELECT ON TABLE t FROM app;\nGRANT SELECT (a) ON TABLE t TO app;",
        "GRANT SELECT ON TABLE t TO app;",
    );
    check_replace(
        grant(&[("SELECT", &[], true), ("SELECT", &["a"], true)]),
        grant(&[("SELECT", &[], false), ("SELECT", &["a"], true)]),
        "REVOKE GRANT OPTION FOR SELECT ON TABLE t FROM app;\n\
         GRANT SELECT (a) ON TABLE t TO app WITH GRANT OPTION;",
        "GRANT SELECT ON TABLE t TO app WITH GRANT OPTION;",
    );
}

#[test]
fn domains_are_altered_unless_their_type_changes() {
    let domain = |data_type: &str, not_null: bool, checks: &[(&str, &str)]| {
        SchemaObject::Domain(Domain {
            name: name("d"),
            data_type: data_type.to_owned(),
            collation: None,
            default: not_null.then(|| "'x'".to_owned()),
            not_null,
            constraints: checks
                .iter()
                .map(|(name, definition)| DomainConstraint {
                    name: (*name).into(),
                    definition: (*definition).to_owned(),
                })
                .collect(),
            comment: None,
        })
    };
    let late = ("late", "CHECK (VALUE <> 'b') NOT VALID");
    let early = ("early", "CHECK (VALUE <> 'a')");
    check(
        domain("text", true, &[early, late]),
        "CREATE DOMAIN d AS text DEFAULT 'x' NOT NULL CONSTRAINT early CHECK (VALUE <> 'a');\n\
         ALTER DOMAIN d ADD CONSTRAINT late CHECK (VALUE <> 'b') NOT VALID;",
        "DROP DOMAIN d;",
    );
    check_replace(
        domain("text", true, &[early]),
        domain("text", false, &[late]),
        "ALTER DOMAIN d DROP CONSTRAINT early;\nALTER DOMAIN d DROP DEFAULT;\n\
         ALTER DOMAIN d DROP NOT NULL;\n\
         ALTER DOMAIN d ADD CONSTRAINT late CHECK (VALUE <> 'b') NOT VALID;",
        "ALTER DOMAIN d DROP CONSTRAINT late;\nALTER DOMAIN d SET DEFAULT 'x';\n\
         ALTER DOMAIN d SET NOT NULL;\n\
         ALTER DOMAIN d ADD CONSTRAINT early CHECK (VALUE <> 'a');",
    );
    check_replace(
        domain("text", false, &[]),
        domain("integer", false, &[]),
        "DROP DOMAIN d;\nCREATE DOMAIN d AS integer;",
        "DROP DOMAIN d;\nCREATE DOMAIN d AS text;",
    );
}

#[test]
fn extensions_and_partitions_come_and_go() {
    let extension = |schema: Option<&str>, version: Option<&str>| {
        SchemaObject::Extension(Extension {
            name: "uuid-ossp".into(),
            schema: schema.map(Identifier::from),
            version: version.map(str::to_owned),
        })
    };
    check(
        extension(Some("ext"), Some("1.0")),
        "CREATE EXTENSION IF NOT EXISTS \"uuid-ossp\" WITH SCHEMA ext VERSION '1.0';",
        "DROP EXTENSION \"uuid-ossp\";",
    );
    check_replace(
        extension(None, None),
        extension(Some("ext"), Some("1.0")),
        "ALTER EXTENSION \"uuid-ossp\" SET SCHEMA ext;\n\
         ALTER EXTENSION \"uuid-ossp\" UPDATE TO '1.0';",
        "ALTER EXTENSION \"uuid-ossp\" SET SCHEMA CURRENT_SCHEMA;\n\
         ALTER EXTENSION \"uuid-ossp\" UPDATE;",
    );
    let partition = |bound: &str| {
        SchemaObject::Partition(Partition {
            table: name("p1"),
            parent: name("s.p"),
            bound: bound.to_owned(),
        })
    };
    check(
        partition("DEFAULT"),
        "ALTER TABLE s.p ATTACH PARTITION p1 DEFAULT;",
        "ALTER TABLE s.p DETACH PARTITION p1;",
    );
}
