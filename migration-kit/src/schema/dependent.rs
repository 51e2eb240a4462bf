//! What reads columns of tables so that a server lets no hand on them: PostgreSQL gives no column
//! another type, and drops none, while a view, a rule, a trigger or a policy names it.

use std::collections::BTreeSet;

/// Something that names columns of tables, with the server's own words for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dependent {
    /// The statement that drops it.
    pub drop: String,
    /// The statements that make it again.
    pub make: Vec<String>,
    /// The name of a view, as in [`Schema::tables`](super::Schema::tables): others may read it.
    pub view: Option<String>,
    /// The tables and views that it reads, named likewise, each with a column or as a whole.
    pub reads: BTreeSet<(String, Option<String>)>,
}
