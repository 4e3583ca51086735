//! [`SessionControl`]: the words with which a runtime keeps a session in order.

use std::time::Duration;

use limbeck_database::DatabaseError;
use limbeck_schema::QualifiedName;

/// The queries of an advisory lock that keeps two runs from working on one database at once.
///
/// Where the database can, the lock belongs to the transaction that takes it: the server releases
/// it when that ends, however it ends, and a pooler that lends a server to one transaction at a
/// time keeps it too. Elsewhere it belongs to the session, which may take it more than once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdvisoryLock {
    /// Takes the lock if it is free, without waiting: one row, one boolean.
    pub try_lock: String,
    /// Takes the lock, waiting for it.
    pub lock: String,
    /// Who holds the lock: no row if nobody does, else the columns `pid`, `application_name`,
    /// `client_address` and `held_since` (texts or NULL).
    pub holder: String,
    /// Gives back a lock of the session, as often as it was taken; `None` where the lock is the
    /// transaction's.
    pub release: Option<String>,
}

/// Which of a run's advisory locks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockScope {
    /// Held by a session of its own while the run lasts.
    Run,
    /// Held by every transaction in which the run writes: a run whose client was killed is over
    /// only when the server has noticed.
    Transaction,
}

/// What a statement does to the transaction it runs in, where DDL cannot be rolled back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatementKind {
    /// Nothing of it stays once the session is over: it reads, or sets the session up.
    Transient,
    /// It makes something that goes with the session, and that later statements may be about.
    Temporary,
    /// What it changes is final with the transaction.
    Transactional,
    /// It commits what came before it, and is final by itself.
    ImplicitCommit,
}

/// How to find out whether a statement took effect that was running when its client was killed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It may run again: that changes nothing if it took effect already.
    Repeatable,
    /// An SQL expression over the catalog that is true once it has taken effect, and was false
    /// before.
    Asked(String),
    /// The catalog does not tell.
    Unknown,
}

/// How a dialect controls sessions and transactions; the text of every method is complete SQL
/// without a terminator.
///
/// The counterpart in Alembic is spread over `DefaultImpl.emit_begin()`, SQLAlchemy's dialect
/// hooks (`do_begin`, `do_savepoint`, `has_table`) and the driver.
pub trait SessionControl: Send + Sync {
    /// Opens a transaction that will write.
    fn begin(&self) -> &'static str {
        "BEGIN"
    }

    /// Ends a transaction for good.
    fn commit(&self) -> &'static str {
        "COMMIT"
    }

    /// Undoes a transaction.
    fn rollback(&self) -> &'static str {
        "ROLLBACK"
    }

    /// The word that opens a transaction in a script written with `--sql`
    /// (`DefaultImpl.emit_begin()`).
    fn script_begin(&self) -> &'static str {
        "BEGIN"
    }

    /// The word that ends a transaction in a script written with `--sql`
    /// (`DefaultImpl.emit_commit()`).
    fn script_commit(&self) -> &'static str {
        "COMMIT"
    }

    /// What ends every statement of a script (`DefaultImpl.command_terminator`).
    fn command_terminator(&self) -> &'static str {
        ";"
    }

    /// Sets a savepoint; `name` is a plain word.
    fn savepoint(&self, name: &str) -> String {
        format!("SAVEPOINT {name}")
    }

    /// Forgets a savepoint.
    fn release_savepoint(&self, name: &str) -> String {
        format!("RELEASE SAVEPOINT {name}")
    }

    /// Undoes everything since a savepoint.
    fn rollback_to_savepoint(&self, name: &str) -> String {
        format!("ROLLBACK TO SAVEPOINT {name}")
    }

    /// Whether a savepoint outside of any transaction begins one.
    fn savepoint_begins_transaction(&self) -> bool {
        false
    }

    /// An advisory lock for runs that keep their state in that version table; `None` where the
    /// database has no such locks and [`SessionControl::begin`] keeps other writers away.
    fn advisory_lock(
        &self,
        version_table: &QualifiedName,
        scope: LockScope,
    ) -> Option<AdvisoryLock>;

    /// Whether [`SessionControl::advisory_lock`] gives any.
    fn has_advisory_locks(&self) -> bool;

    /// Whether a transaction can only be rolled back once a statement in it has failed.
    fn failure_ends_transaction(&self) -> bool;

    /// Statements at the start of a transaction that may be idle for long, so that no timeout
    /// ends it.
    fn allow_idle_transaction(&self) -> &'static [&'static str] {
        &[]
    }

    /// Checks within a transaction what would otherwise be checked when it is committed; `None` where nothing is.
    fn check_deferred(&self) -> Option<&'static str> {
        None
    }

    /// Bounds the time that a statement of this session waits for a lock of another session.
    fn lock_timeout(&self, timeout: Duration) -> String;

    /// Statements that bring a new session into the state that migrations expect.
    fn prepare_session(&self) -> &'static [&'static str] {
        &[]
    }

    /// The isolation levels that SQLAlchemy knows for the database, apart from `AUTOCOMMIT`.
    fn isolation_levels(&self) -> &'static [&'static str] {
        &[
            "SERIALIZABLE",
            "READ UNCOMMITTED",
            "READ COMMITTED",
            "REPEATABLE READ",
        ]
    }

    /// Isolates the transactions of this session as a level says, from the next one on.
    fn set_isolation_level(&self, level: &str) -> String {
        format!("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL {level}")
    }

    /// Keeps this session from changing anything from now on.
    fn read_only(&self) -> &'static str {
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"
    }

    /// Whether a statement failed because the session may only read.
    fn is_read_only_violation(&self, error: &DatabaseError) -> bool;

    /// Asks whether a table exists: exactly one row with one boolean (or 0 and 1). A table
    /// without schema is looked for where an unqualified name would find it.
    fn table_exists(&self, table: &QualifiedName) -> String;

    /// Whether a statement failed because a table that it names does not exist.
    fn is_undefined_table(&self, error: &DatabaseError) -> bool;

    /// Whether a statement failed because another session holds a lock, so that the same
    /// statement may work later.
    fn is_lock_contention(&self, error: &DatabaseError) -> bool;

    /// What an INSERT into a table with a primary key asks back, as it stands after RETURNING;
    /// `None` where SQLAlchemy does not ask (`insert_returning`). `table` is quoted already.
    fn implicit_returning(&self, table: &str, column: &str) -> Option<String> {
        let _ = (table, column);
        None
    }

    /// Asks for facts about the server: exactly one row with the text columns `database`,
    /// `user`, `version` and the boolean (or 0 and 1) `read_only`.
    fn server_facts(&self) -> &'static str;

    /// Whether a statement of the user cannot run inside a transaction, as far as its first
    /// words tell (`CREATE INDEX CONCURRENTLY`, `VACUUM`); used for a helpful message only.
    fn needs_autocommit(&self, statement: &str) -> bool;

    /// What a statement does to the transaction; asked only where DDL cannot be rolled back
    /// ([`Capabilities::rolls_back_ddl`](crate::Capabilities::rolls_back_ddl)).
    fn statement_kind(&self, statement: &str) -> StatementKind {
        let _ = statement;
        StatementKind::Transactional
    }

    /// What makes a table one that takes part in transactions and holds any text, whatever the
    /// database's defaults are, as it stands behind the definition of its columns.
    fn transactional_table(&self) -> &'static str {
        ""
    }

    /// How to find out whether a statement took effect; asked only where DDL cannot be rolled back.
    fn effect(&self, statement: &str) -> Effect {
        let _ = statement;
        Effect::Unknown
    }

    /// Whether a statement sets up the session, in a transaction or not: it opens none.
    fn opens_no_transaction(&self, statement: &str) -> bool {
        let _ = statement;
        false
    }

    /// Whether a statement must run outside of a transaction that the runtime opened on its own
    /// account, because it fails or has no effect inside, though the Python driver would not
    /// have opened one.
    fn steps_out_of_transaction(&self, statement: &str) -> bool {
        let _ = statement;
        false
    }
}
