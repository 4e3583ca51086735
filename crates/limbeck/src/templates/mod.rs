//! The templates of script directories: what `init` writes.

/// A template.
#[derive(Clone, Copy, Debug)]
pub struct Template {
    /// What `init --template` calls it.
    pub name: &'static str,
    /// The files of the script directory, each with its text. `README` is among them.
    pub(crate) files: &'static [(&'static str, &'static str)],
    /// The parts of the ini file.
    ini: &'static [&'static str],
    /// What is in `pyproject.toml`, if the template has anything there.
    pyproject: Option<&'static str>,
    /// Whether Alembic has it, too.
    pub is_alembics: bool,
}

const SCRIPT: (&str, &str) = ("script.py.mako", include_str!("generic/script.py.mako"));
const ENV_PY: (&str, &str) = ("env.py", include_str!("generic/env.py"));
const ASYNC_ENV_PY: (&str, &str) = ("env.py", include_str!("async/env.py"));

const SCRIPTS_INI: &str = include_str!("parts/scripts.ini");
const URL_INI: &str = include_str!("parts/url.ini");
const HOOKS_INI: &str = include_str!("parts/hooks.ini");
const LOGGING_INI: &str = include_str!("parts/logging.ini");
const ONLY_URL_INI: &str = include_str!("parts/only_url.ini");

/// All templates.
pub(crate) const TEMPLATES: &[Template] = &[
    Template {
        name: "generic",
        files: &[SCRIPT, ("README", include_str!("generic/README")), ENV_PY],
        ini: &[SCRIPTS_INI, URL_INI, HOOKS_INI, LOGGING_INI],
        pyproject: None,
        is_alembics: true,
    },
    Template {
        name: "async",
        files: &[
            SCRIPT,
            ("README", include_str!("async/README")),
            ASYNC_ENV_PY,
        ],
        ini: &[SCRIPTS_INI, URL_INI, HOOKS_INI, LOGGING_INI],
        pyproject: None,
        is_alembics: true,
    },
    Template {
        name: "multidb",
        files: &[
            ("script.py.mako", include_str!("multidb/script.py.mako")),
            ("README", include_str!("multidb/README")),
            ("env.py", include_str!("multidb/env.py")),
        ],
        ini: &[
            SCRIPTS_INI,
            include_str!("multidb/databases.ini"),
            HOOKS_INI,
            LOGGING_INI,
        ],
        pyproject: None,
        is_alembics: true,
    },
    Template {
        name: "pyproject",
        files: &[
            SCRIPT,
            ("README", include_str!("parts/README.pyproject")),
            ENV_PY,
        ],
        ini: &[ONLY_URL_INI, URL_INI, LOGGING_INI],
        pyproject: Some(include_str!("parts/pyproject.toml")),
        is_alembics: true,
    },
    Template {
        name: "pyproject_async",
        files: &[
            SCRIPT,
            ("README", include_str!("parts/README.pyproject_async")),
            ASYNC_ENV_PY,
        ],
        ini: &[ONLY_URL_INI, URL_INI, LOGGING_INI],
        pyproject: Some(include_str!("parts/pyproject.toml")),
        is_alembics: true,
    },
    Template {
        name: "sql",
        files: &[("README", include_str!("sql/README"))],
        ini: &[include_str!("sql/alembic.ini"), LOGGING_INI],
        pyproject: None,
        is_alembics: false,
    },
];

/// What stands for the script directory in a configuration.
const SCRIPT_LOCATION: &str = "{script_location}";

impl Template {
    /// The template of a name.
    pub(crate) fn named(name: &str) -> Option<&'static Template> {
        TEMPLATES.iter().find(|template| template.name == name)
    }

    /// What it is for: the first line of its README.
    pub fn synopsis(&self) -> &'static str {
        let readme = self.files.iter().find(|(name, _)| *name == "README");
        readme.map_or("", |(_, text)| text.lines().next().unwrap_or_default())
    }

    /// The text of the ini file for a script directory.
    pub(crate) fn ini(&self, script_location: &str) -> String {
        self.ini.concat().replace(SCRIPT_LOCATION, script_location)
    }

    /// The text for `pyproject.toml`.
    pub(crate) fn pyproject(&self, script_location: &str) -> Option<String> {
        let quoted = script_location.replace('\\', "\\\\").replace('"', "\\\"");
        self.pyproject
            .map(|text| text.replace(SCRIPT_LOCATION, &quoted))
    }
}

#[cfg(test)]
mod tests {
    use limbeck_project::{ConfigFiles, Configuration, ConfigurationSource};

    use super::*;

    #[test]
    fn configurations_say_where_the_scripts_are() {
        for template in TEMPLATES {
            let files = ConfigFiles::choose::<&str>(&[], None).expect("files");
            let source = ConfigurationSource::new("/srv/p", files);
            let location = "%(here)s/a \"b\"";
            let toml = template.pyproject(location);
            let configuration =
                Configuration::from_texts(source, Some(&template.ini(location)), Ok(toml))
                    .expect("valid");
            let found = configuration
                .text_option("script_location")
                .expect("a text");
            assert_eq!(
                found.as_deref(),
                Some("/srv/p/a \"b\""),
                "{}",
                template.name
            );
        }
    }

    #[test]
    fn templates_say_what_they_are_for() {
        for template in TEMPLATES {
            assert!(template.synopsis().ends_with('.'), "{}", template.name);
        }
        assert!(Template::named("generic").is_some() && Template::named("nope").is_none());
    }
}
