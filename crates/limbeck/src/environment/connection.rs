//! `connection.*`: what `env.py` does with its connections.

use std::cell::RefCell;

use limbeck_dialects::Dialect;
use limbeck_python::{Raise, Tree};
use limbeck_runtime::{MigrationSink, Session};
use limbeck_schema::operation::SqlStatement;
use limbeck_scripts::python::{answer, sink_exception, translate_schemas};
use limbeck_scripts::{OperationSink, Origin, TransactionControl};

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

    /// Whether none has been opened.
    pub(super) fn is_empty(&self) -> bool {
        self.slots.borrow().is_empty()
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
            "schema_translate_map" => self.connections.with(number, |session| {
                translate_schemas(session, arguments.get("map"))
            })?,
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
        self.connections.with(number, |session| {
            if level == "AUTOCOMMIT" {
                return session.set_autocommit(true).map_err(sink_exception);
            }
            let control = session.dialect().session();
            if !control.isolation_levels().contains(&level.as_str()) {
                return Err(unknown_level(session.dialect(), &level));
            }
            if session.in_transaction() {
                return Err(Raise::new(
                    "sqlalchemy.exc.InvalidRequestError",
                    "This connection has already initialized a SQLAlchemy Transaction() object \
                     via begin() or autobegin; isolation_level may not be altered unless \
                     rollback() or commit() is called first.",
                ));
            }
            session.set_autocommit(false).map_err(sink_exception)?;
            let set = SqlStatement::Verbatim(control.set_isolation_level(&level));
            let done = session.query(set, &Origin::default());
            done.and_then(|_| session.commit()).map_err(sink_exception)
        })
    }
}

/// The error for a level that the database does not have.
fn unknown_level(dialect: &dyn Dialect, level: &str) -> Raise {
    let mut known = dialect.session().isolation_levels().to_vec();
    known.push("AUTOCOMMIT");
    known.sort_unstable();
    Raise::new(
        "sqlalchemy.exc.ArgumentError",
        format!(
            "Invalid value '{level}' for isolation_level. Valid isolation levels for '{}' are {}",
            dialect.name(),
            known.join(", ")
        ),
    )
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
