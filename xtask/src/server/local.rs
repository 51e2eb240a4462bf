//! A server started from binaries on this machine, with its data in a temporary folder.

use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};
use tempfile::TempDir;

use super::account::Account;
use super::backend::{Backend, USER};
use super::programs::Programs;
use super::{password, ready};
use crate::interrupt::Interrupted;
use crate::process::{Process, Stop};

/// How many lines of a server's log an error shows.
const TAIL: usize = 20;

/// The fields are dropped in this order: the server must have ended before its folder is removed.
#[derive(Debug)]
pub struct LocalServer {
    process: Process,
    home: Home,
}

/// The folder of a server and the user who owns it.
#[derive(Debug)]
struct Home {
    folder: TempDir,
    account: Option<Account>,
}

impl LocalServer {
    /// Creates a data folder, starts the server on it, and waits until it accepts clients. Also returns its URL.
    pub fn start(backend: &dyn Backend, programs: &Programs) -> anyhow::Result<(Self, String)> {
        let home = Home::create()?;
        let password = password::generate();
        let (process, address) = initialise(backend, programs, &home, &password)
            .and_then(|()| serve(backend, programs, &home))
            .map_err(|error| home.explain(error))?;
        let url = backend.url(USER, &password, &address.to_string());
        Ok((Self { process, home }, url))
    }

    /// Fails when the server has ended.
    pub fn check(&mut self) -> anyhow::Result<()> {
        check(&mut self.process).map_err(|error| self.home.explain(error))
    }
}

fn initialise(backend: &dyn Backend, programs: &Programs, home: &Home, password: &str) -> anyhow::Result<()> {
    let mut command = backend.initialise(programs, home.folder.path(), password)?;
    home.hand_over()?;
    // MariaDB's is a shell script, and what it starts must not outlive it.
    let status = home.spawn(&mut command, Stop::TerminateGroup)?.wait()?;
    if !status.success() {
        bail!("{} failed ({status})", programs.initialise.display());
    }
    Ok(())
}

/// A port that was free can be taken by someone else before the server gets to it, so there is a second chance.
fn serve(backend: &dyn Backend, programs: &Programs, home: &Home) -> anyhow::Result<(Process, SocketAddr)> {
    serve_once(backend, programs, home).or_else(|error| {
        if home.log().contains("Address already in use") {
            serve_once(backend, programs, home)
        } else {
            Err(error)
        }
    })
}

fn serve_once(
    backend: &dyn Backend,
    programs: &Programs,
    home: &Home,
) -> anyhow::Result<(Process, SocketAddr)> {
    let address = free_address()?;
    let mut command = backend.serve(programs, home.folder.path(), address.port());
    let mut process = home.spawn(&mut command, backend.stop())?;
    ready::wait(backend, address, || check(&mut process))?;
    Ok((process, address))
}

fn check(process: &mut Process) -> anyhow::Result<()> {
    match process.ended()? {
        Some(status) => bail!("the server has ended ({status})"),
        None => Ok(()),
    }
}

fn free_address() -> anyhow::Result<SocketAddr> {
    let listener =
        TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("there is no free port on loopback")?;
    listener.local_addr().context("cannot read the address of a socket")
}

impl Home {
    fn create() -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("xtask-server-")
            .tempdir()
            .context("cannot create a temporary folder (TMPDIR can name another place)")?;
        let account = Account::for_servers()?;
        if account.is_some()
            && let Some(closed) = folder.path().ancestors().skip(1).find(|ancestor| !is_open_to_all(ancestor))
        {
            bail!(
                "servers run as the user nobody when root starts them, and that user may not enter {}; \
                 set TMPDIR to a folder that every user may enter, such as /tmp",
                closed.display()
            );
        }
        Ok(Self { folder, account })
    }

    /// Gives the folder and what is in it to the server's user.
    fn hand_over(&self) -> anyhow::Result<()> {
        let Some(account) = self.account else {
            return Ok(());
        };
        for entry in fs::read_dir(self.folder.path())? {
            account.own(&entry?.path())?;
        }
        account.own(self.folder.path())
    }

    /// Starts `command` in the folder, as the server's user, with its output in the log.
    fn spawn(&self, command: &mut Command, stop: Stop) -> anyhow::Result<Process> {
        let log = File::create(self.log_path()).context("cannot create the log of a server")?;
        command
            .current_dir(self.folder.path())
            // Messages in English, because one of them is looked for, and no locale that this machine may lack.
            .env("LC_ALL", "C")
            .stdout(log.try_clone()?)
            .stderr(log);
        if let Some(account) = self.account {
            account.run(command);
        }
        Process::spawn(command, stop)
    }

    fn log_path(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    fn log(&self) -> String {
        fs::read(self.log_path()).map(|log| String::from_utf8_lossy(&log).into_owned()).unwrap_or_default()
    }

    /// Adds the end of the log to an error, unless somebody just wanted to stop.
    fn explain(&self, error: anyhow::Error) -> anyhow::Error {
        let log = self.log();
        if error.is::<Interrupted>() || log.is_empty() {
            return error;
        }
        error.context(format!("the end of its log:\n{}\n", tail(&log)))
    }
}

fn is_open_to_all(folder: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(folder).is_ok_and(|metadata| metadata.permissions().mode() & 0o001 != 0)
}

fn tail(log: &str) -> String {
    let lines: Vec<&str> = log.lines().collect();
    lines[lines.len().saturating_sub(TAIL)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::{TAIL, tail};

    #[test]
    fn the_tail_is_the_end_of_the_log() {
        assert_eq!(tail("one\ntwo\n"), "one\ntwo");
        let long: Vec<String> = (0..100).map(|line| line.to_string()).collect();
        let tail = tail(&long.join("\n"));
        assert_eq!(tail.lines().count(), TAIL);
        assert!(tail.ends_with("\n99"), "{tail}");
    }
}
