//! `baseline`: take over a database that other means created.

use std::process::ExitCode;

use sea_orm::DatabaseConnection;

use super::{Workspace, sides};
use crate::Error;
use crate::apply::{Baselined, Session};
use crate::cli::args::Examples;
use crate::cli::options::{Consent, Locking};
use crate::cli::output;
use crate::introspect::live;
use crate::schema::{Difference, compare};

/// Take a database that has the tables already as migrated
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES.help())]
pub(in crate::cli) struct Baseline {
    #[command(flatten)]
    consent: Consent,

    #[command(flatten)]
    locking: Locking,
}

const EXAMPLES: Examples = Examples(&[
    ("baseline", "compare, and record what is there"),
    ("baseline --yes", "also if migrations write rows"),
]);

pub(super) async fn run(baseline: &Baseline, on: &Workspace<'_>) -> Result<ExitCode, Error> {
    let Workspace { target, migrations, .. } = *on;
    if target.is_missing_file() {
        return Err(Error::Environment {
            message: format!("there is no database {target}"),
            hint: Some("`up` makes a new one".to_owned()),
        });
    }
    let current = sides::with(async |made| made.current(target, migrations).await).await?;
    let mut session = Session::open(target, baseline.locking.options()?).await?;
    let differences = async |db: &DatabaseConnection, own: &[&str]| {
        let live = live(db, own).await?;
        Ok(compare(target.backend(), &current, &live))
    };
    let baselined = session.baseline(migrations, differences, baseline.consent.is_given()?).await;
    session.close().await;
    match baselined? {
        Baselined::Recorded(versions) if versions.is_empty() => {
            tracing::info!("nothing to do: every migration is recorded already")
        }
        Baselined::Recorded(versions) => {
            versions.iter().for_each(|version| tracing::info!("recorded {version}"));
            tracing::info!("the database has what the {} recorded migrations make", versions.len());
        }
        Baselined::Differs(differences) => {
            let line = |difference: &Difference| {
                format!(
                    "{}\n",
                    crate::escape::line(&difference.between("the migrations", "the database"))
                )
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
