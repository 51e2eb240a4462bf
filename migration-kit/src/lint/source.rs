//! The file of a step, in which a finding has its line.

use std::path::Path;

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
