//! What a plan takes into account on SQLite.

use crate::dialect::Sqlite;
use crate::dialect::action::Action;

impl Action for Sqlite {
    fn transactional_ddl(&self) -> bool {
        true
    }

    /// <https://www.sqlite.org/lang_altertable.html#otheralter>.
    fn rebuilds_tables(&self) -> bool {
        true
    }

    fn alters_constraints(&self) -> bool {
        false
    }

    fn name_quote(&self) -> char {
        '"'
    }
}
