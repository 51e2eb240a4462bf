//! What the tests of this workspace see of the inside of the kit: no other crate may use it, and it
//! changes without notice. It is there with the feature `testing` alone, and names no more than the
//! tests need, so that what nothing else uses is still told as dead.

pub mod apply {
    pub use crate::apply::migrations::Migrations;
    pub use crate::apply::session::{Mark, Session};
}

#[cfg(feature = "generate")]
pub mod codegen {
    pub use crate::codegen::{Module, modules, rustfmt};
}

#[cfg(feature = "generate")]
pub mod desired {
    pub use crate::desired::create::desired;
    pub use crate::desired::hints::hints;
    pub use crate::desired::references::{NotUnique, not_unique};
    pub use crate::desired::registry::unlisted;
}

#[cfg(feature = "generate")]
pub mod diff {
    pub use crate::diff::{
        Compared, Hints, OnBackend, Resolutions, Side, add_unmanaged, changes, compare, compared,
    };
}

#[cfg(feature = "lint")]
pub mod introspect {
    pub use crate::introspect::live;
}

#[cfg(feature = "cli")]
pub mod lint {
    pub use crate::lint::{Finding, Level, Rule, history, manual, rules};
}

pub mod record {
    pub use crate::record::{Recorder, Recording};
}

#[cfg(feature = "lint")]
pub mod schema {
    pub use crate::schema::{
        Check, Column, Expression, ForeignKey, Generated, Identity, Index, Key, Part, Schema,
        Table, Terms, Unique, qualified,
    };
}

#[cfg(feature = "generate")]
pub mod shadow {
    pub use crate::shadow::{Server, Shadow, current, stays_inside};
}

#[cfg(feature = "generate")]
pub mod witness {
    pub use crate::witness::{Definitions, compare, definitions, unmade};
}
