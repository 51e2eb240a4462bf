//! The temporary folder in which a local server lives.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};
use tempfile::TempDir;

use super::account::Account;
use crate::interrupt::Interrupted;
use crate::process::{Process, Stop};

/// How many lines of a log an error shows.
const TAIL: usize = 20;

/// The folder of a server and the user who owns it.
#[derive(Debug)]
pub struct Home {
    folder: TempDir,
    account: Option<Account>,
}

impl Home {
    /// A new folder, which is removed when this is dropped.
    pub fn create() -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("xtask-server-")
            // It holds passwords.
            .permissions(fs::Permissions::from_mode(0o700))
            .tempdir()
            .context("cannot create a temporary folder (TMPDIR can name another place)")?;
        let account = Account::for_servers()?;
        if account.is_some()
            && let Some(closed) =
                folder.path().ancestors().skip(1).find(|ancestor| !is_open_to_all(ancestor))
        {
            bail!(
                "servers run as the user nobody when root starts them, and that user may not enter {}; \
                 set TMPDIR to a folder that every user may enter, such as /tmp",
                closed.display()
            );
        }
        Ok(Self { folder, account })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Gives the folder and what is in it to the server's user.
    pub fn hand_over(&self) -> anyhow::Result<()> {
        let Some(account) = self.account else {
            return Ok(());
        };
        for entry in fs::read_dir(self.folder.path())? {
            account.own(&entry?.path())?;
        }
        account.own(self.folder.path())
    }

    /// Starts `command` in the folder, as the server's user, with its output in the log.
    pub fn spawn(&self, command: &mut Command, stop: Stop) -> anyhow::Result<Process> {
        let log = File::create(self.log_path()).context("cannot create the log of a server")?;
        command
            .current_dir(self.folder.path())
            // Messages in English, because one of them is looked for, and no locale that this
            // machine may lack.
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

    /// What the last process has written.
    pub fn log(&self) -> String {
        fs::read(self.log_path())
            .map(|log| String::from_utf8_lossy(&log).into_owned())
            .unwrap_or_default()
    }

    /// Adds the end of the log to an error, unless somebody just wanted to stop.
    pub fn explain(&self, error: anyhow::Error) -> anyhow::Error {
        let log = self.log();
        if error.is::<Interrupted>() || log.is_empty() {
            return error;
        }
        error.context(format!("the end of its log:\n{}\n", tail(&log)))
    }
}

fn is_open_to_all(folder: &Path) -> bool {
    fs::metadata(folder).is_ok_and(|metadata| metadata.permissions().mode() & 0o001 != 0)
}

/// The last lines of a log.
pub fn tail(log: &str) -> String {
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
