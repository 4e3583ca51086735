//! PostgreSQL.

use std::cell::RefCell;

use limbeck_database::Value;
use limbeck_dialects::inspection::SchemaScope;
use limbeck_schema::{
    Dependency, EnumType, Identifier, ObjectIdentity, Operation, QualifiedName, Schema,
    SchemaObject, Sequence,
    object::{
        Disturbance, Grant, GrantTarget, Grantee, Privilege, TriggerFiring, ViewColumn, dependents,
    },
    operation::{AlterEnum, AlterSequence, CreateObject, EnumColumn, ReplaceObject},
};
use limbeck_test_support::TestDatabase;
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};

use super::{Database, assert_same, check_replace, check_round_trip};

fn database(server: &TestDatabase) -> Database {
    Database::new(server.connect(), "postgresql", SchemaScope::All)
}

fn made() -> (TestDatabase, Database) {
    let server = TestDatabase::create();
    let mut database = database(&server);
    database.run(include_str!("postgresql.sql"));
    (server, database)
}

#[test]
fn what_is_inspected_makes_the_same_again() {
    let (_server, mut original) = made();
    let empty = TestDatabase::create();
    let schema = check_round_trip(&mut original, &mut database(&empty));
    let count = |kind: fn(&SchemaObject) -> bool| {
        schema.objects.iter().filter(|object| kind(object)).count()
    };
    assert_eq!(
        count(|object| matches!(object, SchemaObject::Extension(_))),
        3
    );
    assert_eq!(count(|object| matches!(object, SchemaObject::Domain(_))), 2);
    assert_eq!(
        count(|object| matches!(object, SchemaObject::Routine(_))),
        11
    );
    assert_eq!(count(|object| matches!(object, SchemaObject::View(_))), 9);
    assert_eq!(
        count(|object| matches!(object, SchemaObject::Trigger(_))),
        5
    );
    assert_eq!(
        count(|object| matches!(object, SchemaObject::EventTrigger(_))),
        1
    );
    assert_eq!(
        count(|object| matches!(object, SchemaObject::RowSecurity(_))),
        2
    );
    assert_eq!(count(|object| matches!(object, SchemaObject::Policy(_))), 3);
    assert_eq!(count(|object| matches!(object, SchemaObject::Grant(_))), 6);
    assert_eq!(
        count(|object| matches!(object, SchemaObject::Partition(_))),
        3
    );
    assert_eq!(schema.unsupported, []);
}

#[test]
fn dependencies_tell_the_columns() {
    let (_server, mut database) = made();
    let dependencies = database.inspect().dependencies;
    let relation = |name: &str| ObjectIdentity::Relation(QualifiedName::new(name));
    let check = |dependent: ObjectIdentity, referenced: ObjectIdentity, columns: &[&str]| {
        let dependency = Dependency {
            dependent,
            referenced,
            columns: columns.iter().map(|name| (*name).into()).collect(),
        };
        assert!(dependencies.contains(&dependency), "{dependency:?}");
    };
    check(
        relation("big_orders"),
        relation("Order"),
        &["amount", "c", "id", "tenant"],
    );
    check(relation("over_totals"), relation("totals"), &[]);
    check(
        relation("Order"),
        ObjectIdentity::Type(QualifiedName::new("mood")),
        &[],
    );
    check(
        relation("Order"),
        ObjectIdentity::Extension("citext".into()),
        &[],
    );
    check(
        ObjectIdentity::Policy {
            table: QualifiedName::new("Order"),
            name: "tenant".into(),
        },
        relation("Order"),
        &["tenant"],
    );
}

#[test]
fn objects_become_others_and_back() {
    let (_server, mut database) = made();
    let view = |change: fn(&mut limbeck_schema::object::View)| {
        move |object: &mut SchemaObject| match object {
            SchemaObject::View(view) => change(view),
            other => panic!("{other:?} is not a view"),
        }
    };
    check_replace(
        &mut database,
        view(|view| {
            view.query = " SELECT (1)::bigint AS n,\n    2 AS m".trim().to_owned();
            view.comment = Some("two".to_owned());
            view.columns.push(ViewColumn {
                name: "m".into(),
                data_type: "integer".to_owned(),
                default: None,
                comment: Some("more".to_owned()),
            });
        }),
        "a_counted",
    );
    check_replace(
        &mut database,
        |object| match object {
            SchemaObject::Routine(routine) => {
                routine.definition = routine.definition.replace("SELECT a", "SELECT a || 'x'");
                routine.comment = None;
            }
            other => panic!("{other:?} is not a routine"),
        },
        "signature: \"text\"",
    );
    check_replace(
        &mut database,
        |object| match object {
            SchemaObject::Trigger(trigger) => trigger.firing = TriggerFiring::Always,
            other => panic!("{other:?} is not a trigger"),
        },
        "\"later\"",
    );
    check_replace(
        &mut database,
        |object| match object {
            SchemaObject::Policy(policy) => {
                policy.using = Some("false".to_owned());
                policy.roles = vec![Grantee::Public];
            }
            other => panic!("{other:?} is not a policy"),
        },
        "\"Ro\"",
    );
    check_replace(
        &mut database,
        |object| match object {
            SchemaObject::Grant(grant) if matches!(grant.on, GrantTarget::Table(_)) => {
                grant.privileges = vec![
                    Privilege {
                        name: "SELECT".to_owned(),
                        columns: vec!["id".into()],
                        grantable: false,
                    },
                    Privilege {
                        name: "UPDATE".to_owned(),
                        columns: Vec::new(),
                        grantable: false,
                    },
                ];
            }
            other => panic!("{other:?} is not such a grant"),
        },
        "Grant { on: Table(QualifiedName { schema: None, name: Identifier { text: \"Order\"",
    );
    check_replace(
        &mut database,
        |object| match object {
            SchemaObject::Domain(domain) => {
                domain.default = None;
                domain.not_null = false;
                domain.constraints.retain(|check| check.name.text == "gt");
            }
            other => panic!("{other:?} is not a domain"),
        },
        "\"pos\"",
    );
}

/// That a column of `Order` changes.
fn order(column: &str) -> Disturbance {
    Disturbance::Column {
        table: QualifiedName::new("Order"),
        column: column.into(),
    }
}

/// Drops what uses something that changes; what makes it again.
fn make_room(
    database: &mut Database,
    schema: &Schema,
    disturbances: &[Disturbance],
) -> Vec<Operation> {
    let creates: Vec<Operation> = dependents(schema, disturbances)
        .iter()
        .filter_map(|identity| schema.object(identity))
        .cloned()
        .map(|object| Operation::CreateObject(CreateObject { object }))
        .collect();
    for create in creates.iter().rev() {
        database.undo(create);
    }
    creates
}

#[test]
fn an_enum_gains_loses_and_reorders_labels() {
    let (_server, mut database) = made();
    database.run("INSERT INTO \"Order\" (id, tenant, state, states, n) VALUES (1, gen_random_uuid(), 'ok', '{ok,sad}', 1)");
    let schema = database.inspect();
    let data_type = ObjectIdentity::Type(QualifiedName::new("mood"));
    let creates = make_room(
        &mut database,
        &schema,
        &[
            order("state"),
            order("states"),
            Disturbance::Object(data_type),
        ],
    );
    assert_eq!(creates.len(), 2, "{creates:#?}");
    let labels = |database: &mut Database| database.inspect().enums[0].values.clone();
    let before = database.inspect().enums[0].clone();
    let columns = [("state", false, Some("'ok'::mood")), ("states", true, None)];
    let columns: Vec<EnumColumn> = columns
        .into_iter()
        .map(|(column, array, default)| EnumColumn {
            table: QualifiedName::new("Order"),
            column: column.into(),
            array,
            default: default.map(str::to_owned),
        })
        .collect();
    for wanted in [
        &["ok", "sad"][..],
        &["a", "sad", "b", "ok", "c"],
        &["sad", "ok", "z"],
    ] {
        let after = EnumType {
            values: wanted.iter().map(|label| (*label).to_owned()).collect(),
            ..before.clone()
        };
        let alter = Operation::AlterEnum(Box::new(AlterEnum {
            before: before.clone(),
            after,
            columns: columns.clone(),
        }));
        database.apply(&alter);
        assert_eq!(labels(&mut database), wanted);
        database.undo(&alter);
        assert_eq!(labels(&mut database), before.values);
    }
    let row = database
        .connection
        .query("SELECT state::text || states::text FROM \"Order\"")
        .expect("a row");
    assert_eq!(format!("{:?}", row.rows[0][0]), "Text(\"ok{ok,sad}\")");
    database.run("INSERT INTO \"Order\" (id, tenant, n) VALUES (2, gen_random_uuid(), 1)");
    for create in &creates {
        database.apply(create);
    }
    assert_same(&database.inspect(), &schema);
}

#[test]
fn what_uses_a_column_makes_room_for_its_new_type() {
    let (_server, mut database) = made();
    let schema = database.inspect();
    let creates = make_room(&mut database, &schema, &[order("amount")]);
    assert_eq!(creates.len(), 8, "{creates:#?}");
    database.run("ALTER TABLE \"Order\" ALTER COLUMN amount TYPE numeric(10, 2)");
    for create in &creates {
        database.apply(create);
    }
    assert_same(&database.inspect(), &schema);
}

#[test]
fn sequences_are_altered() {
    let server = TestDatabase::create();
    let mut database = database(&server);
    database.run("CREATE SEQUENCE q AS integer INCREMENT BY 2 MAXVALUE 9 CYCLE; CREATE SEQUENCE p");
    let schema = database.inspect();
    let [plain, narrow] = &schema.sequences[..] else {
        panic!("{:?}", schema.sequences);
    };
    let alter = Operation::AlterSequence(Box::new(AlterSequence {
        before: narrow.clone(),
        after: Sequence {
            name: narrow.name.clone(),
            ..plain.clone()
        },
    }));
    database.apply(&alter);
    let altered = &database.inspect().sequences[1];
    assert_eq!(
        (&altered.options, &altered.data_type),
        (&plain.options, &plain.data_type)
    );
    database.undo(&alter);
    assert_eq!(database.inspect(), schema);
}

#[test]
fn partitions_are_attached_again() {
    let server = TestDatabase::create();
    let mut database = database(&server);
    database.run(
        "CREATE TABLE m (at date NOT NULL, v integer) PARTITION BY RANGE (at);
         CREATE TABLE m_24 PARTITION OF m FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
         CREATE TABLE m_rest PARTITION OF m DEFAULT;
         CREATE INDEX m_v ON m (v);
         CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
         CREATE TRIGGER t AFTER INSERT ON m FOR EACH ROW EXECUTE FUNCTION f();",
    );
    let schema = database.inspect();
    let kinds = |kind: fn(&SchemaObject) -> bool| {
        schema.objects.iter().filter(|object| kind(object)).count()
    };
    assert_eq!(
        kinds(|object| matches!(object, SchemaObject::Partition(_))),
        2
    );
    // The partitions' own triggers are copies.
    assert_eq!(
        kinds(|object| matches!(object, SchemaObject::Trigger(_))),
        1
    );
    check_replace(
        &mut database,
        |object| match object {
            SchemaObject::Partition(partition) => {
                partition.bound = "FOR VALUES FROM ('2024-01-01') TO ('2026-01-01')".to_owned();
            }
            other => panic!("{other:?} is not a partition"),
        },
        "\"m_24\"",
    );
}

#[test]
fn rules_and_the_like_are_told_apart() {
    let server = TestDatabase::create();
    let mut database = database(&server);
    database.run(
        "CREATE TABLE t (id integer);
         CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING;
         CREATE AGGREGATE a (integer) (SFUNC = int4pl, STYPE = integer);
         CREATE TYPE pair AS (x integer, y integer);
         CREATE TYPE span AS RANGE (subtype = integer);",
    );
    let unsupported = database.inspect().unsupported;
    let found: Vec<String> = unsupported
        .iter()
        .map(|object| format!("{} {}", object.kind, object.name))
        .collect();
    assert_eq!(
        found,
        [
            "aggregate a",
            "composite type pair",
            "range type span",
            "rule r on t"
        ]
    );
}

#[test]
fn a_role_without_rights_sees_the_same() {
    let (server, mut database) = made();
    let schema = database.inspect();
    let mut limited = self::database(&server);
    limited.run("SET ROLE pg_signal_backend");
    assert_eq!(limited.inspect(), schema);
}

/// The migration of the chapter on tenants, in both directions, for a role that is there on every
/// server.
fn chapter() -> (String, String) {
    let text = include_str!("../../../../docs/row-level-security.md");
    let text = text.replace("shop_app", "pg_read_all_stats");
    let (_, script) = text.split_once("-- upgrade\n").expect("a section");
    let (upgrade, rest) = script.split_once("-- downgrade\n").expect("a section");
    let (downgrade, _) = rest.split_once("```").expect("an end");
    (upgrade.to_owned(), downgrade.to_owned())
}

#[test]
fn the_chapter_on_tenants_is_true() {
    const TABLE: &str = "CREATE TABLE orders (id integer PRIMARY KEY, tenant_id uuid NOT NULL)";
    const ONE: &str = "7d1cbe0e-26a4-4d1e-9c6c-9f1f7a0c0001";
    const OTHER: &str = "7d1cbe0e-26a4-4d1e-9c6c-9f1f7a0c0002";
    let server = TestDatabase::create();
    let mut database = database(&server);
    database.run(TABLE);
    let before = database.inspect();
    let (upgrade, downgrade) = chapter();
    database.run(&upgrade);

    // What the catalog says of it makes the same elsewhere.
    let after = database.inspect();
    assert_eq!(after.objects.len(), 3, "{:#?}", after.objects);
    let elsewhere = TestDatabase::create();
    let mut elsewhere = self::database(&elsewhere);
    elsewhere.run(TABLE);
    for object in &after.objects {
        let object = object.clone();
        elsewhere.apply(&Operation::CreateObject(CreateObject { object }));
    }
    assert_eq!(elsewhere.inspect().objects, after.objects);

    // It holds.
    database.run("SET ROLE pg_read_all_stats");
    assert!(database.connection.query("SELECT * FROM orders").is_err());
    for (id, tenant) in [(1, ONE), (2, OTHER)] {
        database.run(&format!(
            "SET app.tenant = '{tenant}'; INSERT INTO orders (id) VALUES ({id})"
        ));
        let seen = database
            .connection
            .query("SELECT id FROM orders")
            .expect("rows");
        assert_eq!(seen.rows, [[Value::Integer(id)]]);
    }
    let stolen = format!("INSERT INTO orders (id, tenant_id) VALUES (3, '{ONE}')");
    assert!(database.connection.query(&stolen).is_err());

    database.run(&format!("RESET ROLE; {downgrade}"));
    assert_same(&database.inspect(), &before);
}

/// The privileges of a role on a table with the columns `a` and `b`, as the catalog has them: for
/// each keyword that on the table and those on its columns, if any, and whether they are grantable.
fn privileges() -> impl Strategy<Value = Vec<Privilege>> {
    let one = || proptest::option::of(any::<bool>());
    let of_name = (one(), one(), one());
    proptest::collection::vec(of_name, 3).prop_map(|of_names| {
        let mut privileges = Vec::new();
        for (name, (whole, a, b)) in ["INSERT", "SELECT", "UPDATE"].into_iter().zip(of_names) {
            for grantable in [false, true] {
                let mut add = |columns: Vec<Identifier>| {
                    let name = name.to_owned();
                    privileges.push(Privilege {
                        name,
                        columns,
                        grantable,
                    });
                };
                if whole == Some(grantable) {
                    add(Vec::new());
                }
                let columns = [("a", a), ("b", b)].into_iter();
                let columns = columns.filter(|(_, given)| *given == Some(grantable));
                let columns: Vec<Identifier> = columns.map(|(name, _)| name.into()).collect();
                if !columns.is_empty() {
                    add(columns);
                }
            }
        }
        privileges.sort();
        privileges
    })
}

#[test]
fn whatever_is_granted_becomes_whatever_shall_be_granted() {
    let server = TestDatabase::create();
    let mut database = database(&server);
    database.run("CREATE TABLE t (a integer, b integer)");
    let grant = |privileges: &[Privilege]| {
        SchemaObject::Grant(Grant {
            on: GrantTarget::Table(QualifiedName::new("t")),
            grantee: Grantee::Role("pg_monitor".into()),
            privileges: privileges.to_vec(),
        })
    };
    let mut runner = TestRunner::new(Config {
        failure_persistence: None,
        ..Config::with_cases(24)
    });
    let database = RefCell::new(database);
    let result = runner.run(&(privileges(), privileges()), |(before, after)| {
        let mut database = database.borrow_mut();
        database.run("REVOKE ALL ON t FROM pg_monitor");
        let create = Operation::CreateObject(CreateObject {
            object: grant(&before),
        });
        let replace = Operation::ReplaceObject(Box::new(ReplaceObject {
            before: grant(&before),
            after: grant(&after),
        }));
        let expected = |privileges: &[Privilege]| match privileges {
            [] => Vec::new(),
            privileges => vec![grant(privileges)],
        };
        database.apply(&create);
        prop_assert_eq!(database.inspect().objects, expected(&before));
        database.apply(&replace);
        prop_assert_eq!(database.inspect().objects, expected(&after));
        database.undo(&replace);
        prop_assert_eq!(database.inspect().objects, expected(&before));
        database.undo(&create);
        prop_assert_eq!(database.inspect().objects, []);
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
}
