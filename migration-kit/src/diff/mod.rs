//! From two schemas and the resolutions of a person to changes, or to ambiguities. Pure, and in a
//! fixed order.

mod ambiguities;
mod ambiguity;
mod changes;
mod dropped;
mod impossible;
mod in_the_way;
mod known;
mod left_behind;
mod lost_values;
mod neutral;
mod on_backend;
mod resolutions;
mod switches;
mod translate;
mod unmanaged;
mod unsaid;
mod unused;
mod weakened;

pub use crate::schema::Hints;
pub use crate::schema::{Difference, compare, merge};
pub use ambiguity::Ambiguity;
#[cfg(feature = "testing")]
pub use changes::{Compared, changes};
pub use changes::{Side, compared};
pub(crate) use impossible::refuse_impossible;
pub(crate) use in_the_way::refuse_in_the_way;
pub(crate) use left_behind::Gone;
pub(crate) use neutral::is_key;
pub use on_backend::OnBackend;
pub(crate) use on_backend::Script;
pub use resolutions::Resolutions;
pub use unmanaged::add_unmanaged;
