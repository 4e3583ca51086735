//! Every environment variable that limbeck looks at. The documentation's table is made from this one.

/// An environment variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// What it does.
    pub effect: &'static str,
}

const fn variable(name: &'static str, effect: &'static str) -> Variable {
    Variable { name, effect }
}

/// The URL of the database.
pub const DATABASE_URL: Variable = variable(
    "LIMBECK_DATABASE_URL",
    "The database to work on, as --url: it counts before what env.py or the config file names.",
);

/// How long to wait for another run.
pub const LOCK_TIMEOUT: Variable = variable(
    "LIMBECK_LOCK_TIMEOUT",
    "How many seconds to wait for another run on the same database, as --lock-timeout.",
);

/// The Python of the project.
pub const PYTHON: Variable = variable(
    "LIMBECK_PYTHON",
    "The Python with the application, for what env.py and scripts need of it, as --python.",
);

/// Whether such migrations are refused.
pub const NO_PYTHON: Variable = variable(
    "LIMBECK_NO_PYTHON",
    "If it is true (1, true, yes, on), no Python is started, as with --no-python.",
);

/// A shell asks for completions.
pub const COMPLETE: Variable = variable(
    "LIMBECK_COMPLETE",
    "Set by the scripts of `limbeck completions` when a shell wants to know how a word goes on.",
);

/// limbeck's own variables, by name.
pub const OWN: [Variable; 5] = [COMPLETE, DATABASE_URL, LOCK_TIMEOUT, NO_PYTHON, PYTHON];

/// Variables of others that limbeck looks at as they do. `env.py` and scripts may read any.
pub const OTHERS: [Variable; 16] = [
    variable(
        "ALEMBIC_CONFIG",
        "The config file, if there is no --config.",
    ),
    variable(
        "NO_COLOR",
        "Not empty: no colours, unless --color says otherwise.",
    ),
    variable(
        "FORCE_COLOR",
        "Neither empty nor 0: colours even without a terminal.",
    ),
    variable("CLICOLOR_FORCE", "The same."),
    variable("CLICOLOR", "0: no colours, unless they are forced."),
    variable("COLUMNS", "How wide texts are where there is no terminal."),
    variable("EDITOR, VISUAL", "The program that opens scripts."),
    variable(
        "VIRTUAL_ENV",
        "Where the project's Python is, if there is no .venv.",
    ),
    variable(
        "PYTHONPATH",
        "Where the project's modules are imported from, too.",
    ),
    variable("HOME, USERPROFILE", "Where password and service files are."),
    variable(
        "USER, LOGNAME, USERNAME",
        "Who connects, if the URL does not say.",
    ),
    variable("TZ", "The zone of dates in the log."),
    variable(
        "PATH",
        "Where the project's Python, git and hooks are found.",
    ),
    variable(
        "PGHOST, PGPORT, PGUSER, PGPASSWORD, ...",
        "As in libpq, for what the URL leaves out.",
    ),
    variable("PGSERVICE, PGPASSFILE, ...", "The files of libpq."),
    variable(
        "SSL_CERT_FILE, SSL_CERT_DIR",
        "The certificates of authorities, instead of the system's.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_variables_are_listed_by_name() {
        assert!(OWN.iter().all(|one| one.name.starts_with("LIMBECK_")));
        assert!(OWN.is_sorted_by_key(|one| one.name));
    }
}
