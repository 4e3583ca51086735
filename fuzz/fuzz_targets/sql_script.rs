//! A script in SQL: any bytes are read or refused, and any text is split into parts of itself that, written down, are split
//! into the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use limbeck_dialects::DIALECTS;
use limbeck_scripts::sql::SqlScript;

fuzz_target!(|source: &[u8]| {
    if let Err(error) = SqlScript::parse(source) {
        let lines = source.split(|byte| *byte == b'\n').count();
        assert!(error.line.is_none_or(|line| (1..=lines).contains(&line)));
    }
    let Ok(text) = std::str::from_utf8(source) else {
        return;
    };
    for dialect in DIALECTS {
        let splitter = dialect.splitter();
        let Ok(statements) = splitter.split(text) else {
            continue;
        };
        let mut at = 0;
        let mut written = String::new();
        for statement in &statements {
            assert!(statement.start >= at);
            at = statement.start + statement.text.len();
            assert_eq!(statement.text, &text[statement.start..at]);
            written.push_str(&splitter.terminated(statement.text));
            written.push('\n');
        }
        let again = splitter.split(&written).expect("what is written is read");
        assert!(again.iter().map(|found| found.text).eq(statements.iter().map(|found| found.text)));
    }
});
