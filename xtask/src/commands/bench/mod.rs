//! `cargo xtask bench`: how fast the engine is, as tables that can be laid beside those of other
//! tools.

mod api;
mod apply;
mod compile;
mod generate;
mod online;
mod project;
mod proxy;
mod table;

use std::process::ExitCode;

use clap::ValueEnum;

/// The arguments of `cargo xtask bench`.
#[derive(clap::Args)]
pub struct Args {
    /// Which bench; all without a name
    which: Option<Which>,
    /// With the sizes that take minutes: 1,000 migrations in the compile bench
    #[arg(long)]
    long: bool,
}

/// The benches.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Which {
    /// How long `up` takes with 1,000 small migrations, beside the stock executor, and what it
    /// sends to a server
    Apply,
    /// How long `generate` takes over 10, 100 and 500 tables, by stage
    Generate,
    /// How long clients wait while a table of theirs is changed, online and the plain way
    Online,
    /// How many requests the server answers, beside a bare axum and sqlx server
    Api,
    /// How long a migration crate takes to compile, its migrations as data and the stock way
    Compile,
}

/// Runs the benches that were asked for.
pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    let is_wanted = |which: Which| args.which.is_none_or(|wanted| wanted == which);
    if is_wanted(Which::Generate) {
        println!("{}", generate::run()?);
    }
    if is_wanted(Which::Apply) {
        for table in apply::run()? {
            println!("{table}");
        }
    }
    if is_wanted(Which::Online) {
        for table in online::run()? {
            println!("{table}");
        }
    }
    if is_wanted(Which::Api) {
        println!("{}", api::run()?);
    }
    if is_wanted(Which::Compile) {
        println!("{}", compile::run(args.long)?);
    }
    Ok(ExitCode::SUCCESS)
}
