//! Where the keys come from: API_MASTER_KEY, or, beside a development's SQLite file, a file.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305};
use migration_kit::Error;
use secrecy::{ExposeSecret as _, SecretString};

use super::{Keyring, private, setting};

/// How to make a key, for every message about one.
const HINT: &str = "make one with: echo \"k1:$(openssl rand -base64 32)\"; several are separated by commas, the one that encrypts first";

impl Keyring {
    /// The keys from API_MASTER_KEY: `id:base64` of 32 bytes, several separated by commas. Without
    /// it, a development's key is kept in a file beside the SQLite database at `database`, made
    /// when it is not there; a server's database has none (`None`), and there the setting is
    /// required.
    ///
    /// # Errors
    /// [`Error::Environment`] for a missing or malformed key, which is not repeated, and for a file
    /// that cannot be used.
    pub fn from_env(database: Option<&Path>) -> Result<Self, Error> {
        if let Some(text) = setting("API_MASTER_KEY")?.filter(|text| !text.trim().is_empty()) {
            let keyring = parse(&text.into(), "API_MASTER_KEY")?;
            if keyring.has(PUBLIC) {
                tracing::warn!(
                    "API_MASTER_KEY is the public key of docker-compose.yml: set your own"
                );
            }
            return Ok(keyring);
        }
        let Some(database) = database else {
            return Err(Error::Environment {
                message: "API_MASTER_KEY is not set, and providers' keys are stored encrypted"
                    .to_owned(),
                hint: Some(HINT.to_owned()),
            });
        };
        let path = beside(database);
        let text = keep(&path).map_err(|error| Error::Environment {
            message: format!("cannot keep a development's key in {}: {error}", path.display()),
            hint: Some(format!("set API_MASTER_KEY; {HINT}")),
        })?;
        tracing::warn!(
            file = %path.display(),
            "API_MASTER_KEY is not set: using the key in this file, which is for development only"
        );
        private::warn_of_readers(&path, "which has the key of the stored secrets");
        parse(&text, &path.display().to_string())
    }
}

/// The key that docker-compose.yml shows to everybody.
const PUBLIC: &[u8; 32] = b"this key is public, set your own";

/// The key's file: the database's name with `.key`.
fn beside(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".key");
    name.into()
}

/// Reads the file, or makes it with a new key that only this user can read. Two servers that start
/// at once agree: the file appears whole under its name, and the first one counts.
fn keep(path: &Path) -> std::io::Result<SecretString> {
    if !path.exists() {
        let bits: [u8; 32] = rand::random();
        let text = SecretString::from(format!("dev:{}\n", STANDARD.encode(bits)));
        let new = path.with_extension(format!("key.{}", std::process::id()));
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&new)?.write_all(text.expose_secret().as_bytes())?;
        let linked = std::fs::hard_link(&new, path);
        std::fs::remove_file(&new)?;
        match linked {
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
    }
    std::fs::read_to_string(path).map(SecretString::from)
}

fn parse(text: &SecretString, from: &str) -> Result<Keyring, Error> {
    let wrong = |what: &str| Error::Environment {
        message: format!("{from} is not usable: {what}"),
        hint: Some(HINT.to_owned()),
    };
    let mut keys: Vec<(String, XChaCha20Poly1305)> = Vec::new();
    for part in text.expose_secret().trim().split(',') {
        let (id, key) =
            part.trim().split_once(':').ok_or_else(|| wrong("a key has no id before a colon"))?;
        let named = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if id.is_empty() || id.len() > 32 || !id.chars().all(named) {
            return Err(wrong("an id is up to 32 letters, digits, `-` and `_`"));
        }
        // Also in other letters: MySQL takes capital ones for small ones.
        if keys.iter().any(|(known, _)| known.eq_ignore_ascii_case(id)) {
            return Err(wrong(&format!("the id `{id}` is there twice")));
        }
        let bytes =
            STANDARD.decode(key).map_err(|_| wrong(&format!("the key `{id}` is not base64")))?;
        let cipher = XChaCha20Poly1305::new_from_slice(&bytes)
            .map_err(|_| wrong(&format!("the key `{id}` has not 32 bytes")))?;
        keys.push((id.to_owned(), cipher));
    }
    Ok(Keyring::new(keys))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_key_is_named_and_not_repeated() {
        let good = STANDARD.encode([7; 32]);
        assert!(parse(&format!("a:{good}, b:{good}").into(), "X").is_ok());
        for (bad, said) in [
            (good.clone(), "has no id"),
            (format!("a b:{good}"), "an id is up to"),
            (format!("a:{good},A:{good}"), "twice"),
            ("a:c2hvcnQ=".to_owned(), "has not 32 bytes"),
            ("a:???".to_owned(), "is not base64"),
        ] {
            let error = parse(&bad.clone().into(), "X").err().unwrap().to_string();
            assert!(error.contains(said) && !error.contains(&good), "{bad}: {error}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn the_development_key_is_made_once_for_its_user() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = std::env::temp_dir().join(format!("api-key-{}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        let path = beside(&dir.join("app.db"));
        let first = keep(&path).unwrap();
        assert_eq!(keep(&path).unwrap().expose_secret(), first.expose_secret());
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        std::fs::remove_dir_all(dir).unwrap();
    }
}
