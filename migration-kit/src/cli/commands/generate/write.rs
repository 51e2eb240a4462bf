//! `generate`: writes the migration that leads from the current schema to the desired one.

use serde::Serialize;
use std::process::ExitCode;

use super::{Generate, clock, prompt};
use crate::Backend;
use crate::apply::{Migrations, Options};
use crate::cli::commands::catalog::unmade;
use crate::cli::commands::sides;
use crate::cli::options::Format;
use crate::cli::output;
use crate::codegen::{Module, identifier, modules, rustfmt, write_modules};
use crate::desired::{Entities, hints, refuse_not_unique};
use crate::diff::{
    Ambiguity, Gone, OnBackend, Resolutions, compared, refuse_impossible, refuse_in_the_way,
};
use crate::migration::Plan;
use crate::migration::printed::{Frame, Manner, printed};
use crate::shadow::Verified;
use crate::{Error, Target, target};

/// The JSON document. Fields are only ever added while `format_version` stays.
#[derive(Default, Serialize)]
struct Document<'a> {
    format_version: u32,
    /// What is written, or would be with `--dry-run`; empty when there is nothing to do.
    changes: &'a [String],
    /// The migration's version; none when nothing was written.
    version: Option<String>,
    /// The file that was written.
    path: Option<String>,
    /// The module's text.
    module: Option<&'a str>,
    /// All of them in their order, where the change takes several migrations; the three above are
    /// those of the first.
    modules: Vec<Written<'a>>,
    /// The SQL on each backend.
    backends: Vec<PlanOnBackend>,
    /// What has to be decided first.
    ambiguous_changes: &'a [Ambiguity],
}

/// One migration.
#[derive(Serialize)]
struct Written<'a> {
    version: Option<String>,
    path: Option<String>,
    module: &'a str,
}

#[derive(Serialize)]
struct PlanOnBackend {
    name: &'static str,
    /// Whether the change was verified there, both ways.
    verified: bool,
    /// Why that was without rows in the tables, where it was.
    without_rows: Option<String>,
    up: Vec<String>,
    down: Vec<String>,
}

/// What came of the comparison.
enum Outcome {
    /// With what was verified, where it was.
    Changes(Vec<OnBackend>, Vec<(Backend, Verified)>),
    /// The reader of the catalog sees no difference, but the servers tell some, on a line each.
    Unmade(Vec<String>),
    Open(Vec<Ambiguity>),
}

pub(super) async fn run(
    target: &Target,
    migrations: &Migrations,
    entities: &Entities,
    generate: &Generate,
) -> Result<ExitCode, Error> {
    // What is wrong with the arguments is told before anything is compared.
    let mut resolutions = generate.resolutions()?;
    resolutions.normalise();
    generate.name.as_deref().map(identifier).transpose()?;
    refuse_not_unique(entities)?;
    let own = migrations.own_tables();
    let own = own.each_ref().map(String::as_str);
    let outcome = sides::with(async |made| {
        let read = made.read(target, migrations, entities).await?;
        let unread: Vec<_> = target::enabled()
            .into_iter()
            .filter(|b| read.iter().all(|side| side.backend != *b))
            .collect();
        let hints = hints(entities);
        resolutions.desired = entities.list().iter().map(|entity| entity.table.clone()).collect();
        let compare = |resolutions: &_| compared(read.clone(), &unread, &hints, resolutions);
        let mut on = loop {
            let compared = compare(&resolutions);
            refuse_impossible(compared.all())?;
            // A mistyped name is told before anything is asked: what it was meant for may be what
            // is open.
            match compared.open().is_empty() {
                true => resolutions.refuse_unused(compared.all())?,
                false => resolutions.refuse_settled(compared.all())?,
            }
            match compared.into_changes() {
                Ok(on) => {
                    refuse_in_the_way(&on)?;
                    let is_open = |resolutions: &_| !compare(resolutions).open().is_empty();
                    for name in unneeded(&resolutions, is_open) {
                        tracing::info!("--accept {name} was not needed: nothing asks about it");
                    }
                    break on;
                }
                Err(open) => {
                    let ask = generate.format == Format::Text && prompt::possible();
                    if !ask || !prompt::ask(&open, &mut resolutions).await? {
                        return Ok(Outcome::Open(open));
                    }
                }
            }
        };
        if on.iter().all(OnBackend::is_empty) {
            let mut told = Vec::new();
            for pair in made.pairs() {
                told.extend(unmade(pair, &own, &[], entities).await?);
            }
            if !told.is_empty() {
                return Ok(Outcome::Unmade(told.into_iter().map(|(_, line)| line).collect()));
            }
        }
        for (_, replay) in made.pairs() {
            let is_of = |on: &&OnBackend| on.backend == replay.database() && !on.is_empty();
            if let Some(on) = on.iter().find(is_of) {
                let gone = Gone::of(on);
                if !gone.is_empty() {
                    gone.refuse(on.backend, &replay.unfollowed().await?)?;
                }
            }
        }
        let verified = made.verify(&mut on, migrations).await?;
        Ok(Outcome::Changes(on, verified))
    });
    match outcome.await? {
        Outcome::Open(ambiguities) => open(generate, &ambiguities),
        Outcome::Unmade(told) => Err(Error::Verification {
            message: format!(
                "generate has no words for what the entities say and the migrations do not: {}",
                told.join("; ")
            ),
            hint: Some(
                "write it by hand: `generate NAME --empty` makes a blank migration".to_owned(),
            ),
        }),
        Outcome::Changes(on, _) if on.iter().all(OnBackend::is_empty) => {
            let read: Vec<&str> =
                on.iter().filter(|on| on.read).map(|on| on.backend.name()).collect();
            if generate.format == Format::Json {
                print(&Document { format_version: 2, ..Document::default() })?;
            }
            tracing::info!(
                "nothing to do: the entities and the migrations agree on {}",
                read.join(", ")
            );
            Ok(ExitCode::SUCCESS)
        }
        Outcome::Changes(on, verified) => write(entities, generate, &on, &verified),
    }
}

/// The consent without which nothing would be open. It does no harm, and its giver may have meant
/// something else.
fn unneeded(resolutions: &Resolutions, is_open: impl Fn(&Resolutions) -> bool) -> Vec<&String> {
    let without = |name: &&String| {
        let mut resolutions = resolutions.clone();
        resolutions.accepts.remove(*name);
        !is_open(&resolutions)
    };
    resolutions.accepts.iter().filter(without).collect()
}

fn write(
    entities: &Entities,
    generate: &Generate,
    on: &[OnBackend],
    verified: &[(Backend, Verified)],
) -> Result<ExitCode, Error> {
    let mut modules: Vec<Module> = modules(on)?;
    for module in &mut modules {
        module.text = rustfmt(entities.manifest_dir(), &module.text);
    }
    let changes: Vec<String> = modules.iter().flat_map(|module| module.changes.clone()).collect();
    let mut document = Document {
        format_version: 2,
        changes: &changes,
        module: modules.first().map(|module| module.text.as_str()),
        modules: modules.iter().map(Written::of).collect(),
        backends: on.iter().map(|on| PlanOnBackend::of(on, verified)).collect(),
        ..Document::default()
    };
    if generate.dry_run {
        match generate.format {
            Format::Json => print(&document)?,
            _ => {
                let texts: Vec<&str> = modules.iter().map(|module| module.text.as_str()).collect();
                output::document(&texts.join("\n"));
            }
        }
        return Ok(ExitCode::SUCCESS);
    }
    let name = generate.name.as_deref();
    let migrations = write_modules(entities.manifest_dir(), name, clock(generate), &modules)?;
    for change in &changes {
        tracing::info!("  {change}");
    }
    let unread: Vec<&str> = on.iter().filter(|on| !on.read).map(|on| on.backend.name()).collect();
    if !unread.is_empty() {
        tracing::warn!(
            "not verified on {}: SHADOW_POSTGRES_URL and SHADOW_MYSQL_URL name servers to verify it on",
            unread.join(" and ")
        );
    }
    for on in on {
        if let Some(why) = &on.without_rows {
            tracing::warn!("verified on {} without rows in {why}", on.backend.name());
        }
    }
    for migration in &migrations {
        tracing::info!("wrote {}", migration.path.display());
    }
    let versions: Vec<&str> =
        migrations.iter().map(|migration| migration.version.as_str()).collect();
    tracing::info!(
        "registered {} in src/lib.rs; look at it, then run `up`",
        versions.join(" and ")
    );
    for (written, migration) in document.modules.iter_mut().zip(&migrations) {
        written.version = Some(migration.version.clone());
        written.path = Some(migration.path.display().to_string());
    }
    let first = document.modules.first();
    (document.version, document.path) =
        (first.and_then(|first| first.version.clone()), first.and_then(|first| first.path.clone()));
    if generate.format == Format::Json {
        print(&document)?;
    }
    Ok(ExitCode::SUCCESS)
}

impl<'a> Written<'a> {
    fn of(module: &'a Module) -> Self {
        Self { version: None, path: None, module: &module.text }
    }
}

impl PlanOnBackend {
    fn of(on: &OnBackend, verified: &[(Backend, Verified)]) -> Self {
        let name = on.backend.name();
        let verified = verified.iter().find(|(backend, _)| *backend == on.backend);
        let verified = verified.map(|(_, verified)| verified.clone()).unwrap_or_default();
        let (up, down) =
            (statements(&on.up(), &verified.up), statements(&on.down(), &verified.down));
        Self { name, verified: on.read, without_rows: on.without_rows.clone(), up, down }
    }
}

/// What the database's own client runs, one text for each action; a rebuild on SQLite brings its
/// settings and its transaction.
fn statements(plan: &Plan, rebuilds: &[Vec<String>]) -> Vec<String> {
    let manner = Manner {
        in_transaction: true,
        rebuilds: plan.rebuilds(),
        is_patient: false,
        patience: Options::default().table_lock_timeout,
    };
    let own = printed(plan, rebuilds, manner).into_iter().map(|statements| statements.join(";\n"));
    let frame =
        if manner.rebuilds { Frame::of(plan.on_backend(), manner) } else { Frame::default() };
    frame.before.into_iter().chain(own).chain(frame.after).collect()
}

/// Lists what has to be decided, with the flags that do it.
fn open(generate: &Generate, ambiguities: &[Ambiguity]) -> Result<ExitCode, Error> {
    if generate.format == Format::Json {
        print(&Document {
            format_version: 2,
            ambiguous_changes: ambiguities,
            ..Document::default()
        })?;
    }
    let mut hint = String::from("nothing was written; for each of these give one of its flags:");
    for ambiguity in ambiguities {
        hint.push_str(&format!("\n  {}", ambiguity.text));
        for choice in &ambiguity.flags {
            hint.push_str(&format!("\n    {:<40} {}", choice.flag, choice.meaning));
        }
    }
    let count = ambiguities.len();
    let message = match count {
        1 => "a decision is needed".to_owned(),
        _ => format!("{count} decisions are needed"),
    };
    Err(Error::Decision { message, hint })
}

fn print(document: &Document<'_>) -> Result<(), Error> {
    output::document(&output::json(document)?);
    Ok(())
}
