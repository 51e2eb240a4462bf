//! What a plan takes into account on MySQL and MariaDB.

use crate::dialect::MySql;
use crate::dialect::action::Action;

impl Action for MySql {
    /// Every statement commits by itself.
    fn transactional_ddl(&self) -> bool {
        false
    }

    fn rebuilds_tables(&self) -> bool {
        false
    }

    fn alters_constraints(&self) -> bool {
        true
    }

    fn name_quote(&self) -> char {
        '`'
    }
}
