//! `op.execute("...")`: any text with any binds compiles for every dialect, and a text without colon or backslash is
//! left as it is.
#![no_main]

use libfuzzer_sys::fuzz_target;
use limbeck_dialects::{Compilation, CompileOptions, DIALECTS};
use limbeck_schema::operation::{Execute, SqlStatement};
use limbeck_schema::{Operation, TextClause};

fuzz_target!(|text: &str| {
    let operation = Operation::Execute(Execute { statement: SqlStatement::Text(TextClause::new(text)) });
    for dialect in DIALECTS {
        let mut compilation = Compilation::default();
        dialect
            .compile(&operation, &CompileOptions::default(), &mut compilation)
            .expect("a text is never refused");
        if !text.contains([':', '\\']) {
            let sql: String = compilation.statements.iter().map(|statement| statement.sql.as_str()).collect();
            assert_eq!(sql.trim(), text.trim());
        }
    }
});
