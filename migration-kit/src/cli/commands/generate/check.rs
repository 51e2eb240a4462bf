//! `generate --check`: whether the entities and the migrations agree. Writes nothing, and looks at no database but
//! throw-away ones: SQLite in memory, and one on each server that is known.

use std::io::Write as _;
use std::process::ExitCode;
use std::time::Duration;

use serde::Serialize;

use crate::apply::Steps;
use crate::cli::args::{Args, Format};
use crate::diff::{Difference, compare, merge};
use crate::source::{Entities, Scratch, Server, declared, refuse_unlisted, replayed, stays_inside};
use crate::{Error, Target};

/// The JSON document. Fields are only ever added while `format_version` stays.
#[derive(Serialize)]
struct Document<'a> {
    format_version: u32,
    agree: bool,
    backends: &'a [&'static str],
    differences: &'a [Difference],
}

pub(in crate::cli) async fn run(
    args: &Args,
    target: &Target,
    steps: &Steps,
    entities: &Entities,
) -> Result<ExitCode, Error> {
    refuse_unlisted(entities)?;
    let mut made = Made::default();
    let result = tokio::select! {
        result = differences(&mut made, target, steps, entities) => result,
        () = interrupted() => {
            // What was sent last reaches its server before the question whether it is busy with that.
            tokio::time::sleep(Duration::from_millis(200)).await;
            Err(Error::config("interrupted"))
        }
    };
    for scratch in made.scratches.into_iter().flat_map(|(one, other)| [one, other]) {
        scratch.discard().await;
    }
    for (server, name) in &made.names {
        server.remove(name).await;
    }
    let backends = made.backends;
    let differences = result?;
    let text = match args.format {
        Format::Json => {
            let agree = differences.is_empty();
            let document =
                Document { format_version: 1, agree, backends: &backends, differences: &differences };
            crate::cli::output::json(&document)?
        }
        Format::Text => differences.iter().map(|difference| format!("{difference}\n")).collect(),
    };
    // A reader that has gone away, such as `head`, is no failure.
    let _ = std::io::stdout().write_all(text.as_bytes());
    if differences.is_empty() {
        tracing::info!("the entities and the migrations agree on {}", backends.join(", "));
        return Ok(ExitCode::SUCCESS);
    }
    let count = differences.len();
    tracing::warn!(
        "the entities and the migrations differ in {count} place{}",
        if count == 1 { "" } else { "s" }
    );
    Ok(ExitCode::from(1))
}

/// What has to go when the comparison is over, however it ends.
#[derive(Default)]
struct Made {
    scratches: Vec<(Scratch, Scratch)>,
    /// Every database's name, noted before it is created.
    names: Vec<(Server, String)>,
    backends: Vec<&'static str>,
}

impl Made {
    async fn on(&mut self, server: &Server) -> Result<Scratch, Error> {
        let name = Server::unique_name();
        self.names.push((server.clone(), name.clone()));
        Scratch::named(server, name).await
    }
}

/// Compares on SQLite, and on each server.
async fn differences(
    made: &mut Made,
    target: &Target,
    steps: &Steps,
    entities: &Entities,
) -> Result<Vec<Difference>, Error> {
    #[cfg(feature = "sqlx-sqlite")]
    made.scratches.push((Scratch::in_memory().await?, Scratch::in_memory().await?));
    for server in Server::from_env(target)? {
        stays_inside(steps, &server).await?;
        let pair = (made.on(&server).await?, made.on(&server).await?);
        made.scratches.push(pair);
    }
    let mut all = Vec::new();
    for (for_entities, for_migrations) in &made.scratches {
        let wanted = declared(entities, for_entities).await?;
        let there = replayed(steps, for_migrations).await?;
        made.backends.push(for_entities.backend());
        all.push(compare(for_entities.database(), &wanted, &there));
    }
    Ok(merge(all))
}

/// Completes on Ctrl-C, and on the SIGTERM of a job that takes too long.
async fn interrupted() {
    #[cfg(unix)]
    if let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        return;
    }
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
