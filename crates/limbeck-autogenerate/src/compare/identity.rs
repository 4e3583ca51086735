//! Identity columns.

use limbeck_schema::{Identity, SequenceOptions, ServerDefault, Setting, operation::AlterColumn};

use super::{
    Comparer,
    columns::{ColumnPair, Next},
};

impl Comparer<'_> {
    pub(super) fn identity(&mut self, pair: ColumnPair<'_>, alter: &mut AlterColumn) -> Next {
        let wanted_default = pair.wanted.server_default.as_ref();
        let existing = identity(pair.existing.server_default.as_ref());
        let wanted = identity(wanted_default);
        let (differences, is_change) = match (existing, wanted) {
            (None, None) => return Next::Continue,
            (Some(existing), Some(wanted)) => {
                let differences = differences(existing, wanted);
                let is_change = !differences.is_empty();
                (differences, is_change)
            }
            // Alembic has no word for a default that becomes an identity, or the other way round.
            (Some(_), None) | (None, Some(_)) => (Vec::new(), true),
        };
        if !is_change {
            return Next::Continue;
        }
        alter.server_default = match wanted_default {
            Some(default) => Setting::Set(default.clone()),
            None => Setting::Unset,
        };
        if differences.is_empty() {
            return Next::Continue;
        }
        let names: Vec<String> = differences.iter().map(|name| format!("'{name}'")).collect();
        self.log(
            "server_defaults",
            format!(
                "Detected server default on column '{}': identity options attributes [{}]",
                pair.label(),
                names.join(", ")
            ),
        );
        Next::Stop
    }
}

fn identity(default: Option<&ServerDefault>) -> Option<&Identity> {
    match default {
        Some(ServerDefault::Identity(identity)) => Some(identity),
        _ => None,
    }
}

/// The attributes in which two identities differ, sorted. What the models do not say is left to the server.
fn differences(existing: &Identity, wanted: &Identity) -> Vec<&'static str> {
    fn differ<T: PartialEq>(wanted: Option<T>, existing: Option<T>) -> bool {
        wanted.is_some() && wanted != existing
    }
    let always = |identity: &Identity| identity.always.unwrap_or(false);
    let (old, new): (&SequenceOptions, &SequenceOptions) = (&existing.options, &wanted.options);
    [
        ("always", always(existing) != always(wanted)),
        ("cache", differ(new.cache, old.cache)),
        ("cycle", differ(new.cycle, old.cycle)),
        ("increment", differ(new.increment, old.increment)),
        ("maxvalue", differ(new.maxvalue, old.maxvalue)),
        ("minvalue", differ(new.minvalue, old.minvalue)),
        ("nomaxvalue", differ(new.nomaxvalue, old.nomaxvalue)),
        ("nominvalue", differ(new.nominvalue, old.nominvalue)),
        ("start", differ(new.start, old.start)),
    ]
    .into_iter()
    .filter_map(|(name, differs)| differs.then_some(name))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_models_do_not_say_does_not_differ() {
        let check = |existing: &Identity, wanted: &Identity, expected: &[&str]| {
            assert_eq!(differences(existing, wanted), expected);
        };
        let existing = Identity {
            always: Some(false),
            on_null: None,
            options: SequenceOptions {
                start: Some(1),
                increment: Some(1),
                ..SequenceOptions::default()
            },
        };
        check(&existing, &Identity::default(), &[]);
        let mut wanted = existing.clone();
        wanted.always = Some(true);
        wanted.options.start = Some(10);
        check(&existing, &wanted, &["always", "start"]);
    }
}
