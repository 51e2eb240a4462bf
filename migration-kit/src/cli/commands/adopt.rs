//! `adopt`: take over a database that other means created.

use std::process::ExitCode;

use sea_orm::DatabaseConnection;

use super::sides;
use crate::apply::{Adopted, Session, Steps};
use crate::cli::args::Args;
use crate::cli::output;
use crate::schema::{Difference, compare};
use crate::{Error, Target, source};

pub(in crate::cli) async fn run(args: &Args, target: &Target, steps: &Steps) -> Result<ExitCode, Error> {
    if target.is_missing_file() {
        return Err(Error::Config {
            message: format!("there is no database {target}"),
            hint: Some("`up` makes a new one".to_owned()),
        });
    }
    let replayed = sides::with(async |made| made.replayed(target, steps).await).await?;
    let mut session = Session::open(target, args.options()?).await?;
    let differences = async |db: &DatabaseConnection, own: &[&str]| {
        let live = source::live(db, own).await?;
        Ok(compare(target.backend(), &replayed, &live))
    };
    let adopted = session.adopt(steps, differences, args.agreed()?).await;
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
