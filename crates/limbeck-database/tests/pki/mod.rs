//! Certificates for the tests of TLS.

use std::path::PathBuf;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::CertificateDer;

/// A certificate with its key, and the files that hold them.
pub struct Identity {
    pub der: CertificateDer<'static>,
    pub key: KeyPair,
    pub certificate_file: PathBuf,
    pub key_file: PathBuf,
}

/// An authority, and whom it has signed.
pub struct Pki {
    folder: tempfile::TempDir,
    pub authority: Identity,
    issuer: Issuer<'static, KeyPair>,
}

impl Pki {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = params.self_signed(&key).unwrap();
        let authority = write(&folder, "ca", &certificate, key);
        let issuer_key = KeyPair::from_pem(&authority.key.serialize_pem()).unwrap();
        Self {
            issuer: Issuer::new(params, issuer_key),
            authority,
            folder,
        }
    }

    pub fn sign(&self, file: &str, name: &str) -> Identity {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        write(&self.folder, file, &certificate, key)
    }
}

fn write(
    folder: &tempfile::TempDir,
    file: &str,
    certificate: &rcgen::Certificate,
    key: KeyPair,
) -> Identity {
    let certificate_file = folder.path().join(format!("{file}.crt"));
    let key_file = folder.path().join(format!("{file}.key"));
    std::fs::write(&certificate_file, certificate.pem()).unwrap();
    std::fs::write(&key_file, key.serialize_pem()).unwrap();
    Identity {
        der: certificate.der().clone(),
        key,
        certificate_file,
        key_file,
    }
}
