//! Where a schema can come from.

mod entities;

pub use entities::{Entities, Entity};
