//! TLS as libpq's parameters ask for it.

use std::path::Path;

use tokio_postgres_rustls::MakeRustlsConnect;

use super::parameters::Parameters;
use super::settings::{flag, not_supported};
use crate::tls::{self, Roots, Verification, Version};
use crate::{DatabaseError, Environment};

/// `sslmode`, and what it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tls {
    /// Whether TLS is used.
    pub(super) mode: Mode,
    /// How.
    tls: tls::Tls,
}

/// When TLS is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// Never.
    Disable,
    /// If the server does not take us otherwise.
    Allow,
    /// If the server can.
    Prefer,
    /// Always.
    Require,
}

/// What the parameters say about TLS.
pub(super) fn settings(
    parameters: &Parameters,
    environment: &Environment,
) -> Result<Tls, DatabaseError> {
    let in_home = |name: &str| {
        environment
            .in_home(Path::new(".postgresql").join(name))
            .filter(|path| path.exists())
    };
    let given_roots = match parameters.get("sslrootcert") {
        Some("system") => Some(Roots::System),
        Some(file) => Some(Roots::File(environment.path(file))),
        None => in_home("root.crt").map(Roots::File),
    };
    let default_mode = match flag(parameters, "requiressl")? {
        Some(true) => "require",
        Some(false) | None => "prefer",
    };
    let (mode, verification) = match parameters.get("sslmode").unwrap_or(default_mode) {
        "disable" | "false" | "False" => (Mode::Disable, Verification::Nothing),
        "allow" => (Mode::Allow, Verification::Nothing),
        "prefer" => (Mode::Prefer, Verification::Nothing),
        // As in libpq: who names authorities wants them asked.
        "require" if matches!(given_roots, Some(Roots::File(_))) => {
            (Mode::Require, Verification::Chain)
        }
        "require" => (Mode::Require, Verification::Nothing),
        "verify-ca" => (Mode::Require, Verification::Chain),
        "verify-full" | "true" | "True" => (Mode::Require, Verification::ChainAndName),
        value => return Err(not_supported("sslmode", value)),
    };
    let identity = match parameters.get("sslcertmode") {
        Some("disable") => None,
        None | Some("allow" | "require") => {
            let named = |parameter, file| match parameters.get(parameter) {
                Some(path) => Some(environment.path(path)),
                None => in_home(file),
            };
            named("sslcert", "postgresql.crt").zip(named("sslkey", "postgresql.key"))
        }
        Some(value) => return Err(not_supported("sslcertmode", value)),
    };
    Ok(Tls {
        mode,
        tls: tls::Tls {
            verification,
            roots: given_roots.unwrap_or(Roots::System),
            identity,
            server_name: flag(parameters, "sslsni")?.unwrap_or(true),
            oldest: version(parameters, "ssl_min_protocol_version")?.unwrap_or(Version::V12),
            newest: version(parameters, "ssl_max_protocol_version")?.unwrap_or(Version::V13),
            roots_parameter: "sslrootcert",
        },
    })
}

fn version(parameters: &Parameters, name: &str) -> Result<Option<Version>, DatabaseError> {
    match parameters.get(name) {
        None => Ok(None),
        // Older versions are not spoken; as the oldest to allow they allow all that are.
        Some("TLSv1" | "TLSv1.1") if name == "ssl_min_protocol_version" => Ok(Some(Version::V12)),
        Some("TLSv1.2") => Ok(Some(Version::V12)),
        Some("TLSv1.3") => Ok(Some(Version::V13)),
        Some(value) => Err(not_supported(name, value)),
    }
}

impl Tls {
    /// Reads certificates and keys, and makes what connects.
    pub(super) fn connector(&self) -> Result<MakeRustlsConnect, DatabaseError> {
        // The protocol is what a server must see that offers TLS without asking for it first.
        self.tls
            .client_config(&["postgresql"])
            .map(MakeRustlsConnect::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Url;

    fn tls(query: &str) -> Result<Tls, DatabaseError> {
        let environment = Environment::default();
        let url = Url::parse(&format!("postgresql://h/d?{query}"))?;
        settings(&Parameters::gather(&url, &[], &environment)?, &environment)
    }

    #[test]
    fn modes_are_those_of_libpq() {
        let check = |query, mode, verification| {
            let tls = tls(query).unwrap();
            assert_eq!(
                (tls.mode, tls.tls.verification),
                (mode, verification),
                "{query}"
            );
        };
        check("", Mode::Prefer, Verification::Nothing);
        check("sslmode=disable", Mode::Disable, Verification::Nothing);
        check("sslmode=allow", Mode::Allow, Verification::Nothing);
        check("sslmode=require", Mode::Require, Verification::Nothing);
        check("ssl=require", Mode::Require, Verification::Nothing);
        check(
            "sslmode=require&sslrootcert=/ca.pem",
            Mode::Require,
            Verification::Chain,
        );
        check("sslmode=verify-ca", Mode::Require, Verification::Chain);
        check(
            "sslmode=verify-full",
            Mode::Require,
            Verification::ChainAndName,
        );
        check("ssl=true", Mode::Require, Verification::ChainAndName);
        check("requiressl=1", Mode::Require, Verification::Nothing);
        assert!(tls("sslmode=maybe").is_err());
    }

    #[test]
    fn versions_are_bounded() {
        let tls = |query| super::tests::tls(query).map(|tls| (tls.tls.oldest, tls.tls.newest));
        assert_eq!(tls("").unwrap(), (Version::V12, Version::V13));
        assert_eq!(
            tls("ssl_min_protocol_version=TLSv1.3").unwrap(),
            (Version::V13, Version::V13)
        );
        assert_eq!(
            tls("ssl_min_protocol_version=TLSv1").unwrap(),
            (Version::V12, Version::V13)
        );
        assert!(tls("ssl_max_protocol_version=TLSv1.1").is_err());
    }

    #[test]
    fn files_that_are_missing_are_named() {
        let error = tls("sslmode=verify-full&sslrootcert=/no/such.pem")
            .unwrap()
            .connector()
            .err()
            .unwrap();
        assert!(
            error
                .to_string()
                .starts_with("The file /no/such.pem cannot be used for TLS")
        );
        assert!(tls("sslmode=require").unwrap().connector().is_ok());
    }
}
