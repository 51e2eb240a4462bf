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
#[doc(hidden)]
pub use create::desired;
#[doc(hidden)]
pub use entities::Declaration;
pub use entities::{Entities, Entity, LeftOut};
#[doc(hidden)]
pub use hints::hints;
#[cfg(feature = "cli")]
pub(crate) use registry::refuse_unlisted;
#[doc(hidden)]
pub use registry::unlisted;
