//! Passwords for servers that live as long as one command.

use std::hash::{BuildHasher, Hasher, RandomState};

/// A new password. It keeps other users of the machine out, and its characters need no quoting in a
/// URL or in SQL.
pub fn generate() -> String {
    // The standard library seeds each `RandomState` from the operating system.
    let part = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", part(), part())
}

#[cfg(test)]
mod tests {
    use super::generate;

    #[test]
    fn a_password_is_long_plain_and_new_each_time() {
        let password = generate();
        assert_eq!(password.len(), 32);
        assert!(password.chars().all(|character| character.is_ascii_hexdigit()));
        assert_ne!(password, generate());
    }
}
