//! `op.create_index`.

use limbeck_schema::{Index, IndexElement, operation::CreateIndex};

use super::{
    Context,
    names::{IndexPlace, index_name},
};
use crate::{Compilation, CompileError};

/// `CREATE INDEX`.
pub(super) fn compile(
    cx: &Context<'_>,
    create: &CreateIndex,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    compile_index(
        cx,
        &create.index,
        IndexPlace::Alone,
        create.if_not_exists,
        compilation,
    )
}

/// Creates an index of a table that may have come just before it.
pub(super) fn compile_index(
    cx: &Context<'_>,
    index: &Index,
    place: IndexPlace,
    if_not_exists: bool,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    let name = index_name(cx, index, place)?.ok_or_else(|| CompileError::Unsupported {
        message: "CREATE INDEX requires that the index have a name".to_owned(),
    })?;
    let name = cx.constraint_name(&name)?;
    let sql = cx.ddl().create_index(cx, index, if_not_exists, &name)?;
    compilation.push(sql);
    Ok(())
}

/// CREATE INDEX with what all dialects know.
pub(crate) fn standard(
    cx: &Context<'_>,
    index: &Index,
    if_not_exists: bool,
    name: &str,
) -> Result<String, CompileError> {
    Ok(format!(
        "CREATE {}INDEX {}{name} ON {} ({})",
        if index.unique { "UNIQUE " } else { "" },
        if if_not_exists { "IF NOT EXISTS " } else { "" },
        cx.qualified(&index.table),
        elements(cx, index)?
    ))
}

/// What an index orders by, separated by commas.
pub(crate) fn elements(cx: &Context<'_>, index: &Index) -> Result<String, CompileError> {
    let elements = index
        .elements
        .iter()
        .map(|element| match element {
            IndexElement::Column(name) => Ok(cx.quote(name)),
            IndexElement::Expression(expression) => cx.ddl().index_expression(cx, expression),
        })
        .collect::<Result<Vec<_>, _>>()?;
    Ok(elements.join(", "))
}

#[cfg(test)]
mod tests {
    use limbeck_schema::{ConstraintName, Expression, Literal, Operation, OptionValue, Quoting};

    use super::*;
    use crate::ddl::testing::*;

    fn create(index_name: ConstraintName, elements: Vec<IndexElement>) -> CreateIndex {
        CreateIndex {
            index: Index {
                name: index_name,
                table: name("s.t"),
                elements,
                unique: false,
                options: options(&[]),
            },
            if_not_exists: false,
            naming_convention: None,
        }
    }

    fn on(name: &str) -> IndexElement {
        IndexElement::Column(name.into())
    }

    #[test]
    fn an_index_is_named_by_its_first_column() {
        check(
            Operation::CreateIndex(create(given(""), vec![on("a"), on("b")])),
            "CREATE INDEX ix_s_t_a ON s.t (a, b);",
            "CREATE INDEX s.ix_s_t_a ON t (a, b);",
        );
        let lower = IndexElement::Expression(Expression::text("lower(a)"));
        check(
            Operation::CreateIndex(create(given(""), vec![lower])),
            "CREATE INDEX \"ix_s_t_lower(a)\" ON s.t (lower(a));",
            "CREATE INDEX s.\"ix_s_t_lower(a)\" ON t (lower(a));",
        );
        check_both(
            Case::from(Operation::CreateIndex(create(given(""), vec![on("a")])))
                .named(&[("pk", "p")]),
            "error: CREATE INDEX requires that the index have a name",
        );
    }

    #[test]
    fn keywords_of_one_dialect_are_nothing_to_another() {
        let mut index = create(given("ix"), vec![on("a"), on("b")]);
        index.if_not_exists = true;
        index.index.unique = true;
        index.index.options = options(&[
            ("postgresql_concurrently", flag(true)),
            ("postgresql_using", words("GIN")),
            (
                "postgresql_ops",
                OptionValue::Map(vec![("a".to_owned(), words("text_pattern_ops"))]),
            ),
            ("postgresql_include", OptionValue::List(vec![words("C")])),
            ("postgresql_nulls_not_distinct", flag(false)),
            (
                "postgresql_with",
                OptionValue::Map(vec![(
                    "fillfactor".to_owned(),
                    OptionValue::Literal(Literal::Integer(70)),
                )]),
            ),
            ("postgresql_tablespace", words("fast")),
            ("postgresql_where", words("a > 1")),
            (
                "sqlite_where",
                OptionValue::Expression(Box::new(Expression::text("a > 2"))),
            ),
        ]);
        check(
            Operation::CreateIndex(index),
            "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS ix ON s.t USING gin \
             (a text_pattern_ops, b) INCLUDE (\"C\") NULLS DISTINCT WITH (fillfactor = 70) \
             TABLESPACE fast WHERE a > 1;",
            "CREATE UNIQUE INDEX IF NOT EXISTS s.ix ON t (a, b) WHERE a > 2;",
        );
    }

    #[test]
    fn a_final_name_is_cut() {
        let name = ConstraintName::Final(limbeck_schema::Identifier {
            text: "c".repeat(70),
            quoting: Quoting::Auto,
        });
        let mut index = create(name, vec![on("a")]);
        index.index.table.schema = None;
        check(
            Operation::CreateIndex(index),
            "CREATE INDEX ccccccccccccccccccccccccccccccccccccccccccccccccccccccc_fe65 ON t (a);",
            &format!("CREATE INDEX {} ON t (a);", "c".repeat(70)),
        );
    }
}
