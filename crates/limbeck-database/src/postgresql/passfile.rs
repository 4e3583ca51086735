//! The password file of libpq (`~/.pgpass`).

use std::path::{Path, PathBuf};

/// What a password file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// The password.
    Password(String),
    /// Nothing for this connection.
    Nothing,
    /// The file is not read because others could; a sentence about that.
    TooOpen(String),
}

/// A connection that a password is looked up for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key<'a> {
    /// The host as given, or the folder of the socket.
    pub(super) host: &'a str,
    /// Whether the host is the folder of a socket, which the file may call `localhost`.
    pub(super) is_socket: bool,
    pub(super) port: u16,
    pub(super) database: &'a str,
    pub(super) user: &'a str,
}

/// Looks a password up. A file that is missing says nothing.
pub(super) fn look_up(file: &Path, key: &Key<'_>) -> Answer {
    if let Some(complaint) = complaint(file) {
        return Answer::TooOpen(complaint);
    }
    match std::fs::read_to_string(file) {
        Ok(text) => match find(&text, key) {
            Some(password) => Answer::Password(password),
            None => Answer::Nothing,
        },
        Err(_) => Answer::Nothing,
    }
}

/// The file that is asked unless another one is named.
pub(super) fn default_file(home: Option<PathBuf>) -> Option<PathBuf> {
    home.map(|home| {
        if cfg!(windows) {
            home.join("AppData/Roaming/postgresql/pgpass.conf")
        } else {
            home.join(".pgpass")
        }
    })
}

#[cfg(unix)]
fn complaint(file: &Path) -> Option<String> {
    use std::os::unix::fs::PermissionsExt;

    let metadata = std::fs::metadata(file).ok()?;
    let is_open = metadata.is_file() && metadata.permissions().mode() & 0o077 != 0;
    is_open.then(|| {
        format!(
            "The password file {} was not read because others may; its permissions should be \
             u=rw (0600).",
            file.display()
        )
    })
}

#[cfg(not(unix))]
fn complaint(_file: &Path) -> Option<String> {
    None
}

fn find(text: &str, key: &Key<'_>) -> Option<String> {
    let port = key.port.to_string();
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .find_map(|line| {
            let fields = split(line);
            let [host, field_port, database, user, password] = fields.as_slice() else {
                return None;
            };
            let matches = |field: &String, value: &str| field == "*" || field == value;
            let host_matches = matches(host, key.host) || (key.is_socket && host == "localhost");
            (host_matches
                && matches(field_port, &port)
                && matches(database, key.database)
                && matches(user, key.user))
            .then(|| password.clone())
        })
}

/// The five fields of a line; `:` and `\` are escaped by a `\`. The password is the rest of the line.
fn split(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut characters = line.trim_end_matches('\r').chars();
    while let Some(character) = characters.next() {
        let count = fields.len();
        let Some(field) = fields.last_mut() else {
            break;
        };
        match character {
            '\\' => field.extend(characters.next()),
            ':' if count < 5 => fields.push(String::new()),
            character => field.push(character),
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# comment\nh:5432:d:u:one\n*:*:*:u:t\\:w\\\\o\nlocalhost:*:*:*:so:cket\n";

    fn check(host: &str, is_socket: bool, user: &str, expected: Option<&str>) {
        let key = Key {
            host,
            is_socket,
            port: 5432,
            database: "d",
            user,
        };
        assert_eq!(find(FILE, &key).as_deref(), expected, "{host} {user}");
    }

    #[test]
    fn the_first_line_that_fits_counts() {
        check("h", false, "u", Some("one"));
        check("g", false, "u", Some("t:w\\o"));
        check("g", false, "v", None);
        check("/run/postgresql", true, "v", Some("so:cket"));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_may_read_is_not_read() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("pgpass");
        std::fs::write(&file, FILE).unwrap();
        let key = Key {
            host: "h",
            is_socket: false,
            port: 5432,
            database: "d",
            user: "u",
        };
        let permit = |mode| {
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
        };
        permit(0o600);
        assert_eq!(look_up(&file, &key), Answer::Password("one".into()));
        permit(0o644);
        assert!(matches!(look_up(&file, &key), Answer::TooOpen(_)));
        assert_eq!(look_up(&folder.path().join("none"), &key), Answer::Nothing);
    }
}
