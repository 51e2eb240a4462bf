//! From two schemas and the resolutions of a person to changes, or to ambiguities. Pure, and in a
//! fixed order.

mod ambiguities;
mod ambiguity;
mod changes;
mod known;
mod neutral;
mod resolutions;
mod switches;
mod translate;
mod unmanaged;
mod unused;

pub use crate::schema::Hints;
pub use crate::schema::{Difference, compare, merge};
pub use ambiguity::{Ambiguity, Choice};
pub(crate) use changes::Script;
pub use changes::{Compared, OnBackend, Side, changes, compared};
pub(crate) use neutral::is_key;
pub use resolutions::Resolutions;
pub use unmanaged::add_unmanaged;
