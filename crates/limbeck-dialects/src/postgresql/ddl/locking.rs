//! What PostgreSQL locks and rewrites, by its manual on ALTER TABLE and on explicit locking.

use limbeck_schema::operation::{AddColumn, AlterColumn};
use limbeck_schema::{Constraint, Expression, Index, Literal, ServerDefault, SqlType};

use super::super::NAME;
use crate::ddl::options::Options;
use crate::hazard::{Hazard, Locking};
use crate::types::{Arguments, base_type};

/// What is locked for as long as all rows are read or written.
pub(super) struct Locks;

impl Locking for Locks {
    fn add_column(&self, add: &AddColumn) -> Option<Hazard> {
        added_column(add)
    }

    fn alter_column(&self, alter: &AlterColumn) -> Option<Hazard> {
        altered_column(alter)
    }

    fn create_index(&self, index: &Index) -> Option<Hazard> {
        let concurrently = Options::new(&index.options, NAME).flag("concurrently");
        (concurrently != Some(true)).then_some(Hazard::BlocksWrites)
    }

    fn add_constraint(&self, constraint: &Constraint) -> Option<Hazard> {
        Some(match constraint {
            Constraint::ForeignKey(_) => Hazard::BlocksWrites,
            Constraint::Check(_)
            | Constraint::PrimaryKey(_)
            | Constraint::Unique(_)
            | Constraint::Exclude(_) => Hazard::BlocksAll,
        })
    }
}

/// A default that is the same for all rows is kept beside the table; another one is written into each.
fn added_column(add: &AddColumn) -> Option<Hazard> {
    let is_written = match &add.column.server_default {
        None | Some(ServerDefault::Literal(_) | ServerDefault::Fetched) => false,
        Some(ServerDefault::Expression(expression)) => is_volatile(expression),
        Some(ServerDefault::Identity(_)) => true,
        Some(ServerDefault::Computed(computed)) => computed.persisted != Some(false),
    };
    is_written.then_some(Hazard::Rewrites)
}

/// Whether an expression may differ from row to row, as far as its text tells.
fn is_volatile(expression: &Expression) -> bool {
    const VOLATILE: [&str; 7] = [
        "random",
        "nextval",
        "gen_random_uuid",
        "uuid_generate",
        "clock_timestamp",
        "timeofday",
        "gen_random_bytes",
    ];
    match expression {
        Expression::Constant(_) | Expression::Literal { .. } | Expression::Bind(_) => false,
        Expression::NextValue(_) => true,
        Expression::Text(clause) => {
            let text = clause.text.to_lowercase();
            VOLATILE.iter().any(|name| text.contains(name))
        }
        Expression::Function(function) => {
            let name = function.name.as_str().to_lowercase();
            VOLATILE.iter().any(|volatile| name.contains(volatile))
        }
        Expression::Column(column) => {
            let text = column.name.body().to_lowercase();
            VOLATILE.iter().any(|name| text.contains(name))
        }
        _ => false,
    }
}

fn altered_column(alter: &AlterColumn) -> Option<Hazard> {
    let (before, after) = (&alter.existing_type, &alter.data_type);
    if let Some(after) = after
        && before
            .as_ref()
            .is_none_or(|before| is_rewritten(before, after))
    {
        return Some(Hazard::Rewrites);
    }
    (alter.nullable == Some(false)).then_some(Hazard::BlocksAll)
}

/// Whether values are stored otherwise: text may become longer, and numbers may have more digits.
fn is_rewritten(before: &SqlType, after: &SqlType) -> bool {
    match (kind(base_type(before)), kind(base_type(after))) {
        (Some(Kind::Text(_)), Some(Kind::Text(None))) => false,
        (Some(Kind::Text(Some(before))), Some(Kind::Text(Some(after)))) => after < before,
        (Some(Kind::Number(_)), Some(Kind::Number(None))) => false,
        (Some(Kind::Number(Some((before, scale)))), Some(Kind::Number(Some((after, other))))) => {
            after < before || scale != other
        }
        _ => base_type(before) != base_type(after),
    }
}

enum Kind {
    /// `varchar` and `text`, with a length.
    Text(Option<i64>),
    /// `numeric`, with precision and scale.
    Number(Option<(i64, i64)>),
}

fn kind(data_type: &SqlType) -> Option<Kind> {
    let number = |precision: Option<i64>, scale: Option<i64>| {
        Kind::Number(precision.map(|precision| (precision, scale.unwrap_or(0))))
    };
    Some(match data_type {
        SqlType::String { length, .. } | SqlType::Unicode { length, .. } => Kind::Text(*length),
        SqlType::Text { .. } | SqlType::UnicodeText { .. } => Kind::Text(None),
        SqlType::Numeric { precision, scale } => number(*precision, *scale),
        SqlType::Named(named) => match named.name.as_str() {
            "VARCHAR" => Kind::Text(match named.literal("length") {
                Some(Literal::Integer(length)) => Some(*length),
                _ => None,
            }),
            "TEXT" => Kind::Text(None),
            "NUMERIC" | "DECIMAL" => number(named.integer("precision"), named.integer("scale")),
            _ => return None,
        },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_stored_otherwise_is_rewritten() {
        let text = |length| SqlType::String {
            length,
            collation: None,
        };
        let check = |before: SqlType, after: SqlType, expected| {
            assert_eq!(
                is_rewritten(&before, &after),
                expected,
                "{before:?} {after:?}"
            );
        };
        check(text(Some(5)), text(Some(6)), false);
        check(text(Some(6)), text(Some(5)), true);
        check(text(Some(6)), text(None), false);
        check(SqlType::Integer, SqlType::BigInteger, true);
        check(SqlType::Integer, text(None), true);
    }

    #[test]
    fn defaults_that_differ_by_row_are_written() {
        let check = |default: &str, expected| {
            assert_eq!(
                is_volatile(&Expression::text(default)),
                expected,
                "{default}"
            );
        };
        check("now()", false);
        check("'random'::text", true);
        check("gen_random_uuid()", true);
        check("0", false);
    }
}
