//! What the tests of this crate share.

#![cfg(test)]
#![allow(dead_code, reason = "each test binary uses its own part")]

pub mod catalog;
pub mod cli;
pub mod documents;
