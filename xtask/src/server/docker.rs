//! A server in a container.

use std::net::SocketAddr;
use std::process::{Command, Stdio};

use anyhow::{Context, bail};

use super::backend::Backend;
use super::{password, ready, recipe};
use crate::process::{Process, Stop};

/// A container, removed with its volumes when this is dropped.
///
/// It has a name of our own choice, known before `docker run`: so it is removed also when Ctrl-C
/// comes while the image is still being fetched, when Docker has told no id yet. It is not run with
/// `--rm`, which would take the log of a server that failed with it.
#[derive(Debug)]
pub struct Container {
    name: String,
}

/// Whether there is a Docker engine that answers.
pub fn is_available() -> bool {
    let mut command = Command::new("docker");
    command.arg("info").stdout(Stdio::null()).stderr(Stdio::null());
    Process::spawn(&mut command, Stop::TerminateGroup)
        .and_then(|mut process| process.wait())
        .is_ok_and(|status| status.success())
}

impl Container {
    /// Starts a container and waits until its server accepts clients. Also returns the server's
    /// URL.
    pub fn start(backend: &Backend) -> anyhow::Result<(Self, String)> {
        let password = password::generate();
        let image = &backend.image;
        let container = Self { name: format!("xtask-{}", password::generate()) };

        let mut command = Command::new("docker");
        command.args(["run", "--detach", "--name", &container.name]);
        command.args(["--publish", &format!("127.0.0.1::{}", image.port)]);
        for (variable, value) in image.environment.iter().chain([&(image.password, &*password)]) {
            command.args(["--env", &format!("{variable}={value}")]);
        }
        command.arg(image.name).args(backend.recipe.settings).stdout(Stdio::null());
        let status = Process::spawn(&mut command, Stop::TerminateGroup)?.wait()?;
        if !status.success() {
            bail!("docker run {} failed ({status})", image.name);
        }

        let address = container.address(image.port)?;
        ready::wait(|| ready::greets(&backend.recipe, address), || container.check())?;
        let address = address.to_string();
        let url = recipe::url(backend.recipe.scheme, image.user, &password, &address);
        Ok((container, url))
    }

    /// Where the port of the container is published.
    fn address(&self, port: u16) -> anyhow::Result<SocketAddr> {
        let output = self.ask(&["port", &self.name, &format!("{port}/tcp")])?;
        let address = output.lines().next().unwrap_or_default();
        address
            .parse()
            .with_context(|| format!("docker port answered {address:?} instead of an address"))
    }

    /// Fails when the server has ended.
    fn check(&self) -> anyhow::Result<()> {
        let running = self.ask(&["inspect", "--format", "{{.State.Running}}", &self.name])?;
        if running.trim() != "true" {
            let log = self.ask(&["logs", "--tail", "20", &self.name])?;
            bail!("the server has ended; the end of its log:\n{log}");
        }
        Ok(())
    }

    /// Both streams of a short docker command: `docker logs` keeps to the stream the server wrote
    /// to.
    fn ask(&self, arguments: &[&str]) -> anyhow::Result<String> {
        let output =
            Command::new("docker").args(arguments).output().context("cannot run docker")?;
        let text = [output.stdout, output.stderr].concat();
        Ok(String::from_utf8_lossy(&text).into_owned())
    }
}

impl Drop for Container {
    fn drop(&mut self) {
        let mut command = Command::new("docker");
        command
            .args(["rm", "--force", "--volumes", &self.name])
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        if !command.status().is_ok_and(|status| status.success()) {
            eprintln!("xtask: could not remove the container {}", self.name);
        }
    }
}
