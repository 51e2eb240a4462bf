//! One file per command.

pub mod bench;
pub mod cases;
pub mod compat;
pub mod docs;
pub mod fuzz_api;
pub mod new_rule;
pub mod services;
pub mod test;
