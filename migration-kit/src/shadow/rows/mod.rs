//! Rows that are made up for the tables of a shadow database, and what becomes of their values.

mod fill;
mod literal;
mod values;

pub(super) use fill::{Filled, Filling, Kind, OUT_OF_THE_WAY, Refusal, attempt, fill, table_name};
pub(super) use values::{Values, read};
