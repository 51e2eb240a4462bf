//! One file per command.

pub mod services;
pub mod test;
