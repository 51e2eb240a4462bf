//! `generate`: writes the step between the migrations and the entities.

use serde::Serialize;
use std::process::ExitCode;

use super::{Generate, clock, prompt};
use crate::Backend;
use crate::apply::{Options, Steps};
use crate::cli::commands::sides;
use crate::cli::options::Format;
use crate::cli::output;
use crate::diff::{Answers, OnBackend, Question, compared};
use crate::generate::{Module, identifier, modules, rustfmt, write_modules};
use crate::source::{Entities, Tried, hints, trial};
use crate::step::Plan;
use crate::step::printed::{Frame, Manner, printed};
use crate::{Error, Target, target};

/// The JSON document. Fields are only ever added while `format_version` stays.
#[derive(Default, Serialize)]
struct Document<'a> {
    format_version: u32,
    /// What is written, or would be with `--dry-run`; empty when there is nothing to do.
    changes: &'a [String],
    /// The step's version; none when nothing was written.
    version: Option<String>,
    /// The file that was written.
    path: Option<String>,
    /// The module's text.
    module: Option<&'a str>,
    /// All of them in their order, where the change takes several steps; the three above are those of the first.
    modules: Vec<Written<'a>>,
    /// The SQL on each backend.
    backends: Vec<PlanOnBackend>,
    /// What has to be decided first.
    questions: &'a [Question],
}

/// One step.
#[derive(Serialize)]
struct Written<'a> {
    version: Option<String>,
    path: Option<String>,
    module: &'a str,
}

#[derive(Serialize)]
struct PlanOnBackend {
    name: &'static str,
    /// Whether the change was tried out there, both ways.
    verified: bool,
    up: Vec<String>,
    down: Vec<String>,
}

/// What came of the comparison.
enum Outcome {
    /// With what was tried out, where it was.
    Changes(Vec<OnBackend>, Vec<(Backend, Tried)>),
    Open(Vec<Question>),
}

pub(super) async fn run(
    target: &Target,
    steps: &Steps,
    entities: &Entities,
    generate: &Generate,
) -> Result<ExitCode, Error> {
    // What is wrong with the arguments is told before anything is compared.
    let mut answers = generate.answers()?;
    answers.normalise();
    generate.name.as_deref().map(identifier).transpose()?;
    let own = steps.own_tables();
    let own = own.each_ref().map(String::as_str);
    let outcome = sides::with(async |made| {
        let read = made.read(target, steps, entities).await?;
        let unread: Vec<_> =
            target::enabled().into_iter().filter(|b| read.iter().all(|side| side.backend != *b)).collect();
        let declared = hints(entities);
        answers.declared = entities.list().iter().map(|entity| entity.table.clone()).collect();
        let compare = |answers: &_| compared(read.clone(), &unread, &declared, answers);
        let on = loop {
            let compared = compare(&answers);
            // A mistyped name is told before anything is asked: what it was meant for may be what is open.
            match compared.open().is_empty() {
                true => answers.refuse_unused(compared.all())?,
                false => answers.refuse_settled(compared.all())?,
            }
            match compared.into_changes() {
                Ok(on) => {
                    let is_open = |answers: &_| !compare(answers).open().is_empty();
                    for name in unneeded(&answers, is_open) {
                        tracing::info!("--accept {name} was not needed: nothing asks about it");
                    }
                    break on;
                }
                Err(open) => {
                    let ask = generate.format == Format::Text && prompt::possible();
                    if !ask || !prompt::ask(&open, &mut answers).await? {
                        return Ok(Outcome::Open(open));
                    }
                }
            }
        };
        let mut tried = Vec::new();
        for scratch in made.replays() {
            if let Some(on) = on.iter().find(|on| on.backend == scratch.database() && !on.is_empty()) {
                tried.push((on.backend, trial(on, scratch, &own).await?));
            }
        }
        Ok(Outcome::Changes(on, tried))
    });
    match outcome.await? {
        Outcome::Open(questions) => open(generate, &questions),
        Outcome::Changes(on, _) if on.iter().all(OnBackend::is_empty) => {
            let read: Vec<&str> = on.iter().filter(|on| on.read).map(|on| on.backend.name()).collect();
            if generate.format == Format::Json {
                print(&Document { format_version: 1, ..Document::default() })?;
            }
            tracing::info!("nothing to do: the entities and the migrations agree on {}", read.join(", "));
            Ok(ExitCode::SUCCESS)
        }
        Outcome::Changes(on, tried) => write(entities, generate, &on, &tried),
    }
}

/// The consent without which nothing would be open. It does no harm, and its giver may have meant something else.
fn unneeded(answers: &Answers, is_open: impl Fn(&Answers) -> bool) -> Vec<&String> {
    let without = |name: &&String| {
        let mut answers = answers.clone();
        answers.accepts.remove(*name);
        !is_open(&answers)
    };
    answers.accepts.iter().filter(without).collect()
}

fn write(
    entities: &Entities,
    generate: &Generate,
    on: &[OnBackend],
    tried: &[(Backend, Tried)],
) -> Result<ExitCode, Error> {
    let mut modules: Vec<Module> = modules(on)?;
    for module in &mut modules {
        module.text = rustfmt(entities.manifest_dir(), &module.text);
    }
    let changes: Vec<String> = modules.iter().flat_map(|module| module.changes.clone()).collect();
    let mut document = Document {
        format_version: 1,
        changes: &changes,
        module: modules.first().map(|module| module.text.as_str()),
        modules: modules.iter().map(Written::of).collect(),
        backends: on.iter().map(|on| PlanOnBackend::of(on, tried)).collect(),
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
    let steps = write_modules(entities.manifest_dir(), name, clock(generate), &modules)?;
    for change in &changes {
        tracing::info!("  {change}");
    }
    let unread: Vec<&str> = on.iter().filter(|on| !on.read).map(|on| on.backend.name()).collect();
    if !unread.is_empty() {
        tracing::warn!(
            "not verified on {}: SHADOW_POSTGRES_URL and SHADOW_MYSQL_URL name servers to try it out on",
            unread.join(" and ")
        );
    }
    for step in &steps {
        tracing::info!("wrote {}", step.path.display());
    }
    let versions: Vec<&str> = steps.iter().map(|step| step.version.as_str()).collect();
    tracing::info!("registered {} in src/lib.rs; look at it, then run `up`", versions.join(" and "));
    for (written, step) in document.modules.iter_mut().zip(&steps) {
        written.version = Some(step.version.clone());
        written.path = Some(step.path.display().to_string());
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
    fn of(on: &OnBackend, tried: &[(Backend, Tried)]) -> Self {
        let name = on.backend.name();
        let tried = tried.iter().find(|(backend, _)| *backend == on.backend);
        let tried = tried.map(|(_, tried)| tried.clone()).unwrap_or_default();
        let (up, down) = (statements(&on.up(), &tried.up), statements(&on.down(), &tried.down));
        Self { name, verified: on.read, up, down }
    }
}

/// What the database's own client runs, one text for each action; a rebuild on SQLite brings its settings and its transaction.
fn statements(plan: &Plan, rebuilds: &[Vec<String>]) -> Vec<String> {
    let manner = Manner {
        in_transaction: true,
        rebuilds: plan.rebuilds(),
        is_patient: false,
        patience: Options::default().table_lock_timeout,
    };
    let own = printed(plan, rebuilds, manner).into_iter().map(|statements| statements.join(";\n"));
    let frame = if manner.rebuilds { Frame::of(plan.on_backend(), manner) } else { Frame::default() };
    frame.before.into_iter().chain(own).chain(frame.after).collect()
}

/// Lists what has to be decided, with the flags that do it.
fn open(generate: &Generate, questions: &[Question]) -> Result<ExitCode, Error> {
    if generate.format == Format::Json {
        print(&Document { format_version: 1, questions, ..Document::default() })?;
    }
    let mut hint = String::from("nothing was written; for each of these give one of its flags:");
    for question in questions {
        hint.push_str(&format!("\n  {}", question.text));
        for choice in &question.flags {
            hint.push_str(&format!("\n    {:<40} {}", choice.flag, choice.meaning));
        }
    }
    let count = questions.len();
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
