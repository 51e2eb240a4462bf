//! Columns that are encrypted: XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha), whose nonces are long enough to be random.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead as _, Generate as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use secrecy::{ExposeSecret as _, SecretString};
use uuid::Uuid;

/// The form of what is stored: `v1:<key id>:<nonce and ciphertext in base64url>`.
const VERSION: &str = "v1";

/// The keys by their ids. The first one encrypts, and all of them decrypt.
pub struct Keyring {
    keys: Vec<(String, XChaCha20Poly1305)>,
}

/// What a ciphertext belongs to. It is authenticated with it, so that one row's value is useless in another.
#[derive(Clone, Copy)]
pub struct Context {
    pub column: &'static str,
    pub user: Uuid,
    pub row: Uuid,
}

/// Why a stored value cannot be decrypted. It says nothing of the value.
#[derive(Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// The key with this id is not there.
    Key(String),
    /// It is not in our form, was changed, or belongs to another row.
    Value,
}

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Unreadable::Key(id) => write!(f, "the key `{id}` is not in API_MASTER_KEY"),
            Unreadable::Value => f.write_str("the stored value was changed, or is not one of ours"),
        }
    }
}

impl Keyring {
    /// The keys of this machine, at least one.
    pub fn new(keys: Vec<(String, XChaCha20Poly1305)>) -> Self {
        Self { keys }
    }

    /// Encrypts under the first key.
    pub fn seal(&self, context: Context, secret: &SecretString) -> Result<String, Unreadable> {
        let (id, key) = self.keys.first().ok_or(Unreadable::Value)?;
        let nonce = XNonce::generate();
        let payload = Payload { msg: secret.expose_secret().as_bytes(), aad: &context.bytes() };
        let sealed = key.encrypt(&nonce, payload).map_err(|_| Unreadable::Value)?;
        let text = URL_SAFE_NO_PAD.encode([nonce.as_slice(), &sealed].concat());
        Ok(format!("{VERSION}:{id}:{text}"))
    }

    /// Decrypts with the key that the value names.
    pub fn open(&self, context: Context, sealed: &str) -> Result<SecretString, Unreadable> {
        let (id, text) = parts(sealed).ok_or(Unreadable::Value)?;
        let (_, key) =
            self.keys.iter().find(|(known, _)| known == id).ok_or_else(|| Unreadable::Key(id.to_owned()))?;
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| Unreadable::Value)?;
        let (nonce, sealed) = bytes.split_at_checked(24).ok_or(Unreadable::Value)?;
        let nonce = XNonce::try_from(nonce).map_err(|_| Unreadable::Value)?;
        let payload = Payload { msg: sealed, aad: &context.bytes() };
        let bytes = key.decrypt(&nonce, payload).map_err(|_| Unreadable::Value)?;
        String::from_utf8(bytes).map(SecretString::from).map_err(|_| Unreadable::Value)
    }

    /// Whether a value is under the first key already.
    pub fn is_current(&self, sealed: &str) -> bool {
        parts(sealed).is_some_and(|(id, _)| self.keys.first().is_some_and(|(first, _)| first == id))
    }

    /// The id of the key that encrypts.
    pub fn current(&self) -> &str {
        self.keys.first().map_or("", |(id, _)| id)
    }
}

impl Context {
    fn bytes(self) -> Vec<u8> {
        [self.column.as_bytes(), b"\0", self.user.as_bytes(), self.row.as_bytes()].concat()
    }
}

/// The key's id and the text of a value of ours.
fn parts(sealed: &str) -> Option<(&str, &str)> {
    sealed.strip_prefix(VERSION)?.strip_prefix(':')?.split_once(':')
}

#[cfg(test)]
mod tests {
    use chacha20poly1305::KeyInit as _;

    use super::*;

    fn keyring(ids: &[&str]) -> Keyring {
        let key = |id: &str| XChaCha20Poly1305::new(&[id.as_bytes()[0]; 32].into());
        Keyring::new(ids.iter().map(|id| ((*id).to_owned(), key(id))).collect())
    }

    fn context(row: u128) -> Context {
        Context { column: "providers.api_key", user: Uuid::from_u128(1), row: Uuid::from_u128(row) }
    }

    #[test]
    fn a_value_is_read_back_by_its_own_row_alone() {
        let keys = keyring(&["a"]);
        let sealed = keys.seal(context(2), &"sk-secret".to_owned().into()).unwrap();
        assert!(sealed.starts_with("v1:a:") && !sealed.contains("secret"));
        assert_eq!(keys.open(context(2), &sealed).unwrap().expose_secret(), "sk-secret");
        assert_eq!(keys.open(context(3), &sealed).unwrap_err(), Unreadable::Value);
        let changed = format!("{}A", &sealed[..sealed.len() - 1]);
        assert!(changed == sealed || keys.open(context(2), &changed).is_err());
        for bad in ["", "v1", "v1:a", "v1:a:", "v1:a:!", "v2:a:AAAA"] {
            assert_eq!(keys.open(context(2), bad).unwrap_err(), Unreadable::Value, "{bad}");
        }
    }

    #[test]
    fn an_old_key_still_reads_and_the_first_one_writes() {
        let old = keyring(&["a"]).seal(context(2), &"x".to_owned().into()).unwrap();
        let keys = keyring(&["b", "a"]);
        assert!(keys.open(context(2), &old).is_ok() && !keys.is_current(&old));
        assert!(keys.is_current(&keys.seal(context(2), &"x".to_owned().into()).unwrap()));
        assert_eq!(keyring(&["b"]).open(context(2), &old).unwrap_err(), Unreadable::Key("a".to_owned()));
    }
}
