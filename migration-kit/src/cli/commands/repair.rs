//! `repair`: clear up a step that is half-applied, or that was edited.

use std::process::ExitCode;

use super::consent::{self, Destroys};
use crate::apply::{Mark, Session, State, StepStatus, Steps};
use crate::cli::args::Args;
use crate::source::Entities;
use crate::{Error, Target};

pub(in crate::cli) async fn run(
    args: &Args,
    target: &Target,
    steps: &Steps,
    entities: &Entities,
    version: Option<&str>,
    mark: Option<Mark>,
) -> Result<ExitCode, Error> {
    let history = Session::look(target, steps, args.options()?).await?;
    let Some(step) = chosen(&history, version)? else {
        tracing::info!("nothing to do: no step is half-applied or edited");
        return Ok(ExitCode::SUCCESS);
    };
    let (version, state) = (step.version.as_str(), step.state.as_str());
    if mark.is_none() && !step.is_half_applied() && step.state != State::Edited {
        tracing::info!("nothing to do: {version} is {state}, which needs no repair");
        return Ok(ExitCode::SUCCESS);
    }
    let Some(mark) = mark else {
        return Err(Error::Decision {
            message: format!("step {version} is {state}; nothing was done"),
            hint: choices(step),
        });
    };
    let what = match mark {
        Mark::Applied => format!("record {version} ({state}) as applied, without running it, in"),
        Mark::Pending => format!("record {version} ({state}) as pending, without undoing it, in"),
        Mark::Down => format!("run the `down` of {version} ({state}), and record it as pending, in"),
        Mark::Continue => format!("run the statements of {version} ({state}) that have not run, on"),
        Mark::AcceptEdit => format!("record what the code says now as what {version} did, in"),
    };
    match mark {
        Mark::Down => consent::ask(args, target, steps, entities, &what, Destroys::Applied).await?,
        // A record is no data, and the flag says what is to be recorded.
        Mark::Applied | Mark::Pending | Mark::Continue | Mark::AcceptEdit => {
            tracing::info!("this will {what} {target}")
        }
    }
    let mut session = Session::open(target, args.options()?).await?;
    let repaired = session.repair(steps, step, mark).await;
    session.close().await;
    repaired?;
    tracing::info!("{version} is repaired");
    Ok(ExitCode::SUCCESS)
}

/// The step that is named, or the only one that needs it.
fn chosen<'a>(history: &'a [StepStatus], version: Option<&str>) -> Result<Option<&'a StepStatus>, Error> {
    if let Some(version) = version {
        let found = history.iter().find(|step| step.version == version);
        return found.map(Some).ok_or_else(|| Error::Config {
            message: format!("there is no step {version}, in the code or in the database"),
            hint: Some("`status` lists them".to_owned()),
        });
    }
    let open: Vec<&StepStatus> =
        history.iter().filter(|step| step.is_half_applied() || step.state == State::Edited).collect();
    match open.as_slice() {
        [] => Ok(None),
        [step] => Ok(Some(step)),
        several => Err(Error::Decision {
            message: format!("{} steps are half-applied or edited", several.len()),
            hint: format!(
                "name one of them: {}",
                several.iter().map(|step| step.version.as_str()).collect::<Vec<_>>().join(", ")
            ),
        }),
    }
}

fn choices(step: &StepStatus) -> String {
    let version = &step.version;
    if step.state == State::Edited {
        return format!(
            "repair {version} --accept-edit, when what the code says now is what the database has"
        );
    }
    "look at the database, and give one of:\n  \
     --mark applied   the step is completely there\n  \
     --mark pending   nothing of it is there; the next `up` runs it\n  \
     --continue       run the statements of it that have not run\n  \
     --down           undo those that have run, by its `down`, and take it for pending"
        .to_owned()
}
