//! The values of an enum: in a type of its own.

use crate::dialect::Postgres;
use crate::dialect::enums::{Enums, Kept};

impl Enums for Postgres {
    fn kept(&self) -> Kept {
        Kept::OwnType
    }
}
