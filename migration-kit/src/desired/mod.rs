//! The desired schema: entities go in, the schema that they ask for comes out, made on a shadow
//! database. What the attributes of an entity cannot say stands beside them in the list.

mod beside;
pub(crate) mod create;
mod entities;
pub(crate) mod hints;
mod portable;
pub(crate) mod references;
pub(crate) mod registry;
mod relation;

pub use beside::Unmanaged;
pub(crate) use create::desired;
pub use entities::{Entities, Entity, LeftOut};
pub(crate) use hints::hints;
#[cfg(feature = "cli")]
pub(crate) use references::{not_unique, refuse_not_unique};
#[cfg(feature = "cli")]
pub(crate) use registry::{refuse_unlisted, unlisted};
