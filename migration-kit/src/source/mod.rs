//! Where a schema can come from: the entities, the replayed migrations, a live database. The first two are made on a
//! throw-away database; one reader reads them all, so that what it cannot see can never be a difference.

#[cfg(feature = "generate")]
mod beside;
mod catalog;
#[cfg(feature = "generate")]
mod declared;
#[cfg(feature = "generate")]
mod entities;
#[cfg(feature = "generate")]
mod hints;
#[cfg(feature = "generate")]
mod portable;
#[cfg(feature = "generate")]
mod reach;
#[cfg(feature = "generate")]
mod registry;
#[cfg(feature = "generate")]
mod relation;
#[cfg(feature = "generate")]
mod replayed;
#[cfg(feature = "cli")]
mod round_trip;
#[cfg(feature = "generate")]
mod scratch;
#[cfg(feature = "cli")]
mod sizes;
mod stage;
#[cfg(feature = "generate")]
mod trial;

#[cfg(feature = "generate")]
pub use crate::schema::Relation;
#[cfg(feature = "generate")]
pub use beside::Kept;
pub use catalog::read as live;
#[cfg(feature = "generate")]
pub use declared::declared;
#[cfg(feature = "generate")]
pub use entities::{Declaration, Entities, Entity, LeftOut};
#[cfg(feature = "generate")]
pub use hints::hints;
#[cfg(feature = "generate")]
pub use reach::stays_inside;
#[cfg(feature = "cli")]
pub(crate) use registry::refuse_unlisted;
#[cfg(feature = "generate")]
pub use registry::unlisted;
#[cfg(feature = "generate")]
pub use replayed::replayed;
#[cfg(feature = "cli")]
pub(crate) use round_trip::{RoundTrip, round_trip};
#[cfg(feature = "generate")]
pub use scratch::{Scratch, Server};
#[cfg(feature = "cli")]
pub(crate) use sizes::sizes;
#[cfg(feature = "generate")]
pub use trial::{Tried, trial};
