//! How requests are read and answers are written, alike for all resources.

mod answer;
mod body;
mod caller;
mod collection;
mod etag;
mod ids;
mod key;
mod list;
mod numbers;
mod present;
mod proxies;
mod query;

pub use answer::{Answer, created, created_with_token, deleted, listed, tagged, updated};
pub use body::{Body, no_control};
pub use caller::{Caller, Stranger};
pub use collection::{Collection, View};
pub use etag::Conditions;
pub use ids::Ids;
pub use key::IdempotencyKey;
pub use list::{Listing, PageQuery};
pub use present::present;
pub use proxies::Proxies;
pub use query::Query;
