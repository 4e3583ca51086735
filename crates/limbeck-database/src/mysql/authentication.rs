//! Proving who we are.

use mysql_common::auth::plugins::{
    AuthProc, ChallengeResponsePlugin, Context, Error as PluginError, Response,
};
use mysql_common::io::ParseBuf;
use mysql_common::packets::{AuthPlugin, AuthSwitchRequest};

use super::wire::{EOF, OK, Wire, WireError};

/// The first byte of a packet that is part of a conversation.
const MORE: u8 = 0x01;

/// What the proof is made of.
pub(super) struct Credentials {
    /// The password; empty if there is none.
    pub(super) password: Vec<u8>,
    /// What the server sent to be mixed into the proof.
    pub(super) scramble: Vec<u8>,
    /// Nobody listens because both ends are on this machine.
    pub(super) is_local: bool,
    /// Nobody listens because of TLS.
    pub(super) is_encrypted: bool,
    /// The server's public key, if it was given beforehand.
    pub(super) server_key: Option<Vec<u8>>,
}

impl Context for &Credentials {
    fn pass(&self) -> &[u8] {
        &self.password
    }

    fn is_ipc_transport(&self) -> bool {
        self.is_local
    }

    fn is_tls_transport(&self) -> bool {
        self.is_encrypted
    }

    fn scramble(&self) -> &[u8] {
        &self.scramble
    }

    fn server_key_pem(&self) -> Option<&[u8]> {
        self.server_key.as_deref()
    }
}

/// Why nobody let us in.
pub(super) enum Refusal {
    /// The server said so, or is gone.
    Wire(WireError),
    /// The server wants a proof that limbeck does not know, or will not give.
    Method(String),
}

impl From<WireError> for Refusal {
    fn from(error: WireError) -> Self {
        Refusal::Wire(error)
    }
}

/// A way to prove the password, begun.
pub(super) struct Proof(AuthProc);

impl Proof {
    /// Begins the way of that name.
    pub(super) fn new(plugin: &AuthPlugin<'_>, credentials: &Credentials) -> Result<Self, Refusal> {
        let name = String::from_utf8_lossy(plugin.as_bytes()).into_owned();
        match plugin {
            AuthPlugin::MysqlNativePassword
            | AuthPlugin::CachingSha2Password
            | AuthPlugin::Sha256Password => {}
            AuthPlugin::MysqlClearPassword if credentials.is_local || credentials.is_encrypted => {}
            AuthPlugin::MysqlClearPassword => {
                return Err(Refusal::Method(format!(
                    "it asks for the password in clear text ({name}) over a connection that \
                     others can read"
                )));
            }
            AuthPlugin::MysqlOldPassword
            | AuthPlugin::Ed25519
            | AuthPlugin::Parsec
            | AuthPlugin::Other(_) => {
                return Err(Refusal::Method(format!(
                    "it asks for the authentication method '{name}', which limbeck does not know"
                )));
            }
        }
        plugin
            .init()
            .map(Self)
            .map_err(|error| Refusal::Method(error.to_string()))
    }

    /// The answer to a challenge, if one is due.
    pub(super) fn answer(
        &mut self,
        credentials: &Credentials,
        challenge: &[u8],
    ) -> Result<Option<Vec<u8>>, Refusal> {
        match self.0.run(credentials, challenge) {
            Ok(Response::Next { packet } | Response::Last { packet }) => Ok(packet),
            Err(error @ (PluginError::Challenge | PluginError::Logic)) => {
                Err(WireError::Lost(error.to_string()).into())
            }
            Err(error) => Err(Refusal::Method(error.to_string())),
        }
    }
}

/// Answers the server until it lets us in.
pub(super) fn finish(
    wire: &mut Wire,
    mut proof: Proof,
    credentials: &Credentials,
) -> Result<(), Refusal> {
    loop {
        let packet = wire.read()?;
        let answer = match packet.split_first() {
            Some((&OK, _)) => {
                wire.read_ok(&packet)?;
                return Ok(());
            }
            // Servers of the last century.
            Some((&EOF, [])) => {
                return Err(Refusal::Method(
                    "it asks for the authentication method 'mysql_old_password', which limbeck \
                     does not know"
                        .to_owned(),
                ));
            }
            Some((&EOF, _)) => {
                let request: AuthSwitchRequest<'_> = ParseBuf(&packet)
                    .parse(())
                    .map_err(|_| WireError::unexpected())?;
                proof = Proof::new(&request.auth_plugin(), credentials)?;
                proof.answer(credentials, request.plugin_data())?
            }
            Some((&MORE, challenge)) => proof.answer(credentials, challenge)?,
            Some(_) | None => return Err(WireError::unexpected().into()),
        };
        if let Some(answer) = answer {
            wire.write(&answer)?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn credentials(is_encrypted: bool) -> Credentials {
        Credentials {
            password: b"secret".to_vec(),
            scramble: vec![7; 20],
            is_local: false,
            is_encrypted,
            server_key: None,
        }
    }

    #[test]
    fn the_password_is_not_sent_where_others_can_read_it() {
        let check = |plugin: AuthPlugin<'_>, is_encrypted, expected: Option<&str>| {
            let refused = match Proof::new(&plugin, &credentials(is_encrypted)) {
                Ok(_) => None,
                Err(Refusal::Method(reason)) => Some(reason),
                Err(Refusal::Wire(_)) => panic!("{plugin:?}"),
            };
            match (refused, expected) {
                (None, None) => {}
                (Some(reason), Some(expected)) => assert!(reason.contains(expected), "{reason}"),
                (refused, _) => panic!("{plugin:?}: {refused:?}"),
            }
        };
        check(AuthPlugin::MysqlClearPassword, false, Some("clear text"));
        check(AuthPlugin::MysqlClearPassword, true, None);
        check(AuthPlugin::MysqlNativePassword, false, None);
        check(
            AuthPlugin::MysqlOldPassword,
            true,
            Some("mysql_old_password"),
        );
        check(
            AuthPlugin::Other(b"dialog".as_slice().into()),
            true,
            Some("'dialog'"),
        );
    }

    #[test]
    fn a_password_that_the_server_has_not_cached_goes_through_tls_or_a_key() {
        let conversation = |is_encrypted| {
            let credentials = credentials(is_encrypted);
            let Ok(mut proof) = Proof::new(&AuthPlugin::CachingSha2Password, &credentials) else {
                panic!("known");
            };
            let Ok(Some(first)) = proof.answer(&credentials, &credentials.scramble) else {
                panic!("a proof");
            };
            assert_eq!(first.len(), 32);
            let Ok(answer) = proof.answer(&credentials, &[4]) else {
                panic!("full authentication");
            };
            answer
        };
        assert_eq!(conversation(true).as_deref(), Some(b"secret\0".as_slice()));
        assert_eq!(conversation(false), Some(vec![2]), "asks for the key");
    }
}
