//! TLS as libpq's parameters ask for it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::verify_server_name;
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
    SupportedProtocolVersion,
};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::parameters::Parameters;
use super::settings::{flag, not_supported};
use crate::{DatabaseError, Environment};

/// `sslmode`, and what it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tls {
    /// Whether TLS is used.
    pub(super) mode: Mode,
    verification: Verification,
    roots: Roots,
    /// The client's certificate and key.
    identity: Option<(PathBuf, PathBuf)>,
    server_name: bool,
    oldest: Version,
    newest: Version,
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

/// How much of the server's certificate is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verification {
    /// Nothing: the connection is secret, but from whoever answers.
    Nothing,
    /// That a known authority has signed it (`verify-ca`).
    Chain,
    /// That, and the name in it (`verify-full`).
    ChainAndName,
}

/// The authorities that are known.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Roots {
    /// Those of the operating system.
    System,
    /// Those in a file.
    File(PathBuf),
}

/// A version of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Version {
    V12,
    V13,
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
        verification,
        roots: given_roots.unwrap_or(Roots::System),
        identity,
        server_name: flag(parameters, "sslsni")?.unwrap_or(true),
        oldest: version(parameters, "ssl_min_protocol_version")?.unwrap_or(Version::V12),
        newest: version(parameters, "ssl_max_protocol_version")?.unwrap_or(Version::V13),
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
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let versions: Vec<&'static SupportedProtocolVersion> = [
            (Version::V12, &rustls::version::TLS12),
            (Version::V13, &rustls::version::TLS13),
        ]
        .into_iter()
        .filter(|(version, _)| (self.oldest..=self.newest).contains(version))
        .map(|(_, supported)| supported)
        .collect();
        let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_protocol_versions(&versions)
            .map_err(|error| unusable(&error.to_string()))?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(self.verifier(provider)?));
        let mut config = match &self.identity {
            None => builder.with_no_client_auth(),
            Some((certificate, key)) => {
                let chain = certificates(certificate)?;
                let key = PrivateKeyDer::from_pem_file(key)
                    .map_err(|error| unreadable(key, &error.to_string()))?;
                builder
                    .with_client_auth_cert(chain, key)
                    .map_err(|error| unreadable(certificate, &error.to_string()))?
            }
        };
        config.enable_sni = self.server_name;
        // What a server must see that offers TLS without asking for it first.
        config.alpn_protocols = vec![b"postgresql".to_vec()];
        Ok(MakeRustlsConnect::new(config))
    }

    fn verifier(&self, provider: Arc<CryptoProvider>) -> Result<Verifier, DatabaseError> {
        let (authorities, trusted) = match self.verification {
            Verification::Nothing => (None, Vec::new()),
            Verification::Chain | Verification::ChainAndName => {
                let trusted = match &self.roots {
                    Roots::System => rustls_native_certs::load_native_certs().certs,
                    Roots::File(file) => certificates(file)?,
                };
                let mut roots = RootCertStore::empty();
                roots.add_parsable_certificates(trusted.iter().cloned());
                let authorities =
                    WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider.clone())
                        .build()
                        .map_err(|_| {
                            unusable("no certificate of an authority was found to check against")
                        })?;
                (Some(authorities), trusted)
            }
        };
        Ok(Verifier {
            check_name: self.verification == Verification::ChainAndName,
            authorities,
            trusted,
            provider,
        })
    }
}

fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, DatabaseError> {
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_file_iter(file)
        .map_err(|error| unreadable(file, &error.to_string()))?
        .collect();
    match certificates {
        Ok(certificates) if certificates.is_empty() => {
            Err(unreadable(file, "it holds no certificate"))
        }
        Ok(certificates) => Ok(certificates),
        Err(error) => Err(unreadable(file, &error.to_string())),
    }
}

fn unreadable(file: &Path, reason: &str) -> DatabaseError {
    DatabaseError::Connection {
        message: format!(
            "The file {} cannot be used for TLS: {reason}.",
            file.display()
        ),
        help: Some(
            "Check that it is a PEM file that you may read; a key must have no passphrase."
                .to_owned(),
        ),
    }
}

fn unusable(reason: &str) -> DatabaseError {
    DatabaseError::Connection {
        message: format!("TLS cannot be used: {reason}."),
        help: Some("Name the authority's certificate with sslrootcert.".to_owned()),
    }
}

/// Checks as much of the server's certificate as `sslmode` says.
#[derive(Debug)]
struct Verifier {
    authorities: Option<Arc<WebPkiServerVerifier>>,
    /// The certificates that are trusted themselves, not only what they sign: OpenSSL takes a
    /// server's own certificate as `sslrootcert`.
    trusted: Vec<CertificateDer<'static>>,
    check_name: bool,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let Some(authorities) = &self.authorities else {
            return Ok(ServerCertVerified::assertion());
        };
        if self.trusted.contains(end_entity) {
            if self.check_name {
                verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
            }
            return Ok(ServerCertVerified::assertion());
        }
        match authorities.verify_server_cert(
            end_entity,
            intermediates,
            server_name,
            ocsp_response,
            now,
        ) {
            Err(rustls::Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if !self.check_name => Ok(ServerCertVerified::assertion()),
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, cert, dss, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, cert, dss, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
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
                (tls.mode, tls.verification),
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
        let tls = |query| super::tests::tls(query).map(|tls| (tls.oldest, tls.newest));
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
