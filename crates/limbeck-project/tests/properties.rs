//! Properties of what reads text that anybody may have written.

use std::path::Path;

use limbeck_project::ini::Ini;
use limbeck_project::logging::{Formatter, LoggingConfig};
use limbeck_project::python::{
    PercentTemplate, parse_arguments, parse_keywords, repr, split_shell_words,
};
use limbeck_project::{ConfigFiles, Configuration, ConfigurationSource, RevisionFileName};
use proptest::prelude::*;

fn configuration(ini: &str, toml: &str) -> Option<Configuration> {
    let files = ConfigFiles::choose::<&str>(&[], None).ok()?;
    let source = ConfigurationSource::new("/srv/p", files);
    Configuration::from_texts(source, Some(ini), Ok(Some(toml.to_owned()))).ok()
}

/// The lines that an ini file is made of, good and bad.
fn ini_line() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("[alembic]".to_owned()),
        Just("[DEFAULT]".to_owned()),
        "\\[[a-c\\]]{0,3}\\]?",
        "[a-c]{0,2} ?[=:] ?[a-c%()s, ]{0,12}",
        "[ \t]{1,3}[a-c=%]{0,4}",
        "[#;]?[ -~é]{0,10}",
    ]
}

proptest! {
    #[test]
    fn no_ini_file_makes_it_panic(lines in prop::collection::vec(ini_line(), 0..12)) {
        if let Some(configuration) = configuration(&lines.join("\n"), "") {
            let names: Vec<String> =
                configuration.ini().section_names().map(str::to_owned).collect();
            for name in names {
                let _ = configuration.section(&name);
            }
            let _ = LoggingConfig::parse(configuration.ini());
            let _ = configuration.post_write_hooks();
        }
    }

    #[test]
    fn no_toml_file_makes_it_panic(value in "[-a-z0-9%()\\[\\]{}\"'=., ]{0,20}") {
        let toml = format!("[tool.alembic]\nx = {value}\n");
        if let Some(configuration) = configuration("[alembic]\n", &toml) {
            let _ = configuration.alembic_option("x");
            let _ = configuration.boolean_option("x");
        }
    }

    #[test]
    fn no_text_makes_the_small_parsers_panic(text in "[-%()a-zé0-9.*#+ '\"\\\\{}\\[\\],$:]{0,24}") {
        if let Ok(template) = PercentTemplate::parse(&text) {
            let _ = template.render(|_| Some("é".into()));
            let _ = template.render(|_| Some((-7).into()));
            template.render_lossy(|_| None);
        }
        let _ = split_shell_words(&text);
        let _ = parse_arguments(&text);
        let _ = parse_keywords(&text);
        for style in ["%", "{", "$"] {
            let _ = Formatter::new(Some(&text), None, style);
        }
    }

    #[test]
    fn what_is_set_is_what_is_got(value in "\\PC{0,20}") {
        let mut ini = Ini::with_defaults([("here", "/srv")]);
        ini.add_section("s").unwrap();
        let escaped = value.replace('%', "%%");
        prop_assert!(ini.set("s", "x", &escaped).is_ok());
        prop_assert_eq!(ini.get("s", "x"), Ok(Some(value)));
    }

    #[test]
    fn what_may_be_set_can_be_interpolated(value in "[a%()s]{0,10}") {
        let mut ini = Ini::with_defaults([("a", "1"), ("s", "2"), ("as", "3"), ("sa", "4")]);
        ini.add_section("s").unwrap();
        // Only a name that there is not can go wrong with a value that may be set.
        if ini.set("s", "x", &value).is_ok() && !value.contains('(') {
            prop_assert!(ini.get("s", "x").is_ok());
        }
    }

    #[test]
    fn a_written_option_is_read(name in "[a-z][a-z ]{0,5}[a-z]", value in "[^\\s#;%\\p{C}][^\\p{C}%]{0,10}") {
        let mut ini = Ini::default();
        let text = format!("[s]\n{name} = {value}\n");
        prop_assert!(ini.read(Path::new("a.ini"), &text).is_ok());
        prop_assert_eq!(ini.get("s", &name), Ok(Some(value.trim().to_owned())));
    }

    #[test]
    fn a_quoted_word_is_one_word(word in "\\PC{0,12}") {
        let quoted = format!("'{}'", word.replace('\'', "'\\''"));
        prop_assert_eq!(split_shell_words(&quoted), Ok(vec![word]));
    }

    #[test]
    fn the_repr_of_a_text_reads_back(text in "[ -~]{0,12}") {
        let source = format!("({},)", repr(&text));
        let expected = limbeck_project::python::Literal::Str(text);
        prop_assert_eq!(parse_arguments(&source), Ok(vec![expected]));
    }

    #[test]
    fn slugs_are_short_words(message in "\\PC{0,60}", limit in 1_i64..50) {
        let names = RevisionFileName {
            template: String::new(),
            truncate_slug_length: limit,
        };
        let slug = names.slug(&message);
        // The cut slug gets one underscore more.
        prop_assert!(slug.chars().count() as i64 <= limit + 1, "{slug}");
        prop_assert!(!slug.contains(|c: char| c.is_whitespace() || c == '/'), "{slug}");
        let again = names.slug(&slug);
        prop_assert_eq!(again.trim_end_matches('_'), slug.trim_end_matches('_'));
    }
}
