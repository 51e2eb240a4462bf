//! A copy of the PostgreSQL server that follows it and can only be read.

use std::io;
use std::net::SocketAddr;
use std::process::Command;

use anyhow::Context;

use crate::server::local::LocalServer;
use crate::server::postgres::POSTGRES;
use crate::server::recipe::{Place, Recipe, USER};

/// Copies the server, which allows it as it comes, because replication is part of its defaults; and
/// starts the copy.
pub fn start(primary: &LocalServer) -> anyhow::Result<LocalServer> {
    let programs = POSTGRES.find().context("the programs of PostgreSQL are gone")?;
    let initialise = |place: Place| copy(place, primary.address()).map(Some);
    let replica = Recipe { initialise: &initialise, ..POSTGRES.recipe };
    LocalServer::with_password(&replica, &programs, primary.password().to_owned())
}

fn copy(place: Place, primary: SocketAddr) -> io::Result<Command> {
    // Beside the server itself: a folder of links may have one for the server and none for this.
    let server = place.programs.server.canonicalize()?;
    let mut command = Command::new(server.with_file_name("pg_basebackup"));
    command
        .args(["--host=127.0.0.1", &format!("--port={}", primary.port())])
        .args([&format!("--username={USER}"), "--no-password", "--checkpoint=fast", "--no-sync"])
        // The slot makes the server keep what a slow replica has not read yet.
        .args(["--write-recovery-conf", "--create-slot", "--slot=replica", "--no-manifest"])
        .arg("--pgdata")
        .arg(place.data())
        .env("PGPASSWORD", place.password);
    Ok(command)
}
