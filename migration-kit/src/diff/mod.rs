//! From two schemas and the answers of a person to changes, or to questions. Pure, and in a fixed order.

mod answers;
mod changes;
mod keep;
mod known;
mod neutral;
mod question;
mod questions;
mod swaps;
mod translate;
mod unused;

pub use crate::schema::Declared;
pub use crate::schema::{Difference, compare, merge};
pub use answers::Answers;
pub(crate) use changes::Script;
pub use changes::{Compared, OnBackend, Side, changes, compared};
pub use keep::keep;
pub(crate) use neutral::is_key;
pub use question::{Choice, Question};
