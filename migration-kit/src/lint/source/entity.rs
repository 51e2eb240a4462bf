//! The file of an entity, which a finding of a convention points to.

use std::path::Path;

use super::{relative, root};
use crate::lint::Location;

/// The line at which an entity's module says a column, or the table; none where the module is in no
/// file of the workspace.
pub(crate) fn location_of_entity(
    manifest_dir: &Path,
    module: &str,
    column: Option<&str>,
) -> Option<Location> {
    let mut names = module.split("::");
    let krate = names.next()?;
    let folder = [krate.to_owned(), krate.replace('_', "-")].into_iter();
    let src =
        folder.map(|name| root(manifest_dir).join(name).join("src")).find(|src| src.is_dir())?;
    let path = names.fold(src, |path, name| path.join(name));
    let (path, text) = [path.with_extension("rs"), path.join("mod.rs")]
        .into_iter()
        .find_map(|path| std::fs::read_to_string(&path).ok().map(|text| (path, text)))?;
    let find = |name: &str| text.lines().position(|line| line.trim_start().starts_with(name));
    let line = column
        .and_then(|column| find(&format!("pub {column}:")))
        .or_else(|| find("pub struct Model"));
    Some(Location {
        file: relative(manifest_dir, &path),
        line: line.unwrap_or_default() as u32 + 1,
    })
}
