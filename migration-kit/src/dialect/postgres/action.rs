//! What a plan takes into account on PostgreSQL.

use crate::dialect::Postgres;
use crate::dialect::action::Action;

impl Action for Postgres {
    fn transactional_ddl(&self) -> bool {
        true
    }

    fn rebuilds_tables(&self) -> bool {
        false
    }

    fn alters_constraints(&self) -> bool {
        true
    }

    fn name_quote(&self) -> char {
        '"'
    }
}
