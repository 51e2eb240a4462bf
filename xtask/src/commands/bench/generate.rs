//! The time of `generate` on SQLite in memory, by stage: as many migrations of history as tables,
//! and one entity with a new column. The servers that SHADOW_POSTGRES_URL and SHADOW_MYSQL_URL name
//! take part as they do in the command itself.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use super::project::{Project, fill};
use super::table::Table;
use crate::interrupt;

/// What is measured.
const COMMAND: [&str; 2] = ["generate", "--dry-run"];

/// It prints a migration, because there is a difference.
const EXIT_CODE: i32 = 0;

/// The numbers of tables.
const SIZES: [usize; 3] = [10, 100, 500];

/// The median of so many runs counts.
const RUNS: usize = 7;

const MANIFEST: &str = include_str!("../../../../benches/generate/Cargo.toml.in");
const ENTITIES_MANIFEST: &str = include_str!("../../../../benches/generate/entities.toml.in");
const MAIN: &str = include_str!("../../../../benches/generate/main.rs.in");
const ENTITY: &str = include_str!("../../../../benches/generate/entity.rs.in");
const MIGRATION: &str = include_str!("../../../../benches/generate/migration.rs.in");

/// Builds a workspace of each size and runs the command in it.
pub fn run() -> anyhow::Result<Table> {
    let packages = SIZES.map(|tables| format!("tables-{tables}"));
    let crates: Vec<String> =
        packages.iter().flat_map(|package| [package.clone(), entities(package)]).collect();
    let project = Project::create("generate", &crates)?;
    let mut measured = Vec::new();
    for (package, tables) in packages.iter().zip(SIZES) {
        write(&project, package, tables)?;
    }
    for package in &packages {
        eprintln!("xtask: building {package}");
        let build = project.cargo(&["build", "--quiet", "--package", package])?;
        eprintln!("xtask: built in {:.1} s, running it {RUNS} times", build.as_secs_f64());
        measured.push(median(&project, package)?);
    }
    Ok(table(&measured))
}

/// One run: its stages in their order, and the whole command as a user waits for it.
struct Run {
    stages: Vec<(String, f64)>,
    total: Duration,
}

fn median(project: &Project, package: &str) -> anyhow::Result<Run> {
    let mut runs =
        (0..RUNS).map(|_| measure(project, package)).collect::<anyhow::Result<Vec<Run>>>()?;
    runs.sort_by_key(|run| run.total);
    Ok(runs.swap_remove(RUNS / 2))
}

fn measure(project: &Project, package: &str) -> anyhow::Result<Run> {
    interrupt::check()?;
    let mut command = Command::new(project.program("debug", package));
    command.args(COMMAND).env("DATABASE_URL", "sqlite::memory:");
    let started = Instant::now();
    let output = command.output().with_context(|| format!("cannot start {package}"))?;
    let total = started.elapsed();
    let log = String::from_utf8_lossy(&output.stderr);
    if output.status.code() != Some(EXIT_CODE) {
        bail!("{package} ended with {}: {log}", output.status);
    }
    Ok(Run { stages: log.lines().filter_map(stage).collect(), total })
}

/// A line of the log, such as `DEBUG migration_kit::stage: stage="replay" backend="SQLite"
/// milliseconds=1.5`.
fn stage(line: &str) -> Option<(String, f64)> {
    let field = |name: &str| {
        line.split_once(&format!("{name}="))?.1.split([' ', '"']).find(|word| !word.is_empty())
    };
    let stage = line.split_once("stage=\"")?.1.split('"').next()?;
    Some((format!("{stage}, {}", field("backend")?), field("milliseconds")?.parse().ok()?))
}

fn table(runs: &[Run]) -> Table {
    let heading = SIZES.iter().map(|tables| format!("{tables} tables"));
    let title =
        format!("{}, one column added, milliseconds (median of {RUNS} runs)", COMMAND.join(" "));
    let mut table = Table::new(title, std::iter::once(String::new()).chain(heading));
    let cell = |milliseconds: f64| format!("{milliseconds:.1}");
    let mut names: Vec<&String> = Vec::new();
    for (name, _) in runs.iter().flat_map(|run| &run.stages) {
        // Several databases are made and read, and count as one stage. The entities are created
        // while the migrations are replayed, so the stages add up to more than the command.
        if !names.contains(&name) {
            names.push(name);
        }
    }
    for name in names {
        let of = |run: &Run| {
            run.stages.iter().filter(|(stage, _)| stage == name).map(|(_, time)| time).sum()
        };
        table.row(std::iter::once(name.clone()).chain(runs.iter().map(|run| cell(of(run)))));
    }
    let total = |run: &Run| run.total.as_secs_f64() * 1000.0;
    table.row(
        std::iter::once("the command".to_owned()).chain(runs.iter().map(|run| cell(total(run)))),
    );
    table
}

/// The crate of a package's entities: apart, as in any workspace.
fn entities(package: &str) -> String {
    format!("{package}-entities")
}

/// The package of that many tables, and the one of their entities.
fn write(project: &Project, package: &str, tables: usize) -> anyhow::Result<()> {
    let table = |at: usize| format!("t{at:04}");
    let module = |at: usize| format!("m20260101_{at:06}_create_{}", table(at));
    let lines =
        |line: &dyn Fn(usize) -> String| (0..tables).map(line).collect::<Vec<_>>().join("\n");
    for at in 0..tables {
        // Each table references the one before it; the first one has only itself.
        let (name, parent) = (table(at), table(at.saturating_sub(1)));
        let more = if at == tables / 2 { "    pub added: Option<String>," } else { "" };
        let values = [("table", name.as_str()), ("parent", &parent), ("more", more)];
        project.write(&format!("{}/src/{name}.rs", entities(package)), &fill(ENTITY, &values))?;
        project.write(&format!("{package}/src/{}.rs", module(at)), &fill(MIGRATION, &values))?;
    }
    let modules = lines(&|at| format!("pub mod {};", table(at)));
    project.write(
        &format!("{}/src/lib.rs", entities(package)),
        &format!("//! Entities.\n\n{modules}\n"),
    )?;
    let main = fill(
        MAIN,
        &[
            ("count", &tables.to_string()),
            ("modules", &lines(&|at| format!("mod {};", module(at)))),
            (
                "migrations",
                &lines(&|at| {
                    format!(
                        "            migration_kit::migration::planned({}::Migration),",
                        module(at)
                    )
                }),
            ),
            ("entities", &lines(&|at| format!("            entity::{},", table(at)))),
        ],
    );
    project.write(&format!("{package}/src/main.rs"), &main)?;
    let names = [("package", package), ("entities", &entities(package))];
    project
        .write(&format!("{}/Cargo.toml", entities(package)), &fill(ENTITIES_MANIFEST, &names))?;
    project.write(&format!("{package}/Cargo.toml"), &fill(MANIFEST, &names))
}

#[cfg(test)]
mod tests {
    use super::stage;

    #[test]
    fn a_line_of_the_log_is_a_stage_with_its_time() {
        let line = r#"DEBUG migration_kit::stage: stage="read the catalog" backend="SQLite" milliseconds=1.5"#;
        assert_eq!(stage(line), Some(("read the catalog, SQLite".to_owned(), 1.5)));
        assert_eq!(stage("the entities and the migrations differ"), None);
    }
}
