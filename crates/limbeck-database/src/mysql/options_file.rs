//! Option files of MySQL's programs (`my.cnf`), as far as connecting goes.

use std::path::Path;

use crate::DatabaseError;

/// The options that say where and how to connect, and the parameters they stand for.
const OPTIONS: &[(&str, &str)] = &[
    ("host", "host"),
    ("port", "port"),
    ("user", "user"),
    ("password", "password"),
    ("database", "database"),
    ("socket", "unix_socket"),
    ("connect-timeout", "connect_timeout"),
    ("init-command", "init_command"),
    ("ssl-ca", "ssl_ca"),
    ("ssl-cert", "ssl_cert"),
    ("ssl-key", "ssl_key"),
    ("ssl-mode", "ssl_mode"),
    ("ssl-verify-server-cert", "ssl_verify_cert"),
];

/// The parameters in a group of an option file.
///
/// # Errors
/// [`DatabaseError::Url`] if the file cannot be read.
pub(super) fn read(file: &Path, group: &str) -> Result<Vec<(&'static str, String)>, DatabaseError> {
    let text = std::fs::read_to_string(file).map_err(|error| DatabaseError::Url {
        message: format!(
            "The file {} of 'read_default_file' cannot be read: {error}.",
            file.display()
        ),
        help: Some("Correct its name, or remove the parameter.".to_owned()),
    })?;
    Ok(options(&text, group))
}

fn options(text: &str, group: &str) -> Vec<(&'static str, String)> {
    let mut in_group = false;
    let mut found = Vec::new();
    for line in text.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            in_group = name.trim() == group;
            continue;
        }
        if !in_group || line.starts_with(['#', ';', '!']) {
            continue;
        }
        let (name, value) = line.split_once('=').unwrap_or((line, ""));
        let name = name.trim().replace('_', "-");
        if let Some((_, parameter)) = OPTIONS.iter().find(|(option, _)| *option == name) {
            found.push((*parameter, unquoted(value.trim())));
        }
    }
    found
}

/// A value without its quotes, or without the comment behind it.
fn unquoted(value: &str) -> String {
    for quote in ['\'', '"'] {
        if let Some((inside, _)) = value
            .strip_prefix(quote)
            .and_then(|rest| rest.rsplit_once(quote))
        {
            return inside.to_owned();
        }
    }
    value
        .split_once('#')
        .map_or(value, |(before, _)| before.trim_end())
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_group_counts() {
        let text = "user=a\n[mysqldump]\nuser=b\n[client]\n# user=c\nuser=d\nssl_ca=\"/x y.pem\"\n\
                    !include other.cnf\nno-beep\n";
        assert_eq!(
            options(text, "client"),
            [("user", "d".to_owned()), ("ssl_ca", "/x y.pem".to_owned())]
        );
        assert_eq!(options(text, "mysql"), []);
    }
}
