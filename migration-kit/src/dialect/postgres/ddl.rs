//! How definitions are changed.

use crate::dialect::Postgres;
use crate::dialect::ddl::Ddl;

impl Ddl for Postgres {
    fn transactional(&self) -> bool {
        true
    }

    fn rebuilds(&self) -> bool {
        false
    }
}
