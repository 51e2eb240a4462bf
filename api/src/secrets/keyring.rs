//! Columns that are encrypted: XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha), whose nonces are long
//! enough to be random.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead as _, Generate as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use secrecy::{ExposeSecret as _, SecretString};
use uuid::Uuid;

/// The form of what is stored: `v1:<key id>:<nonce and ciphertext in base64url>`.
const VERSION: &str = "v1";

/// The text of a check value.
const CHECKED: &str = "the key of this id";

/// The keys by their ids. The first one encrypts, and all of them decrypt.
pub struct Keyring {
    keys: Vec<(String, XChaCha20Poly1305)>,
}

/// What a ciphertext belongs to. It is authenticated with it, so that one row's value is useless in
/// another.
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
        self.seal_under(self.current(), context, secret)
    }

    fn seal_under(
        &self,
        id: &str,
        context: Context,
        secret: &SecretString,
    ) -> Result<String, Unreadable> {
        let key = self.key(id)?;
        let nonce = XNonce::generate();
        let payload = Payload { msg: secret.expose_secret().as_bytes(), aad: &context.bytes() };
        let sealed = key.encrypt(&nonce, payload).map_err(|_| Unreadable::Value)?;
        let text = URL_SAFE_NO_PAD.encode([nonce.as_slice(), &sealed].concat());
        Ok(format!("{VERSION}:{id}:{text}"))
    }

    /// Decrypts with the key that the value names.
    pub fn open(&self, context: Context, sealed: &str) -> Result<SecretString, Unreadable> {
        let (id, text) = parts(sealed).ok_or(Unreadable::Value)?;
        let key = self.key(id)?;
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| Unreadable::Value)?;
        let (nonce, sealed) = bytes.split_at_checked(24).ok_or(Unreadable::Value)?;
        let nonce = XNonce::try_from(nonce).map_err(|_| Unreadable::Value)?;
        let payload = Payload { msg: sealed, aad: &context.bytes() };
        let bytes = key.decrypt(&nonce, payload).map_err(|_| Unreadable::Value)?;
        String::from_utf8(bytes).map(SecretString::from).map_err(|_| Unreadable::Value)
    }

    /// The ids of the keys, the one that encrypts first.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(|(id, _)| id.as_str())
    }

    /// Whether one of the keys has these bytes.
    pub fn has(&self, key: &[u8; 32]) -> bool {
        let other = Self::new(vec![(String::new(), XChaCha20Poly1305::new(key.into()))]);
        let Ok(value) = other.seal_under("", Context::of_check(), &CHECKED.to_owned().into())
        else {
            return false;
        };
        let named =
            |(_, key): &(String, XChaCha20Poly1305)| Self::new(vec![(String::new(), key.clone())]);
        self.keys.iter().any(|key| named(key).is_checked("", &value))
    }

    /// What tells this key from another one of the same id: [`Keyring::is_checked`] reads it with
    /// no other.
    pub fn check_value(&self, id: &str) -> Result<String, Unreadable> {
        self.seal_under(id, Context::of_check(), &CHECKED.to_owned().into())
    }

    /// Whether a value of [`Keyring::check_value`] was made with the key of that id.
    pub fn is_checked(&self, id: &str, value: &str) -> bool {
        parts(value).is_some_and(|(of, _)| of == id)
            && self
                .open(Context::of_check(), value)
                .is_ok_and(|text| text.expose_secret() == CHECKED)
    }

    /// Whether a value is under the first key already.
    pub fn is_current(&self, sealed: &str) -> bool {
        parts(sealed).is_some_and(|(id, _)| self.keys.first().is_some_and(|(first, _)| first == id))
    }

    /// What a value under the key of that id begins with.
    pub fn prefix(&self, id: &str) -> String {
        format!("{VERSION}:{id}:")
    }

    fn key(&self, id: &str) -> Result<&XChaCha20Poly1305, Unreadable> {
        let found = self.keys.iter().find(|(known, _)| known == id);
        found.map(|(_, key)| key).ok_or_else(|| Unreadable::Key(id.to_owned()))
    }

    /// The id of the key that encrypts.
    pub fn current(&self) -> &str {
        self.keys.first().map_or("", |(id, _)| id)
    }
}

impl Context {
    /// The value that a key is known by. It belongs to nobody.
    fn of_check() -> Self {
        Self { column: "master_keys.check_value", user: Uuid::nil(), row: Uuid::nil() }
    }

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
    fn another_key_of_the_same_id_is_noticed() {
        let keys = keyring(&["a", "b"]);
        let value = keys.check_value("b").unwrap();
        assert!(keys.is_checked("b", &value) && !keys.is_checked("a", &value));
        let other = XChaCha20Poly1305::new(&[0; 32].into());
        assert!(!Keyring::new(vec![("b".to_owned(), other)]).is_checked("b", &value));
        let sealed = keys.seal(context(2), &CHECKED.to_owned().into()).unwrap();
        assert!(!keys.is_checked("a", &sealed), "no other value passes for one");
    }

    #[test]
    fn a_key_is_recognised_by_its_bytes() {
        assert!(keyring(&["b", "a"]).has(&[b'a'; 32]));
        assert!(!keyring(&["b", "a"]).has(&[b'c'; 32]));
    }

    #[test]
    fn an_old_key_still_reads_and_the_first_one_writes() {
        let old = keyring(&["a"]).seal(context(2), &"x".to_owned().into()).unwrap();
        let keys = keyring(&["b", "a"]);
        assert!(keys.open(context(2), &old).is_ok() && !keys.is_current(&old));
        assert!(keys.is_current(&keys.seal(context(2), &"x".to_owned().into()).unwrap()));
        assert_eq!(
            keyring(&["b"]).open(context(2), &old).unwrap_err(),
            Unreadable::Key("a".to_owned())
        );
    }
}
