//! One database that limbeck and Alembic work on in turns: neither notices the other.

use super::{Kind, Side, history, texts};
use crate::original::Alembic;

/// Who carries out a command.
#[derive(Clone, Copy, Debug)]
enum Tool {
    Alembic,
    Limbeck,
}

use Tool::{Alembic as A, Limbeck as L};

/// Commands that begin and end in the middle of what the other tool has done.
const TURNS: [(Tool, &[&str]); 8] = [
    (A, &["upgrade", "r02"]),
    (L, &["upgrade", "+3"]),
    (A, &["downgrade", "-1"]),
    (L, &["upgrade", "head"]),
    (A, &["downgrade", "r03"]),
    (L, &["downgrade", "base"]),
    (A, &["upgrade", "r05"]),
    (L, &["upgrade", "heads"]),
];

fn check(kind: Kind, seed: u64) {
    let Some(alembic) = Alembic::found() else {
        return;
    };
    let steps = history(kind, seed);
    let (shared, alone) = (Side::new(kind, &steps), Side::new(kind, &steps));
    for (tool, arguments) in TURNS {
        match tool {
            Tool::Alembic => alembic.run(&shared.project, arguments),
            Tool::Limbeck => shared.project.run(arguments),
        }
        .exits(0);
        alembic.run(&alone.project, arguments).exits(0);
        assert_eq!(
            shared.catalog(),
            alone.catalog(),
            "{tool:?} {arguments:?}, seed {seed}:\n{}",
            texts(&steps)
        );
    }
    let current = alembic.run(&shared.project, &["current"]).exits(0).stdout;
    shared.project.run(&["current"]).exits(0).prints(&current);
}

#[test]
fn on_postgresql() {
    check(Kind::Postgresql, 11);
}

#[test]
fn on_mariadb() {
    check(Kind::Mysql, 12);
}

#[test]
fn on_sqlite() {
    check(Kind::Sqlite, 13);
}
