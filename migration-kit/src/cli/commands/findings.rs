//! What the commands that have findings share: how they are printed, and which migrations are
//! meant.

use std::path::Path;

use crate::Error;
use crate::apply::{MigrationStatus, Migrations, State};
use crate::cli::options::Format;
use crate::cli::output;
use crate::desired::Entities;
use crate::diff::Difference;
use crate::lint::{Finding, Location, Source};
use crate::report::checklist::HISTORY;
use crate::report::{self, Topic};

/// The findings as GitHub's annotations or as SARIF, whose locations are relative to the repository
/// and not to the workspace in it.
pub(super) fn document<'f>(
    format: Format,
    findings: impl IntoIterator<Item = &'f Finding>,
    entities: &Entities,
) -> Result<String, Error> {
    let folder = folder_in_repository(entities.manifest_dir());
    let findings: Vec<Finding> = findings
        .into_iter()
        .cloned()
        .map(|mut finding| {
            if let Some(location) = &mut finding.location {
                location.file.insert_str(0, &folder);
            }
            finding
        })
        .collect();
    match format {
        Format::Sarif => {
            let elsewhere = format!("{folder}{}", list_of_migrations(entities.manifest_dir()));
            output::json(&report::sarif(&findings, &elsewhere))
        }
        _ => Ok(report::annotations(&findings)),
    }
}

/// The workspace's folder in its repository, with a slash behind it; empty where it is the
/// repository, or in none.
fn folder_in_repository(manifest_dir: &Path) -> String {
    let above = |name: &str| manifest_dir.ancestors().find(|folder| folder.join(name).exists());
    let folder = above("Cargo.lock").zip(above(".git")).and_then(|(workspace, repository)| {
        let folder = workspace.strip_prefix(repository).ok()?;
        (folder != Path::new(""))
            .then(|| format!("{}/", folder.to_string_lossy().replace('\\', "/")))
    });
    folder.unwrap_or_default()
}

/// The migrations of a history that are not as they should be, at their locations.
pub(super) fn open(
    history: &[MigrationStatus],
    entities: &Entities,
    is_open: impl Fn(&MigrationStatus) -> bool,
) -> Vec<Finding> {
    let finding = |migration: &MigrationStatus| {
        let (what, help) = match migration.state {
            State::Applied => ("is applied", None),
            State::Pending => ("is pending", Some("apply it with `up`")),
            State::OutOfOrder => (
                "is pending and out of order: newer migrations are applied",
                Some("`up` applies it"),
            ),
            State::Modified => (
                "says something else now than what was applied",
                Some(
                    "write a new migration, or say that it is the same: repair VERSION --accept-edit",
                ),
            ),
            State::Missing => (
                "is applied, and the code does not have it",
                Some("bring it back, unless a newer version of the code was here"),
            ),
            State::Running => ("runs", Some("wait for it")),
            State::PartiallyApplied => (
                "is partially applied: the process that began it is gone",
                Some("clear it up with `repair`"),
            ),
            State::Failed => ("failed and is partially applied", Some("clear it up with `repair`")),
        };
        Finding {
            version: Some(migration.version.clone()),
            location: location_of(entities, &migration.version),
            help: help.map(str::to_owned),
            ..Finding::about(&HISTORY, format!("migration {} {what}", migration.version))
        }
    };
    history.iter().filter(|migration| is_open(migration)).map(finding).collect()
}

/// What two schemas disagree on, as findings of a topic at the entity's location.
pub(super) fn differ(
    topic: &Topic,
    differences: &[Difference],
    sides: [&str; 2],
    entities: &Entities,
) -> Vec<Finding> {
    let finding = |difference: &Difference| Finding {
        backends: difference.entities.keys().copied().collect(),
        table: Some(difference.object.table.clone()),
        object: Some(difference.object.name.clone()).filter(|name| !name.is_empty()),
        location: entities.location_of(&difference.object.table, Some(&difference.object.name)),
        ..Finding::about(topic, difference.between(sides[0], sides[1]))
    };
    differences.iter().map(finding).collect()
}

/// Where a migration begins, if it has a file.
pub(super) fn location_of(entities: &Entities, version: &str) -> Option<Location> {
    Source::read(entities.manifest_dir(), version).map(|source| source.location(None, None))
}

/// The migration's file, relative to the workspace.
pub(super) fn file_of(entities: &Entities, version: &str) -> Option<String> {
    Source::read(entities.manifest_dir(), version).map(|source| source.file)
}

/// The version that is meant by a version or by the path of its file, as `git diff --name-only`
/// prints it.
pub(super) fn version_of<'s>(migrations: &'s Migrations, named: &str) -> Result<&'s str, Error> {
    let stem = Path::new(named)
        .file_stem()
        .and_then(|stem| stem.to_str())
        .filter(|_| named.ends_with(".rs"));
    let wanted = stem.unwrap_or(named);
    let versions = || migrations.list().iter().map(|migration| migration.name());
    versions().find(|version| *version == wanted).ok_or_else(|| {
        let near = versions().find(|version| version.contains(wanted));
        let hint = match near {
            Some(near) => format!("is it {near}?"),
            None => {
                "`status` lists them; a version is the name of the migration's file, without `.rs`"
                    .to_owned()
            }
        };
        Error::UnknownVersion {
            message: format!("there is no migration {wanted}"),
            hint: Some(hint),
        }
    })
}

/// The file that lists the migrations, relative to the workspace.
fn list_of_migrations(manifest_dir: &Path) -> String {
    Source::read(manifest_dir, "lib").map_or_else(|| "src/lib.rs".to_owned(), |source| source.file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workspace_may_be_a_folder_of_its_repository() {
        let repository = tempfile::tempdir().unwrap();
        let manifest_dir = repository.path().join("services/shop/migration");
        std::fs::create_dir_all(&manifest_dir).unwrap();
        std::fs::write(repository.path().join("services/shop/Cargo.lock"), "").unwrap();
        assert_eq!(folder_in_repository(&manifest_dir), "");
        std::fs::create_dir(repository.path().join(".git")).unwrap();
        assert_eq!(folder_in_repository(&manifest_dir), "services/shop/");
        std::fs::write(repository.path().join("services/shop/.git"), "").unwrap();
        assert_eq!(folder_in_repository(&manifest_dir), "");
    }
}
