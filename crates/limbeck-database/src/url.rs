//! [`Url`]: the address of a database as SQLAlchemy writes it.

use std::fmt;
use std::str::FromStr;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::DatabaseError;

/// What `urllib.parse.quote` leaves alone besides letters and digits.
const QUOTED: AsciiSet = NON_ALPHANUMERIC
    .remove(b'_')
    .remove(b'.')
    .remove(b'-')
    .remove(b'~');

/// `quote(..., safe=" +")`.
const QUOTED_USER: AsciiSet = QUOTED.remove(b' ').remove(b'+');

/// `quote(..., safe=" +/")`.
const QUOTED_PATH: AsciiSet = QUOTED_USER.remove(b'/');

/// The address of a database: SQLAlchemy's `URL`.
///
/// Neither `Debug` nor `Display` shows the password.
#[derive(Clone, PartialEq, Eq)]
pub struct Url {
    /// Dialect and driver, such as `name` or `name+driver`.
    pub driver_name: String,
    /// The user, decoded.
    pub username: Option<String>,
    /// The password, decoded.
    pub password: Option<String>,
    /// The host, without the brackets of an IPv6 address.
    pub host: Option<String>,
    /// The port.
    pub port: Option<u16>,
    /// What follows the host's slash, decoded: the database, or the path of its file.
    pub database: Option<String>,
    /// The parameters after the question mark, in order; one that is repeated is there as often
    /// as it was given.
    pub query: Vec<(String, String)>,
}

impl Url {
    /// Reads a URL by the grammar of SQLAlchemy's `make_url`.
    ///
    /// # Errors
    /// [`DatabaseError::Url`], which never repeats the text because it may hold a password.
    pub fn parse(text: &str) -> Result<Self, DatabaseError> {
        let unreadable = || DatabaseError::Url {
            message: "Could not parse SQLAlchemy URL from given URL string".to_owned(),
            help: Some(
                "Write it as dialect://user:password@host:port/database; percent-encode \
                 characters such as '@' and '/' in the password."
                    .to_owned(),
            ),
        };
        let (driver_name, rest) = text.split_once("://").ok_or_else(unreadable)?;
        let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '+';
        if driver_name.is_empty() || !driver_name.chars().all(is_word) {
            return Err(unreadable());
        }
        let (username, password, rest) = split_user(rest);
        let (host, rest) = split_host(rest);
        let (port, rest) = match rest.strip_prefix(':') {
            Some(rest) => {
                let end = rest.find(['/', '?']).unwrap_or(rest.len());
                (Some(&rest[..end]), &rest[end..])
            }
            None => (None, rest),
        };
        let (database, rest) = match rest.strip_prefix('/') {
            Some(rest) => {
                let end = rest.find('?').unwrap_or(rest.len());
                (Some(&rest[..end]), &rest[end..])
            }
            None => (None, rest),
        };
        let port = match port.map(str::trim) {
            None | Some("") => None,
            Some(port) => Some(port.parse().map_err(|_| {
                DatabaseError::Url {
                message: format!("The port '{port}' of the database URL is not a port number."),
                help: Some(
                    "Write a number up to 65535, or percent-encode a ':' of the password as %3A."
                        .to_owned(),
                ),
            }
            })?),
        };
        Ok(Self {
            driver_name: driver_name.to_owned(),
            username: username.map(decode),
            password: password.map(decode),
            host: host.map(str::to_owned),
            port,
            database: database.map(decode),
            query: rest.strip_prefix('?').map(split_query).unwrap_or_default(),
        })
    }

    /// The dialect: what stands before a `+` in [`Url::driver_name`].
    pub fn dialect(&self) -> &str {
        self.driver_name
            .split_once('+')
            .map_or(self.driver_name.as_str(), |(dialect, _)| dialect)
    }

    /// The Python driver, if the URL names one.
    pub fn driver(&self) -> Option<&str> {
        self.driver_name.split_once('+').map(|(_, driver)| driver)
    }

    /// Every value of a parameter, in order.
    pub fn parameters<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.query
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The URL as text with the password in it: `URL.render_as_string(hide_password=False)`.
    pub fn with_password(&self) -> String {
        self.render(|password| utf8_percent_encode(password, &QUOTED_USER).to_string())
    }

    fn render(&self, show_password: impl Fn(&str) -> String) -> String {
        let mut text = format!("{}://", self.driver_name);
        if let Some(username) = &self.username {
            text.extend(utf8_percent_encode(username, &QUOTED_USER));
            if let Some(password) = &self.password {
                text.push(':');
                text.push_str(&show_password(password));
            }
            text.push('@');
        }
        match &self.host {
            Some(host) if host.contains(':') => {
                text.push('[');
                text.push_str(host);
                text.push(']');
            }
            Some(host) => text.push_str(host),
            None => {}
        }
        if let Some(port) = self.port {
            text.push(':');
            text.push_str(&port.to_string());
        }
        if let Some(database) = &self.database {
            text.push('/');
            text.extend(utf8_percent_encode(database, &QUOTED_PATH));
        }
        let mut query: Vec<_> = self.query.iter().collect();
        query.sort_by(|(left, _), (right, _)| left.cmp(right));
        for (index, (key, value)) in query.into_iter().enumerate() {
            text.push(if index == 0 { '?' } else { '&' });
            text.push_str(&quote_plus(key));
            text.push('=');
            if is_secret(key) {
                text.push_str(&show_password(value));
            } else {
                text.push_str(&quote_plus(value));
            }
        }
        text
    }
}

impl FromStr for Url {
    type Err = DatabaseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl fmt::Display for Url {
    /// The URL with `***` for the password: `str(url)` in SQLAlchemy.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(|_| "***".to_owned()))
    }
}

impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Url({self})")
    }
}

/// Whether a parameter is a secret itself.
fn is_secret(key: &str) -> bool {
    key.to_ascii_lowercase().contains("password")
}

/// Splits `user:password@` off. The user ends at the first `:` or `/`, the password at the first
/// `@` after it; without a password the user may hold an `@` itself.
fn split_user(rest: &str) -> (Option<&str>, Option<&str>, &str) {
    let end = rest.find([':', '/']).unwrap_or(rest.len());
    if let Some(after) = rest[end..].strip_prefix(':')
        && let Some(at) = after.find('@')
    {
        return (Some(&rest[..end]), Some(&after[..at]), &after[at + 1..]);
    }
    match rest[..end].rfind('@') {
        Some(at) => (Some(&rest[..at]), None, &rest[at + 1..]),
        None => (None, None, rest),
    }
}

/// Splits the host off, with or without the brackets of an IPv6 address.
fn split_host(rest: &str) -> (Option<&str>, &str) {
    if let Some(inside) = rest.strip_prefix('[') {
        let end = inside.find(['/', '?']).unwrap_or(inside.len());
        if let Some(bracket) = inside[..end].rfind(']')
            && bracket > 0
        {
            return (Some(&inside[..bracket]), &inside[bracket + 1..]);
        }
    }
    let end = rest.find(['/', ':', '?']).unwrap_or(rest.len());
    ((end > 0).then_some(&rest[..end]), &rest[end..])
}

/// `parse_qsl`: parameters without a value are left out.
fn split_query(query: &str) -> Vec<(String, String)> {
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .filter(|(_, value)| !value.is_empty())
        .map(|(key, value)| {
            (
                decode(&key.replace('+', " ")),
                decode(&value.replace('+', " ")),
            )
        })
        .collect()
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

fn quote_plus(text: &str) -> String {
    utf8_percent_encode(text, &QUOTED)
        .to_string()
        .replace("%20", "+")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Parses, and shows the parts one per line.
    fn check(text: &str, expected: &str) {
        let shown = match Url::parse(text) {
            Ok(url) => {
                let part = |name: &str, value: Option<String>| {
                    value
                        .map(|value| format!(" {name}={value}"))
                        .unwrap_or_default()
                };
                format!(
                    "{}{}{}{}{}{}{}",
                    url.driver_name,
                    part("user", url.username.clone()),
                    part("password", url.password.clone()),
                    part("host", url.host.clone()),
                    part("port", url.port.map(|port| port.to_string())),
                    part("database", url.database.clone()),
                    url.query
                        .iter()
                        .map(|(key, value)| format!(" {key}:{value}"))
                        .collect::<String>(),
                )
            }
            Err(error) => format!("error: {error}"),
        };
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn urls_are_read_as_sqlalchemy_reads_them() {
        check("d://", "d");
        check("d:///", "d database=");
        check("d:///rel.db", "d database=rel.db");
        check("d:////abs/x.db", "d database=/abs/x.db");
        check(
            "d+x://u:p@h:5432/db",
            "d+x user=u password=p host=h port=5432 database=db",
        );
        check("d://u@h/db", "d user=u host=h database=db");
        check("d://u:@h/db", "d user=u password= host=h database=db");
        check("d://:p@h/db", "d user= password=p host=h database=db");
        check(
            "d://a%40b:p%2Fq%3A@h/my%20db",
            "d user=a@b password=p/q: host=h database=my db",
        );
        check(
            "d://u:p/w?x@h/db",
            "d user=u password=p/w?x host=h database=db",
        );
        check("d://a@b@h/db", "d user=a@b host=h database=db");
        check("d://u:p@q@h/db", "d user=u password=p host=q@h database=db");
        check("d://[::1]:1/db", "d host=::1 port=1 database=db");
        check(
            "d://u@[fe80::1%eth0]/db",
            "d user=u host=fe80::1%eth0 database=db",
        );
        check("d://h", "d host=h");
        check("d://h:/db", "d host=h database=db");
        check("d://:5/db", "d port=5 database=db");
        check("d://h?a=1", "d host=h a:1");
        check(
            "d:///db?host=h1:1&host=h2:2&empty=&odd&sp=a+b%2Bc",
            "d database=db host:h1:1 host:h2:2 sp:a b+c",
        );
    }

    #[test]
    fn bad_urls_are_refused_without_being_repeated() {
        let check_error = |text: &str| {
            let error = Url::parse(text).map(|url| url.to_string()).unwrap_err();
            assert!(!error.to_string().contains("secret"), "{error}");
        };
        check_error("u:secret@h/db");
        check_error("a-b://u:secret@h/db");
        check_error("://u:secret@h/db");
        check_error("");
        check(
            "d://h:x/db",
            "error: The port 'x' of the database URL is not a port number.",
        );
    }

    #[test]
    fn the_password_is_never_shown() {
        let url = Url::parse(
            "d+x://us%20er:s%40cret@h:1/a%20b/c?password=s%40cret&z=1&a=b c&sslpassword=q",
        )
        .unwrap();
        assert_eq!(
            url.to_string(),
            "d+x://us er:***@h:1/a b/c?a=b+c&password=***&sslpassword=***&z=1"
        );
        assert_eq!(
            format!("{url:?}"),
            "Url(d+x://us er:***@h:1/a b/c?a=b+c&password=***&sslpassword=***&z=1)"
        );
        assert_eq!(
            url.with_password(),
            "d+x://us er:s%40cret@h:1/a b/c?a=b+c&password=s%40cret&sslpassword=q&z=1"
        );
        assert_eq!(
            Url::parse(&url.with_password()).unwrap().password,
            url.password
        );
    }

    #[test]
    fn dialect_and_driver_are_told_apart() {
        let url = Url::parse("a+b://").unwrap();
        assert_eq!((url.dialect(), url.driver()), ("a", Some("b")));
        let url = Url::parse("a://").unwrap();
        assert_eq!((url.dialect(), url.driver()), ("a", None));
    }

    proptest::proptest! {
        /// What is written can be read again.
        #[test]
        fn rendering_and_parsing_are_inverse(
            username in proptest::option::of("[^\u{0}]{0,8}"),
            password in proptest::option::of("[^\u{0}]{0,8}"),
            host in proptest::option::of("[a-z0-9.-]{1,8}|[0-9a-f:]{2,8}:[0-9a-f]{1,4}"),
            port in proptest::option::of(0_u16..),
            database in proptest::option::of("[^\u{0}]{0,8}"),
            query in proptest::collection::btree_map("[^\u{0}]{1,4}", "[^\u{0}]{1,4}", 0..4),
        ) {
            let url = Url {
                driver_name: "a+b".into(),
                password: password.filter(|_| username.is_some()),
                username,
                host,
                port,
                database,
                query: query.into_iter().collect(),
            };
            let text = url.with_password();
            proptest::prop_assert_eq!(Url::parse(&text).ok(), Some(url), "{}", text);
        }
    }
}
