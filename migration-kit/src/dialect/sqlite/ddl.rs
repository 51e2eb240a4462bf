//! How definitions are changed.

use crate::dialect::Sqlite;
use crate::dialect::ddl::Ddl;

impl Ddl for Sqlite {
    fn transactional(&self) -> bool {
        true
    }

    fn rebuilds(&self) -> bool {
        true
    }
}
