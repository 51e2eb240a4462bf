//! A copy of the PostgreSQL server that follows it and can only be read.

use std::io;
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::Command;

use anyhow::Context;

use crate::process::Stop;
use crate::server::backend::Backend;
use crate::server::local::LocalServer;
use crate::server::postgres::Postgres;
use crate::server::programs::Programs;
use crate::server::recipe::{Recipe, USER};

/// A replica of the server at `primary`, which allows it as it comes: replication is part of its
/// defaults.
#[derive(Debug)]
struct Replica {
    primary: SocketAddr,
}

/// Copies the server and starts the copy.
pub fn start(primary: &LocalServer) -> anyhow::Result<(Vec<LocalServer>, String)> {
    let programs = Postgres.programs().context("the programs of PostgreSQL are gone")?;
    let password = primary.password().to_owned();
    let server = LocalServer::start(&Replica { primary: primary.address() }, &programs, password)?;
    let url = Postgres.url(USER, server.password(), &server.address().to_string());
    Ok((vec![server], url))
}

impl Recipe for Replica {
    fn initialise(
        &self,
        programs: &Programs,
        folder: &Path,
        password: &str,
    ) -> io::Result<Option<Command>> {
        // Beside the server itself: a folder of links may have one for the server and none for
        // this.
        let mut command =
            Command::new(programs.server.canonicalize()?.with_file_name("pg_basebackup"));
        command
            .args(["--host=127.0.0.1", &format!("--port={}", self.primary.port())])
            .args([
                &format!("--username={USER}"),
                "--no-password",
                "--checkpoint=fast",
                "--no-sync",
            ])
            // The slot makes the server keep what a slow replica has not read yet.
            .args(["--write-recovery-conf", "--create-slot", "--slot=replica", "--no-manifest"])
            .arg("--pgdata")
            .arg(folder.join("data"))
            .env("PGPASSWORD", password);
        Ok(Some(command))
    }

    fn serve(&self, programs: &Programs, folder: &Path, port: u16) -> io::Result<Command> {
        Postgres.serve(programs, folder, port)
    }

    fn stop(&self) -> Stop {
        Postgres.stop()
    }

    fn greets(&self, stream: &mut TcpStream) -> io::Result<bool> {
        Postgres.greets(stream)
    }
}
