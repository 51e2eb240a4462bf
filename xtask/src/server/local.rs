//! A server started from binaries on this machine, with its data in a temporary folder.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use anyhow::{Context, bail};

use super::home::Home;
use super::programs::Programs;
use super::recipe::{self, Place, Recipe, USER};
use super::{password, ready};
use crate::process::{Process, Stop};

/// The fields are dropped in this order: the server must have ended before its folder is removed.
#[derive(Debug)]
pub struct LocalServer {
    process: Process,
    address: SocketAddr,
    scheme: &'static str,
    password: String,
    home: Home,
}

impl LocalServer {
    /// Creates a data folder, starts the server on it, and waits until it accepts clients.
    pub fn start(recipe: &Recipe, programs: &Programs) -> anyhow::Result<Self> {
        Self::with_password(recipe, programs, password::generate())
    }

    /// The same, with the password of the user [`USER`].
    pub fn with_password(
        recipe: &Recipe,
        programs: &Programs,
        password: String,
    ) -> anyhow::Result<Self> {
        let home = Home::create()?;
        let place = Place { programs, folder: home.path(), password: &password };
        let (process, address) = initialise(recipe, place, &home)
            .and_then(|()| serve(recipe, place, &home))
            .map_err(|error| home.explain(error))?;
        Ok(Self { process, address, scheme: recipe.scheme, password, home })
    }

    /// Where it accepts clients.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The password of its user.
    pub fn password(&self) -> &str {
        &self.password
    }

    /// Where tests find a database of it.
    pub fn url(&self) -> String {
        recipe::url(self.scheme, USER, &self.password, &self.address.to_string())
    }

    /// Kills the server, and starts it again on the same data.
    #[cfg(test)]
    pub fn crash(&mut self, recipe: &Recipe, programs: &Programs) -> anyhow::Result<()> {
        self.process.crash();
        let place = Place { programs, folder: self.home.path(), password: &self.password };
        // PostgreSQL does not start beside what is left of it.
        let mut again = serve(recipe, place, &self.home);
        for _ in 0..50 {
            if again.is_ok() {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(200));
            again = serve(recipe, place, &self.home);
        }
        (self.process, self.address) = again?;
        Ok(())
    }

    /// Fails when the server has ended.
    pub fn check(&mut self) -> anyhow::Result<()> {
        check(&mut self.process).map_err(|error| self.home.explain(error))
    }
}

fn initialise(recipe: &Recipe, place: Place, home: &Home) -> anyhow::Result<()> {
    let command = (recipe.initialise)(place)?;
    home.hand_over()?;
    let Some(mut command) = command else {
        return Ok(());
    };
    // MariaDB's is a shell script, and what it starts must not outlive it.
    let status = home.spawn(&mut command, Stop::TerminateGroup)?.wait()?;
    if !status.success() {
        bail!("{} failed ({status})", place.programs.initialise.display());
    }
    Ok(())
}

/// A port that was free can be taken by someone else before the server gets to it, so there is a
/// second chance.
fn serve(recipe: &Recipe, place: Place, home: &Home) -> anyhow::Result<(Process, SocketAddr)> {
    serve_once(recipe, place, home).or_else(|error| {
        if home.log().contains("Address already in use") {
            serve_once(recipe, place, home)
        } else {
            Err(error)
        }
    })
}

fn serve_once(recipe: &Recipe, place: Place, home: &Home) -> anyhow::Result<(Process, SocketAddr)> {
    let address = free_address()?;
    let mut command = (recipe.serve)(place, address.port())?;
    let mut process = home.spawn(command.args(recipe.settings), recipe.stop)?;
    ready::wait(|| ready::greets(recipe, address), || check(&mut process))?;
    Ok((process, address))
}

fn check(process: &mut Process) -> anyhow::Result<()> {
    match process.ended()? {
        Some(status) => bail!("the server has ended ({status})"),
        None => Ok(()),
    }
}

/// An address on loopback with a port that nobody listens on.
pub fn free_address() -> anyhow::Result<SocketAddr> {
    let listener =
        TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("there is no free port on loopback")?;
    listener.local_addr().context("cannot read the address of a socket")
}
