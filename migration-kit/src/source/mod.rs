//! Where a schema can come from: the entities, the replayed migrations, a live database. The first two are made on a
//! throw-away database; one reader reads them all, so that what it cannot see can never be a difference.

mod beside;
mod catalog;
mod declared;
mod entities;
mod hints;
mod portable;
mod reach;
mod registry;
mod relation;
mod replayed;
#[cfg(feature = "cli")]
mod round_trip;
mod scratch;
#[cfg(feature = "cli")]
mod sizes;
mod stage;
mod trial;

pub use beside::Kept;
pub use catalog::read as live;
pub use declared::declared;
pub use entities::{Declaration, Entities, Entity, LeftOut};
pub use hints::hints;
pub use reach::stays_inside;
#[cfg(feature = "cli")]
pub(crate) use registry::refuse_unlisted;
pub use registry::unlisted;
pub use relation::Relation;
pub use replayed::replayed;
#[cfg(feature = "cli")]
pub(crate) use round_trip::{RoundTrip, round_trip};
pub use scratch::{Scratch, Server};
#[cfg(feature = "cli")]
pub(crate) use sizes::sizes;
pub use trial::trial;
