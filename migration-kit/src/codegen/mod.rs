//! Writing the module of a migration and registering it in the migration crate.

mod blank;
mod format;
mod module;
mod name;
mod register;
mod summary;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::Error;

pub use format::rustfmt;
pub use module::{Module, modules};
pub use name::{Clock, identifier};

/// A migration that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generated {
    /// The migration's version: the stem of its file.
    pub version: String,
    /// The module's file.
    pub path: PathBuf,
}

/// Writes a blank migration into the migration crate at `manifest_dir` and registers it in
/// `src/lib.rs`. The version is the time of `clock` followed by `name`, made an identifier.
///
/// # Errors
/// [`Error::Usage`] for a name without a letter or a digit; [`Error::File`] when a file cannot be
/// read or written; [`Error::Decision`] when `src/lib.rs` is not of a form that is understood: the
/// module is written then, and the hint says which lines to add. Each file is written beside its
/// place and renamed, never in part.
pub fn blank(manifest_dir: &Path, name: &str, clock: Clock) -> Result<Generated, Error> {
    let new = |version: &str| format!("Box::new({version}::Migration)");
    let text = blank::module();
    let placed = place(manifest_dir, clock, &[(name.to_owned(), &text)], new)?;
    placed.into_iter().next().ok_or_else(|| Error::internal("no migration was written"))
}

/// Writes generated migrations and registers them, likewise: all of them, or none.
///
/// # Errors
/// As `blank`.
pub fn write_modules(
    manifest_dir: &Path,
    name: Option<&str>,
    clock: Clock,
    modules: &[Module],
) -> Result<Vec<Generated>, Error> {
    let named = modules.iter().map(|module| {
        let name =
            name.map_or_else(|| module.name.clone(), |name| format!("{name}{}", module.suffix));
        (name, module.text.as_str())
    });
    place(manifest_dir, clock, &named.collect::<Vec<_>>(), |version| {
        format!("migration_kit::migration::planned({version}::Migration)")
    })
}

/// Writes modules, each with its name, and registers them in that order.
fn place(
    manifest_dir: &Path,
    clock: Clock,
    modules: &[(String, &str)],
    entry: impl Fn(&str) -> String,
) -> Result<Vec<Generated>, Error> {
    let src = manifest_dir.join("src");
    let lib = src.join("lib.rs");
    let mut text = std::fs::read_to_string(&lib).map_err(|source| Error::File {
        doing: "read",
        path: lib.clone(),
        source,
    })?;
    let mut placed = Vec::new();
    for (at, (name, _)) in modules.iter().enumerate() {
        let version = name::version(name, clock, at)?;
        let path = src.join(format!("{version}.rs"));
        if path.exists() {
            return Err(Error::environment(format!("{} exists already", path.display())));
        }
        placed.push(Generated { version, path });
    }
    let mut unregistered = Vec::new();
    for migration in &placed {
        match register::migration(&text, &migration.version, &entry(&migration.version)) {
            Some(registered) => text = registered,
            None => unregistered.push(migration),
        }
    }
    let write_all = || -> Result<(), Error> {
        for (migration, (_, module)) in placed.iter().zip(modules) {
            write(&migration.path, module)?;
        }
        if unregistered.is_empty() { write(&lib, &text) } else { Ok(()) }
    };
    write_all().inspect_err(|_| {
        for migration in &placed {
            // A module that is in no list would only be in the way of the next attempt.
            let _ = std::fs::remove_file(&migration.path);
        }
    })?;
    if unregistered.is_empty() {
        return Ok(placed);
    }
    let paths: Vec<String> =
        placed.iter().map(|migration| migration.path.display().to_string()).collect();
    let modules: Vec<String> =
        placed.iter().map(|migration| format!("`mod {};`", migration.version)).collect();
    let entries: Vec<String> =
        placed.iter().map(|migration| format!("`{},`", entry(&migration.version))).collect();
    Err(Error::Decision {
        message: format!(
            "{} {} written, but {} has no list that is understood",
            paths.join(" and "),
            if paths.len() == 1 { "is" } else { "are" },
            lib.display()
        ),
        hint: format!(
            "add {} and, at the end of the list, {}",
            modules.join(" "),
            entries.join(" ")
        ),
    })
}

/// Writes the whole file or nothing: beside its place first, then renamed.
fn write(path: &Path, text: &str) -> Result<(), Error> {
    let failed = |source| Error::File { doing: "write", path: path.to_path_buf(), source };
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    let written = std::fs::File::create(&beside).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&beside, path)
    });
    written.map_err(|error| {
        // What is left of the attempt is of no use to anybody.
        let _ = std::fs::remove_file(&beside);
        failed(error)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crate_with(lib: &str) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("src")).unwrap();
        std::fs::write(dir.path().join("src/lib.rs"), lib).unwrap();
        dir
    }

    #[test]
    fn a_blank_migration_is_written_and_registered() {
        let dir = crate_with(
            "impl MigratorTrait for Migrator {\n    fn migrations() -> Vec<Box<dyn MigrationTrait>> {\n        vec![]\n    }\n}\n",
        );
        let migration = blank(dir.path(), "Add is-active to providers", Clock::Utc).unwrap();
        assert!(
            migration.version.ends_with("_add_is_active_to_providers"),
            "{}",
            migration.version
        );
        assert!(
            std::fs::read_to_string(&migration.path).unwrap().contains("pub struct Migration;")
        );
        let lib = std::fs::read_to_string(dir.path().join("src/lib.rs")).unwrap();
        assert!(lib.starts_with(&format!("mod {};\n", migration.version)), "{lib}");
        assert_eq!(std::fs::read_dir(dir.path().join("src")).unwrap().count(), 2);
    }

    #[test]
    fn an_unreadable_list_is_a_decision_with_lines_to_add() {
        let dir = crate_with("pub fn elsewhere() {}\n");
        let error = blank(dir.path(), "x", Clock::Utc).unwrap_err();
        assert_eq!(error.exit_code(), 3);
        assert!(error.hint().unwrap().contains("Box::new(m"), "{:?}", error.hint());
        assert_eq!(
            std::fs::read_to_string(dir.path().join("src/lib.rs")).unwrap(),
            "pub fn elsewhere() {}\n"
        );
    }

    #[test]
    fn an_unwritable_list_leaves_nothing_behind() {
        let lib =
            "impl MigratorTrait for M {\n    fn migrations() -> V {\n        vec![]\n    }\n}\n";
        let dir = crate_with(lib);
        let src = dir.path().join("src");
        // Where the new text would be written beside its place.
        std::fs::create_dir(src.join("lib.rs.new")).unwrap();
        let error = blank(dir.path(), "x", Clock::Utc).unwrap_err();
        assert_eq!(error.exit_code(), 2);
        assert!(
            error
                .to_string()
                .starts_with(&format!("cannot write {}: ", src.join("lib.rs").display())),
            "{error}"
        );
        assert_eq!(std::fs::read_to_string(src.join("lib.rs")).unwrap(), lib);
        assert!(std::fs::read_dir(&src).unwrap().all(|file| {
            let name = file.unwrap().file_name();
            name == "lib.rs" || name == "lib.rs.new"
        }));
    }

    #[test]
    fn a_crate_that_is_not_there_is_a_clear_error() {
        let error = blank(Path::new("/nonexistent"), "x", Clock::Utc).unwrap_err();
        assert_eq!(error.exit_code(), 2);
        assert!(
            error.to_string().starts_with("cannot read /nonexistent/src/lib.rs: No such file"),
            "{error}"
        );
    }
}
