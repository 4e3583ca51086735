//! Views, triggers and routines.

use limbeck_schema::{
    SchemaObject,
    object::{Routine, View, ViewKind},
};

use crate::{
    Compilation, CompileError,
    ddl::{Context, objects},
};

/// Creates an object.
pub(super) fn create(
    cx: &Context<'_>,
    object: &SchemaObject,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    match object {
        SchemaObject::View(view) if view.kind == ViewKind::Plain => {
            compilation.push(create_view(cx, view, "CREATE"));
        }
        SchemaObject::Routine(routine) => compilation.push(create_routine(cx, routine)),
        other => objects::standard_create(cx, other, compilation)?,
    }
    Ok(())
}

/// Drops an object.
pub(super) fn drop(
    cx: &Context<'_>,
    object: &SchemaObject,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    match object {
        SchemaObject::Routine(routine) => compilation.push(format!(
            "DROP {} {}",
            routine.kind.keyword(),
            cx.qualified(&routine.name)
        )),
        other => objects::standard_drop(cx, other, compilation)?,
    }
    Ok(())
}

/// Only views can be replaced on all servers.
pub(super) fn replaces_in_place(before: &SchemaObject, after: &SchemaObject) -> bool {
    matches!(
        (before, after),
        (SchemaObject::View(_), SchemaObject::View(_))
    )
}

/// `CREATE OR REPLACE VIEW`.
pub(super) fn replace(
    cx: &Context<'_>,
    after: &SchemaObject,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    match after {
        SchemaObject::View(view) if view.kind == ViewKind::Plain => {
            compilation.push(create_view(cx, view, "CREATE OR REPLACE"));
            Ok(())
        }
        other => Err(objects::refused(cx, other)),
    }
}

/// The options stand on both sides of the view.
fn create_view(cx: &Context<'_>, view: &View, words: &str) -> String {
    let option = |name: &str| {
        view.options
            .iter()
            .find(|(option, _)| option == name)
            .map(|(_, value)| value)
    };
    let mut sql = words.to_owned();
    if let Some(algorithm) = option("algorithm") {
        sql.push_str(&format!(" ALGORITHM={algorithm}"));
    }
    if let Some(security) = option("sql_security") {
        sql.push_str(&format!(" SQL SECURITY {security}"));
    }
    sql.push(' ');
    sql.push_str(&objects::view_clause(cx, view));
    if let Some(check) = option("check_option") {
        sql.push_str(&format!(" WITH {check} CHECK OPTION"));
    }
    sql
}

fn create_routine(cx: &Context<'_>, routine: &Routine) -> String {
    format!(
        "CREATE {} {}({}){}",
        routine.kind.keyword(),
        cx.qualified(&routine.name),
        cx.verbatim(&routine.arguments),
        cx.verbatim(&routine.definition)
    )
}

#[cfg(test)]
mod tests {
    use limbeck_schema::{
        Operation,
        object::{RoutineKind, Trigger, TriggerFiring},
        operation::{CreateObject, DropObject, ReplaceObject},
    };

    use super::*;
    use crate::ddl::testing::{check_on, name};

    #[track_caller]
    fn check(dialect: &str, object: SchemaObject, created: &str, dropped: &str) {
        let create = Operation::CreateObject(CreateObject {
            object: object.clone(),
        });
        check_on(dialect, create, created);
        check_on(
            dialect,
            Operation::DropObject(DropObject { object }),
            dropped,
        );
    }

    fn view(options: &[(&str, &str)]) -> SchemaObject {
        SchemaObject::View(View {
            name: name("v"),
            kind: ViewKind::Plain,
            names: vec!["a".into()],
            columns: Vec::new(),
            query: "select 1".to_owned(),
            options: options
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            comment: None,
        })
    }

    #[test]
    fn views_have_their_options_around_them() {
        let full = view(&[
            ("algorithm", "MERGE"),
            ("check_option", "LOCAL"),
            ("sql_security", "INVOKER"),
        ]);
        let clause = "ALGORITHM=MERGE SQL SECURITY INVOKER VIEW v (a) AS select 1 \
                      WITH LOCAL CHECK OPTION;";
        check(
            "mysql",
            full.clone(),
            &format!("CREATE {clause}"),
            "DROP VIEW v;",
        );
        let replace = ReplaceObject {
            before: view(&[]),
            after: full,
        };
        check_on(
            "mariadb",
            Operation::ReplaceObject(Box::new(replace)),
            &format!("CREATE OR REPLACE {clause}"),
        );
        // There are no further options elsewhere.
        check(
            "sqlite",
            view(&[]),
            "CREATE VIEW v (a) AS select 1;",
            "DROP VIEW v;",
        );
    }

    #[test]
    fn routines_and_triggers_are_dropped_by_name() {
        let routine = SchemaObject::Routine(Routine {
            name: name("s.f"),
            kind: RoutineKind::Procedure,
            signature: String::new(),
            arguments: "IN a int".to_owned(),
            parameters: "IN a int".to_owned(),
            defaults: 0,
            returns: None,
            language: "SQL".to_owned(),
            definition: " BEGIN END".to_owned(),
            comment: None,
        });
        check(
            "mariadb",
            routine.clone(),
            "CREATE PROCEDURE s.f(IN a int) BEGIN END;",
            "DROP PROCEDURE s.f;",
        );
        let refused = "error: Compiler of dialect 'sqlite' can't render element of type PROCEDURE";
        check("sqlite", routine, refused, refused);
        let trigger = SchemaObject::Trigger(Trigger {
            name: "g".into(),
            table: name("s.t"),
            definition: "CREATE TRIGGER ...".to_owned(),
            firing: TriggerFiring::Origin,
            comment: None,
        });
        check("mysql", trigger, "CREATE TRIGGER ...;", "DROP TRIGGER s.g;");
    }
}
