//! Installing a missing server from packages, where this program may: as root, on Debian or Ubuntu.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, bail};

use super::account;
use crate::process::{Process, Stop};

/// Packages ask this program whether they may start their services; 101 means no.
const POLICY: &str = "/usr/sbin/policy-rc.d";

/// Servers that start side by side may each miss something, and the policy is one file for all.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Whether packages can be installed here.
pub fn is_possible() -> bool {
    account::is_root()
        && fs::read_to_string("/etc/os-release").is_ok_and(|text| is_debian_like(&text))
}

/// Installs `packages`. Their own services are kept from starting: they would take the usual ports
/// and outlive the tests, and tests get servers of their own.
pub fn install(packages: &[&str]) -> anyhow::Result<()> {
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    eprintln!("xtask: installing the missing packages: apt-get install {}", packages.join(" "));
    let _policy = Policy::deny_services()?;
    // A stale index names packages that are gone; a failed update may still leave a good one.
    if let Err(error) = apt_get(&["update"]) {
        eprintln!("xtask: {error:#}; trying with the package index as it is");
    }
    apt_get(&[&["install", "--yes", "--no-install-recommends"], packages].concat())
}

fn apt_get(arguments: &[&str]) -> anyhow::Result<()> {
    let mut command = Command::new("apt-get");
    command
        // Another apt-get, such as the system's own at boot, is waited for.
        .args(["--quiet", "--option", "DPkg::Lock::Timeout=300"])
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive")
        // Standard output belongs to this program's answer.
        .stdout(std::io::stderr());
    let status = Process::spawn(&mut command, Stop::TerminateGroup)?.wait()?;
    if !status.success() {
        bail!("apt-get {} failed ({status})", arguments.join(" "));
    }
    Ok(())
}

fn is_debian_like(os_release: &str) -> bool {
    os_release
        .lines()
        .filter_map(|line| line.strip_prefix("ID=").or_else(|| line.strip_prefix("ID_LIKE=")))
        .flat_map(|value| value.trim_matches('"').split_whitespace())
        .any(|id| matches!(id, "debian" | "ubuntu"))
}

/// A policy that denies services, removed when this is dropped. A policy that is there already is
/// left as it is: containers have one that says the same.
struct Policy {
    written: bool,
}

impl Policy {
    fn deny_services() -> anyhow::Result<Self> {
        if Path::new(POLICY).exists() {
            return Ok(Self { written: false });
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o755);
        let mut file = options.open(POLICY).with_context(|| format!("cannot create {POLICY}"))?;
        let policy = Self { written: true };
        file.write_all(b"#!/bin/sh\nexit 101\n")
            .with_context(|| format!("cannot write {POLICY}"))?;
        Ok(policy)
    }
}

impl Drop for Policy {
    fn drop(&mut self) {
        if self.written
            && let Err(error) = fs::remove_file(POLICY)
        {
            eprintln!("xtask: cannot remove {POLICY}, which keeps services from starting: {error}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_debian_like;

    #[test]
    fn debian_and_its_children_are_recognised() {
        assert!(is_debian_like("NAME=\"Debian GNU/Linux\"\nID=debian\n"));
        assert!(is_debian_like("ID=ubuntu\nID_LIKE=debian\n"));
        assert!(is_debian_like("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"));
        assert!(!is_debian_like("ID=fedora\nNAME=debian\n"));
        assert!(!is_debian_like(""));
    }
}
