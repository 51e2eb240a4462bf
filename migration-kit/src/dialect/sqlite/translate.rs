//! What a schema that was read elsewhere is here.

use crate::dialect::Sqlite;
use crate::dialect::translate::{Translate, Translation};

impl Translate for Sqlite {
    fn translation(&self) -> Option<&'static dyn Translation> {
        None
    }
}
