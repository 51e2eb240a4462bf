//! How requests are read and answers are written, alike for all resources.

mod answer;
mod body;
mod caller;
mod etag;
mod ids;
mod key;
mod list;
mod numbers;
mod present;
mod proxies;
mod query;

pub use answer::{created, listed, tagged, updated, version};
pub use body::{Body, no_control};
pub use caller::{Caller, Stranger};
pub use etag::Conditions;
pub use ids::Ids;
pub use key::IdempotencyKey;
pub use list::{Listing, PageQuery};
pub use present::present;
pub use proxies::Proxies;
pub use query::Query;
