//! Server defaults that are strings or expressions.

use limbeck_dialects::comparison::{DefaultPair, Verdict};
use limbeck_schema::{Constraint, ServerDefault, Setting, Table, operation::AlterColumn};

use super::{
    Comparer, Wanted,
    columns::{ColumnPair, Next},
};
use crate::{CompareError, Comparing, Plugin, hooks::has_text, server::Answers};

impl Comparer<'_> {
    /// Asks the server at once about all defaults of which it has to say whether they are the same.
    pub(super) fn ask_about_defaults(
        &mut self,
        tables: &[(&Table, &Wanted<'_>)],
    ) -> Result<(), CompareError> {
        if self.options.compare_server_default == Comparing::Never
            || !self.options.plugins.has(Plugin::Defaults)
        {
            return Ok(());
        }
        let mut questions = Vec::new();
        for (existing_table, wanted) in tables {
            for column in &wanted.table.columns {
                let Some(existing) = existing_table.column(&column.name) else {
                    continue;
                };
                let pair = ColumnPair {
                    name: &wanted.name,
                    existing_table,
                    existing,
                    wanted_table: wanted.table,
                    wanted: column,
                };
                if let Some(Verdict::Ask(question)) = self.verdict(pair)? {
                    questions.push(question);
                }
            }
        }
        self.answers = Answers::ask(self.server, &questions)?;
        Ok(())
    }

    /// What the project's function says, if there is one.
    pub(super) fn default_by_hook(
        &mut self,
        pair: ColumnPair<'_>,
        alter: &mut AlterColumn,
    ) -> Result<Next, CompareError> {
        let existing = pair.existing.server_default.as_ref();
        if existing.is_none() && pair.wanted.server_default.is_none() {
            return Ok(Next::Continue);
        }
        alter.existing_server_default = setting(existing);
        match self.options.compare_server_default {
            Comparing::Never => return Ok(Next::Stop),
            Comparing::Always => return Ok(Next::Continue),
            Comparing::Hook => {}
        }
        let texts = (
            self.text(existing)?,
            self.text(pair.wanted.server_default.as_ref())?,
        );
        let differ = self.hooks.compare_server_default(
            (pair.existing_table, pair.existing),
            (pair.wanted_table, pair.wanted),
            texts.0.as_deref(),
            texts.1.as_deref(),
        )?;
        match differ {
            Some(true) => {
                alter.server_default = setting(pair.wanted.server_default.as_ref());
                self.log(
                    "server_defaults",
                    format!(
                        "User defined function compare_server_default detected server default on \
                         column '{}'",
                        pair.label()
                    ),
                );
                Ok(Next::Stop)
            }
            Some(false) => Ok(Next::Stop),
            None => Ok(Next::Continue),
        }
    }

    /// What the dialect says, or the server.
    pub(super) fn default_by_dialect(
        &mut self,
        pair: ColumnPair<'_>,
        alter: &mut AlterColumn,
    ) -> Result<(), CompareError> {
        let same = match self.verdict(pair)? {
            None | Some(Verdict::Same) => true,
            Some(Verdict::Different) => false,
            Some(Verdict::Ask(question)) => self.answers.decided(&question).unwrap_or(false),
        };
        if !same {
            alter.server_default = setting(pair.wanted.server_default.as_ref());
            self.log(
                "server_defaults",
                format!(
                    "Dialect impl {} detected server default on column '{}'",
                    self.dialect.implementation_name(),
                    pair.label()
                ),
            );
        }
        Ok(())
    }

    /// What the dialect makes of two defaults; `None` if there are none, or none that are compared by their texts.
    fn verdict(&self, pair: ColumnPair<'_>) -> Result<Option<Verdict>, CompareError> {
        let existing = pair.existing.server_default.as_ref();
        let wanted = pair.wanted.server_default.as_ref();
        if (existing.is_none() && wanted.is_none()) || !has_text(existing) || !has_text(wanted) {
            return Ok(None);
        }
        let (existing_text, wanted_text) = (self.text(existing)?, self.text(wanted)?);
        let counts = limbeck_dialects::ddl::autoincrement_column(pair.wanted_table)
            .is_some_and(|column| column.name == pair.wanted.name);
        let verdict = self.dialect.comparator().compare_defaults(&DefaultPair {
            existing: pair.existing,
            wanted: pair.wanted,
            counts,
            existing_in_key: is_in_key(pair.existing_table, pair.existing),
            existing_text: existing_text.as_deref(),
            wanted_text: wanted_text.as_deref(),
            wanted_is_expression: matches!(wanted, Some(ServerDefault::Expression(_))),
        });
        Ok(Some(verdict))
    }

    /// The text of a default that has one.
    fn text(&self, default: Option<&ServerDefault>) -> Result<Option<String>, CompareError> {
        Ok(match default {
            Some(ServerDefault::Literal(text)) => Some(text.clone()),
            Some(ServerDefault::Expression(expression)) => {
                Some(self.dialect.default_text(expression)?)
            }
            None
            | Some(
                ServerDefault::Identity(_) | ServerDefault::Computed(_) | ServerDefault::Fetched,
            ) => None,
        })
    }
}

fn setting(default: Option<&ServerDefault>) -> Setting<ServerDefault> {
    default.map_or(Setting::Unset, |default| Setting::Set(default.clone()))
}

fn is_in_key(table: &Table, column: &limbeck_schema::Column) -> bool {
    table.constraints.iter().any(|constraint| match constraint {
        Constraint::PrimaryKey(key) => key.columns.contains(&column.name),
        _ => false,
    })
}
