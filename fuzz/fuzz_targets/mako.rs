//! A template of new scripts: any text is either compiled or refused, with a line that exists.
#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use limbeck_python::Template;

fuzz_target!(|text: &str| {
    if let Err(diagnostic) = Template::new(Path::new("script.py.mako"), text) {
        let line = diagnostic.location.and_then(|location| location.line);
        let lines = text.matches('\n').count() + 1;
        assert!(line.is_none_or(|line| (1..=lines).contains(&line)));
    }
});
