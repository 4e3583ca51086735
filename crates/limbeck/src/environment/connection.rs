//! `connection.*`: what `env.py` does with its connections.

use std::cell::RefCell;

use limbeck_python::{Raise, Tree};
use limbeck_runtime::{MigrationSink, Session};
use limbeck_scripts::python::{answer, sink_exception};
use limbeck_scripts::{OperationSink, TransactionControl};

use super::Environment;
use super::arguments::Arguments;
use super::context::version_tree;

/// The connections of a run, by number.
#[derive(Default)]
pub(super) struct Connections {
    slots: RefCell<Vec<Slot>>,
}

enum Slot {
    Open(Box<Session>),
    /// A call on it is under way.
    Busy,
    Closed,
}

impl Connections {
    /// Keeps a session and gives it a number.
    pub(super) fn add(&self, session: Session) -> usize {
        let mut slots = self.slots.borrow_mut();
        slots.push(Slot::Open(Box::new(session)));
        slots.len() - 1
    }

    /// Runs `f` on a session. A call on the same session from within is refused.
    pub(super) fn with<T>(
        &self,
        number: usize,
        f: impl FnOnce(&mut Session) -> Result<T, Raise>,
    ) -> Result<T, Raise> {
        let taken = match self.slots.borrow_mut().get_mut(number) {
            Some(slot) => std::mem::replace(slot, Slot::Busy),
            None => Slot::Closed,
        };
        let (result, after) = match taken {
            Slot::Open(mut session) => (f(&mut session), Slot::Open(session)),
            Slot::Busy => (
                Err(Raise::new(
                    "sqlalchemy.exc.InvalidRequestError",
                    "This connection is at work already: use the one that op.get_bind() gives",
                )),
                Slot::Busy,
            ),
            Slot::Closed => (
                Err(Raise::new(
                    "sqlalchemy.exc.ResourceClosedError",
                    "This Connection is closed",
                )),
                Slot::Closed,
            ),
        };
        if let Some(slot) = self.slots.borrow_mut().get_mut(number) {
            *slot = after;
        }
        result
    }

    /// Closes a session: what it had not committed is rolled back.
    fn close(&self, number: usize) {
        let closed = self
            .slots
            .borrow_mut()
            .get_mut(number)
            .map(|slot| std::mem::replace(slot, Slot::Closed));
        drop(closed);
    }
}

impl Environment<'_, '_> {
    pub(super) fn connection_call(
        &self,
        name: &str,
        call: &str,
        tree: Tree,
    ) -> Result<Tree, Raise> {
        let arguments = Arguments::new(name, tree.clone());
        let Some(number) = arguments.connection("connection")? else {
            // The connection of a run that only writes SQL.
            return self.operation_call(name, &tree);
        };
        match call {
            "close" => self.connections.close(number),
            "isolation_level" => {
                if let Some(level) = arguments.optional_text("level")? {
                    self.set_isolation_level(number, level)?;
                }
            }
            "schema_translate_map" => refuse_translation(arguments.get("map"))?,
            // The listeners of the event `connect` have run: what they began is no transaction of
            // the program's.
            "ready" => self.connections.with(number, |session| {
                if session.in_transaction() {
                    session.commit().map_err(sink_exception)?;
                }
                Ok(())
            })?,
            _ => {
                let answered = self
                    .connections
                    .with(number, |session| answer(session, name, &tree).transpose())?;
                if let Some(answer) = answered {
                    return Ok(answer);
                }
                return self
                    .connections
                    .with(number, |session| control(session, call, &arguments));
            }
        }
        Ok(Tree::None)
    }

    pub(super) fn set_isolation_level(&self, number: usize, level: &str) -> Result<(), Raise> {
        let level = level.to_uppercase().replace('_', " ");
        let autocommit = level == "AUTOCOMMIT";
        if !autocommit {
            let message = format!(
                "the isolation level {level} is not set: the database's own level applies to \
                 this run"
            );
            self.run.log.observer().warning("UserWarning", &message);
        }
        self.connections.with(number, |session| {
            session.set_autocommit(autocommit).map_err(sink_exception)
        })
    }
}

/// Transactions of a session, and facts about it.
fn control(session: &mut Session, call: &str, arguments: &Arguments) -> Result<Tree, Raise> {
    let done = |result: Result<(), limbeck_scripts::SinkError>| {
        result.map(|()| Tree::None).map_err(sink_exception)
    };
    match call {
        "scheme" => Ok(Tree::Str(session.engine().url().driver_name.clone())),
        "server_version" => Ok(version_tree(session.server_version())),
        "in_transaction" => Ok(Tree::Bool(session.in_transaction())),
        "begin" => {
            if session.in_transaction() {
                return Err(Raise::new(
                    "sqlalchemy.exc.InvalidRequestError",
                    "This connection has already initialized a SQLAlchemy Transaction() object \
                     via begin() or autobegin; can't call begin() here unless rollback() or \
                     commit() is called first.",
                ));
            }
            done(session.begin())
        }
        "commit" => done(session.commit()),
        "rollback" => done(session.rollback()),
        _ => savepoint(session, call, arguments),
    }
}

/// Savepoints, which scripts control in the same words.
pub(super) fn savepoint(
    sink: &mut dyn OperationSink,
    call: &str,
    arguments: &Arguments,
) -> Result<Tree, Raise> {
    let control = match call {
        "begin_nested" => {
            let name = format!("sa_savepoint_{}", arguments.number("savepoint")?);
            sink.transaction(TransactionControl::Savepoint(name.clone()))
                .map_err(sink_exception)?;
            return Ok(Tree::Str(name));
        }
        "commit_nested" => {
            TransactionControl::ReleaseSavepoint(arguments.text("savepoint")?.to_owned())
        }
        "rollback_nested" => {
            TransactionControl::RollbackToSavepoint(arguments.text("savepoint")?.to_owned())
        }
        _ => return Err(super::unknown_call("connection", call)),
    };
    sink.transaction(control)
        .map(|()| Tree::None)
        .map_err(sink_exception)
}

/// `schema_translate_map` renames schemas in every statement, which compilation does not do yet.
pub(super) fn refuse_translation(map: &Tree) -> Result<(), Raise> {
    match map {
        Tree::None => Ok(()),
        Tree::Dict(pairs) if pairs.iter().all(|(from, to)| from == to) => Ok(()),
        _ => Err(Raise::new(
            "NotImplementedError",
            "limbeck does not know schema_translate_map: set the schema with `SET search_path`, \
             or run this with Alembic itself",
        )),
    }
}
