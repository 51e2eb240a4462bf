//! `adopt`: take over a database that other means created.

use std::process::ExitCode;

use sea_orm::DatabaseConnection;

use super::{Workspace, sides};
use crate::apply::{Adopted, Session};
use crate::cli::args::Examples;
use crate::cli::options::{Consent, Locking};
use crate::cli::output;
use crate::schema::{Difference, compare};
use crate::{Error, source};

/// Take a database that has the tables already as migrated
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES.help())]
pub(in crate::cli) struct Adopt {
    #[command(flatten)]
    consent: Consent,

    #[command(flatten)]
    locking: Locking,
}

const EXAMPLES: Examples = Examples(&[
    ("adopt", "compare, and record what is there"),
    ("adopt --yes", "also if migrations write rows, which nobody can compare"),
]);

pub(super) async fn run(adopt: &Adopt, on: &Workspace<'_>) -> Result<ExitCode, Error> {
    let Workspace { target, steps, .. } = *on;
    if target.is_missing_file() {
        return Err(Error::Config {
            message: format!("there is no database {target}"),
            hint: Some("`up` makes a new one".to_owned()),
        });
    }
    let replayed = sides::with(async |made| made.replayed(target, steps).await).await?;
    let mut session = Session::open(target, adopt.locking.options()?).await?;
    let differences = async |db: &DatabaseConnection, own: &[&str]| {
        let live = source::live(db, own).await?;
        Ok(compare(target.backend(), &replayed, &live))
    };
    let adopted = session.adopt(steps, differences, adopt.consent.is_given()?).await;
    session.close().await;
    match adopted? {
        Adopted::Recorded(versions) if versions.is_empty() => {
            tracing::info!("nothing to do: every step is recorded already")
        }
        Adopted::Recorded(versions) => {
            versions.iter().for_each(|version| tracing::info!("recorded {version}"));
            tracing::info!("the database has what the {} recorded steps make", versions.len());
        }
        Adopted::Differs(differences) => {
            let line = |difference: &Difference| {
                format!("{}\n", crate::escape::line(&difference.between("the migrations", "the database")))
            };
            let text: String = differences.iter().map(line).collect();
            output::print(&text);
            tracing::warn!(
                "the database has something else than the migrations make, in {} places; nothing was recorded",
                differences.len()
            );
            return Ok(ExitCode::from(1));
        }
    }
    Ok(ExitCode::SUCCESS)
}
