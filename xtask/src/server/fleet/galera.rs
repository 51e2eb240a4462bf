//! A Galera cluster: two MariaDB nodes, either of which takes every write.

use std::fs;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;

use crate::process::Stop;
use crate::server::local::{LocalServer, free_address};
use crate::server::mariadb::{self, MARIADB, USERS};
use crate::server::programs::Programs;
use crate::server::recipe::{Place, Recipe, USER};
use crate::server::{install, password, ready};

/// Where packages put the library that replicates.
const PROVIDERS: [&str; 4] = [
    "/usr/lib/galera/libgalera_smm.so",
    "/usr/lib/libgalera_smm.so",
    "/usr/lib64/galera-4/libgalera_smm.so",
    "/usr/lib64/galera/libgalera_smm.so",
];

/// What replication asks for, and buffers for a cluster that stays small. The joining node gets its
/// data by rsync, the only way that needs no user for it and nothing that the server's package does
/// not bring.
const SETTINGS: [&str; 6] = [
    "--wsrep-on=ON",
    "--wsrep-sst-method=rsync",
    "--wsrep-node-address=127.0.0.1",
    "--binlog-format=ROW",
    "--innodb-autoinc-lock-mode=2",
    "--innodb-buffer-pool-size=32M",
];

/// What both nodes run from.
struct Installed {
    programs: Programs,
    provider: &'static str,
    client: PathBuf,
}

/// One node.
struct Node {
    provider: &'static str,
    /// Where it talks to the other.
    group: SocketAddr,
    /// Where it takes over the changes that it has missed.
    changes: SocketAddr,
    /// Where it takes over all the data.
    state: SocketAddr,
    /// Where the node that was there before talks; the first node founds the cluster.
    before: Option<SocketAddr>,
}

/// Starts both nodes, and waits until each says that the cluster is complete.
pub fn start() -> anyhow::Result<Vec<LocalServer>> {
    let Installed { programs, provider, client } = find_or_install()?;
    let password = password::generate();

    let founder = Node::new(provider, None)?;
    let first = founder.start(&programs, password.clone())?;
    let joiner = Node::new(provider, Some(founder.group))?;
    let second = joiner.start(&programs, password)?;

    let mut nodes = vec![first, second];
    for node in &mut nodes {
        let (address, password) = (node.address(), node.password().to_owned());
        ready::wait(|| is_complete(&client, address, &password), || node.check())?;
    }
    Ok(nodes)
}

fn find_or_install() -> anyhow::Result<Installed> {
    if find().is_none() && install::is_possible() {
        install::install(&["mariadb-server", "galera-4", "rsync"])?;
    }
    find().context(
        "it takes mariadbd, mariadb, rsync and Galera's libgalera_smm.so (Debian, Ubuntu: apt-get install \
         mariadb-server galera-4 rsync); or set TEST_GALERA_URLS to the URLs of two nodes, separated by a space",
    )
}

fn find() -> Option<Installed> {
    mariadb::find("rsync")?;
    Some(Installed {
        programs: MARIADB.find()?,
        provider: PROVIDERS.into_iter().find(|path| Path::new(path).is_file())?,
        client: mariadb::find("mariadb")?,
    })
}

/// Asks with the client of the server, because a driver here would be compiled before every test.
fn is_complete(client: &Path, address: SocketAddr, password: &str) -> io::Result<bool> {
    let output = Command::new(client)
        .args([
            "--no-defaults",
            "--protocol=tcp",
            "--connect-timeout=2",
            "--batch",
            "--skip-column-names",
        ])
        .args([
            "--host=127.0.0.1",
            &format!("--port={}", address.port()),
            &format!("--user={USER}"),
        ])
        .args(["--execute", "SHOW STATUS LIKE 'wsrep_%'"])
        .env("MYSQL_PWD", password)
        .output()?;
    if !output.status.success() {
        return Err(io::Error::other(String::from_utf8_lossy(&output.stderr).trim().to_owned()));
    }
    let status = String::from_utf8_lossy(&output.stdout);
    let says = |line| status.lines().any(|found| found == line);
    Ok(says("wsrep_cluster_size\t2") && says("wsrep_local_state_comment\tSynced"))
}

impl Node {
    fn new(provider: &'static str, before: Option<SocketAddr>) -> anyhow::Result<Self> {
        Ok(Self {
            provider,
            group: free_address()?,
            changes: free_address()?,
            state: free_address()?,
            before,
        })
    }

    fn start(&self, programs: &Programs, password: String) -> anyhow::Result<LocalServer> {
        let node = Recipe {
            initialise: if self.before.is_some() { &join } else { MARIADB.recipe.initialise },
            serve: &|place, port| self.serve(place, port),
            // A node that joins does not hear SIGTERM, and the scripts that bring its data would
            // outlive it. The data are not worth the two seconds that an orderly end takes.
            stop: Stop::KillGroup,
            ..MARIADB.recipe
        };
        LocalServer::with_password(&node, programs, password)
    }

    fn serve(&self, place: Place, port: u16) -> io::Result<Command> {
        let mut command = (MARIADB.recipe.serve)(place, port)?;
        // A cluster that is nowhere yet is founded.
        let cluster = self.before.map(|address| address.to_string()).unwrap_or_default();
        let (group, changes) = (self.group, self.changes);
        command
            .arg(format!("--wsrep-provider={}", self.provider))
            .arg(format!("--wsrep-cluster-address=gcomm://{cluster}"))
            .arg(format!("--wsrep-sst-receive-address={}", self.state))
            .arg(format!(
                "--wsrep-provider-options=gcache.size=16M;gmcast.listen_addr=tcp://{group};ist.recv_addr={changes}"
            ))
            .args(SETTINGS);
        Ok(command)
    }
}

/// The joining node gets its data and its users from the other.
fn join(place: Place) -> io::Result<Option<Command>> {
    fs::create_dir(place.data())?;
    fs::write(place.folder.join(USERS), "")?;
    Ok(None)
}
