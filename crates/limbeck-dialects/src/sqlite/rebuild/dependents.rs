//! What hangs on a table: triggers, views, the rows that refer to it.

use super::{super::inspection::filled, Answers, existing::in_schema};
use crate::{
    batch::{
        Check, Dependents, ExistingTable,
        words::{mentions, same_name},
    },
    compile::Rebuilding,
    ddl::Context,
    inspection::rows,
};
use limbeck_schema::{Literal, OptionValue, QualifiedName};

/// What has to be made again, switched off or looked after when the table is copied.
///
/// The order of things is that of <https://www.sqlite.org/lang_altertable.html#otheralter>.
pub(super) fn find(
    cx: &Context<'_>,
    existing: &ExistingTable,
    answers: &Answers<'_>,
) -> Dependents {
    let mut dependents = Dependents::default();
    if cx.options.rebuilding == Rebuilding::AsAlembic {
        return dependents;
    }
    let table = &existing.table.name;
    objects(cx, existing, answers, &mut dependents);
    switches(table, answers, &mut dependents);
    if existing
        .table
        .options
        .get("sqlite_autoincrement")
        .is_some_and(|value| *value == OptionValue::Literal(Literal::Boolean(true)))
    {
        dependents.after_copy.push(keep_sequence(cx, table));
    }
    dependents.referred_columns = rows(answers.children)
        .filter_map(|row| row.text("referred").map(str::to_owned))
        .collect();
    dependents
}

/// Triggers of the table go with it; views and triggers elsewhere stay, and must still work.
fn objects(
    cx: &Context<'_>,
    existing: &ExistingTable,
    answers: &Answers<'_>,
    dependents: &mut Dependents,
) {
    let table = &existing.table.name;
    let mut triggering: Vec<String> = Vec::new();
    for row in rows(answers.objects) {
        let (Some(kind), Some(name), Some(sql)) =
            (row.text("type"), row.text("name"), row.text("sql"))
        else {
            continue;
        };
        let holder = row.text("table_name").unwrap_or_default();
        match kind {
            "trigger" if row.flag("is_own") => {
                dependents.restore.push(in_schema(cx, table, sql));
            }
            "trigger" if same_name(holder, table.name.as_str()) => {
                // A temporary trigger on the table goes with it, too.
                dependents
                    .restore
                    .push(sql.replacen("CREATE TRIGGER", "CREATE TEMP TRIGGER", 1));
            }
            "trigger" | "view" if mentions(sql, table.name.as_str()) => {}
            _ => continue,
        }
        dependents.texts.push(sql.to_owned());
        if kind == "view" {
            dependents.checks.push(Check::Runs(format!(
                "SELECT 1 FROM {} LIMIT 0",
                cx.quote(&name.into())
            )));
        } else if !triggering.iter().any(|other| same_name(other, holder)) {
            triggering.push(holder.to_owned());
        }
    }
    for holder in triggering {
        let is_own = same_name(&holder, table.name.as_str());
        let holder = if is_own {
            cx.qualified(table)
        } else {
            cx.quote(&holder.into())
        };
        // A trigger is compiled with the statement that fires it.
        dependents.checks.push(Check::Runs(format!(
            "EXPLAIN INSERT INTO {holder} DEFAULT VALUES"
        )));
        dependents
            .checks
            .push(Check::Runs(format!("EXPLAIN DELETE FROM {holder}")));
        dependents.has_triggers |= is_own;
    }
}

/// Foreign keys are not enforced while the table is copied: its end would delete, change or
/// refuse the rows that refer to it. Views and triggers are not looked at while it is gone.
fn switches(table: &QualifiedName, answers: &Answers<'_>, dependents: &mut Dependents) {
    let Some(row) = rows(answers.state).next() else {
        return;
    };
    if row.flag("foreign_keys") {
        dependents.before.push("PRAGMA foreign_keys=OFF".to_owned());
        dependents.after.push("PRAGMA foreign_keys=ON".to_owned());
        let schema = table.schema.as_ref().map(|schema| schema.as_str());
        dependents.checks.push(Check::DoesNotGrow {
            query: filled(
                include_str!("violations.sql"),
                schema,
                Some(table.name.as_str()),
            ),
            message: format!(
                "The copy of table '{table}' has rows without the rows that they refer to: \
                 {{}}."
            ),
            help: "Correct these rows before the batch, or leave out the foreign key.".to_owned(),
        });
    }
    if row.flag("has_others") && !row.flag("legacy_alter_table") {
        dependents
            .before
            .push("PRAGMA legacy_alter_table=ON".to_owned());
        dependents
            .after
            .push("PRAGMA legacy_alter_table=OFF".to_owned());
    }
}

/// The numbers that a key has counted to, rows that are gone included.
fn keep_sequence(cx: &Context<'_>, table: &QualifiedName) -> String {
    let schema = table
        .schema
        .as_ref()
        .map_or_else(String::new, |schema| format!("{}.", cx.quote(schema)));
    let literal = |name: &str| format!("'{}'", name.replace('\'', "''"));
    format!(
        "UPDATE {schema}sqlite_sequence SET seq = (SELECT seq FROM {schema}sqlite_sequence WHERE \
         name = {}) WHERE name = {}",
        literal(table.name.as_str()),
        literal(crate::batch::temporary_name(table).name.as_str())
    )
}
