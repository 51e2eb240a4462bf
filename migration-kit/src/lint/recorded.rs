//! The rules over SQL that was written down when migrations ran, without the migrations themselves:
//! for a server, which has neither their files nor a reason to run them once more.

use super::look::{Told, follow, look, parse_all, parse_plan};
use super::{Finding, Ground, Seen, Subject};
use crate::Backend;
use crate::migration::Plan;

/// What a migration does or did.
pub(crate) struct Recorded {
    pub version: String,
    /// The plan of the code, where it is what has run or would.
    pub plan: Option<Plan>,
    /// Otherwise the SQL as it was recorded.
    pub statements: Vec<String>,
    /// Whether it shares a transaction with its record.
    pub in_transaction: bool,
    /// Whether it goes on where it was ended.
    pub goes_on: bool,
}

/// What the rules find in each migration, in the order of the migrations. Those about a migration's
/// file, its way down or its running find nothing here, and neither do squawk's.
pub(crate) fn recorded(backend: Backend, migrations: Vec<Recorded>) -> Vec<Vec<Finding>> {
    let mut ground = Ground::default();
    let follow = |(number, migration): (usize, Recorded)| {
        let told = Told {
            parsed: migration
                .plan
                .as_ref()
                .map_or_else(|| parse_all(backend, &migration.statements), parse_plan),
            statements: migration.statements,
            places: Vec::new(),
            in_transaction: migration.in_transaction,
            goes_on: migration.goes_on,
            depends_on_data: false,
            varies: false,
            failed: None,
        };
        let before = ground.clone();
        let seen = follow(&mut ground, &told, number);
        Followed { version: migration.version, number, told, seen, before, after: ground.clone() }
    };
    let migrations: Vec<Followed> = migrations.into_iter().enumerate().map(follow).collect();
    migrations.iter().map(|migration| migration.look(backend, &ground)).collect()
}

/// A migration that was followed, and is looked at when the end of the history is known.
struct Followed {
    version: String,
    number: usize,
    told: Told,
    seen: Vec<Seen>,
    before: Ground,
    after: Ground,
}

impl Followed {
    fn look(&self, backend: Backend, end: &Ground) -> Vec<Finding> {
        let subject = Subject {
            backend,
            version: &self.version,
            number: self.number,
            in_transaction: self.told.in_transaction,
            goes_on: self.told.goes_on,
            statements: &self.told.parsed,
            places: &[],
            seen: &self.seen,
            depends_on_data: false,
            varies: false,
            failed: None,
            // What is not known cannot be wrong.
            down: Err(""),
            before: &self.before,
            after: &self.after,
            end,
            source: None,
            is_out_of_order: false,
        };
        look(&subject, Vec::new())
            .into_iter()
            .filter(|finding| finding.rule != "irreversible-down")
            .collect()
    }
}
