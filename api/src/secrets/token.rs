//! Bearer tokens: 256 random bits, shown once, stored as a hash.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};

/// What every token begins with, so that a scanner of sources recognises a lost one.
const PREFIX: &str = "mk_";

/// A SHA-256 hash. A token has 256 bits of chance, so that nobody can try them, and neither salt
/// nor stretching adds anything (as in RFC 6750's threat list, guessing is what length answers).
pub type Hash = [u8; 32];

/// A token in the clear, for as long as a request takes.
#[derive(Debug)]
pub struct Token(SecretString);

impl Token {
    /// A new one, from the operating system's generator by way of the thread's.
    pub fn generate() -> Self {
        let bits: [u8; 32] = rand::random();
        Self(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bits)).into())
    }

    /// A text that may be a token: what has another form is none, and nobody has to look for it.
    pub fn parse(text: &str) -> Option<Self> {
        let bits = URL_SAFE_NO_PAD.decode(text.strip_prefix(PREFIX)?).ok()?;
        (bits.len() == 32).then(|| Self(text.to_owned().into()))
    }

    /// One that was given out before.
    pub fn known(text: SecretString) -> Self {
        Self(text)
    }

    /// The text, for the one answer that shows it.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// What is stored of it.
    pub fn hash(&self) -> Hash {
        sha256([self.expose().as_bytes()])
    }
}

/// The hash of some parts, each with its length, so that no two lists of parts are the same bytes.
pub fn sha256<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Hash {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_256_bits_and_shows_itself_to_nobody() {
        let (one, other) = (Token::generate(), Token::generate());
        assert_ne!(one.expose(), other.expose());
        assert_eq!(URL_SAFE_NO_PAD.decode(&one.expose()[PREFIX.len()..]).unwrap().len(), 32);
        assert_eq!(Token::parse(one.expose()).unwrap().hash(), one.hash());
        for other in ["", "mk_", "mk_x", &one.expose()[3..], &format!("{}A", one.expose())] {
            assert!(Token::parse(other).is_none(), "{other}");
        }
        assert!(!format!("{one:?}").contains(one.expose()));
        assert_eq!(one.hash(), Token::known(one.expose().to_owned().into()).hash());
    }
}
