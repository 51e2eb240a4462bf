//! The user as whom a local server runs.

use std::path::Path;
use std::process::Command;

/// Numeric user and group.
#[derive(Clone, Copy, Debug)]
pub struct Account {
    uid: u32,
    gid: u32,
}

/// Whether this program runs as root.
pub fn is_root() -> bool {
    #[cfg(unix)]
    return rustix::process::geteuid().is_root();
    #[cfg(not(unix))]
    return false;
}

#[cfg(unix)]
impl Account {
    /// `None` for an ordinary user, who runs servers as himself. Both servers refuse to run as
    /// root, which lends them `nobody`: unlike the packages' own users, it exists everywhere and
    /// owns no real database.
    pub fn for_servers() -> anyhow::Result<Option<Self>> {
        if !is_root() {
            return Ok(None);
        }
        Ok(Some(Self { uid: id("-u")?, gid: id("-g")? }))
    }

    /// Hands a file or folder over.
    pub fn own(self, path: &Path) -> anyhow::Result<()> {
        use anyhow::Context;
        std::os::unix::fs::chown(path, Some(self.uid), Some(self.gid)).with_context(|| {
            format!(
                "cannot give {} to the user nobody, as whom servers run when root starts them",
                path.display()
            )
        })
    }

    /// Makes `command` run as this user, with none of root's groups.
    pub fn run(self, command: &mut Command) {
        use std::os::unix::process::CommandExt;
        // For root, the standard library also drops the supplementary groups here.
        command.uid(self.uid).gid(self.gid);
    }
}

/// Asks `id`, which knows users from directory services too.
#[cfg(unix)]
fn id(flag: &str) -> anyhow::Result<u32> {
    use anyhow::Context;
    let output = Command::new("id").args([flag, "nobody"]).output().context("cannot run `id`")?;
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim().parse().with_context(|| {
        "servers do not run as root and there is no user `nobody`; run this as an ordinary user"
            .to_owned()
    })
}
