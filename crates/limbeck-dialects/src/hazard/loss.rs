//! What an operation takes away.

use limbeck_schema::{NamedType, Operation, SqlType};

use super::Hazard;
use crate::types::{Arguments, IntegerWidth, base_type, integer_width};

/// What is lost, if anything is.
pub(super) fn hazard(operation: &Operation) -> Option<Hazard> {
    match operation {
        Operation::DropTable(_) => Some(Hazard::LosesTable),
        Operation::DropColumn(_) => Some(Hazard::LosesColumn),
        Operation::DropSchema(_) | Operation::DropEnum(_) | Operation::DropDomain(_) => {
            Some(Hazard::LosesDependents)
        }
        Operation::AlterColumn(alter) => {
            let (before, after) = (alter.existing_type.as_ref()?, alter.data_type.as_ref()?);
            narrows(before, after).then_some(Hazard::Narrows)
        }
        Operation::CreateTable(_)
        | Operation::RenameTable(_)
        | Operation::CreateTableComment(_)
        | Operation::DropTableComment(_)
        | Operation::AddColumn(_)
        | Operation::CreateIndex(_)
        | Operation::DropIndex(_)
        | Operation::AddConstraint(_)
        | Operation::DropConstraint(_)
        | Operation::BulkInsert(_)
        | Operation::Execute(_)
        | Operation::BatchAlterTable(_)
        | Operation::CreateSchema(_)
        | Operation::CreateSequence(_)
        | Operation::DropSequence(_)
        | Operation::AlterSequence(_)
        | Operation::CreateEnum(_)
        | Operation::AlterEnum(_)
        | Operation::CreateDomain(_)
        | Operation::CreateObject(_)
        | Operation::DropObject(_)
        | Operation::ReplaceObject(_) => None,
    }
}

/// What a type has room for, as far as that can be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Room {
    /// Text of so many characters; `None` is any number.
    Text(Option<i64>),
    Integer(IntegerWidth),
    /// Digits before and behind the point; `None` is any number.
    Exact(Option<(i64, i64)>),
    Inexact,
    Boolean,
    Date,
    Moment,
}

/// Whether a type may have no room for what another one holds. Types of which nothing is known may.
pub(crate) fn narrows(before: &SqlType, after: &SqlType) -> bool {
    let (before, after) = (base_type(before), base_type(after));
    if before == after {
        return false;
    }
    let (Some(before), Some(after)) = (room(before), room(after)) else {
        return !matches!(room(after), Some(Room::Text(None)));
    };
    match (before, after) {
        (_, Room::Text(None)) => false,
        (Room::Text(Some(before)), Room::Text(Some(after))) => after < before,
        (Room::Boolean, Room::Text(Some(after))) => after < 5,
        (Room::Integer(before), Room::Text(Some(after))) => after < digits(before) + 1,
        (Room::Integer(before), Room::Integer(after)) => digits(after) < digits(before),
        (Room::Integer(_), Room::Exact(None)) => false,
        (Room::Integer(before), Room::Exact(Some((whole, _)))) => whole < digits(before),
        (Room::Exact(_) | Room::Inexact, Room::Exact(None) | Room::Inexact) => {
            matches!(after, Room::Inexact) && !matches!(before, Room::Inexact)
        }
        (Room::Exact(Some((whole, part))), Room::Exact(Some((new_whole, new_part)))) => {
            new_whole < whole || new_part < part
        }
        (Room::Date, Room::Moment) | (Room::Moment, Room::Moment) => false,
        (Room::Date, Room::Date) | (Room::Boolean, Room::Boolean | Room::Integer(_)) => false,
        _ => true,
    }
}

/// The digits of the largest value.
fn digits(width: IntegerWidth) -> i64 {
    match width {
        IntegerWidth::Small => 5,
        IntegerWidth::Normal => 10,
        IntegerWidth::Big => 19,
    }
}

fn room(data_type: &SqlType) -> Option<Room> {
    if let Some(width) = integer_width(data_type) {
        return Some(Room::Integer(width));
    }
    let exact = |precision: Option<i64>, scale: Option<i64>| {
        Room::Exact(precision.map(|precision| {
            let scale = scale.unwrap_or(0);
            (precision - scale, scale)
        }))
    };
    Some(match data_type {
        SqlType::String { length, .. }
        | SqlType::Unicode { length, .. }
        | SqlType::Text { length, .. }
        | SqlType::UnicodeText { length, .. } => Room::Text(*length),
        SqlType::Numeric { precision, scale } => exact(*precision, *scale),
        SqlType::Float { .. } | SqlType::Double { .. } => Room::Inexact,
        SqlType::Boolean { .. } => Room::Boolean,
        SqlType::Date => Room::Date,
        SqlType::DateTime { .. } => Room::Moment,
        SqlType::Named(named) => named_room(named, exact)?,
        _ => return None,
    })
}

fn named_room(named: &NamedType, exact: impl Fn(Option<i64>, Option<i64>) -> Room) -> Option<Room> {
    Some(match named.name.as_str() {
        "VARCHAR" | "CHAR" | "NVARCHAR" | "NCHAR" | "TEXT" | "LONGTEXT" | "MEDIUMTEXT"
        | "CITEXT" => Room::Text(named.integer("length")),
        "NUMERIC" | "DECIMAL" => exact(named.integer("precision"), named.integer("scale")),
        "FLOAT" | "REAL" | "DOUBLE" | "DOUBLE_PRECISION" => Room::Inexact,
        "BOOLEAN" => Room::Boolean,
        "DATE" => Room::Date,
        "TIMESTAMP" | "DATETIME" => Room::Moment,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(length: Option<i64>) -> SqlType {
        SqlType::String {
            length,
            collation: None,
        }
    }

    fn number(precision: i64, scale: i64) -> SqlType {
        SqlType::Numeric {
            precision: Some(precision),
            scale: Some(scale),
        }
    }

    #[test]
    fn room_is_compared() {
        let check = |before: SqlType, after: SqlType, expected: bool| {
            assert_eq!(narrows(&before, &after), expected, "{before:?} {after:?}");
        };
        check(text(Some(20)), text(Some(30)), false);
        check(text(Some(20)), text(Some(10)), true);
        check(text(None), text(Some(10)), true);
        check(text(Some(20)), text(None), false);
        check(SqlType::Integer, SqlType::BigInteger, false);
        check(SqlType::BigInteger, SqlType::Integer, true);
        check(SqlType::Integer, text(Some(11)), false);
        check(SqlType::Integer, text(Some(9)), true);
        check(number(10, 2), number(12, 2), false);
        check(number(10, 2), number(12, 5), true);
        check(SqlType::Integer, number(12, 2), false);
        check(SqlType::Integer, number(11, 2), true);
        check(SqlType::Date, SqlType::DateTime { timezone: true }, false);
        check(SqlType::DateTime { timezone: true }, SqlType::Date, true);
        check(text(None), SqlType::Integer, true);
        check(SqlType::Json, text(None), false);
        check(SqlType::Json, SqlType::Date, true);
        check(SqlType::Json, SqlType::Json, false);
    }
}
