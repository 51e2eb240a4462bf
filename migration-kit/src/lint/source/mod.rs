//! The file of a migration, in which a finding has its line.

#[cfg(feature = "generate")]
mod entity;
mod lines;

use std::ops::Range;
use std::panic;
use std::path::Path;

use heck::ToUpperCamelCase as _;

use super::Location;
use super::table::mentions;
#[cfg(feature = "generate")]
pub(crate) use entity::location_of_entity;
use lines::Line;

/// The text of a migration's module.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// Relative to the workspace, with slashes.
    pub file: String,
    pub text: String,
    lines: Vec<Line>,
}

impl Source {
    /// The file of a migration in the migration crate at `manifest_dir`; none where the list gets
    /// it from elsewhere.
    pub(crate) fn read(manifest_dir: &Path, version: &str) -> Option<Self> {
        let path = manifest_dir.join("src").join(format!("{version}.rs"));
        let text = std::fs::read_to_string(&path).ok()?;
        let file = relative(manifest_dir, &path);
        Some(Self::new(file, text))
    }

    pub(crate) fn new(file: String, text: String) -> Self {
        let lines = lines::of(&text);
        Self { file, text, lines }
    }

    /// Its lines without comments and texts, each with its number.
    pub(crate) fn code(&self) -> impl Iterator<Item = (u32, &str)> {
        (1..).zip(self.lines.iter().map(|line| line.code.as_str()))
    }

    /// The location of a statement of a migration that is data, or what is in it, when it stands in
    /// this file: the line of the statement that names the object or else the table, and the first
    /// one where none does.
    pub(crate) fn location_in(
        &self,
        said: &panic::Location<'_>,
        table: Option<&str>,
        object: Option<&str>,
    ) -> Option<Location> {
        let is_here = Path::new(said.file()).file_name() == Path::new(&self.file).file_name();
        let at =
            (said.line() as usize).checked_sub(1).filter(|at| is_here && *at < self.lines.len())?;
        Some(self.line(self.find(&[self.statement(at)], table, object).unwrap_or(at)))
    }

    /// The line that names the object, and among several the one that comes soonest after its
    /// table; else the first that names the table; the line of `up` where none does. What `down`
    /// says counts only where nothing else does.
    pub(crate) fn location(&self, table: Option<&str>, object: Option<&str>) -> Location {
        let up = self.begin("fn up(").unwrap_or_default();
        let down = self.begin("fn down(").unwrap_or(self.lines.len());
        let below = (down..self.lines.len())
            .find(|at| self.lines[*at].code.starts_with('}'))
            .unwrap_or(down);
        // A function that both ways call stands behind them, or before them.
        let parts = [up..down.max(up), below..self.lines.len(), 0..up];
        self.line(self.find(&parts, table, object).unwrap_or(up))
    }

    /// The line in the first of these parts that names the object, or else the table.
    fn find(
        &self,
        parts: &[Range<usize>],
        table: Option<&str>,
        object: Option<&str>,
    ) -> Option<usize> {
        let tables = |part: &Range<usize>| self.best(part.clone(), table, names_table);
        let found = parts.iter().find_map(|part| {
            let objects = self.best(part.clone(), object, names_object);
            let tables = tables(part);
            let after = |at: &usize| {
                tables.iter().filter(|table| *table <= at).map(|table| at - table).min()
            };
            objects.into_iter().min_by_key(|at| (after(at).unwrap_or(usize::MAX), *at))
        });
        found.or_else(|| parts.iter().find_map(|part| tables(part).first().copied()))
    }

    fn line(&self, at: usize) -> Location {
        Location { file: self.file.clone(), line: at as u32 + 1 }
    }

    /// The lines from one on until what it opens is closed.
    fn statement(&self, at: usize) -> Range<usize> {
        let mut open = 0;
        let closes = |line: &Line| {
            open += line.code.matches(['(', '[', '{']).count();
            open = open.saturating_sub(line.code.matches([')', ']', '}']).count());
            open == 0
        };
        let end =
            self.lines[at..].iter().position(closes).map_or(self.lines.len(), |more| at + more + 1);
        at..end
    }

    fn begin(&self, function: &str) -> Option<usize> {
        self.lines.iter().position(|line| line.code.contains(function))
    }

    /// The lines of a part that name something best.
    fn best(
        &self,
        part: Range<usize>,
        name: Option<&str>,
        names: fn(&Line, &str) -> u8,
    ) -> Vec<usize> {
        // Of a table in another schema the last part stands in a builder.
        let Some(name) = name.map(|name| name.rsplit('.').next().unwrap_or(name)) else {
            return Vec::new();
        };
        let told: Vec<(usize, u8)> = part.map(|at| (at, names(&self.lines[at], name))).collect();
        let best = told.iter().map(|(_, how)| *how).max().unwrap_or_default();
        told.into_iter().filter(|(_, how)| best > 0 && *how == best).map(|(at, _)| at).collect()
    }
}

fn relative(manifest_dir: &Path, path: &Path) -> String {
    path.strip_prefix(root(manifest_dir)).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

/// The workspace's folder.
fn root(manifest_dir: &Path) -> &Path {
    manifest_dir
        .ancestors()
        .find(|folder| folder.join("Cargo.lock").exists())
        .unwrap_or(manifest_dir)
}

/// How well a line names a table: as a text of its own, as `Notes::Table`, or in SQL.
fn names_table(line: &Line, name: &str) -> u8 {
    let iden = name.to_upper_camel_case();
    if line.texts.iter().any(|text| text == name) || line.code.contains(&format!("{iden}::Table")) {
        return 3;
    }
    if line.texts.iter().any(|text| mentions(text, name)) {
        return 2;
    }
    u8::from(line.code.contains(&format!("{iden}::")))
}

/// The same of a column, an index or a constraint: `Notes::Title`, or with `use Notes::*` only
/// `Title`.
fn names_object(line: &Line, name: &str) -> u8 {
    let iden = name.to_upper_camel_case();
    if line.texts.iter().any(|text| text == name) || line.code.contains(&format!("::{iden}")) {
        return 3;
    }
    if line.texts.iter().any(|text| mentions(text, name) || text.contains(&format!("\"{name}\""))) {
        return 2;
    }
    u8::from(!line.code.trim_start().starts_with(&iden) && mentions(&line.code, &iden))
}

#[cfg(test)]
mod tests;
