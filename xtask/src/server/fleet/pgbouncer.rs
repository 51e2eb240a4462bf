//! PgBouncer, which hands a session of the PostgreSQL server to a client for one transaction at a
//! time.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::build;
use crate::process::Stop;
use crate::server::local::LocalServer;
use crate::server::postgres::POSTGRES;
use crate::server::programs::{self, Programs};
use crate::server::recipe::{Place, Recipe, USER};

/// The first version whose transaction mode knows prepared statements, without which no driver gets
/// far.
const OLDEST: &[u32] = &[1, 21];

/// Starts it in front of a server, from a program that is new enough, which is built if there is
/// none.
pub fn start(primary: &LocalServer) -> anyhow::Result<LocalServer> {
    let program = match find() {
        Some(program) => program,
        None => build::build()?,
    };
    let programs = Programs { initialise: program.clone(), server: program };
    let port = primary.address().port();
    let pooler = Recipe {
        initialise: &initialise,
        serve: &|place, own| serve(place, port, own),
        settings: &[],
        stop: Stop::Quit,
        ..POSTGRES.recipe
    };
    LocalServer::with_password(&pooler, &programs, primary.password().to_owned())
}

fn find() -> Option<PathBuf> {
    let mut folders = programs::path();
    folders.extend(
        ["/usr/sbin", "/usr/local/sbin", "/usr/local/bin", "/opt/homebrew/opt/pgbouncer/bin"]
            .map(PathBuf::from),
    );
    folders
        .iter()
        .filter_map(|folder| programs::in_folder(folder, "pgbouncer"))
        .find(|program| is_new_enough(program))
}

fn is_new_enough(program: &Path) -> bool {
    let output = Command::new(program).arg("--version").output().map(|output| output.stdout);
    version(&String::from_utf8_lossy(&output.unwrap_or_default()))
        .is_some_and(|version| version.as_slice() >= OLDEST)
}

/// The version in `PgBouncer 1.24.1` and the lines after it.
fn version(text: &str) -> Option<Vec<u32>> {
    programs::version(text.lines().next()?.strip_prefix("PgBouncer ")?)
}

fn initialise(place: Place) -> io::Result<Option<Command>> {
    let user = format!("\"{USER}\" \"{}\"\n", place.password);
    fs::write(place.folder.join("users.txt"), user)?;
    // The user whom root lends may not be able to enter the folder in which the program was built.
    fs::copy(&place.programs.server, place.folder.join("pgbouncer"))?;
    Ok(None)
}

fn serve(place: Place, primary: u16, port: u16) -> io::Result<Command> {
    let configuration = place.folder.join("pgbouncer.ini");
    fs::write(&configuration, configure(primary, port))?;
    let mut command = Command::new(place.folder.join("pgbouncer"));
    command.arg(configuration);
    Ok(command)
}

/// Every database under its own name, and the user of the server, who may also ask PgBouncer
/// itself. Drivers send `extra_float_digits`, which PgBouncer refuses unless it is told to look
/// away.
fn configure(primary: u16, port: u16) -> String {
    format!(
        "[databases]\n\
         * = host=127.0.0.1 port={primary}\n\
         [pgbouncer]\n\
         listen_addr = 127.0.0.1\n\
         listen_port = {port}\n\
         unix_socket_dir =\n\
         auth_type = plain\n\
         auth_file = users.txt\n\
         admin_users = {USER}\n\
         pool_mode = transaction\n\
         max_prepared_statements = 200\n\
         default_pool_size = 40\n\
         max_client_conn = 400\n\
         ignore_startup_parameters = extra_float_digits\n"
    )
}

#[cfg(test)]
mod tests {
    use super::{OLDEST, version};

    #[test]
    fn the_version_decides_as_numbers() {
        let is_new_enough =
            |text| version(text).is_some_and(|version| version.as_slice() >= OLDEST);
        assert!(is_new_enough("PgBouncer 1.24.1\nlibevent 2.1.12-stable\n"));
        assert!(is_new_enough("PgBouncer 1.21.0"));
        assert!(!is_new_enough("PgBouncer 1.18.0\n"));
        assert!(!is_new_enough("PgBouncer 1.9"));
        assert!(!is_new_enough(""));
    }
}
