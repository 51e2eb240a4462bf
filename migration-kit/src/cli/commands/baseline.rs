//! `baseline`: take over a database that other means created.

use std::process::ExitCode;

use sea_orm::DatabaseConnection;

use super::catalog::{Catalog, Differences};
use super::{Workspace, sides};
use crate::Error;
use crate::apply::{Baselined, Session};
use crate::cli::args::Examples;
use crate::cli::options::{Consent, Locking};
use crate::cli::output;
use crate::plural::plural;

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
        let there = Catalog::read(db, own).await?;
        let of = Differences::of(target.backend(), (&current.schema, &current.definitions), &there);
        of.notes.iter().for_each(|note| tracing::warn!("{note}"));
        Ok(of.lines(["the migrations", "the database"]))
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
            let text: String =
                differences.iter().map(|of| format!("{}\n", crate::escape::line(of))).collect();
            output::print(&text);
            tracing::warn!(
                "the database has something else than the migrations make, in {}; nothing was recorded",
                plural(differences.len(), "place", "places")
            );
            return Ok(ExitCode::from(1));
        }
    }
    Ok(ExitCode::SUCCESS)
}
