//! The URL of a database: what is read can be written and read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use limbeck_database::Url;

fuzz_target!(|text: &str| {
    if let Ok(url) = Url::parse(text) {
        let again = Url::parse(&url.with_password()).expect("what was written can be read");
        assert_eq!(again.with_password(), url.with_password());
    }
});
