//! The file of a step, in which a finding has its line.

use std::path::{Path, PathBuf};

use super::Place;

/// The text of a step's module.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// Relative to the workspace, with slashes.
    pub file: String,
    pub text: String,
}

impl Source {
    /// The file of a step in the migration crate at `manifest_dir`; none where the list gets it from elsewhere.
    pub(crate) fn read(manifest_dir: &Path, version: &str) -> Option<Self> {
        let path = manifest_dir.join("src").join(format!("{version}.rs"));
        let text = std::fs::read_to_string(&path).ok()?;
        let root = manifest_dir
            .ancestors()
            .find(|folder| folder.join("Cargo.lock").exists())
            .unwrap_or(manifest_dir);
        let file = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        Some(Self { file, text })
    }

    /// The first line of `up` that names the object, or else its table; the line of `up` where none does.
    pub(crate) fn place(&self, table: Option<&str>, object: Option<&str>) -> Place {
        let lines: Vec<&str> = self.text.lines().collect();
        let begin = lines.iter().position(|line| line.contains("fn up(")).unwrap_or_default();
        let end = lines
            .iter()
            .skip(begin)
            .position(|line| line.contains("fn down("))
            .map_or(lines.len(), |at| begin + at);
        let find = |name: &str| {
            let quoted = format!("\"{name}\"");
            lines[begin..end].iter().position(|line| line.contains(&quoted)).map(|at| begin + at)
        };
        let at = object.and_then(find).or_else(|| table.and_then(find)).unwrap_or(begin);
        Place { file: self.file.clone(), line: at as u32 + 1 }
    }
}

/// The line at which an entity's module says a column, or the table; none where the module is in no file of the workspace.
pub(crate) fn place_of_entity(manifest_dir: &Path, module: &str, column: Option<&str>) -> Option<Place> {
    let mut names = module.split("::");
    let krate = names.next()?;
    let folder = [krate.to_owned(), krate.replace('_', "-")].into_iter();
    let src = folder.map(|name| root(manifest_dir).join(name).join("src")).find(|src| src.is_dir())?;
    let path = names.fold(src, |path, name| path.join(name));
    let (path, text) = [path.with_extension("rs"), path.join("mod.rs")]
        .into_iter()
        .find_map(|path| std::fs::read_to_string(&path).ok().map(|text| (path, text)))?;
    let find = |name: &str| text.lines().position(|line| line.trim_start().starts_with(name));
    let line = column.and_then(|column| find(&format!("pub {column}:"))).or_else(|| find("pub struct Model"));
    Some(Place { file: relative(manifest_dir, &path), line: line.unwrap_or_default() as u32 + 1 })
}

fn relative(manifest_dir: &Path, path: &PathBuf) -> String {
    path.strip_prefix(root(manifest_dir)).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

/// The workspace's folder.
fn root(manifest_dir: &Path) -> &Path {
    manifest_dir.ancestors().find(|folder| folder.join("Cargo.lock").exists()).unwrap_or(manifest_dir)
}
