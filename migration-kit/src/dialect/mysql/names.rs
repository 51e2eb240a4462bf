//! The names that a catalog writes without quotes: none.

use crate::dialect::MySql;
use crate::dialect::names::{Names, Plain};

impl Names for MySql {
    fn plain(&self) -> Option<Plain> {
        None
    }
}
