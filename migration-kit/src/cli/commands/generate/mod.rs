//! `generate`: what to do about a change of the entities.

pub(in crate::cli) mod blank;
pub(in crate::cli) mod check;
