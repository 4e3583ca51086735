//! TLS: how much of a server's certificate is checked, and with what.

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

use crate::DatabaseError;

/// What a connection with TLS needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tls {
    /// How much of the server's certificate is checked.
    pub(crate) verification: Verification,
    /// The authorities that may have signed it.
    pub(crate) roots: Roots,
    /// The files of the client's certificate and key.
    pub(crate) identity: Option<(PathBuf, PathBuf)>,
    /// The server is told which name it was called by.
    pub(crate) server_name: bool,
    /// The oldest version of the protocol to speak.
    pub(crate) oldest: Version,
    /// The newest version of the protocol to speak.
    pub(crate) newest: Version,
    /// The parameter that names a file of authorities, for messages.
    pub(crate) roots_parameter: &'static str,
}

/// How much of the server's certificate is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verification {
    /// Nothing: the connection is secret, but from whoever answers.
    Nothing,
    /// That a known authority has signed it.
    Chain,
    /// That, and the name in it.
    ChainAndName,
}

/// The authorities that are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Roots {
    /// Those of the operating system.
    System,
    /// Those in a file.
    File(PathBuf),
}

/// A version of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Version {
    V12,
    V13,
}

impl Tls {
    /// Reads certificates and keys. `protocols` are what the client says it speaks inside (ALPN).
    ///
    /// # Errors
    /// [`DatabaseError::Connection`] for a file that cannot be used.
    pub(crate) fn client_config(&self, protocols: &[&str]) -> Result<ClientConfig, DatabaseError> {
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
            .map_err(|error| self.unusable(&error.to_string()))?
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
        config.alpn_protocols = protocols
            .iter()
            .map(|protocol| protocol.as_bytes().to_vec())
            .collect();
        Ok(config)
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
                            self.unusable(
                                "no certificate of an authority was found to check against",
                            )
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

    fn unusable(&self, reason: &str) -> DatabaseError {
        DatabaseError::Connection {
            message: format!("TLS cannot be used: {reason}."),
            help: Some(format!(
                "Name the authority's certificate with {}.",
                self.roots_parameter
            )),
        }
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

/// Checks as much of the server's certificate as was asked for.
#[derive(Debug)]
struct Verifier {
    authorities: Option<Arc<WebPkiServerVerifier>>,
    /// The certificates that are trusted themselves, not only what they sign: OpenSSL takes a
    /// server's own certificate as an authority.
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
