//! The header of a script in SQL.

use crate::header::ScriptHeader;

use super::error::{Problem, SqlScriptError};
use super::line::list;
use super::script::Transactions;

/// A line that a header may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Revision,
    DownRevision,
    BranchLabels,
    DependsOn,
    Message,
    CreateDate,
    Transaction,
}

/// The names of all keys.
pub(super) const KEYS: [&str; 7] = [
    Key::Revision.name(),
    Key::DownRevision.name(),
    Key::BranchLabels.name(),
    Key::DependsOn.name(),
    Key::Message.name(),
    Key::CreateDate.name(),
    Key::Transaction.name(),
];

impl Key {
    /// The key of a name, in which a hyphen is as good as an underscore.
    pub(super) fn of(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase().replace('-', "_");
        [
            Key::Revision,
            Key::DownRevision,
            Key::BranchLabels,
            Key::DependsOn,
            Key::Message,
            Key::CreateDate,
            Key::Transaction,
        ]
        .into_iter()
        .find(|key| key.name() == name)
    }

    /// Its name.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Key::Revision => "revision",
            Key::DownRevision => "down_revision",
            Key::BranchLabels => "branch_labels",
            Key::DependsOn => "depends_on",
            Key::Message => "message",
            Key::CreateDate => "create_date",
            Key::Transaction => "transaction",
        }
    }
}

/// What has been read of a header.
#[derive(Debug, Default)]
pub(super) struct HeaderLines {
    revision: Option<String>,
    down_revisions: Option<Vec<String>>,
    branch_labels: Vec<String>,
    depends_on: Vec<String>,
    message: Vec<String>,
    create_date: Option<String>,
    transactions: Option<Transactions>,
}

impl HeaderLines {
    /// Takes a line.
    pub(super) fn take(
        &mut self,
        key: Key,
        value: &str,
        line: usize,
    ) -> Result<(), SqlScriptError> {
        let wrong = || {
            let value = value.to_owned();
            let key = key.name();
            Problem::WrongValue { key, value }.at(line)
        };
        let names = || -> Result<Vec<String>, SqlScriptError> {
            if value.contains(['\'', '"', '(', ')', '[', ']']) {
                return Err(wrong());
            }
            Ok(list(value).map(str::to_owned).collect())
        };
        match key {
            Key::Revision => match names()?.as_slice() {
                [revision] => once(key, &mut self.revision, revision.clone(), line)?,
                _ => return Err(wrong()),
            },
            Key::DownRevision => {
                let names = match names()?.as_slice() {
                    [none] if none.eq_ignore_ascii_case("none") => Vec::new(),
                    names => names.to_vec(),
                };
                self.down_revisions.get_or_insert_default().extend(names);
            }
            Key::BranchLabels => self.branch_labels.extend(names()?),
            Key::DependsOn => self.depends_on.extend(names()?),
            Key::Message => self.message.push(value.to_owned()),
            Key::CreateDate => once(key, &mut self.create_date, value.to_owned(), line)?,
            Key::Transaction => {
                let transactions = match value.to_ascii_lowercase().as_str() {
                    "on" => Transactions::On,
                    "off" => Transactions::Off,
                    _ => return Err(wrong()),
                };
                once(key, &mut self.transactions, transactions, line)?;
            }
        }
        Ok(())
    }

    /// The header, and what it says about transactions.
    pub(super) fn finish(self) -> Result<(ScriptHeader, Transactions), SqlScriptError> {
        let missing = |key: Key| Problem::Missing(key.name()).of_script();
        let mut long_doc = self.message.join("\n");
        if let Some(date) = &self.create_date {
            long_doc.push_str(&format!("\n\nCreate Date: {date}"));
        }
        let header = ScriptHeader {
            revision: Some(self.revision.ok_or_else(|| missing(Key::Revision))?),
            down_revisions: self
                .down_revisions
                .ok_or_else(|| missing(Key::DownRevision))?,
            branch_labels: self.branch_labels,
            depends_on: self.depends_on,
            long_doc: long_doc.trim().to_owned(),
        };
        Ok((header, self.transactions.unwrap_or_default()))
    }
}

/// Sets what may be set once.
fn once<T>(key: Key, slot: &mut Option<T>, value: T, line: usize) -> Result<(), SqlScriptError> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(Problem::Repeated(key.name()).at(line)),
    }
}
