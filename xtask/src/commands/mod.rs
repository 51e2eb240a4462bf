//! One file per command.

pub mod bench;
pub mod services;
pub mod test;
