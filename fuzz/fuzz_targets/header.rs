//! The header of a script: any bytes are either read or refused.
#![no_main]

use libfuzzer_sys::fuzz_target;
use limbeck_scripts::python::header::read_header;

fuzz_target!(|source: &[u8]| {
    if let Err(error) = read_header(source) {
        // A line that is named exists.
        let lines = source.split(|byte| *byte == b'\n' || *byte == b'\r').count();
        assert!(error.line().is_none_or(|line| (1..=lines).contains(&line)));
    }
});
