//! What must not be read: the keys that encrypt columns, and the tokens of the users.

mod keyring;
mod keys;
pub mod private;
mod setting;
mod token;

pub use keyring::{Context, Keyring, Unreadable};
pub use setting::setting;
pub use token::{Hash, Token, sha256};
