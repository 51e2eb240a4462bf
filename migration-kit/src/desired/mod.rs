//! The desired schema: entities go in, the schema that they ask for comes out, made on a shadow
//! database. What the attributes of an entity cannot say stands beside them in the list.

mod beside;
mod create;
mod entities;
mod hints;
mod portable;
mod registry;
mod relation;

pub use beside::Unmanaged;
pub use create::desired;
pub use entities::{Declaration, Entities, Entity, LeftOut};
pub use hints::hints;
#[cfg(feature = "cli")]
pub(crate) use registry::refuse_unlisted;
pub use registry::unlisted;
