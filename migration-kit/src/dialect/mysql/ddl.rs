//! How definitions are changed.

use crate::dialect::MySql;
use crate::dialect::ddl::Ddl;

impl Ddl for MySql {
    fn transactional(&self) -> bool {
        false
    }

    fn rebuilds(&self) -> bool {
        false
    }
}
