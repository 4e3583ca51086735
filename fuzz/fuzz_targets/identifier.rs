//! What a user types for a revision: every text has a meaning, and its parts are parts of the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use limbeck_revisions::RevisionSpec;

fuzz_target!(|text: &str| {
    match RevisionSpec::parse(text) {
        RevisionSpec::Absolute(spec) => assert_eq!(spec.text, text),
        RevisionSpec::Relative(spec) => {
            assert!(spec.branch.is_none_or(|branch| !branch.is_empty() && text.starts_with(branch)));
            assert!(text.contains(spec.offset.text));
        }
    }
});
