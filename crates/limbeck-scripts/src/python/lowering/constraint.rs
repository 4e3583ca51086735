//! Constraints.

use limbeck_python::Tree;
use limbeck_schema::{
    CheckConstraint, Constraint, ConstraintKind, Deferral, ExcludeConstraint, ExcludeElement,
    Expression, ForeignKeyConstraint, PrimaryKeyConstraint, QualifiedName, UniqueConstraint,
};

use super::{
    expression,
    fields::{Lowered, each, flag, node_of, optional, optional_flag, optional_text, unexpected},
    names::{constraint_name, identifier, identifiers, optional_identifier},
    options::options,
};

/// A constraint of a table.
pub(crate) fn constraint(tree: &Tree) -> Lowered<Constraint> {
    let kind = tree.as_node().map(|node| node.kind.as_str());
    Ok(match kind {
        Some("PrimaryKeyConstraint") => Constraint::PrimaryKey(PrimaryKeyConstraint {
            name: constraint_name(tree.get("name"))?,
            columns: identifiers(tree, "columns")?,
            deferral: deferral(tree)?,
            options: options(tree, "options")?,
            comment: optional_text(tree, "comment")?,
        }),
        Some("UniqueConstraint") => Constraint::Unique(UniqueConstraint {
            name: constraint_name(tree.get("name"))?,
            columns: identifiers(tree, "columns")?,
            deferral: deferral(tree)?,
            options: options(tree, "options")?,
            comment: optional_text(tree, "comment")?,
        }),
        Some("ForeignKeyConstraint") => Constraint::ForeignKey(foreign_key_constraint(tree)?),
        Some("CheckConstraint") => Constraint::Check(check_constraint(tree)?),
        Some("ExcludeConstraint") => Constraint::Exclude(exclude_constraint(tree)?),
        _ => return Err(unexpected("a constraint", tree)),
    })
}

fn foreign_key_constraint(tree: &Tree) -> Lowered<ForeignKeyConstraint> {
    Ok(ForeignKeyConstraint {
        name: constraint_name(tree.get("name"))?,
        columns: identifiers(tree, "columns")?,
        referred_table: QualifiedName::in_schema(
            optional_identifier(tree, "schema")?,
            identifier(tree.get("table"))?,
        ),
        referred_columns: identifiers(tree, "referred_columns")?,
        ondelete: optional_text(tree, "ondelete")?,
        onupdate: optional_text(tree, "onupdate")?,
        match_: optional_text(tree, "match")?,
        deferral: deferral(tree)?,
        use_alter: flag(tree, "use_alter")?,
        options: options(tree, "options")?,
        comment: optional_text(tree, "comment")?,
    })
}

/// `sa.CheckConstraint(...)`.
pub(crate) fn check_constraint(tree: &Tree) -> Lowered<CheckConstraint> {
    let node = node_of(tree, "CheckConstraint")?;
    Ok(CheckConstraint {
        name: constraint_name(node.get("name"))?,
        condition: expression::expression(node.get("sqltext"))?,
        deferral: deferral(tree)?,
        options: options(tree, "options")?,
        comment: optional_text(tree, "comment")?,
    })
}

fn exclude_constraint(tree: &Tree) -> Lowered<ExcludeConstraint> {
    let pairs = tree.get("ops").as_dict().unwrap_or_default();
    let ops = pairs
        .iter()
        .map(|(column, operator_class)| {
            let text = |value: &Tree| {
                value
                    .as_str()
                    .map(str::to_owned)
                    .ok_or_else(|| unexpected("a string in ops", value))
            };
            Ok((text(column)?, text(operator_class)?))
        })
        .collect::<Lowered<_>>()?;
    Ok(ExcludeConstraint {
        name: constraint_name(tree.get("name"))?,
        elements: each(tree, "elements", exclude_element)?,
        using: optional_text(tree, "using")?,
        condition: optional(tree, "where", expression::expression)?,
        deferral: deferral(tree)?,
        ops,
        options: options(tree, "options")?,
    })
}

fn exclude_element(tree: &Tree) -> Lowered<ExcludeElement> {
    let element = tree.get("element");
    Ok(ExcludeElement {
        expression: match element {
            // A plain string is the name of a column.
            Tree::Str(_) => Expression::column(identifier(element)?),
            other => expression::expression(other)?,
        },
        operator: optional_text(tree, "operator")?.unwrap_or_default(),
    })
}

/// `deferrable` and `initially`.
pub(crate) fn deferral(fields: &Tree) -> Lowered<Deferral> {
    Ok(Deferral {
        deferrable: optional_flag(fields, "deferrable")?,
        initially: optional_text(fields, "initially")?,
    })
}

/// The word of `op.drop_constraint(..., type_=)`.
pub(crate) fn constraint_kind(tree: &Tree) -> Lowered<Option<ConstraintKind>> {
    Ok(match tree.as_str() {
        Some("primary") => Some(ConstraintKind::PrimaryKey),
        Some("unique") => Some(ConstraintKind::Unique),
        Some("foreignkey") => Some(ConstraintKind::ForeignKey),
        Some("check") => Some(ConstraintKind::Check),
        None if tree.is_none() => None,
        _ => return Err(unexpected("the type of a constraint", tree)),
    })
}
