//! `repair`: clear up a migration that is partially applied, or that was modified.

use std::process::ExitCode;

use clap::ValueEnum;

use super::Workspace;
use super::consent::{self, Destroys};
use crate::Error;
use crate::apply::{Mark, MigrationStatus, Session, State};
use crate::cli::args::Examples;
use crate::cli::options::{Consent, Running};

/// Clear up a migration that failed, was interrupted or was modified
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES.help())]
pub(in crate::cli) struct Repair {
    /// The migration [default: the one that needs it, if it is one]
    version: Option<String>,

    #[command(flatten)]
    how: How,

    #[command(flatten)]
    consent: Consent,

    #[command(flatten)]
    running: Running,
}

/// What is said of a migration; without any of it, what could be.
#[derive(Clone, Debug, Default, clap::Args)]
#[group(multiple = false)]
struct How {
    /// Record that all of it is in the database, or nothing of it
    #[arg(long, value_enum, value_name = "STATE")]
    mark: Option<Marked>,

    /// Roll back what has run of it, by its `down`
    #[arg(long)]
    down: bool,

    /// Run the statements of it that have not run
    #[arg(long = "continue")]
    go_on: bool,

    /// Record that what the code says now is what the database has
    #[arg(long)]
    accept_edit: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Marked {
    Applied,
    Pending,
}

const EXAMPLES: Examples = Examples(&[
    ("repair", "say what there is to repair, and how"),
    ("repair --continue", "run the statements that have not run"),
]);

impl How {
    fn mark(&self) -> Option<Mark> {
        match self.mark {
            Some(Marked::Applied) => Some(Mark::Applied),
            Some(Marked::Pending) => Some(Mark::Pending),
            None if self.down => Some(Mark::Down),
            None if self.go_on => Some(Mark::Continue),
            None if self.accept_edit => Some(Mark::AcceptEdit),
            None => None,
        }
    }
}

pub(super) async fn run(repair: &Repair, on: &Workspace<'_>) -> Result<ExitCode, Error> {
    let Workspace { target, migrations, .. } = *on;
    let (options, mark) = (repair.running.options()?, repair.how.mark());
    let history = Session::look(target, migrations, options.clone()).await?;
    let Some(migration) = chosen(&history, repair.version.as_deref())? else {
        tracing::info!("nothing to do: no migration is partially applied or modified");
        return Ok(ExitCode::SUCCESS);
    };
    let (version, state) = (migration.version.as_str(), migration.state.as_str());
    if mark.is_none() && !migration.is_partially_applied() && migration.state != State::Modified {
        tracing::info!("nothing to do: {version} is {state}, which needs no repair");
        return Ok(ExitCode::SUCCESS);
    }
    let Some(mark) = mark else {
        return Err(Error::Decision {
            message: format!("migration {version} is {state}; nothing was done"),
            hint: choices(migration),
        });
    };
    let what = match mark {
        Mark::Applied => format!("record {version} ({state}) as applied, without running it, in"),
        Mark::Pending => {
            format!("record {version} ({state}) as pending, without rolling it back, in")
        }
        Mark::Down => {
            format!("run the `down` of {version} ({state}), and record it as pending, in")
        }
        Mark::Continue => {
            format!("run the statements of {version} ({state}) that have not run, on")
        }
        Mark::AcceptEdit => format!("record what the code says now as what {version} did, in"),
    };
    match mark {
        Mark::Down => consent::ask(&repair.consent, &options, on, &what, Destroys::Applied).await?,
        // A record is no data, and the flag says what is to be recorded.
        Mark::Applied | Mark::Pending | Mark::Continue | Mark::AcceptEdit => {
            tracing::info!("this will {what} {target}")
        }
    }
    let mut session = Session::open(target, options).await?;
    let repaired = session.repair(migrations, migration, mark).await;
    session.close().await;
    repaired?;
    tracing::info!("{version} is repaired");
    Ok(ExitCode::SUCCESS)
}

/// The migration that is named, or the only one that needs it.
fn chosen<'a>(
    history: &'a [MigrationStatus],
    version: Option<&str>,
) -> Result<Option<&'a MigrationStatus>, Error> {
    if let Some(version) = version {
        let found = history.iter().find(|migration| migration.version == version);
        return found.map(Some).ok_or_else(|| Error::UnknownVersion {
            message: format!("there is no migration {version}, in the code or in the database"),
            hint: Some("`status` lists them".to_owned()),
        });
    }
    let open: Vec<&MigrationStatus> = history
        .iter()
        .filter(|migration| migration.is_partially_applied() || migration.state == State::Modified)
        .collect();
    match open.as_slice() {
        [] => Ok(None),
        [migration] => Ok(Some(migration)),
        several => Err(Error::Decision {
            message: format!("{} migrations are partially applied or modified", several.len()),
            hint: format!(
                "name one of them: {}",
                several
                    .iter()
                    .map(|migration| migration.version.as_str())
                    .collect::<Vec<_>>()
                    .join(", ")
            ),
        }),
    }
}

fn choices(migration: &MigrationStatus) -> String {
    let version = &migration.version;
    if migration.state == State::Modified {
        return format!(
            "repair {version} --accept-edit, when what the code says now is what the database has"
        );
    }
    "look at the database, and give one of:\n  \
     --mark applied   the migration is completely there\n  \
     --mark pending   nothing of it is there; the next `up` runs it\n  \
     --continue       run the statements of it that have not run\n  \
     --down           roll back those that have run, by its `down`, and take it for pending"
        .to_owned()
}
