//! An ini file: any text is either read or refused, and every option of what was read can be asked for.
#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use limbeck_project::ini::Ini;

fuzz_target!(|text: &str| {
    let mut ini = Ini::with_defaults([("here", "/project")]);
    if ini.read(Path::new("alembic.ini"), text).is_err() {
        return;
    }
    let sections: Vec<String> = ini.section_names().map(str::to_owned).collect();
    for section in sections {
        for name in ini.option_names(&section).unwrap_or_default() {
            // Interpolation may fail, but not endlessly and not in a panic.
            let _ = ini.get(&section, name);
        }
    }
});
