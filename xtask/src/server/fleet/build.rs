//! PgBouncer from its source, where the packages of this machine have none that is new enough: a
//! bookworm has 1.18, and the package of a later Debian asks for a later C library.

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

use crate::process::{Process, Stop};
use crate::server::{home, install};

/// The source in Debian's archive, by the checksum in the index of trixie.
const SOURCE: &str = "pool/main/p/pgbouncer/pgbouncer_1.24.1.orig.tar.gz";
const SHA256: &str = "da72a3aba13072876d055a3e58dd4aba4a5de4ed6148e73033185245598fd3e0";

/// The program among the files that cargo builds, so that it is built once and goes with `cargo
/// clean`.
const PROGRAM: &str = "pgbouncer-1.24.1";

/// What building it takes.
const PACKAGES: [&str; 5] = ["gcc", "libc6-dev", "libevent-dev", "make", "pkg-config"];

/// Fetches a file and checks it, with the proxies and mirrors that the machine's administrator has
/// set up.
const FETCH: &str = "/usr/lib/apt/apt-helper";

/// The archive of a machine that names none, such as one with Ubuntu.
const ARCHIVE: &str = "http://deb.debian.org/debian/";

/// The program, built in about 20 s unless an earlier call has done so.
pub fn build() -> anyhow::Result<PathBuf> {
    let target = env::current_exe().context("cannot tell where this program is")?;
    let target = target.parent().context("this program is in no folder")?;
    let program = target.join(PROGRAM);
    if !program.is_file() {
        if !Path::new(FETCH).is_file() {
            bail!(
                "install PgBouncer 1.21 or newer so that `pgbouncer` is found, \
                 or set TEST_PGBOUNCER_URL to one in transaction mode"
            );
        }
        eprintln!(
            "xtask: building {PROGRAM} from its source, because no PgBouncer here is new enough"
        );
        build_to(&program, target)
            .context("PgBouncer 1.21 or newer is not installed and could not be built")?;
    }
    Ok(program)
}

/// The program appears only when it is complete, also when somebody else builds it too.
fn build_to(program: &Path, target: &Path) -> anyhow::Result<()> {
    if install::is_possible() {
        install::install(&PACKAGES)?;
    }
    let folder = tempfile::Builder::new().prefix("pgbouncer-").tempdir_in(target)?;
    let run = |program: &str, arguments: &[&str]| run(folder.path(), program, arguments);
    run(
        FETCH,
        &[
            "download-file",
            &format!("{}{SOURCE}", archive()),
            "source",
            &format!("SHA256:{SHA256}"),
        ],
    )?;
    run("tar", &["--extract", "--gzip", "--file=source", "--strip-components=1"])?;
    // Encryption and the system's accounts are for poolers that leave loopback.
    run(
        "./configure",
        &["--without-openssl", "--without-cares", "--without-pam", "--without-systemd"],
    )?;
    run("make", &["--jobs=2", "pgbouncer"])?;
    fs::rename(folder.path().join("pgbouncer"), program).context("cannot keep what was built")
}

/// Runs one step, and shows the end of its output when it fails.
fn run(folder: &Path, program: &str, arguments: &[&str]) -> anyhow::Result<()> {
    let log = folder.join("log");
    let output = File::create(&log)?;
    let mut command = Command::new(program);
    command.current_dir(folder).args(arguments).stdout(output.try_clone()?).stderr(output);
    let status = Process::spawn(&mut command, Stop::TerminateGroup)?.wait()?;
    if !status.success() {
        let log = fs::read(&log).unwrap_or_default();
        bail!("{program} failed ({status}):\n{}", home::tail(&String::from_utf8_lossy(&log)));
    }
    Ok(())
}

/// The mirror of Debian's archive that this machine is set up with.
fn archive() -> String {
    let output = Command::new("apt-get")
        .args(["indextargets", "--format", "$(REPO_URI)", "Created-By: Packages", "Label: Debian"])
        .output()
        .map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    output.unwrap_or_default().lines().next().unwrap_or(ARCHIVE).to_owned()
}
